import { RingmasterError } from '../kernel/error.js';

/** The caller page is switched off in the configuration. */
export class CallerPageClosedError extends RingmasterError {
  constructor() {
    super('PHONE_CALLER_PAGE_CLOSED', 'Calling from the browser is switched off here.', 403);
  }
}

/** One address asked for more than 20 lines in a minute. */
export class TooManyLinesError extends RingmasterError {
  constructor() {
    super('PHONE_TOO_MANY_LINES', 'Too many calls from this address; wait a minute.', 429);
  }
}
