/**
 * How many phones the switch may be asked to ring at the same time. A switch that is asked for more than it can do does
 * everything late, also the bridges of those who have answered; a bound that is too low leaves agents idle who could be
 * rung. So the bound follows what is measured and not a figure: as long as rings take about as long as they usually do,
 * it grows; when they take much longer than that, they stand in line inside the switch, and it shrinks in proportion
 * (a gradient of delay, as in TCP Vegas). What is usual is an average of many rings, so a machine that is merely slower
 * than another is no overload. Pure. The line and its order stay the matcher's: what waits here has been matched.
 */
import type { Millis } from '../kernel/time.js';

export interface PaceLimits {
  /** Never fewer rings at a time than this, from 1. */
  readonly least: number;
  /** Never more. */
  readonly most: number;
}

export interface Pace {
  /** Rings at a time; the whole part counts. */
  readonly window: number;
  /** What a ring usually takes, until the first word about it; 0 before the first. */
  readonly usualMs: Millis;
}

/** One ring of which the first word has come, or which nothing was heard of in time. */
export interface Measured {
  /** From the command to that word. */
  readonly tookMs: Millis;
  /** Rings under way then, this one among them: only a bound that is made use of is learnt about. */
  readonly underWay: number;
}

const FIRST_WINDOW = 32;
/**
 * Rings that the usual is made of: some seconds of a busy centre. With more of them a switch that had become slower by
 * other work was held at the least for minutes, and agents stood idle.
 */
const MEMORY = 50;
/** So many times the usual is still as usual. */
const TOLERANCE = 2;
/** The hardest cut that one ring can ask for. */
const HARDEST = 0.5;
/** How far one ring moves the bound towards what it asks for. */
const STEP = 0.2;
/** The usual was learnt in worse times, and is forgotten faster. */
const FORGET = 0.95;
/** Quicker differences are the clock's, not the switch's. */
const FINEST_MS = 5;

export const firstPace = ({ least, most }: PaceLimits): Pace => ({
  window: Math.max(least, Math.min(most, FIRST_WINDOW)),
  usualMs: 0,
});

export function paced({ window, usualMs }: Pace, { tookMs, underWay }: Measured, limits: PaceLimits): Pace {
  const took = Math.max(FINEST_MS, tookMs);
  const usual = usualFrom(usualMs, took);
  if (underWay * 2 < window) return { window, usualMs: usual };
  const gradient = Math.max(HARDEST, Math.min(1, (TOLERANCE * usual) / took));
  const asked = window * gradient + Math.sqrt(window);
  const next = window * (1 - STEP) + asked * STEP;
  return { window: Math.max(limits.least, Math.min(limits.most, next)), usualMs: usual };
}

function usualFrom(before: Millis, took: Millis): Millis {
  if (before === 0) return took;
  const usual = before + (took - before) / MEMORY;
  return usual > TOLERANCE * took ? usual * FORGET : usual;
}
