/**
 * How long a caller will wait: place in line times the pace of the line. Pure folds over what happened, so that a
 * restarted process and a report come to the same figures.
 */
import type { Instant, Millis } from '../kernel/time.js';
import type { Estimate, EstimateError } from './types.js';

/** The last departures of a line. */
export interface Pace {
  /** When a caller last left while others stayed, or the line last began; undefined while nobody waits. */
  readonly from?: Instant;
  /** Mean time between two departures; meaningless while `samples` is 0. */
  readonly meanMs: Millis;
  /** Departures in the mean, at most `WINDOW`. */
  readonly samples: number;
}

/** So many departures are remembered: older ones fade. */
export const WINDOW = 20;
/** Fewer are no pace. */
export const ENOUGH = 3;

export const NO_PACE: Pace = { meanMs: 0, samples: 0 };

/** Somebody came. The clock of the next departure starts with the first of a line. */
export function paceAfterEntry(pace: Pace, at: Instant): Pace {
  return pace.from === undefined ? { ...pace, from: at } : pace;
}

/**
 * Somebody left the line (was answered, gave up, was taken elsewhere).
 * @param left how many still wait
 */
export function paceAfterDeparture(pace: Pace, at: Instant, left: number): Pace {
  const { from, meanMs, samples } = pace;
  if (from === undefined) return pace; // came before we looked
  const interval = Math.max(0, at - from);
  const counted = Math.min(samples + 1, WINDOW);
  const mean = meanMs + (interval - meanMs) / counted;
  const next = { meanMs: mean, samples: counted };
  return left > 0 ? { ...next, from: at } : next;
}

/**
 * The wait of somebody at this place; undefined when nothing is known of the pace and none is assumed.
 * @param position 1 for the one who is next
 */
export function estimateAt(
  pace: Pace,
  position: number,
  assumedPaceMs: Millis | undefined,
): Estimate | undefined {
  if (pace.samples >= ENOUGH) return { method: 'pace', ms: Math.round(position * pace.meanMs) };
  if (assumedPaceMs !== undefined) return { method: 'assumed', ms: position * assumedPaceMs };
  return undefined;
}

export const NO_ERROR: EstimateError = { count: 0, biasMs: 0, absoluteMs: 0 };

export function errorAfter(error: EstimateError, estimatedMs: Millis, waitedMs: Millis): EstimateError {
  const off = waitedMs - estimatedMs;
  return {
    count: error.count + 1,
    biasMs: error.biasMs + off,
    absoluteMs: error.absoluteMs + Math.abs(off),
  };
}
