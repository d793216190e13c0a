import { RingmasterError } from '../kernel/error.js';

/** No call of this id that the user may see. */
export class NoSuchRecordError extends RingmasterError {
  constructor() {
    super('CDR_UNKNOWN', 'There is no such call.', 404);
  }
}
