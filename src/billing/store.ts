/** Tables of payments, closed days and usage, in the transaction of the messages they belong to. */
import { given, givenAll, queries, type Statements } from '../runtime/statements.js';
import type { Accounts } from './accounts.js';
import type { BillingCommand, BillingOutcome } from './commands.js';
import type { ReportDefinition } from './report.js';
import type { Differences, ReconciliationCounts, ReconciliationHead } from './reconciliation.js';
import type { ClosedDay, Payment, Usage } from './types.js';

interface ReconciliationRow {
  reconciliation: string;
  carrier: string;
  day: string;
  at: number;
  user: string;
  counts: string;
  differences: string;
}
interface ReportRow {
  report: string;
  owner: string;
  changedAt: number;
  definition: string;
}
interface BillingTablesOfFile {
  billing_payment: Payment;
  billing_day: ClosedDay;
  billing_usage: Usage;
  billing_reconciliation: ReconciliationRow;
  billing_report: ReportRow;
}

const PAYMENT = ['key', 'account', 'amount', 'at', 'user', 'note', 'balance'] as const;
const DAY = ['day', 'fromCharge', 'toCharge', 'fromAt', 'toAt', 'rows', 'sha256', 'closedAt'] as const;
const USAGE = [
  ...(['day', 'account', 'client', 'user', 'group', 'service', 'carrier'] as const),
  ...(['parts', 'amount', 'delivered', 'failed', 'other'] as const),
] as const;
const RECONCILIATION = ['reconciliation', 'carrier', 'day', 'at', 'user', 'counts', 'differences'] as const;

export interface BillingSteps {
  apply(command: BillingCommand): BillingOutcome;
}

/** @param lastCharge number of the newest charge; 0 before the first */
export function createBillingSteps(
  statements: Statements,
  accounts: Accounts,
  lastCharge: () => number,
): BillingSteps {
  const db = queries<BillingTablesOfFile>();
  const payment = statements.prepare(
    db.selectFrom('billing_payment').selectAll().where('key', '=', given('key')),
  );
  const putPayment = statements.prepare(db.insertInto('billing_payment').values(givenAll<Payment>(PAYMENT)));
  const payments = statements.prepare(
    db
      .selectFrom('billing_payment')
      .selectAll()
      .where('account', '=', given('account'))
      .orderBy('at', 'desc')
      .limit(given('limit')),
  );
  const paidSince = statements.prepare(
    db
      .selectFrom('billing_payment')
      .selectAll()
      .where('account', '=', given('account'))
      .where('at', '>=', given('since'))
      .orderBy('at'),
  );
  const reports = statements.prepare(db.selectFrom('billing_report').selectAll());
  const putReport = statements.prepare(
    db
      .insertInto('billing_report')
      .values(givenAll<ReportRow>(['report', 'owner', 'changedAt', 'definition']))
      .onConflict((conflict) =>
        conflict
          .column('report')
          .doUpdateSet({ changedAt: given('changedAt'), definition: given('definition') }),
      ),
  );
  const removeReport = statements.prepare(
    db.deleteFrom('billing_report').where('report', '=', given<string>('id')),
  );
  const days = statements.prepare(
    db.selectFrom('billing_day').selectAll().orderBy('day', 'desc').limit(given('limit')),
  );
  const day = statements.prepare(db.selectFrom('billing_day').selectAll().where('day', '=', given('day')));
  const putDay = statements.prepare(db.insertInto('billing_day').values(givenAll<ClosedDay>(DAY)));
  const putUsage = statements.prepare(db.insertInto('billing_usage').values(givenAll<Usage>(USAGE)));
  const usage = statements.prepare(
    db
      .selectFrom('billing_usage')
      .selectAll()
      .where('day', '>=', given('from'))
      .where('day', '<', given('until'))
      .orderBy('day'),
  );
  const putReconciliation = statements.prepare(
    db.insertInto('billing_reconciliation').values(givenAll<ReconciliationRow>(RECONCILIATION)),
  );
  const heads = statements.prepare(
    db
      .selectFrom('billing_reconciliation')
      .select(['reconciliation', 'carrier', 'day', 'at', 'user', 'counts'])
      .orderBy('at', 'desc')
      .limit(given('limit')),
  );
  const reconciliation = statements.prepare(
    db.selectFrom('billing_reconciliation').selectAll().where('reconciliation', '=', given('id')),
  );
  const head = (row: Omit<ReconciliationRow, 'differences'>): ReconciliationHead => ({
    ...row,
    counts: JSON.parse(row.counts) as ReconciliationCounts,
  });

  const payIn = (command: Extract<BillingCommand, { do: 'pay-in' }>): BillingOutcome => {
    const { account, amount } = command;
    const before = command.payment && payment.get({ key: command.payment.key });
    if (before) {
      const same = before.account === account && before.amount === amount;
      const now = accounts.get(account);
      return same && now
        ? { is: 'account', account: now, repeated: true }
        : { is: 'refused', why: 'key-reused' };
    }
    const changed = accounts.payIn(account, amount, command.limit);
    if (command.payment) putPayment.run({ ...command.payment, account, amount, balance: changed.balance });
    return { is: 'account', account: changed };
  };

  return {
    apply(command) {
      switch (command.do) {
        case 'pay-in':
          return payIn(command);
        case 'set-limit': {
          const known = accounts.get(command.account);
          if (!known) return { is: 'refused', why: 'no-account' };
          return { is: 'account', account: accounts.payIn(command.account, 0, command.limit) };
        }
        case 'accounts':
          return { is: 'accounts', accounts: accounts.all() };
        case 'stand': {
          const { account, since } = command;
          return {
            is: 'stand',
            account: account === null ? null : (accounts.get(account) ?? null),
            payments: account === null ? [] : paidSince.all({ account, since }),
            charge: lastCharge(),
          };
        }
        case 'put-report': {
          const { definition, ...report } = command.report;
          putReport.run({ ...report, definition: JSON.stringify(definition) });
          return { is: 'done' };
        }
        case 'remove-report':
          removeReport.run({ id: command.id });
          return { is: 'done' };
        case 'reports':
          return {
            is: 'reports',
            reports: reports
              .all({})
              .map(({ definition, ...row }) => ({
                ...row,
                definition: JSON.parse(definition) as ReportDefinition,
              }))
              .toSorted((a, b) => a.definition.name.localeCompare(b.definition.name)),
          };
        case 'payments':
          return { is: 'payments', payments: payments.all(command) };
        case 'days':
          return { is: 'days', days: days.all({ limit: command.limit }) };
        case 'day': {
          const found = day.get({ day: command.day });
          return { is: 'days', days: found ? [found] : [] };
        }
        case 'close-day':
          putDay.run({ ...command.day });
          for (const row of command.usage) putUsage.run({ ...row });
          return { is: 'done' };
        case 'usage':
          return { is: 'usage', usage: usage.all({ from: command.from, until: command.until }) };
        case 'keep-reconciliation': {
          const { counts, differences, ...rest } = command.reconciliation;
          putReconciliation.run({
            ...rest,
            counts: JSON.stringify(counts),
            differences: JSON.stringify(differences),
          });
          return { is: 'done' };
        }
        case 'reconciliations':
          return { is: 'reconciliations', list: heads.all({ limit: command.limit }).map(head) };
        case 'reconciliation': {
          const row = reconciliation.get({ id: command.id });
          if (!row) return { is: 'reconciliation', reconciliation: null };
          const { differences, ...rest } = row;
          return {
            is: 'reconciliation',
            reconciliation: { ...head(rest), differences: JSON.parse(differences) as Differences },
          };
        }
      }
    },
  };
}
