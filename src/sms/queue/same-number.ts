/** Digits that two forms of a number share: country and trunk prefixes come and go on the way. */
const SHARED = 7;

/** Whether two written forms can be the same subscriber: the last seven digits agree, or all of a shorter one. */
export function sameNumber(a: string, b: string): boolean {
  const x = a.replace(/\D/g, '');
  const y = b.replace(/\D/g, '');
  const length = Math.min(SHARED, x.length, y.length);
  return length > 0 ? x.slice(-length) === y.slice(-length) : a === b;
}
