import type { EndCause } from '../port.js';

/** The switch's names of causes, to our words. What is not named here is a `failure`. */
const BY_NAME: Readonly<Record<string, EndCause>> = {
  NONE: 'normal',
  NORMAL_CLEARING: 'normal',
  NORMAL_UNSPECIFIED: 'normal',
  ORIGINATOR_CANCEL: 'normal', // the caller gave up, or we took a ring back
  LOSE_RACE: 'normal', // answered elsewhere
  PICKED_OFF: 'normal',
  MANAGER_REQUEST: 'normal',
  USER_BUSY: 'busy', // 486, 600
  CALL_REJECTED: 'rejected', // 603, 401, 403
  NO_ANSWER: 'no-answer', // 480 after ringing
  NO_USER_RESPONSE: 'no-answer', // 480
  RECOVERY_ON_TIMER_EXPIRE: 'no-answer', // 408
  ALLOTTED_TIMEOUT: 'no-answer',
  PROGRESS_TIMEOUT: 'no-answer',
  UNALLOCATED_NUMBER: 'unreachable', // 404
  NO_ROUTE_DESTINATION: 'unreachable', // 404, 485
  NUMBER_CHANGED: 'unreachable', // 410
  SUBSCRIBER_ABSENT: 'unreachable', // no such phone
  USER_NOT_REGISTERED: 'unreachable',
  INVALID_GATEWAY: 'unreachable',
  GATEWAY_DOWN: 'unreachable',
};

/** @param name of the cause; anything but a text that is not empty counts as not given */
export function endCauseOf(name: unknown): EndCause {
  if (typeof name !== 'string' || name === '') return 'normal';
  return BY_NAME[name] ?? 'failure';
}

/** The cause that tells the far end why we hang up. */
export const hangUpCause: Readonly<Record<'normal' | 'busy' | 'rejected' | 'failure', string>> = {
  normal: 'NORMAL_CLEARING',
  busy: 'USER_BUSY',
  rejected: 'CALL_REJECTED',
  failure: 'NORMAL_TEMPORARY_FAILURE',
};
