import { RingmasterError } from '../kernel/error.js';

export class NotASenderError extends RingmasterError {
  constructor() {
    super(
      'MESSAGES_NOT_A_SENDER',
      'You are not among those who send messages; an administrator names them.',
      403,
    );
  }
}
export class MessagesNotReadyError extends RingmasterError {
  constructor() {
    super('MESSAGES_NOT_READY', 'The message gateway is starting: try again in a moment.', 503);
  }
}
export class NobodyToSendToError extends RingmasterError {
  constructor() {
    super(
      'MESSAGES_NO_RECIPIENT',
      'There is no recipient with a valid number and all values of the text.',
      422,
    );
  }
}
export class TooManyRecipientsError extends RingmasterError {
  constructor(most: number) {
    super('MESSAGES_TOO_MANY', `One sending has at most ${most} recipients.`, 422);
  }
}
/** The balance does not cover all of a sending: nothing of it is sent. */
export class SendingNotCoveredError extends RingmasterError {
  constructor() {
    super('MESSAGES_NOT_COVERED', 'The balance does not cover all messages of this sending.', 402);
  }
}
export class SendingUnknownError extends RingmasterError {
  constructor() {
    super('MESSAGES_SENDING_UNKNOWN', 'There is no such sending of yours.', 404);
  }
}
export class SendingOverError extends RingmasterError {
  constructor() {
    super('MESSAGES_SENDING_OVER', 'The sending was cancelled; it cannot be changed any more.', 409);
  }
}
export class TemplateUnknownError extends RingmasterError {
  constructor() {
    super('MESSAGES_TEMPLATE_UNKNOWN', 'There is no such template, or it is not yours to change.', 404);
  }
}
/** Braces in a template that are no place for a value. */
export class TemplateVariablesError extends RingmasterError {
  constructor(faulty: readonly string[]) {
    super(
      'MESSAGES_TEMPLATE_VARIABLES',
      `A value stands as {name}: letters, digits, "_" and "-", no spaces. Correct ${faulty.slice(0, 5).join(' ')}.`,
      422,
    );
  }
}
/** Four eyes: whoever wrote a template does not release it. */
export class TemplateOwnError extends RingmasterError {
  constructor() {
    super('MESSAGES_TEMPLATE_OWN', 'You wrote this text: somebody else has to release it.', 403);
  }
}
export class TemplateDecidedError extends RingmasterError {
  constructor() {
    super(
      'MESSAGES_TEMPLATE_DECIDED',
      'The template was changed or decided meanwhile: look at it again.',
      409,
    );
  }
}
/** A time to send that is not in the future. */
export class SendTimeError extends RingmasterError {
  constructor() {
    super('MESSAGES_TIME', 'The time to send must lie in the future, at most a year ahead.', 422);
  }
}
/** Not one of the categories of the sender's group. */
export class MessageCategoryError extends RingmasterError {
  constructor() {
    super('MESSAGES_CATEGORY', 'You may not send messages of this category.', 422);
  }
}
export class MessageUnknownError extends RingmasterError {
  constructor() {
    super('MESSAGES_UNKNOWN', 'There is no such message of yours.', 404);
  }
}
export class MessageLeftError extends RingmasterError {
  constructor() {
    super('MESSAGES_LEFT', 'The message has left already, or has ended.', 409);
  }
}
