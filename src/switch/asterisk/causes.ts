import type { EndCause } from '../port.js';

/** Q.850 causes that are not a plain clearing, to our words. What is not named here is a `failure`. */
const BY_Q850: ReadonlyMap<number, EndCause> = new Map([
  [0, 'normal'], // not given
  [1, 'unreachable'], // unallocated number; SIP 404
  [3, 'unreachable'], // no route to destination
  [16, 'normal'],
  [17, 'busy'], // SIP 486, 600
  [18, 'no-answer'], // no user responding; SIP 408
  [19, 'no-answer'], // no answer from user; SIP 480
  [20, 'unreachable'], // subscriber absent: the phone's registration is gone
  [21, 'rejected'], // SIP 603, 401, 403
  [22, 'unreachable'], // number changed; SIP 410
  [26, 'normal'], // answered elsewhere
  [31, 'normal'], // normal, unspecified
  [32, 'normal'], // the switch's own word for a hang-up that was asked for
]);

/** The SIP answers whose meaning Asterisk loses on the way to Q.850, where it tells both. */
const BY_SIP: ReadonlyMap<number, EndCause> = new Map([
  [404, 'unreachable'],
  [408, 'no-answer'],
  [410, 'unreachable'],
  [480, 'no-answer'],
  [486, 'busy'],
  [487, 'normal'], // our own CANCEL
  [600, 'busy'],
  [603, 'rejected'],
  [604, 'unreachable'],
]);

/**
 * @param q850 the cause of the channel's end, 0-127; anything else counts as not given
 * @param sip the final SIP status, where the switch tells it
 */
export function endCauseOf(q850: unknown, sip?: unknown): EndCause {
  const bySip = typeof sip === 'number' ? BY_SIP.get(sip) : undefined;
  if (bySip) return bySip;
  if (typeof q850 !== 'number' || !Number.isInteger(q850)) return 'normal';
  return BY_Q850.get(q850) ?? 'failure';
}

/** The Q.850 cause that tells the far end why we hang up. */
export const hangUpCode: Readonly<Record<'normal' | 'busy' | 'rejected' | 'failure', number>> = {
  normal: 16,
  busy: 17,
  rejected: 21,
  failure: 38,
};
