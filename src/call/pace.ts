/**
 * How many phones the switch may be asked to ring at the same time. A switch that is asked for more than it can do does
 * everything late, also the bridges of those who have answered; so new rings wait for older ones as soon as its commands
 * take longer. Pure: additive growth, multiplicative cut, as senders share a line. The line and its order stay the
 * matcher's: what waits here has been matched.
 */
import type { Instant, Millis } from '../kernel/time.js';

export interface PaceLimits {
  /** Never fewer rings at a time than this. */
  readonly least: number;
  /** Never more. */
  readonly most: number;
  /** A command that takes longer than this tells of a switch that has too much to do. */
  readonly slowMs: Millis;
}

export interface Pace {
  /** Rings at a time; the whole part counts. */
  readonly window: number;
  /** When it was last made smaller. */
  readonly cutAt: Instant;
}

/** One command that the switch has answered, or not answered in time. */
export interface Measured {
  readonly tookMs: Millis;
  /** When the answer came. */
  readonly at: Instant;
  /** As many rings were under way as may be: only then a quick answer says that there is room for more. */
  readonly full: boolean;
}

const FIRST_WINDOW = 32;
/** What a whole window of quick answers adds. */
const GROWTH = 4;
const CUT = 0.7;

export const firstPace = ({ least, most }: PaceLimits): Pace => ({
  window: Math.max(least, Math.min(most, FIRST_WINDOW)),
  cutAt: -Infinity,
});

export function paced(before: Pace, { tookMs, at, full }: Measured, limits: PaceLimits): Pace {
  const { least, most, slowMs } = limits;
  if (tookMs > slowMs) {
    // Asked before the last cut: it tells of the load that was cut.
    if (at - tookMs < before.cutAt) return before;
    return { window: Math.max(least, before.window * CUT), cutAt: at };
  }
  if (!full || before.window >= most) return before;
  return { ...before, window: Math.min(most, before.window + GROWTH / before.window) };
}
