import type { Instant } from '../kernel/time.js';

/** The only source of "now". Stories inject their own. */
export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => Date.now() };
