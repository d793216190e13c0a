import { RingmasterError } from '../kernel/error.js';

/** No recording of this id that the user may hear, or its sound is missing. */
export class NoSuchRecordingError extends RingmasterError {
  constructor() {
    super('RECORDING_UNKNOWN', 'There is no such recording.', 404);
  }
}
