/** A source of numbers in [0, 1) that repeats exactly for the same seed (xorshift, 32 bits of state). Not for secrets. */
export type Random = () => number;

/** @param seed any whole number; 0 counts as 1 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

/** Least and greatest of a range of milliseconds, both included. */
export type Range = readonly [least: number, greatest: number];

export const within = (range: Range, random: Random): number =>
  Math.round(range[0] + (range[1] - range[0]) * random());
