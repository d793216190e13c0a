import { randomFillSync } from 'node:crypto';

/** Bytes fetched from the system in one go: asking costs the same for one as for thousands. */
const POOL = 4096;

/** A source of unpredictable bytes, 0-255, one a call. */
export function createRandomBytes(): () => number {
  const pool = Buffer.allocUnsafe(POOL);
  let next = POOL;
  return () => {
    if (next === POOL) {
      randomFillSync(pool);
      next = 0;
    }
    return pool[next++]!;
  };
}
