import { RingmasterError } from '../kernel/error.js';

/** Why a message is not accepted. Both doors tell it: REST with code and status, SMPP with a status of its own. */
export type Refusal =
  | 'bad-number'
  | 'no-route'
  | 'no-price'
  | 'stopped'
  | 'sender'
  | 'no-funds'
  | 'no-account'
  | 'too-long'
  | 'time'
  | 'busy';

export class SmsBadNumberError extends RingmasterError {
  constructor() {
    super(
      'SMS_BAD_NUMBER',
      'This is no number that a message can go to: 3-20 digits, with "+" or without.',
      400,
    );
  }
}
export class SmsNoRouteError extends RingmasterError {
  constructor() {
    super('SMS_NO_ROUTE', 'No carrier is configured for this number.', 422);
  }
}
export class SmsNoPriceError extends RingmasterError {
  constructor() {
    super('SMS_NO_PRICE', 'The tariff has no price for this number and service.', 422);
  }
}
export class SmsStoppedError extends RingmasterError {
  constructor() {
    super('SMS_STOPPED', 'This number wants no messages from you.', 422);
  }
}
export class SmsSenderError extends RingmasterError {
  constructor() {
    super('SMS_SENDER', 'You may not send under this number or name.', 422);
  }
}
export class SmsNoFundsError extends RingmasterError {
  constructor() {
    super('SMS_NO_FUNDS', 'The balance does not cover this message.', 402);
  }
}
export class SmsTooLongError extends RingmasterError {
  constructor() {
    super('SMS_TOO_LONG', 'The text is empty or needs more parts than are allowed.', 422);
  }
}
export class SmsTimeError extends RingmasterError {
  constructor() {
    super('SMS_TIME', 'The time to send lies in the past or behind the end of validity.', 422);
  }
}
export class SmsBusyError extends RingmasterError {
  constructor() {
    super('SMS_BUSY', 'The gateway cannot store more at this moment: try again in a second.', 503);
  }
}
export class SmsUnknownError extends RingmasterError {
  constructor() {
    super('SMS_UNKNOWN', 'There is no such message or sending of yours.', 404);
  }
}
export class SmsTooLateError extends RingmasterError {
  constructor() {
    super('SMS_TOO_LATE', 'The message has left already, or has ended.', 409);
  }
}
/** An operator names a carrier or link that is not configured. */
export class SmsLinkUnknownError extends RingmasterError {
  constructor() {
    super('SMS_LINK_UNKNOWN', 'There is no such carrier or link.', 404);
  }
}
export class SmsAlarmOverError extends RingmasterError {
  constructor() {
    super('SMS_ALARM_OVER', 'This alarm is not raised any more.', 409);
  }
}
export class SmsPortedFileError extends RingmasterError {
  constructor(why: string) {
    super('SMS_PORTED_FILE', `The file of numbers cannot be read: ${why}.`, 422);
  }
}
export class SmsRuleError extends RingmasterError {
  constructor() {
    super('SMS_RULE', 'The rule has five fields, comes again, and not more than once a minute.', 400);
  }
}
/** A client of the gateway's own door without the right key. */
export class SmsClientUnknownError extends RingmasterError {
  constructor() {
    super('SMS_CLIENT_UNKNOWN', 'Name or key of the client is wrong.', 401);
  }
}
/** A client that asks faster than agreed. */
export class SmsTooFastError extends RingmasterError {
  constructor() {
    super('SMS_TOO_FAST', 'More messages in a second than agreed.', 429);
  }
}

export function refusalError(refusal: Refusal): RingmasterError {
  switch (refusal) {
    case 'bad-number':
      return new SmsBadNumberError();
    case 'no-route':
      return new SmsNoRouteError();
    case 'no-price':
      return new SmsNoPriceError();
    case 'stopped':
      return new SmsStoppedError();
    case 'sender':
      return new SmsSenderError();
    case 'no-funds':
    case 'no-account':
      return new SmsNoFundsError();
    case 'too-long':
      return new SmsTooLongError();
    case 'time':
      return new SmsTimeError();
    case 'busy':
      return new SmsBusyError();
  }
}
