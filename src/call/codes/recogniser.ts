/**
 * Feature codes out of the digits that an agent presses in mid-call: pure. Codes begin with `*`; everything else is meant
 * for the other side and is passed on. `typed` is all that is kept between two digits; it may be a card's or a PIN, so it
 * stands in no event and no log.
 */

/** What a code in mid-call does. `hold` and `recording` change to and fro. */
export type InCallCode =
  'hold' | 'consult' | 'conference' | 'complete' | 'swap' | 'cancel' | 'park' | 'recording' | 'transfer';

/** Those after which a number follows, ended by `#` or by a pause. */
const WITH_NUMBER: ReadonlySet<InCallCode> = new Set(['consult', 'transfer']);

/** By code; a code that is switched off is not among them. */
export type InCallCodes = ReadonlyMap<string, InCallCode>;

export type Heard =
  /** Meant for the other side. */
  | { readonly do: 'pass'; readonly digit: string }
  | { readonly do: 'command'; readonly code: InCallCode; readonly number: string }
  /** Nothing that is known, or no number where one is needed. */
  | { readonly do: 'unknown' };

export interface Recognised {
  /** To be handed back with the next digit; `''`: nothing is begun. */
  readonly typed: string;
  readonly heard?: Heard;
}

/** Longest number after a code. */
const MOST_DIGITS = 24;

/** One more digit. `*` always begins anew. */
export function press(typed: string, digit: string, codes: InCallCodes): Recognised {
  if (digit === '*') return { typed: '*' };
  if (typed === '') return { typed: '', heard: { do: 'pass', digit } };
  const begun = withNumber(typed, codes);
  if (begun) {
    if (digit === '#') return { typed: '', heard: commandOf(begun) };
    const tooLong = begun.number.length >= MOST_DIGITS;
    return tooLong || !/[0-9]/.test(digit) ? UNKNOWN : { typed: typed + digit };
  }
  const all = typed + digit;
  const code = codes.get(all);
  if (code && !WITH_NUMBER.has(code)) return { typed: '', heard: { do: 'command', code, number: '' } };
  return [...codes.keys()].some((one) => one.startsWith(all)) ? { typed: all } : UNKNOWN;
}

/** Nothing was pressed for a while: a number that was begun is complete, a code that was begun is none. */
export function paused(typed: string, codes: InCallCodes): Recognised {
  if (typed === '') return { typed: '' };
  const begun = withNumber(typed, codes);
  return begun ? { typed: '', heard: commandOf(begun) } : UNKNOWN;
}

const UNKNOWN: Recognised = { typed: '', heard: { do: 'unknown' } };

interface Begun {
  readonly code: InCallCode;
  readonly number: string;
}

function withNumber(typed: string, codes: InCallCodes): Begun | undefined {
  for (const [text, code] of codes)
    if (WITH_NUMBER.has(code) && typed.startsWith(text)) return { code, number: typed.slice(text.length) };
  return undefined;
}

const commandOf = ({ code, number }: Begun): Heard =>
  number === '' ? { do: 'unknown' } : { do: 'command', code, number };
