/** What somebody looks for: a message by its id, or those to a number. Pure. */

export interface Span {
  readonly from: number | null;
  readonly until: number | null;
}

export type Wish =
  { readonly by: 'message'; readonly message: string } | { readonly by: 'number'; readonly number: string };

/**
 * Eleven letters and digits are an id; what is made of digits (spaces, dashes and a plus allowed) a number or its end. An
 * id of digits alone begins with zeros in this century, so eleven digits are one only when they begin with `0`. Null:
 * neither.
 */
export function wishOf(text: string): Wish | null {
  const plain = text.trim().replace(/[\s-]/g, '');
  if (/^[0-9A-HJKMNP-TV-Z]{11}$/i.test(plain) && (/[A-Z]/i.test(plain) || plain.startsWith('0')))
    return { by: 'message', message: plain.toUpperCase() };
  return /^\+?\d{4,20}$/.test(plain) ? { by: 'number', number: plain } : null;
}

/** The query of `GET /sms/messages`. @param before of the page before; null: the first page */
export function findQuery(number: string, { from, until }: Span, before: string | null): string {
  const query = new URLSearchParams({ number });
  if (from !== null) query.set('since', String(from));
  if (until !== null) query.set('until', String(until));
  if (before !== null) query.set('before', before);
  return query.toString();
}

/**
 * What stands before all numbers that begin so, and behind all that are smaller: `after` of a list that is to begin there.
 * Of the text its digits count; '' for none.
 */
export function justBefore(text: string): string {
  const digits = text.replace(/\D/g, '');
  if (digits === '') return '';
  const [start, last] = [digits.slice(0, -1), Number(digits.at(-1))];
  // ":" is the character behind "9".
  return last === 0 ? start : `${start}${last - 1}:`;
}
