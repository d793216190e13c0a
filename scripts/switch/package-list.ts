/** The one list of the switch's packages, and the name of what is made from it. */
import { createHash } from 'node:crypto';

/** Debian's release that carries Asterisk 22 (SWITCHES: Debian 12 has none). */
export const switchRelease = 'forky';

/** @param text content of packages.txt: one name a line, `#` starts a comment, empty lines count for nothing */
export function parsePackageList(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

/** Twelve hexadecimal digits that change with the release and the set of packages, not with their order or comments. */
export function packageListHash(packages: readonly string[]): string {
  return createHash('sha256')
    .update([switchRelease, ...[...packages].sort()].join('\n'))
    .digest('hex')
    .slice(0, 12);
}
