/** What was used in a span of days, by user and group, and what that did to an account. Pure. */
import { MEASURES } from './contract.js';
import { sumsOf, type Sums } from './sums.js';
import type { Account, Money, Payment, Usage } from './types.js';

/** Days: `from` until before `until`. */
export interface Span {
  readonly from: string;
  readonly until: string;
}

/** What is absent fits anything. */
export type UsageFilter = Partial<
  Record<'account' | 'group' | 'user' | 'client' | 'service' | 'carrier', string>
>;

export interface StatementLine extends Sums {
  readonly group: string;
  readonly user: string;
  readonly client: string;
  readonly service: string;
}

export interface Statement extends Span {
  /** Days of the span that are closed, and whether it has days that go on: those count as far as they have come. */
  readonly closedDays: number;
  readonly running: boolean;
  /** By group, user, client and service. */
  readonly lines: readonly StatementLine[];
  readonly groups: readonly (Sums & { readonly group: string })[];
  readonly total: Sums;
  /** Null unless it is of one account. */
  readonly stand: Stand | null;
}

/** `opening` + `paid` - `used` = `closing`. */
export interface Stand {
  readonly account: string;
  readonly opening: Money;
  readonly paid: Money;
  /** By everybody who uses the account, whatever the statement is narrowed down to. */
  readonly used: Money;
  readonly closing: Money;
  /** Of this moment. */
  readonly reserved: Money;
  readonly limit: Money;
  /** Within the span, oldest first. */
  readonly payments: readonly Payment[];
}

/** The first day of a month and that of the next. */
export function boundsOf(month: string): Span {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  return { from: `${month}-01`, until: `${next}-01` };
}

export const fitsFilter = (row: Usage, filter: UsageFilter): boolean =>
  Object.entries(filter).every(([key, value]) => row[key as keyof UsageFilter] === value);

/** @param usage of the span, of everybody */
export function linesOf(
  usage: readonly Usage[],
  filter: UsageFilter,
): Pick<Statement, 'lines' | 'groups' | 'total'> {
  const rows = usage.filter((row) => fitsFilter(row, filter));
  const [total] = sumsOf(rows, () => ({}));
  return {
    lines: sumsOf(rows, ({ group, user, client, service }) => ({ group, user, client, service })),
    groups: sumsOf(rows, ({ group }) => ({ group })),
    total: total ?? (Object.fromEntries(MEASURES.map((name) => [name, 0])) as unknown as Sums),
  };
}

/**
 * From what is there now back to the beginning of the span.
 * @param account as it is after all of `usage` and `payments`
 * @param usage from the first day of the span until now
 * @param payments from the first moment of the span until now, oldest first; @param end the span's last moment, exclusive
 */
export function standOf(
  account: Account,
  span: Span,
  usage: readonly Usage[],
  payments: readonly Payment[],
  end: number,
): Stand {
  const own = usage.filter((row) => row.account === account.account);
  const amount = (rows: readonly { readonly amount: Money }[]): Money =>
    rows.reduce((sum, row) => sum + row.amount, 0);
  const within = payments.filter(({ at }) => at < end);
  const opening = account.balance - amount(payments) + amount(own);
  const paid = amount(within);
  const used = amount(own.filter(({ day }) => day < span.until));
  return {
    account: account.account,
    ...{ opening, paid, used, closing: opening + paid - used },
    reserved: account.reserved,
    limit: account.limit,
    payments: within,
  };
}
