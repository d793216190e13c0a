/**
 * How long to wait before the next attempt to connect: 0.2 s doubling to 5 s, each shortened by up to a half by chance,
 * so that a hundred desks do not come back in the same moment.
 * @param failures attempts that failed since the last success, 1 or more
 * @param chance 0 to 1
 * @returns milliseconds, 200 to 5000
 */
export function backOffMs(failures: number, chance: number): number {
  const full = Math.min(5000, 200 * 2 ** Math.max(0, failures - 1));
  return Math.max(200, Math.round(full * (1 - chance / 2)));
}
