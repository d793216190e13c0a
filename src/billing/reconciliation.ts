/**
 * What a carrier's file says against what our records say, part by part. Pure.
 *
 * Ours are the charges of one day and carrier. The carrier's rows may name a part (one row each, as most do) or a whole
 * message with a number of parts. A row finds ours by the carrier's id.
 */
import type { Instant } from '../kernel/time.js';
import type { Money } from './types.js';

/** One of ours: a message at that carrier, by each id that the carrier gave. */
export interface OurRecord {
  /** For people. */
  readonly message: string;
  /** As the carrier gave it. */
  readonly id: string;
  /** Written so that ids of the two sides can be compared. */
  readonly key: string;
  readonly to: string;
  readonly at: Instant;
  readonly parts: number;
  /** What the carrier is to be paid; null: not known, and not compared. */
  readonly price: Money | null;
  /** delivered, failed, or '' when no report has come. */
  readonly status: string;
}

/** One of the carrier's. Null: its file does not say. */
export interface TheirRecord {
  readonly line: number;
  readonly id: string;
  /** Every way to write the id: a carrier may hand out hexadecimal and list decimal. */
  readonly keys: readonly string[];
  readonly to: string | null;
  readonly parts: number | null;
  readonly price: Money | null;
  readonly status: string | null;
}

export type Difference =
  | { readonly kind: 'missing-there'; readonly message: string; readonly id: string }
  | { readonly kind: 'missing-here'; readonly line: number; readonly id: string }
  | {
      readonly kind: 'status' | 'parts' | 'price';
      readonly message: string;
      readonly id: string;
      readonly line: number;
      readonly ours: string | number;
      readonly theirs: string | number;
    };
export type Differences = readonly Difference[];

export interface ReconciliationCounts {
  readonly ours: number;
  readonly theirs: number;
  /** Rows of both sides that agree in all that both say. */
  readonly agreed: number;
  readonly missingThere: number;
  readonly missingHere: number;
  readonly status: number;
  readonly parts: number;
  readonly price: number;
  /** Sums of what both sides say; null when the carrier's file has no prices. */
  readonly ourPrice: Money | null;
  readonly theirPrice: Money | null;
}

export interface ReconciliationHead {
  readonly reconciliation: string;
  readonly carrier: string;
  readonly day: string;
  readonly at: Instant;
  readonly user: string;
  readonly counts: ReconciliationCounts;
}
export interface Reconciliation extends ReconciliationHead {
  readonly differences: Differences;
}

export function compare(
  ours: readonly OurRecord[],
  theirs: readonly TheirRecord[],
): { readonly counts: ReconciliationCounts; readonly differences: Differences } {
  const open = new Map<string, OurRecord[]>();
  for (const one of ours) open.set(one.key, [...(open.get(one.key) ?? []), one]);
  const differences: Difference[] = [];
  let agreed = 0;
  let compared = 0;
  const take = ({ keys }: TheirRecord): OurRecord | undefined => {
    for (const key of keys) {
      const found = open.get(key)?.shift();
      if (found) return found;
    }
    return undefined;
  };
  for (const row of theirs) {
    const mine = take(row);
    if (!mine) {
      differences.push({ kind: 'missing-here', line: row.line, id: row.id });
      continue;
    }
    compared++;
    const found = unequal(mine, row);
    differences.push(...found);
    if (found.length === 0) agreed++;
  }
  for (const left of open.values())
    for (const { message, id } of left) differences.push({ kind: 'missing-there', message, id });
  const count = (kind: Difference['kind']): number => differences.filter((one) => one.kind === kind).length;
  const sum = (prices: readonly (Money | null)[]): Money | null =>
    prices.some((price) => price !== null)
      ? prices.reduce<Money>((all, price) => all + (price ?? 0), 0)
      : null;
  return {
    counts: {
      ours: ours.length,
      theirs: theirs.length,
      agreed,
      missingThere: ours.length - compared,
      missingHere: theirs.length - compared,
      status: count('status'),
      parts: count('parts'),
      price: count('price'),
      ourPrice: sum(ours.map(({ price }) => price)),
      theirPrice: sum(theirs.map(({ price }) => price)),
    },
    differences,
  };
}

function unequal(mine: OurRecord, row: TheirRecord): Difference[] {
  const { message, id } = mine;
  const differ = (
    kind: 'status' | 'parts' | 'price',
    ours: string | number | null,
    theirs: string | number | null,
  ): Difference[] =>
    ours === null || theirs === null || ours === theirs
      ? []
      : [{ kind, message, id, line: row.line, ours, theirs }];
  return [
    // Without a report here nothing contradicts what the carrier says, unless it says that it failed.
    ...(mine.status === '' && row.status !== 'failed' ? [] : differ('status', mine.status, row.status)),
    ...differ('parts', mine.parts, row.parts),
    ...differ('price', mine.price, row.price),
  ];
}
