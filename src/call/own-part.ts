/** An agent's part ends by hanging up, at the desk or at the phone. Pure parts of `decide`. */
import type { EndCause } from '../switch/port.js';
import { goesOnWithoutOwner, settleConversation, supervisorsIn } from './conversation.js';
import { consultedLeft } from './consult.js';
import { endConsult, guestLeaves, ownerLeaves } from './departures.js';
import { endCall } from './ending.js';
import { requeueAfterLoss } from './requeue.js';
import type { Step } from './step.js';
import { transferAttended } from './transfer.js';
import type { CallLimits } from './types.js';

/** As if the agent's phone had been hung up. */
export function hangUpOwnPart(
  step: Step,
  me: { readonly agent: string; readonly leg: string },
  limits: CallLimits,
): void {
  const { agent, callerLeg, consult } = step.state;
  if (me.agent === agent) ownerHungUp(step, limits);
  else if (me.leg === consult?.leg) consultedLeft(step);
  else if (me.leg === callerLeg) endCall(step, limits, 'agent', 'normal');
  else guestLegEnded(step, me.leg, limits);
}

/** The leg of the owner has ended. */
export function ownerLegEnded(step: Step, leg: string, cause: EndCause, limits: CallLimits): void {
  if (step.state.agentAway) return; // hung up by ourselves; the call is given back, or the agent is taken for lost
  if (step.state.phase === 'dialling') return endCall(step, limits, 'agent', cause);
  if (step.state.phase === 'ivr') return ownerLeaves(step, 'left'); // the flow goes on; afterwards the caller is in line
  if (step.state.phase !== 'talking') return;
  if (cause === 'normal') ownerHungUp(step, limits);
  else if (goesOnWithoutOwner(step.state)) {
    endConsult(step, 'cancelled');
    ownerLeaves(step, 'left');
    settleConversation(step, limits, 'system');
  } else requeueAfterLoss(step, leg, limits);
}

/** With a consulted party at hand it is a transfer; in a conference only the own part ends; otherwise the call does. */
function ownerHungUp(step: Step, limits: CallLimits): void {
  const { consult, phase } = step.state;
  if (phase !== 'talking') return endCall(step, limits, 'agent', 'normal');
  if (consult?.state === 'up') return transferAttended(step, limits);
  if (!goesOnWithoutOwner(step.state)) return endCall(step, limits, 'agent', 'normal');
  endConsult(step, 'cancelled');
  ownerLeaves(step, supervisorsIn(step.state).length > 0 ? 'taken-over' : 'left');
  settleConversation(step, limits, 'agent');
}

/** A further member of the conversation has gone. */
export function guestLegEnded(step: Step, leg: string, limits: CallLimits): void {
  guestLeaves(step, leg, 'left');
  settleConversation(step, limits, 'agent');
}
