/**
 * A number as the line gave it, made safe: at most 32 of digits, `+`, `*`, `#`; anything else is dropped.
 * Empty when nothing usable is left (withheld or absurd), which callers of this must expect.
 */
export function cleanNumber(raw: string | undefined): string {
  return (raw ?? '').replace(/[^0-9+*#]/g, '').slice(0, 32);
}

/** For logs: everything but the last two digits as `*`. `''` stays `''`. */
export function maskNumber(number: string): string {
  return number.length <= 2 ? '*'.repeat(number.length) : '*'.repeat(number.length - 2) + number.slice(-2);
}

/** For display: at most 64 characters, control characters removed. */
export function cleanName(raw: string | undefined): string {
  return (raw ?? '')
    .replace(/[\u0000-\u001f\u007f]/g, '')
    .slice(0, 64)
    .trim();
}
