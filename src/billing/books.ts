/** Usage and accounts as they stand at one moment, over closed days and the running one. */
import type { Instant } from '../kernel/time.js';
import { expectBilling, type BillingTables } from './commands.js';
import type { Days } from './days.js';
import { BillingAccountUnknownError } from './errors.js';
import type { RunningUsage } from './running.js';
import { linesOf, standOf, type Span, type Statement, type UsageFilter } from './statement.js';
import type { Account, ClosedDay, Payment, Usage } from './types.js';

/** Days of usage that are asked for at once: messages get their turns between. */
const STEP_DAYS = 31;
const END_OF_TIME = '9999-12-31';

interface Standing {
  readonly usage: readonly Usage[];
  readonly closed: ClosedDay | undefined;
  readonly account: Account | null;
  readonly payments: readonly Payment[];
}

export class Books {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly tables: BillingTables,
    private readonly running: RunningUsage,
    private readonly days: Days,
  ) {}

  /** Of the days of a span. */
  async usage(span: Span): Promise<readonly Usage[]> {
    return (await this.standing(span, null)).usage;
  }

  /** With the stand of the account that it is narrowed down to. @throws BillingAccountUnknownError */
  async statement(span: Span, filter: UsageFilter): Promise<Statement> {
    const { usage, closed, account, payments } = await this.standing(span, filter.account ?? null);
    if (filter.account !== undefined && !account) throw new BillingAccountUnknownError();
    const within = usage.filter(({ day }) => day < span.until);
    const firstOpen = closed === undefined ? span.from : this.days.after(closed.day);
    return {
      ...span,
      closedDays: this.count(span.from, firstOpen < span.until ? firstOpen : span.until),
      running: firstOpen < span.until,
      ...linesOf(within, filter),
      stand: account && standOf(account, span, usage, payments, this.days.startOf(span.until)),
    };
  }

  /** One at a time: what was read of the running day must end where the account stands. */
  private standing(span: Span, account: string | null): Promise<Standing> {
    const work = this.last.then(() => this.read(span, account));
    this.last = work.catch(() => undefined);
    return work;
  }

  private async read(span: Span, account: string | null): Promise<Standing> {
    const [closed] = expectBilling(await this.tables.ask({ do: 'days', limit: 1 }), 'days').days;
    const since: Instant = this.days.startOf(span.from);
    const stand = expectBilling(await this.tables.ask({ do: 'stand', account, since }), 'stand');
    const running = await this.running.upTo(closed, stand.charge);
    // An account is followed from the beginning of the span until now, other figures as far as the span goes.
    const until = account === null ? span.until : END_OF_TIME;
    return {
      usage: [
        ...(await this.closedUsage(span.from, until, closed)),
        ...running.filter(({ day }) => day >= span.from && day < until),
      ],
      closed,
      account: stand.account,
      payments: stand.payments,
    };
  }

  private async closedUsage(from: string, until: string, closed: ClosedDay | undefined): Promise<Usage[]> {
    if (closed === undefined) return [];
    const end = this.days.after(closed.day);
    const last = end < until ? end : until;
    const usage: Usage[] = [];
    for (let day = from; day < last;) {
      let next = day;
      for (let n = 0; n < STEP_DAYS && next < last; n++) next = this.days.after(next);
      const outcome = await this.tables.ask({ do: 'usage', from: day, until: next });
      usage.push(...expectBilling(outcome, 'usage').usage);
      day = next;
    }
    return usage;
  }

  private count(from: string, until: string): number {
    return Math.max(0, Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000));
  }
}
