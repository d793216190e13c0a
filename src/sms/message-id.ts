/** Ids of messages: numbers that sort by time, and how they are written. */
import type { MessageId } from './types.js';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const VALUES: ReadonlyMap<string, number> = new Map([...ALPHABET].map((char, value) => [char, value]));
const LENGTH = 11;
/** 2025-01-01: 41 bits of milliseconds from here last until 2094. */
const EPOCH = Date.UTC(2025, 0, 1);
const PER_MILLISECOND = 256;
const PROCESSES = 16;

/** Always larger than any handed out before, by this source or those that `last` tells of. */
export interface MessageIds {
  next(): MessageId;
  /** The first of so many numbers in a row that nobody else gets: places in a stream. */
  reserve(count: number): MessageId;
}

/**
 * @param now milliseconds since 1970
 * @param last the largest id that exists; 0 when there is none
 * @param process 0-15, another one for each process that accepts messages at the same time
 */
export function createMessageIds(now: () => number, last: MessageId, process = 0): MessageIds {
  let counter = Math.ceil(last / PROCESSES);
  const next = (): MessageId => {
    // More than 256 in a millisecond run ahead of the clock and are caught up with.
    counter = Math.max(counter + 1, (now() - EPOCH) * PER_MILLISECOND);
    return counter * PROCESSES + process;
  };
  return {
    next,
    reserve(count) {
      const first = next();
      counter += Math.ceil((process + count) / PROCESSES);
      return first;
    },
  };
}

/** When it was made; ids that ran ahead of the clock say a little later. */
export const timeOfId = (id: MessageId): number => EPOCH + Math.floor(id / PROCESSES / PER_MILLISECOND);

/** Ids made at this moment or later are not smaller; 0 for what lies before all of them. */
export const firstIdOf = (moment: number): MessageId =>
  Math.max(0, Math.floor(moment - EPOCH) * PER_MILLISECOND * PROCESSES);

/** 11 characters of Crockford's base 32; in a log it is not taken for a telephone number. */
export function publicId(id: MessageId): string {
  let text = '';
  for (let rest = id, i = 0; i < LENGTH; i++) {
    text = ALPHABET[rest % 32]! + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** Null for what is none. Small letters are taken for large ones. */
export function readPublicId(text: string): MessageId | null {
  if (text.length !== LENGTH) return null;
  let id = 0;
  for (const char of text.toUpperCase()) {
    const value = VALUES.get(char);
    if (value === undefined) return null;
    id = id * 32 + value;
  }
  return Number.isSafeInteger(id) ? id : null;
}
