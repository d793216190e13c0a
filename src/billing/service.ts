/** Accounts, days, statements and comparisons, for whoever does the books. */
import type { IdSource } from '../kernel/ids.js';
import type { Instant } from '../kernel/time.js';
import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import { readCarrierFile, type CarrierMapping } from './carrier-file.js';
import { expectBilling, type BillingTables } from './commands.js';
import type { DayClosing } from './day-closing.js';
import {
  BillingAccountUnknownError,
  BillingDayUnknownError,
  BillingKeyReusedError,
  BillingReconciliationUnknownError,
  BillingReportUnknownError,
} from './errors.js';
import { compare, type OurRecord, type Reconciliation, type ReconciliationHead } from './reconciliation.js';
import type { Books } from './books.js';
import type { Days } from './days.js';
import { daysOf, tabulate, type Report, type ReportDefinition, type ReportResult } from './report.js';
import type { Span, Statement, UsageFilter } from './statement.js';
import type { Account, AccountId, BillingEvent, ClosedDay, Money, Payment } from './types.js';

/** What we know of a carrier's charges, for comparison with its own file. */
export interface CarrierRecords {
  /** How the carrier writes its file; undefined: not configured. */
  mappingOf(carrier: string): CarrierMapping | undefined;
  /** Ours of one closed day. */
  recordsOf(carrier: string, day: ClosedDay): Promise<OurRecord[]>;
  keysOf(id: string): readonly string[];
}

export interface BillingParts {
  readonly tables: BillingTables;
  readonly closing: DayClosing;
  readonly books: Books;
  readonly days: Days;
  readonly carriers: CarrierRecords;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Whoever asks. */
interface Asker {
  readonly user: string;
  readonly role: string;
}

export class BillingService {
  constructor(private readonly parts: BillingParts) {}

  async accounts(): Promise<readonly Account[]> {
    return expectBilling(await this.parts.tables.ask({ do: 'accounts' }), 'accounts').accounts;
  }

  /** Newest first. */
  async payments(account: AccountId, limit: number): Promise<readonly Payment[]> {
    return expectBilling(await this.parts.tables.ask({ do: 'payments', account, limit }), 'payments')
      .payments;
  }

  /**
   * Opens the account when it is new.
   * @throws BillingKeyReusedError
   */
  async payIn(
    user: string,
    account: AccountId,
    payment: { readonly key: string; readonly amount: Money; readonly note: string },
  ): Promise<{ readonly account: Account; readonly repeated: boolean }> {
    const { key, amount, note } = payment;
    const { tables, clock, recorder } = this.parts;
    const outcome = await tables.ask({
      do: 'pay-in',
      account,
      amount,
      payment: { key, at: clock.now(), user, note },
    });
    if (outcome.is === 'refused') throw new BillingKeyReusedError();
    const { account: changed, repeated = false } = expectBilling(outcome, 'account');
    if (!repeated)
      recorder.record<BillingEvent>([{ type: 'billing.paid-in', data: { account, amount, key, user } }]);
    return { account: changed, repeated };
  }

  /** @throws BillingAccountUnknownError */
  async setLimit(user: string, account: AccountId, limit: Money): Promise<Account> {
    const outcome = await this.parts.tables.ask({ do: 'set-limit', account, limit });
    if (outcome.is === 'refused') throw new BillingAccountUnknownError();
    this.parts.recorder.record<BillingEvent>([{ type: 'billing.limit-set', data: { account, limit, user } }]);
    return expectBilling(outcome, 'account').account;
  }

  /** Closed ones, newest first. */
  async days(limit: number): Promise<readonly ClosedDay[]> {
    return expectBilling(await this.parts.tables.ask({ do: 'days', limit }), 'days').days;
  }

  /** Makes the files of days that are over. To be called now and then. */
  async closeDue(now: Instant): Promise<void> {
    for (const { day, rows, sha256 } of await this.parts.closing.closeDue(now))
      this.parts.recorder.record<BillingEvent>([{ type: 'billing.day-closed', data: { day, rows, sha256 } }]);
  }

  /** @throws BillingDayUnknownError, BillingDayChangedError */
  remake(day: string): Promise<ClosedDay> {
    return this.parts.closing.remake(day);
  }

  /**
   * Where the file of a closed day lies, as it was when the day was closed: one that is gone or was changed is made again.
   * @throws BillingDayUnknownError, BillingDayChangedError when it cannot be made again
   */
  async fileOf(day: string): Promise<string> {
    const { closing } = this.parts;
    if (!(await closing.isWhole(await this.closed(day)))) await closing.remake(day);
    return closing.fileOf(day);
  }

  /** Closed days and the running one. @throws BillingAccountUnknownError */
  statement(span: Span, filter: UsageFilter): Promise<Statement> {
    return this.parts.books.statement(span, filter);
  }

  /** Saved by whoever may read statements, by name. */
  async reports(): Promise<readonly Report[]> {
    return expectBilling(await this.parts.tables.ask({ do: 'reports' }), 'reports').reports;
  }

  /** @param id null: a new one. @throws BillingReportUnknownError when it is not of whoever asks to change it */
  async putReport(asker: Asker, id: string | null, definition: ReportDefinition): Promise<Report> {
    const { tables, ids, clock } = this.parts;
    const before = id === null ? null : await this.ownReport(asker, id);
    const report: Report = {
      report: before?.report ?? ids.next('report'),
      owner: before?.owner ?? asker.user,
      changedAt: clock.now(),
      definition,
    };
    await tables.ask({ do: 'put-report', report });
    return report;
  }

  /** @throws BillingReportUnknownError */
  async removeReport(asker: Asker, id: string): Promise<void> {
    await this.ownReport(asker, id);
    await this.parts.tables.ask({ do: 'remove-report', id });
  }

  /** @throws BillingReportUnknownError */
  async runReport(id: string): Promise<{ readonly report: Report; readonly result: ReportResult }> {
    const report = (await this.reports()).find((one) => one.report === id);
    if (!report) throw new BillingReportUnknownError();
    const { books, days, clock } = this.parts;
    const span = daysOf(report.definition.span, days.dayOf(clock.now()));
    return { report, result: tabulate(report.definition, span, await books.usage(span)) };
  }

  private async ownReport({ user, role }: Asker, id: string): Promise<Report> {
    const report = (await this.reports()).find((one) => one.report === id);
    if (!report || (report.owner !== user && role !== 'administrator')) throw new BillingReportUnknownError();
    return report;
  }

  /** @throws BillingReconciliationUnknownError, BillingDayUnknownError, BillingFileError */
  async reconcile(
    user: string,
    carrier: string,
    day: string,
    content: NodeJS.ReadableStream,
  ): Promise<Reconciliation> {
    const { carriers, tables, ids, clock, recorder } = this.parts;
    const mapping = carriers.mappingOf(carrier);
    if (!mapping) throw new BillingReconciliationUnknownError();
    const closed = await this.closed(day);
    const theirs = await readCarrierFile(content, mapping, (id) => carriers.keysOf(id));
    const { counts, differences } = compare(await carriers.recordsOf(carrier, closed), theirs);
    const reconciliation: Reconciliation = {
      reconciliation: ids.next('cmp'),
      ...{ carrier, day, at: clock.now(), user, counts, differences },
    };
    await tables.ask({ do: 'keep-reconciliation', reconciliation });
    recorder.record<BillingEvent>([
      {
        type: 'billing.reconciled',
        data: {
          reconciliation: reconciliation.reconciliation,
          ...{ carrier, day, user },
          differences: differences.length,
        },
      },
    ]);
    return reconciliation;
  }

  /** Newest first, without the differences. */
  async reconciliations(limit: number): Promise<readonly ReconciliationHead[]> {
    const outcome = await this.parts.tables.ask({ do: 'reconciliations', limit });
    return expectBilling(outcome, 'reconciliations').list;
  }

  /** @throws BillingReconciliationUnknownError */
  async reconciliation(id: string): Promise<Reconciliation> {
    const outcome = await this.parts.tables.ask({ do: 'reconciliation', id });
    const { reconciliation } = expectBilling(outcome, 'reconciliation');
    if (!reconciliation) throw new BillingReconciliationUnknownError();
    return reconciliation;
  }

  private async closed(day: string): Promise<ClosedDay> {
    const [closed] = expectBilling(await this.parts.tables.ask({ do: 'day', day }), 'days').days;
    if (!closed) throw new BillingDayUnknownError();
    return closed;
  }
}
