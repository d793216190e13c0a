/** Reports that people define: which headings, which figures, of whom, over which days. Pure. */
import { fitsFilter, type Span, type UsageFilter } from './statement.js';
import type { Heading, Measure } from './contract.js';
import { sumsOf } from './sums.js';
import type { Instant } from '../kernel/time.js';
import type { Usage } from './types.js';

/** `last-days`: that many whole days, today the last. */
export type ReportSpan =
  | { readonly kind: 'this-month' | 'last-month' }
  | { readonly kind: 'last-days'; readonly days: number }
  /** `until` is the last day. */
  | { readonly kind: 'fixed'; readonly from: string; readonly until: string };

export interface ReportDefinition {
  readonly name: string;
  /** In the order of the columns. */
  readonly by: readonly Heading[];
  readonly show: readonly Measure[];
  readonly where: UsageFilter;
  readonly span: ReportSpan;
}

export interface Report {
  readonly report: string;
  readonly owner: string;
  readonly changedAt: Instant;
  readonly definition: ReportDefinition;
}

export interface ReportResult extends Span {
  readonly rows: readonly { readonly keys: readonly string[]; readonly figures: readonly number[] }[];
  readonly total: readonly number[];
}

const shifted = (day: string, by: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);

/** @param today `2026-11-22`, of the centre */
export function daysOf(span: ReportSpan, today: string): Span {
  const month = `${today.slice(0, 7)}-01`;
  const tomorrow = shifted(today, 1);
  switch (span.kind) {
    case 'this-month':
      return { from: month, until: tomorrow };
    case 'last-month':
      return { from: `${shifted(month, -1).slice(0, 7)}-01`, until: month };
    case 'last-days':
      return { from: shifted(tomorrow, -span.days), until: tomorrow };
    case 'fixed':
      return { from: span.from, until: shifted(span.until, 1) };
  }
}

const keyOf = (row: Usage, heading: Heading): string =>
  heading === 'month' ? row.day.slice(0, 7) : row[heading];

/** @param usage of the span */
export function tabulate(definition: ReportDefinition, span: Span, usage: readonly Usage[]): ReportResult {
  const { by, show, where } = definition;
  const rows = usage.filter((row) => fitsFilter(row, where));
  const [total] = sumsOf(rows, () => ({}));
  return {
    ...span,
    rows: sumsOf(rows, (row) => ({ keys: by.map((heading) => keyOf(row, heading)) })).map((sum) => ({
      keys: sum.keys,
      figures: show.map((measure) => sum[measure]),
    })),
    total: show.map((measure) => total?.[measure] ?? 0),
  };
}
