/** A queue's figures since midnight, from what its callers came to. Formulas stand with each figure in `types.ts`. */
import type { Millis } from '../kernel/time.js';
import { errorAfter } from '../waiting/index.js';
import type { QueueOutcome } from '../acd/types.js';
import type { QueueDay } from './types.js';

/** What the figures of a queue are measured by. */
export interface QueueMeasure {
  /** T of the service level. */
  readonly serviceLevelMs: Millis;
  /** Who gives up sooner is counted apart: a wrong number, a change of mind, not the queue's fault. */
  readonly shortAbandonMs: Millis;
}

/** Where an outcome is counted. */
export const countedAs = (outcome: QueueOutcome): Exclude<QueueOutcome, 'ended' | 'moved'> | 'otherwise' =>
  outcome === 'ended' || outcome === 'moved' ? 'otherwise' : outcome;

/**
 * Counts a caller who has left the line.
 * @param estimateMs what was estimated when the caller came; undefined: nothing
 */
export function countDeparture(
  day: QueueDay,
  left: { readonly outcome: QueueOutcome; readonly waitedMs: Millis },
  measure: QueueMeasure | undefined,
  estimateMs: Millis | undefined,
): void {
  const { outcome, waitedMs } = left;
  day.longestWaitMs = Math.max(day.longestWaitMs, waitedMs);
  day[countedAs(outcome)]++;
  if (outcome === 'abandoned' && waitedMs < (measure?.shortAbandonMs ?? 0)) day.abandonedShort++;
  if (outcome !== 'answered') return;
  day.answeredWaitMs += waitedMs;
  if (waitedMs <= (measure?.serviceLevelMs ?? 0)) day.answeredInT++;
  if (estimateMs !== undefined) day.estimateError = errorAfter(day.estimateError, estimateMs, waitedMs);
}
