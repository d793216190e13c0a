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
