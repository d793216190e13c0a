import { RingmasterError } from '../kernel/error.js';

/** A supervisor has sent as many messages as the configuration allows in a minute. */
export class TooManyMessagesError extends RingmasterError {
  /** @param seconds until the next one is taken */
  constructor(readonly seconds: number) {
    super('SUPERVISOR_TOO_MANY_MESSAGES', `Too many messages; try again in ${seconds} seconds.`, 429);
  }
}
