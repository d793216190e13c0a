/** A call is put down in a numbered slot and taken up by whoever asks for it. Pure parts of `decide`. */
import { CallStateError } from './errors.js';
import { backToWhoTransferred, seekParty } from './seek.js';
import { dropSeek } from './departures.js';
import type { Step } from './step.js';
import { leaveTo } from './transfer.js';
import type { CallInput, CallLimits, CallState } from './types.js';

export function park(step: Step, slot: string, limits: CallLimits): void {
  const by = leaveTo(step, 'parked');
  if (by === undefined) return;
  step.tell('call.parked', { slot, until: step.now + limits.parkMs }, { agent: by });
  step.deadline('phase', limits.parkMs);
}

/** The agent's own phone is rung and answers by itself; until it has, the call stays parked. */
export function pickUp(
  step: Step,
  { by, name, offer, leg }: Omit<Extract<CallInput, { kind: 'pick-up' }>, 'kind'>,
  limits: CallLimits,
): void {
  const { phase, seek } = step.state;
  const to = { kind: 'agent', agent: by } as const;
  const sought = { to, reach: { ...to, name }, offer, ...(leg === undefined ? {} : { leg }) };
  if (seek && canBeTaken(step.state, by)) {
    // It rings elsewhere: there it falls quiet.
    dropSeek(step, 'withdrawn');
    return seekParty(step, { purpose: seek.purpose === 'dial' ? 'dial' : 'pick-up', ...sought }, limits);
  }
  if (phase !== 'parked') throw new CallStateError('pick-up', 'the call is not parked any more');
  if (seek) throw new CallStateError('pick-up', 'somebody else is just picking it up');
  seekParty(step, { purpose: 'pick-up', ...sought }, limits);
}

/** Whether the call rings at somebody else's from whom this agent can take it: nobody has answered yet. */
export function canBeTaken({ phase, seek, agent }: CallState, by: string): boolean {
  if (!seek || seek.state === 'joining' || agent === by) return false;
  if (seek.reach.kind === 'agent' && seek.reach.agent === by) return false;
  return phase === 'transferring'
    ? seek.purpose !== 'pick-up'
    : phase === 'dialling' && seek.purpose === 'dial';
}

/** Nobody has picked it up: back into line, the one who parked it first. */
export function parkedTooLong(step: Step, limits: CallLimits): void {
  const { park: parked, call } = step.state;
  if (!parked) return;
  dropSeek(step, 'withdrawn');
  step.tell('call.unparked', { slot: parked.slot, reason: 'timeout' }, { agent: parked.by });
  backToWhoTransferred(step, parked.by, `${call}-parked`, limits);
}
