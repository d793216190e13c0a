/** Sendings that come again by rule: each time a mass sending of its own, whole also when a kill comes in between. */
import type { Instant } from '../../kernel/time.js';
import type { Clock } from '../../runtime/clock.js';
import type { GroupWriter } from '../../runtime/group-writer.js';
import type { Log } from '../../runtime/log.js';
import type { ClientTerms, Submission } from '../admission.js';
import { SmsRuleError, SmsUnknownError, type Refusal } from '../errors.js';
import { expect, type Command, type Outcome } from '../queue/commands.js';
import type { RecurringRow } from '../queue/recurring-tables.js';
import { DATA_CODING, bestCoding, encodeText } from '../text/coding.js';
import type { ClientId, MessageId, Priority } from '../types.js';
import { isRule, nextAfter } from '../../runtime/cron-rule.js';

/** What is sent each time. */
export interface RecurringSending {
  readonly to: readonly string[];
  readonly from: string;
  readonly text: string;
  readonly service: string;
  readonly priority: Priority;
}

export interface Recurring extends Omit<RecurringRow, 'sending'> {
  readonly sending: RecurringSending;
}

export interface RecurringParts {
  readonly writer: GroupWriter<Command, Outcome>;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeZone: string | undefined;
  readonly termsOf: (client: ClientId) => ClientTerms | undefined;
  readonly accept: (
    submission: Submission,
    client: ClientTerms,
    done: (result: MessageId | Refusal) => void,
  ) => void;
  readonly newId: () => string;
}

const LOOK_MS = 1000;

export class RecurringService {
  private readonly rows = new Map<string, Recurring>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly parts: RecurringParts) {}

  async start(): Promise<void> {
    const { recurring } = expect(await this.parts.writer.ask({ do: 'recurring' }), 'recurring');
    for (const row of recurring)
      this.rows.set(row.id, { ...row, sending: JSON.parse(row.sending) as RecurringSending });
    this.timer = setInterval(() => void this.look(), LOOK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.running;
  }

  list(): readonly Recurring[] {
    return [...this.rows.values()];
  }

  /** @throws SmsRuleError for a rule that never comes, or comes all the time; SmsUnknownError for an unknown client */
  async add(
    user: string,
    given: Pick<Recurring, 'client' | 'name' | 'rule' | 'sending' | 'until'>,
  ): Promise<Recurring> {
    const { clock, timeZone, termsOf, newId } = this.parts;
    const now = clock.now();
    if (!isRule(given.rule, timeZone, now)) throw new SmsRuleError();
    if (!termsOf(given.client)) throw new SmsUnknownError();
    const nextAt = this.next(given.rule, given.until, now);
    return this.put({ ...given, id: newId(), state: 'running', nextAt, user });
  }

  /** What would have come while it was paused does not come later. @throws SmsUnknownError */
  async setState(id: string, state: 'running' | 'paused'): Promise<Recurring> {
    const row = this.find(id);
    const nextAt = state === 'running' ? this.next(row.rule, row.until, this.parts.clock.now()) : row.nextAt;
    return this.put({ ...row, state, nextAt });
  }

  /** @throws SmsUnknownError */
  async remove(id: string): Promise<void> {
    this.find(id);
    this.rows.delete(id);
    await this.parts.writer.ask({ do: 'recurring-remove', id });
  }

  /** Sends what is due. */
  look(): Promise<void> {
    this.running ??= this.sendDue()
      .catch((error: unknown) =>
        this.parts.log.error({ error }, 'a recurring sending failed; it is tried again'),
      )
      .finally(() => (this.running = undefined));
    return this.running;
  }

  private async sendDue(): Promise<void> {
    const now = this.parts.clock.now();
    for (const row of this.rows.values()) {
      if (row.state !== 'running' || row.nextAt === null || row.nextAt > now) continue;
      await this.send(row, row.nextAt);
      // Times that passed while nobody ran are one: nobody wants three greetings at once.
      if (this.rows.has(row.id)) await this.put({ ...row, nextAt: this.next(row.rule, row.until, now) });
    }
  }

  private async send(row: Recurring, at: Instant): Promise<void> {
    const { writer, clock, accept, termsOf, log } = this.parts;
    const client = termsOf(row.client);
    if (!client) return log.error({ recurring: row.id }, 'the client of a recurring sending is gone');
    const mass = `${row.id}-${Math.floor(at / 1000).toString(36)}`;
    await writer.ask({ do: 'mass-open', mass, client: row.client, name: row.name, at: clock.now() });
    // After a kill: those that were accepted are the first ones, because they were asked for in order.
    const { number } = expect(await writer.ask({ do: 'mass-count', mass }), 'number');
    const rest = row.sending.to.slice(number ?? 0);
    const results = await Promise.all(
      rest.map(
        (to) =>
          new Promise<MessageId | Refusal>((resolve) => accept(submissionOf(row, mass, to), client, resolve)),
      ),
    );
    const refused = results.filter((result) => typeof result === 'string').length;
    if (refused > 0) log.warn({ recurring: row.id, refused }, 'parts of a recurring sending were refused');
  }

  private next(rule: string, until: Instant | null, after: Instant): Instant | null {
    const next = nextAfter(rule, this.parts.timeZone, after);
    return next !== null && (until === null || next <= until) ? next : null;
  }

  private find(id: string): Recurring {
    const row = this.rows.get(id);
    if (!row) throw new SmsUnknownError();
    return row;
  }

  private async put(row: Recurring): Promise<Recurring> {
    this.rows.set(row.id, row);
    await this.parts.writer.ask({
      do: 'recurring-put',
      row: { ...row, sending: JSON.stringify(row.sending) },
    });
    return row;
  }
}

function submissionOf({ sending, user }: Recurring, mass: string, to: string): Submission {
  const coding = bestCoding(sending.text);
  return {
    source: { ton: /[^+\d]/.test(sending.from) ? 5 : 0, npi: 0, number: sending.from },
    destination: { ton: to.startsWith('+') ? 1 : 0, npi: 1, number: to.replace(/^\+/, '') },
    content: {
      coding,
      dataCoding: DATA_CODING[coding],
      header: false,
      octets: encodeText(sending.text, coding),
    },
    priority: sending.priority,
    report: 'final',
    reference: null,
    mass,
    dueAt: null,
    expiresAt: null,
    held: false,
    service: sending.service,
    by: { user, group: '' },
  };
}
