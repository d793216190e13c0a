/** Sums of usage under headings. Pure. */
import type { Measure } from './contract.js';
import type { Money, Usage } from './types.js';

/** `amount` is money. */
export type Sums = Readonly<Record<Measure, number>> & { readonly amount: Money };

/** One sum a key, in the order of the keys' values. */
export function sumsOf<K extends object>(rows: readonly Usage[], keyOf: (row: Usage) => K): (K & Sums)[] {
  const sums = new Map<string, { readonly key: K; readonly counts: Record<Measure, number> }>();
  for (const row of rows) {
    const key = keyOf(row);
    const name = JSON.stringify(Object.values(key));
    let sum = sums.get(name);
    if (!sum) {
      const counts = { messages: 0, delivered: 0, failed: 0, other: 0, parts: 0, amount: 0 };
      sums.set(name, (sum = { key, counts }));
    }
    for (const count of ['parts', 'amount', 'delivered', 'failed', 'other'] as const)
      sum.counts[count] += row[count];
    sum.counts.messages += row.delivered + row.failed + row.other;
  }
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { key, counts }]) => ({ ...key, ...counts }));
}
