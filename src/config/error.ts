import { RingmasterError } from '../kernel/error.js';

/** A wrong line in the configuration: says file, place and what to do. */
export class ConfigError extends RingmasterError {
  constructor(message: string) {
    super('CONFIG_INVALID', message);
  }
}
