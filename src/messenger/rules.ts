/** What is decided about a message before it is sent: its texts, parts, cost, recipients. Pure. */
import type { Recipient } from './types.js';

/** `{name}`: letters of any script, digits, `_` and `-`, up to 32; `{{` and everything else stays as it is. */
const PLACEHOLDER = /\{([\p{L}\p{N}_-]{1,32})\}/gu;

/** Names that a text asks for, each once, in order. */
export const placeholders = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name!)),
];

/** Of the names asked for, those without a value or with an empty one. */
export const missingOf = (names: readonly string[], values: Readonly<Record<string, string>>): string[] =>
  names.filter((name) => !Object.hasOwn(values, name) || values[name]!.trim() === '');

/** The text for one recipient. Values are put in as they are: a placeholder within a value stays. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(PLACEHOLDER, (whole, name: string) => (Object.hasOwn(values, name) ? values[name]! : whole));

/** A number as typed: without spaces, dashes, dots and brackets. Null when that leaves no number of 3-20 digits. */
export function readNumber(typed: string): string | null {
  const number = typed.normalize('NFKC').replace(/[\s().\-\u2010-\u2015]/g, '');
  return /^\+?[0-9]{3,20}$/.test(number) ? number : null;
}

export interface Gathered {
  readonly recipients: readonly Recipient[];
  readonly duplicates: number;
  readonly invalid: readonly string[];
}

/**
 * Typed numbers first, then those of the books; each number once, the first stays. `bare` makes numbers comparable. A
 * typed number that a book knows takes the book's values, so that a template works for it.
 */
export function gather(
  typed: readonly string[],
  fromBooks: readonly Recipient[],
  bare: (number: string) => string,
): Gathered {
  const known = new Map(fromBooks.map((one) => [bare(one.number), one]));
  const seen = new Map<string, Recipient>();
  const invalid: string[] = [];
  let duplicates = 0;
  for (const line of typed) {
    if (line.trim() === '') continue;
    const number = readNumber(line);
    if (number === null) invalid.push(line.trim());
    else if (seen.has(bare(number))) duplicates++;
    else seen.set(bare(number), known.get(bare(number)) ?? { number, values: { number } });
  }
  const typedOnes = new Set(seen.keys());
  for (const one of fromBooks) {
    const key = bare(one.number);
    // Typed and in a chosen book is no mistake worth a word.
    if (typedOnes.has(key)) continue;
    if (seen.has(key)) duplicates++;
    else seen.set(key, one);
  }
  return { recipients: [...seen.values()], duplicates, invalid };
}
