/**
 * Accounts within groups of work: read once, changed in memory by every message of the group, written once before the
 * commit. Money and messages are so in one transaction.
 */
import { given, queries, type Statements } from '../runtime/statements.js';
import type { Migration } from '../runtime/database.js';
import { affords, release, reserve, settle } from './rules.js';
import type { Account, AccountId, Money } from './types.js';

interface AccountRow {
  account: string;
  balance: number;
  reserved: number;
  credit_limit: number;
}

export const billingMigrations: readonly Migration[] = [
  {
    name: 'billing-001-accounts',
    async up(db) {
      await db.schema
        .createTable('billing_account')
        .addColumn('account', 'text', (c) => c.primaryKey())
        .addColumn('balance', 'bigint', (c) => c.notNull())
        .addColumn('reserved', 'bigint', (c) => c.notNull())
        .addColumn('credit_limit', 'bigint', (c) => c.notNull())
        .execute();
    },
  },
  {
    name: 'billing-002-payments-and-days',
    async up({ schema }) {
      await schema
        .createTable('billing_payment')
        .addColumn('key', 'text', (c) => c.primaryKey())
        .addColumn('account', 'text', (c) => c.notNull())
        .addColumn('amount', 'bigint', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addColumn('user', 'text', (c) => c.notNull())
        .addColumn('note', 'text', (c) => c.notNull())
        .addColumn('balance', 'bigint', (c) => c.notNull())
        .execute();
      await schema
        .createIndex('billing_payment_of_account')
        .on('billing_payment')
        .columns(['account', 'at'])
        .execute();
      let days = schema.createTable('billing_day').addColumn('day', 'text', (c) => c.primaryKey());
      for (const column of ['fromCharge', 'toCharge', 'fromAt', 'toAt', 'rows', 'closedAt'])
        days = days.addColumn(column, 'bigint', (c) => c.notNull());
      await days.addColumn('sha256', 'text', (c) => c.notNull()).execute();
      const keys = ['day', 'account', 'client', 'user', 'group', 'service', 'carrier'];
      let usage = schema.createTable('billing_usage');
      for (const column of keys) usage = usage.addColumn(column, 'text', (c) => c.notNull());
      for (const column of ['parts', 'amount', 'delivered', 'failed', 'other'])
        usage = usage.addColumn(column, 'bigint', (c) => c.notNull());
      await usage.addPrimaryKeyConstraint('billing_usage_key', keys as never[]).execute();
      await schema
        .createTable('billing_reconciliation')
        .addColumn('reconciliation', 'text', (c) => c.primaryKey())
        .addColumn('carrier', 'text', (c) => c.notNull())
        .addColumn('day', 'text', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addColumn('user', 'text', (c) => c.notNull())
        .addColumn('counts', 'text', (c) => c.notNull())
        .addColumn('differences', 'text', (c) => c.notNull())
        .execute();
    },
  },
  {
    name: 'billing-003-reports',
    async up({ schema }) {
      await schema
        .createTable('billing_report')
        .addColumn('report', 'text', (c) => c.primaryKey())
        .addColumn('owner', 'text', (c) => c.notNull())
        .addColumn('changedAt', 'bigint', (c) => c.notNull())
        .addColumn('definition', 'text', (c) => c.notNull())
        .execute();
    },
  },
];

export interface Accounts {
  /** @returns `refused`: not enough; `unknown`: no such account. Nothing has changed then. */
  reserve(account: AccountId, amount: Money): 'ok' | 'refused' | 'unknown';
  settle(account: AccountId, amount: Money): void;
  release(account: AccountId, amount: Money): void;
  /** Pays in (or out, when negative); opens the account when it is new. `limit` stays when absent. */
  payIn(account: AccountId, amount: Money, limit?: Money): Account;
  get(account: AccountId): Account | undefined;
  all(): Account[];
  beforeCommit(): void;
  undone(): void;
}

export function createAccounts(statements: Statements): Accounts {
  const db = queries<{ billing_account: AccountRow }>();
  const select = statements.prepare(
    db.selectFrom('billing_account').selectAll().where('account', '=', given('account')),
  );
  const selectAll = statements.prepare(db.selectFrom('billing_account').selectAll().orderBy('account'));
  const put = statements.prepare(
    db
      .insertInto('billing_account')
      .values({
        account: given('account'),
        balance: given('balance'),
        reserved: given('reserved'),
        credit_limit: given('limit'),
      })
      .onConflict((conflict) =>
        conflict.column('account').doUpdateSet({
          balance: given('balance'),
          reserved: given('reserved'),
          credit_limit: given('limit'),
        }),
      ),
  );
  const read = new Map<AccountId, Account>();
  const changed = new Set<AccountId>();

  const toAccount = (row: AccountRow): Account => ({
    account: row.account,
    balance: row.balance,
    reserved: row.reserved,
    limit: row.credit_limit,
  });
  const get = (id: AccountId): Account | undefined => {
    let account = read.get(id);
    if (!account) {
      const row = select.get({ account: id });
      if (!row) return undefined;
      account = toAccount(row);
      read.set(id, account);
    }
    return account;
  };
  const set = (account: Account): Account => {
    read.set(account.account, account);
    changed.add(account.account);
    return account;
  };
  const write = (): void => {
    for (const id of changed) {
      const { account, balance, reserved, limit } = read.get(id)!;
      put.run({ account, balance, reserved, limit });
    }
    changed.clear();
  };

  return {
    reserve(id, amount) {
      const account = get(id);
      if (!account) return 'unknown';
      if (!affords(account, amount)) return 'refused';
      set(reserve(account, amount));
      return 'ok';
    },
    settle(id, amount) {
      const account = get(id);
      if (account && amount !== 0) set(settle(account, amount));
    },
    release(id, amount) {
      const account = get(id);
      if (account && amount !== 0) set(release(account, amount));
    },
    payIn(id, amount, limit) {
      const account = get(id) ?? { account: id, balance: 0, reserved: 0, limit: 0 };
      return set({ ...account, balance: account.balance + amount, limit: limit ?? account.limit });
    },
    get,
    all() {
      write();
      return selectAll.all({}).map(toAccount);
    },
    beforeCommit() {
      write();
      // Others may change accounts between groups; within one nobody else can.
      read.clear();
    },
    undone() {
      read.clear();
      changed.clear();
    },
  };
}
