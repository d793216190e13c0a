/**
 * Hands the recipients of a sending to the gateway, piece by piece, and notes how far it is. After a kill it goes on:
 * what of the interrupted piece the gateway has already is found by reference, so that nobody gets a message twice.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../runtime/log.js';
import { refusalError, type Refusal, type SmsService } from '../sms/index.js';
import { fill, missingOf, placeholders } from './rules.js';
import { RECIPIENTS_A_PIECE, type MessengerStore } from './store.js';
import { submissionOf, termsOf } from './submission.js';
import type { Person, Recipient, Sending } from './types.js';

/** The code of recipients without a value that the text asks for. */
export const VALUE_MISSING = 'MESSAGES_VALUE_MISSING';
/** How long a gateway that cannot store more is left alone. */
const BUSY_MS = 200;

export type FeedGateway = Pick<SmsService, 'accept' | 'find'>;

export class SendingFeed {
  private readonly running = new Map<string, Promise<void>>();
  private readonly told = new Set<string>();
  private stopped = false;

  constructor(
    private readonly gateway: FeedGateway,
    private readonly store: MessengerStore,
    private readonly log: Log,
  ) {}

  /** Begins, or goes on. One at a time for each sending. */
  start(sending: Sending, person: Person): void {
    if (this.running.has(sending.id)) return;
    const work = this.feed(sending, person)
      .catch((error: unknown) => this.log.error({ error, sending: sending.id }, 'a sending stands still'))
      .finally(() => {
        this.running.delete(sending.id);
        this.told.delete(sending.id);
      });
    this.running.set(sending.id, work);
  }

  /** Hands nothing more of it over; fulfilled when nothing is on its way to the gateway. */
  async end(sending: string): Promise<void> {
    this.told.add(sending);
    await this.running.get(sending);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running.values());
  }

  private async feed(sending: Sending, person: Person): Promise<void> {
    const names = placeholders(sending.text);
    const refused: Record<string, number> = { ...sending.refused };
    let { handed } = sending;
    let there = handed < sending.total ? await this.accepted(sending) : new Set<number>();
    while (handed < sending.total && !this.stopped && !this.told.has(sending.id)) {
      const piece = await this.store.piece(sending.id, Math.floor(handed / RECIPIENTS_A_PIECE));
      const results = await Promise.all(
        piece.map((recipient, i) =>
          there.has(handed + i)
            ? Promise.resolve(null)
            : this.hand(sending, person, recipient, handed + i, names),
        ),
      );
      for (const code of results) if (code !== null) refused[code] = (refused[code] ?? 0) + 1;
      there = new Set();
      handed += piece.length;
      await this.store.setHanded(sending.id, handed, refused);
      if (piece.length === 0) throw new Error('recipients of a sending are missing');
    }
    if (handed >= sending.total) await this.store.forgetRecipients(sending.id);
  }

  /** Places of those that the gateway has, as far as the last piece goes. */
  private async accepted(sending: Sending): Promise<Set<number>> {
    const rows = await this.gateway.find({ mass: sending.mass }, RECIPIENTS_A_PIECE);
    return new Set(rows.map((row) => Number(row.reference)));
  }

  /** @returns null, or the code why not */
  private async hand(
    sending: Sending,
    person: Person,
    recipient: Recipient,
    at: number,
    names: readonly string[],
  ): Promise<string | null> {
    if (missingOf(names, recipient.values).length > 0) return VALUE_MISSING;
    const submission = submissionOf({
      source: sending.source,
      number: recipient.number,
      text: fill(sending.text, recipient.values),
      priority: sending.priority,
      dueAt: sending.dueAt,
      mass: sending.mass,
      reference: String(at),
      category: sending.category,
      person,
    });
    for (;;) {
      const result = await new Promise<number | Refusal>((resolve) =>
        this.gateway.accept(submission, termsOf(person), resolve),
      );
      if (typeof result === 'number') return null;
      if (result !== 'busy') return refusalError(result).code;
      await delay(BUSY_MS);
    }
  }
}
