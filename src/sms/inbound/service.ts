/** Messages from customers' phones: kept before the carrier hears so, joined, judged by rule, handed on. */
import { request } from 'undici';
import type { Millis } from '../../kernel/time.js';
import type { Clock } from '../../runtime/clock.js';
import type { GroupWriter } from '../../runtime/group-writer.js';
import type { Log } from '../../runtime/log.js';
import type { Submission } from '../admission.js';
import { expect, type Command, type Outcome } from '../queue/commands.js';
import type { InboundRow, InboundState } from '../queue/inbound-tables.js';
import type { NumberLists } from '../screening/number-lists.js';
import type { MessagePdu } from '../smpp/pdu.js';
import { DATA_CODING, bestCoding, encodeText } from '../text/coding.js';
import type { CarrierId } from '../types.js';
import { verdictOn, type InboundRules, type KeywordAction } from './keywords.js';
import { heardOf } from './reading.js';

export interface InboundParts {
  readonly writer: GroupWriter<Command, Outcome>;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: InboundRules;
  readonly lists: Pick<NumberLists, 'put' | 'remove'>;
  /** Missing parts are waited for so long. */
  readonly joinMs: Millis;
  /** Whose number this is; '' when it is nobody's alone. */
  readonly clientOf: (number: string) => string;
  /** Sends an answer; false when it was not accepted. */
  readonly reply: (submission: Submission) => Promise<boolean>;
  /** Told once of each message, when it is whole. */
  readonly heard: (row: InboundRow, rule: string) => void;
}

const TICK_MS = 500;
/**
 * A part that comes again within this time, its message told already, is the carrier's repetition and no news. A phone
 * would have to send 256 long messages meanwhile to use a reference again, and even then another text is another message.
 */
const REPEAT_MS: Millis = 3_600_000;
const PAGE = 100;
const POST_MS = 10_000;
const FIRST_PAUSE_MS = 1000;
const LAST_PAUSE_MS = 60_000;
/** A message that nobody took after this time stays in the table as undeliverable. */
const FORWARD_MS = 48 * 3_600_000;

export class InboundService {
  private timer: NodeJS.Timeout | undefined;
  private posting = false;
  private readonly pauses = new Map<string, { until: number; pauseMs: Millis }>();

  constructor(private readonly parts: InboundParts) {}

  /** Goes on with what a former process left. */
  async start(): Promise<void> {
    for (const row of await this.list('new', null, 0, 10_000)) await this.judge(row);
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** @param kept when it stands in the table: until then the carrier keeps it */
  take(carrier: CarrierId, pdu: MessagePdu, kept: (ok: boolean) => void): void {
    const { writer, clock } = this.parts;
    writer.apply({ do: 'hear', heard: heardOf(carrier, pdu), at: clock.now() }, (outcome) => {
      kept(true);
      this.judgeAll(expect(outcome, 'inbound').rows);
    });
  }

  /** In order of arrival, behind one. @param target a mailbox or URL; null: any */
  async list(
    state: InboundState,
    target: string | null,
    after: number,
    limit: number,
  ): Promise<readonly InboundRow[]> {
    const command = { do: 'inbound' as const, state, target, after, limit };
    return expect(await this.parts.writer.ask(command), 'inbound').rows;
  }

  /** A person has dealt with it. */
  async close(id: number, rule: string, target: string): Promise<void> {
    await this.mark({ id, rule, target }, 'done');
  }

  private judgeAll(rows: readonly InboundRow[]): void {
    for (const row of rows)
      this.judge(row).catch((error: unknown) =>
        this.parts.log.error({ error }, 'a message from a phone could not be dealt with; it is kept'),
      );
  }

  private async judge(row: InboundRow): Promise<void> {
    const { rules, heard } = this.parts;
    const { rule, then } = verdictOn(rules, row.to, row.text);
    const state = await this.act(row, rule, then);
    const target = then.do === 'forward' ? then.url : then.do === 'hand' ? then.mailbox : '';
    await this.mark({ id: row.id, rule, target }, state);
    heard(row, rule);
    if (state === 'forward') this.post();
  }

  private async act(row: InboundRow, rule: string, then: KeywordAction): Promise<InboundState> {
    const { lists, clock, clientOf, reply } = this.parts;
    const client = clientOf(row.to);
    switch (then.do) {
      case 'stop':
        await lists.put({
          ...{ list: 'stop', number: row.from, client, at: clock.now() },
          ...{ by: 'phone', reason: rule },
        });
        return 'done';
      case 'resume':
        await lists.remove('stop', row.from, client);
        return 'done';
      case 'reply':
        await reply(answerTo(row, then.text));
        return 'done';
      case 'forward':
        return 'forward';
      case 'hand':
        return 'open';
    }
  }

  private async mark(row: Pick<InboundRow, 'id' | 'rule' | 'target'>, state: InboundState): Promise<void> {
    const { id, rule, target } = row;
    await this.parts.writer.ask({ do: 'inbound-state', id, state, rule, target });
  }

  private tick(): void {
    const { writer, clock, joinMs } = this.parts;
    const before = clock.now() - joinMs;
    const command = { do: 'overdue-parts' as const, before, repeatsBefore: before - REPEAT_MS, limit: PAGE };
    writer.apply(command, (outcome) => this.judgeAll(expect(outcome, 'inbound').rows));
    this.post();
  }

  private post(): void {
    if (this.posting || !this.timer) return;
    this.posting = true;
    this.postAll()
      .catch((error: unknown) => this.parts.log.error({ error }, 'messages could not be handed on'))
      .finally(() => (this.posting = false));
  }

  /** One after another for each address: a receiver sees them in order. */
  private async postAll(): Promise<void> {
    const { clock, log } = this.parts;
    let after = 0;
    for (;;) {
      const rows = await this.list('forward', null, after, PAGE);
      for (const row of rows) {
        const pause = this.pauses.get(row.target);
        if (pause && pause.until > clock.now()) continue;
        if (await posted(row)) {
          this.pauses.delete(row.target);
          await this.mark(row, 'done');
        } else {
          if (!pause) log.warn({ rule: row.rule }, 'a message could not be handed on; it is kept');
          const pauseMs = Math.min((pause?.pauseMs ?? FIRST_PAUSE_MS / 2) * 2, LAST_PAUSE_MS);
          this.pauses.set(row.target, { until: clock.now() + pauseMs, pauseMs });
          if (row.at < clock.now() - FORWARD_MS) await this.mark(row, 'undeliverable');
        }
      }
      if (rows.length < PAGE || !this.timer) return;
      after = rows.at(-1)!.id;
    }
  }
}

const posted = ({ id, carrier, from, to, text, at, rule, target }: InboundRow): Promise<boolean> =>
  request(target, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, carrier, from, to, text, rule, at: new Date(at).toISOString() }),
    headersTimeout: POST_MS,
    bodyTimeout: POST_MS,
  }).then(
    async ({ statusCode, body }) => {
      await body.dump();
      return statusCode >= 200 && statusCode < 300;
    },
    () => false,
  );

function answerTo({ from, to }: InboundRow, text: string): Submission {
  const coding = bestCoding(text);
  return {
    source: { ton: 0, npi: 1, number: to },
    destination: { ton: 1, npi: 1, number: from.replace(/^\+/, '') },
    content: { coding, dataCoding: DATA_CODING[coding], header: false, octets: encodeText(text, coding) },
    priority: 2,
    report: 'none',
    reference: null,
    mass: null,
    dueAt: null,
    expiresAt: null,
    held: false,
  };
}
