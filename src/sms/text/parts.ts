/** Cutting a long message into parts that a phone joins again (3GPP TS 23.040, 9.2.3.24.1 and 9.2.3.24.8). */
import type { Coding } from './coding.js';
import { ESCAPE } from './gsm7.js';

/** `udh8`, `udh16`: width of the reference in the header. */
export type Reference = 'udh8' | 'udh16';

/** Octets of SMPP that fit into one short message: 140 octets on air hold 160 septets. */
const SINGLE: Readonly<Record<Coding, number>> = { gsm7: 160, latin1: 140, ucs2: 140, binary: 140 };
/** The same beside a header of 6 (udh8) or 7 octets (udh16); septets begin at a septet boundary. */
const BESIDE_HEADER: Readonly<Record<Reference, Readonly<Record<Coding, number>>>> = {
  udh8: { gsm7: 153, latin1: 134, ucs2: 134, binary: 134 },
  udh16: { gsm7: 152, latin1: 133, ucs2: 132, binary: 133 },
};
/** The count of parts is one octet. */
export const MOST_PARTS = 255;

/**
 * Pieces in order; one when the message fits. A piece ends neither within an escape nor within a surrogate pair.
 * Empty octets are one empty piece. May be more than 255: the caller refuses these.
 */
export function split(octets: Buffer, coding: Coding, reference: Reference): Buffer[] {
  if (octets.length <= SINGLE[coding]) return [octets];
  const room = BESIDE_HEADER[reference][coding];
  const pieces: Buffer[] = [];
  for (let from = 0; from < octets.length;) {
    let to = Math.min(from + room, octets.length);
    if (to < octets.length) {
      if (coding === 'gsm7' && endsInEscape(octets, from, to)) to--;
      if (coding === 'ucs2' && isHighSurrogate(octets, to - 2)) to -= 2;
    }
    pieces.push(octets.subarray(from, to));
    from = to;
  }
  return pieces;
}

/** Parts that a message counts for, in billing and before sending. */
export const countParts = (octets: Buffer, coding: Coding, reference: Reference = 'udh8'): number =>
  octets.length <= SINGLE[coding] ? 1 : split(octets, coding, reference).length;

/** Octets that still fit before the message needs another part. */
export function roomLeft(octets: Buffer, coding: Coding, reference: Reference = 'udh8'): number {
  const pieces = split(octets, coding, reference);
  const room = pieces.length === 1 ? SINGLE[coding] : BESIDE_HEADER[reference][coding];
  return room - pieces.at(-1)!.length;
}

/** The header of one part; `number` counts from 1. */
export function concatenationHeader(reference: Reference, id: number, total: number, number: number): Buffer {
  return reference === 'udh8'
    ? Buffer.from([5, 0x00, 3, id & 0xff, total, number])
    : Buffer.from([6, 0x08, 4, (id >> 8) & 0xff, id & 0xff, total, number]);
}

export interface Concatenation {
  readonly id: number;
  readonly total: number;
  /** From 1. */
  readonly number: number;
}

/** Header and rest of octets that begin with a user data header; null when its lengths do not add up. */
export function readHeader(
  octets: Uint8Array,
): { readonly concatenation: Concatenation | null; readonly rest: Uint8Array } | null {
  const length = octets[0];
  if (length === undefined || length + 1 > octets.length) return null;
  let concatenation: Concatenation | null = null;
  for (let at = 1; at <= length;) {
    const size = octets[at + 1];
    if (size === undefined || at + 2 + size > length + 1) return null;
    const value = octets.subarray(at + 2, at + 2 + size);
    if (octets[at] === 0x00 && size === 3)
      concatenation = { id: value[0]!, total: value[1]!, number: value[2]! };
    if (octets[at] === 0x08 && size === 4)
      concatenation = { id: (value[0]! << 8) | value[1]!, total: value[2]!, number: value[3]! };
    at += 2 + size;
  }
  if (concatenation && (concatenation.number < 1 || concatenation.number > concatenation.total))
    concatenation = null;
  return { concatenation, rest: octets.subarray(length + 1) };
}

/** An escape counts when an even number of escapes stands before it: two of them are a pair of their own. */
function endsInEscape(octets: Buffer, from: number, to: number): boolean {
  let escapes = 0;
  for (let at = to - 1; at >= from && octets[at] === ESCAPE; at--) escapes++;
  return escapes % 2 === 1;
}

const isHighSurrogate = (octets: Buffer, at: number): boolean => (octets[at]! & 0xfc) === 0xd8;
