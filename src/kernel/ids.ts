/**
 * Identifiers: strings of the form `<prefix>_<26 characters>`, sortable by time of creation and unique without a
 * coordinator (48 bits of milliseconds, 80 random bits, Crockford base 32: the ULID layout).
 */
export type CallId = string;
export type LegId = string;
export type AgentId = string;
export type QueueId = string;
export type OfferId = string;
export type UserId = string;
export type RecordingId = string;
export type EventId = string;

/** What an id stands for; the prefix makes an id readable in a log. */
export type IdPrefix =
  | 'call'
  | 'leg'
  | 'offer'
  | 'rec'
  | 'ev'
  | 'brg'
  | 'play'
  | 'lsn'
  | 'ses'
  | 'phone'
  | 'msg'
  | 'cmp'
  | 'report'
  | 'book'
  | 'contact'
  | 'group'
  | 'sending'
  | 'template';

/** Hands out identifiers. Clock and randomness are injected so that a story repeats exactly. */
export interface IdSource {
  /** A new id, never handed out before by any source. */
  next(prefix: IdPrefix): string;
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * @param now milliseconds since 1970
 * @param randomByte a source of bytes, 0-255
 */
export function createIdSource(now: () => number, randomByte: () => number): IdSource {
  return {
    next(prefix) {
      let time = now();
      let head = '';
      for (let i = 0; i < 10; i++) {
        head = ALPHABET[time % 32]! + head;
        time = Math.floor(time / 32);
      }
      let tail = '';
      for (let i = 0; i < 16; i++) tail += ALPHABET[randomByte() % 32]!;
      return `${prefix}_${head}${tail}`;
    },
  };
}

/** Order of two ids as plain code units: the last tie-break everywhere, so that a decision never depends on input order. */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
