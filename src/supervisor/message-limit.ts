import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { TooManyMessagesError } from './errors.js';

/** Counts a message of this user. @throws TooManyMessagesError when there were too many in the last minute */
export type MessageLimit = (user: string) => Promise<void>;

/** @param perMinute messages of one user */
export function createMessageLimit(perMinute: number): MessageLimit {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return async (user) => {
    try {
      await limiter.consume(user);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new TooManyMessagesError(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
    }
  };
}
