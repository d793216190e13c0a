import { RingmasterError } from '../kernel/error.js';

/** There is no such call, or it has ended. */
export class NoSuchCallError extends RingmasterError {
  constructor() {
    super('CALL_UNKNOWN', 'This call does not exist or has ended.', 404);
  }
}
