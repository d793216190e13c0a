/** What becomes of a message that a carrier has refused. Pure. */
import type { Instant, Millis } from '../../kernel/time.js';
import type { ErrorClass } from '../smpp/commands.js';
import { moved } from '../queue/supply.js';
import type { CarrierId, Message } from '../types.js';

export type Verdict =
  /** Later, in this stream; null: as soon as it is its turn. */
  | {
      readonly do: 'later';
      readonly stream: string;
      readonly dueAt: Instant | null;
      readonly slowDown: boolean;
    }
  | { readonly do: 'fail' };

const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 10 * 60_000;

/** 1, 2, 4 seconds and so on, at most ten minutes. @param attempts made so far, 1 or more */
export const retryAfter = (attempts: number): Millis =>
  Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 20), LAST_RETRY_MS);

/**
 * @param kind of the refusal
 * @param attempts made so far, this one included
 * @param others carriers that serve the same route at this moment, without the one that refused
 */
export function judge(
  message: Pick<Message, 'stream'>,
  kind: ErrorClass,
  attempts: number,
  others: readonly CarrierId[],
  now: Instant,
): Verdict {
  if (kind === 'permanent') return { do: 'fail' };
  // Busy is no failure: the place is kept, whatever the number of attempts.
  if (kind === 'throttled') return { do: 'later', stream: message.stream, dueAt: null, slowDown: true };
  if (kind === 'carrier') {
    const [other] = others;
    const handedOver = message.stream.includes('|for:');
    return other === undefined || handedOver
      ? { do: 'fail' }
      : { do: 'later', stream: moved(message, `for:${other}`), dueAt: null, slowDown: false };
  }
  // An outage discards nothing before its validity ends; what is still waiting then expires.
  const dueAt = now + retryAfter(attempts);
  return { do: 'later', stream: moved(message, 'retry'), dueAt, slowDown: false };
}
