/** Figures of benches. Pure. */

/**
 * The smallest value that at least `share` of all values do not exceed (nearest rank: a value that was really seen).
 * @param share 0 to 1
 * @returns 0 for no values
 */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length))) - 1]!;
}

/** Two decimals: finer is noise. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;
