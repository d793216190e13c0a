import { RingmasterError } from '../kernel/error.js';

export class BookUnknownError extends RingmasterError {
  constructor() {
    super('ADDRESS_BOOK_UNKNOWN', 'There is no such address book, group or contact for you.', 404);
  }
}
export class BookNotYoursError extends RingmasterError {
  constructor() {
    super('ADDRESS_BOOK_READ_ONLY', 'You may read this address book and send to it, but not change it.', 403);
  }
}
export class ContactNumberError extends RingmasterError {
  constructor() {
    super('ADDRESS_NUMBER_INVALID', 'This is no telephone number: 3-20 digits, with "+" or without.', 422);
  }
}
export class ContactKnownError extends RingmasterError {
  constructor() {
    super('ADDRESS_NUMBER_KNOWN', 'This number stands in the address book already.', 409);
  }
}
export class ContactFromSourceError extends RingmasterError {
  constructor() {
    super(
      'ADDRESS_CONTACT_FROM_SOURCE',
      'This contact comes from a source: it is changed where the source gets it from.',
      409,
    );
  }
}
export class BookFullError extends RingmasterError {
  constructor(most: number) {
    super('ADDRESS_BOOK_FULL', `An address book holds at most ${most} contacts.`, 422);
  }
}
/** A file that is no text in a known encoding, or not to be read beyond a line; the message names it. */
export class AddressFileError extends RingmasterError {
  constructor(message: string) {
    super('ADDRESS_FILE_INVALID', message, 422);
  }
}

/** Sources of address books: what went wrong, under a stable code. Texts hold no address, secret or content. */
export const sourceErrors = {
  unknown: () =>
    new RingmasterError('ADDRESS_SOURCE_UNKNOWN', 'There is no such source of address books.', 404),
  running: () =>
    new RingmasterError(
      'ADDRESS_SOURCE_RUNNING',
      'This source is being read already: wait for its end.',
      409,
    ),
  /** @param why e.g. `ECONNREFUSED` */
  unreachable: (why: string) =>
    new RingmasterError(
      'ADDRESS_SOURCE_UNREACHABLE',
      `The source cannot be reached (${why}): the address book stays as it is.`,
      502,
    ),
  timeout: () =>
    new RingmasterError(
      'ADDRESS_SOURCE_TIMEOUT',
      'The source was not read within its time: the address book stays as it is.',
      504,
    ),
  /** @param why e.g. `HTTP 403`, `no such table` */
  refused: (why: string) =>
    new RingmasterError(
      'ADDRESS_SOURCE_REFUSED',
      `The source answers with a refusal (${why}): the address book stays as it is.`,
      502,
    ),
  /** @param why a sentence without full stop */
  invalid: (why: string) =>
    new RingmasterError(
      'ADDRESS_SOURCE_INVALID',
      `What the source gives cannot be read (${why}): the address book stays as it is.`,
      502,
    ),
  tooLarge: (why: string) =>
    new RingmasterError(
      'ADDRESS_SOURCE_TOO_LARGE',
      `The source gives more than is taken (${why}): the address book stays as it is.`,
      502,
    ),
  empty: () =>
    new RingmasterError(
      'ADDRESS_SOURCE_EMPTY',
      'The source has no contact: the address book stays as it is.',
      502,
    ),
  shrunken: (gone: number, before: number) =>
    new RingmasterError(
      'ADDRESS_SOURCE_SHRUNKEN',
      `The source is without ${gone} of ${before} contacts: the address book stays as it is.`,
      502,
    ),
  secret: () =>
    new RingmasterError(
      'ADDRESS_SOURCE_SECRET_MISSING',
      'The file or variable with the secret of this source cannot be read: correct it and run the source again.',
      500,
    ),
  interrupted: () =>
    new RingmasterError(
      'ADDRESS_SOURCE_INTERRUPTED',
      'Ringmaster ended while the source was being read: the address book stayed as it was.',
      500,
    ),
  bookGone: () =>
    new RingmasterError(
      'ADDRESS_SOURCE_BOOK_GONE',
      'The address book was removed while the source was being read: run the source again.',
      409,
    ),
  failed: () =>
    new RingmasterError(
      'ADDRESS_SOURCE_FAILED',
      'The run failed on our side, the log says why: the address book stays as it is.',
      500,
    ),
};
