/** What was used in a month, by user and group, from the sums of closed days. Pure. */
import type { Money, Usage } from './types.js';

export interface StatementLine {
  readonly group: string;
  readonly user: string;
  readonly client: string;
  readonly service: string;
  readonly parts: number;
  readonly amount: Money;
  readonly delivered: number;
  readonly failed: number;
  readonly other: number;
}

export interface Statement {
  /** `2026-11` */
  readonly month: string;
  readonly account: string | null;
  /** Days of the month that are closed: a statement of a running month goes as far as these. */
  readonly days: number;
  /** By group, user, client and service. */
  readonly lines: readonly StatementLine[];
  readonly groups: readonly Omit<StatementLine, 'user' | 'client' | 'service'>[];
  readonly total: Omit<StatementLine, 'group' | 'user' | 'client' | 'service'>;
}

/** The first day of a month and that of the next. */
export function boundsOf(month: string): { readonly from: string; readonly until: string } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  return { from: `${month}-01`, until: `${next}-01` };
}

/** @param account null: all */
export function statementOf(month: string, account: string | null, usage: readonly Usage[]): Statement {
  const rows = usage.filter((row) => account === null || row.account === account);
  const lines = sumBy(rows, ({ group, user, client, service }) => ({ group, user, client, service }));
  const groups = sumBy(rows, ({ group }) => ({ group }));
  const [total] = sumBy(rows, () => ({}));
  return {
    month,
    account,
    days: new Set(usage.map(({ day }) => day)).size,
    lines,
    groups,
    total: total ?? { parts: 0, amount: 0, delivered: 0, failed: 0, other: 0 },
  };
}

type Sums = Pick<Usage, 'parts' | 'amount' | 'delivered' | 'failed' | 'other'>;

function sumBy<K extends object>(rows: readonly Usage[], keyOf: (row: Usage) => K): (K & Sums)[] {
  const sums = new Map<string, K & { -readonly [N in keyof Sums]: number }>();
  for (const row of rows) {
    const key = keyOf(row);
    const name = JSON.stringify(Object.values(key));
    const sum = sums.get(name) ?? { ...key, parts: 0, amount: 0, delivered: 0, failed: 0, other: 0 };
    for (const count of ['parts', 'amount', 'delivered', 'failed', 'other'] as const)
      (sum as Record<string, number>)[count]! += row[count];
    sums.set(name, sum);
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}
