/**
 * How long an answer is waited for, by how long answers take: the mean of the last ones and four times their spread, as
 * TCP waits for acknowledgements (RFC 6298). A switch that has too much to do answers late, and does what it was asked
 * all the same: whoever gives up sooner asks again, or undoes what is just being done, and makes it later still. Pure.
 */
import type { Millis } from '../../kernel/time.js';

export interface Answers {
  /** How long they took; 0 before the first. */
  readonly meanMs: Millis;
  /** How far they were from that. */
  readonly spreadMs: Millis;
}

/** Answers that the mean is made of: a second of a busy centre. */
const MEMORY = 64;
const SPREADS = 4;
/** So many times the least is the most. */
const LONGEST = 6;

export const NO_ANSWER_YET: Answers = { meanMs: 0, spreadMs: 0 };

/** One more answer. Such as never came are none: a switch that is silent is not slow. */
export function answered({ meanMs, spreadMs }: Answers, tookMs: Millis): Answers {
  const off = tookMs - meanMs;
  return {
    meanMs: meanMs + off / MEMORY,
    spreadMs: spreadMs + (Math.abs(off) - spreadMs) / (MEMORY / 2),
  };
}

/** @param leastMs what is waited in any case; at most six times that */
export const patienceMs = ({ meanMs, spreadMs }: Answers, leastMs: Millis): Millis =>
  Math.max(leastMs, Math.min(LONGEST * leastMs, meanMs + SPREADS * spreadMs));
