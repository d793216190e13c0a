import { RingmasterError } from '../kernel/error.js';

/** Wrong user or wrong password: never said which. */
export class BadCredentials extends RingmasterError {
  constructor() {
    super('IDENTITY_BAD_CREDENTIALS', 'User or password is wrong.', 401);
  }
}

/** By one address or for one user name, in a quarter of an hour. */
export class TooManyAttempts extends RingmasterError {
  constructor(
    /** Whole seconds until the next attempt may succeed. */
    readonly retryAfterSeconds: number,
  ) {
    super('IDENTITY_TOO_MANY_ATTEMPTS', 'Too many failed attempts. Try again later.', 429);
  }
}

/** The new password is one that everybody can read in the manual, or the old one. */
export class PasswordRefused extends RingmasterError {
  constructor(message: string) {
    super('IDENTITY_PASSWORD_REFUSED', message, 400);
  }
}

/** The demonstration password still opens an account while the centre can be reached from other machines. */
export class DemoPassword extends RingmasterError {
  constructor(host: string, users: number) {
    super(
      'IDENTITY_DEMO_PASSWORD',
      `${users} user(s) still have the demonstration password while http.host is ${host}: set http.host to 127.0.0.1, change these passwords, and start again.`,
    );
  }
}

/** A user of the configuration has no password and none was given to start with. */
export class InitialPasswordMissing extends RingmasterError {
  constructor(users: number) {
    super(
      'IDENTITY_INITIAL_PASSWORD_MISSING',
      `${users} user(s) have no password yet: run the set-up, which makes one of 10 or more characters, and start again.`,
    );
  }
}
