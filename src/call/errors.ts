import { RingmasterError } from '../kernel/error.js';

/** There is no such call, or it has ended. */
export class NoSuchCallError extends RingmasterError {
  constructor() {
    super('CALL_UNKNOWN', 'This call does not exist or has ended.', 404);
  }
}

/** The agent takes no part in any call, or not in this one. */
export class CallNotYoursError extends RingmasterError {
  constructor() {
    super('CALL_NOT_YOURS', 'You have no part in this call.', 403);
  }
}

/** What was asked for does not fit what the call is doing now; `may` says what fits. */
export class CallStateError extends RingmasterError {
  constructor(asked: string, why: string) {
    super('CALL_STATE', `This is not possible now (${asked}): ${why}.`, 409);
  }
}

/** There is no agent, queue, extension, flow, parked call or party of this name. */
export class UnknownTargetError extends RingmasterError {
  constructor(what: string) {
    super('CALL_TARGET_UNKNOWN', `There is no such ${what}.`, 404);
  }
}

/** Nobody is free there now. */
export class TargetBusyError extends RingmasterError {
  constructor(who: string) {
    super('CALL_TARGET_BUSY', `${who} cannot take a call now.`, 409);
  }
}

/** The class of service of this agent does not allow this number. */
export class NotAllowedError extends RingmasterError {
  constructor() {
    super('CALL_NOT_ALLOWED', 'You may not call this number.', 403);
  }
}
