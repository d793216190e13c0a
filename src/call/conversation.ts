/** What is left of a conversation when somebody has gone. Pure parts of `decide`. */
import { endCall } from './ending.js';
import type { Step } from './step.js';
import type { CallLimits, CallState, EndedBy } from './types.js';

/** Supervisors who are members of the conversation. */
export const supervisorsIn = ({ listens, legs }: CallState): string[] =>
  Object.entries(listens)
    .filter(([leg, { mode }]) => legs[leg]?.state === 'up' && (mode === 'join' || mode === 'take-over'))
    .map(([leg]) => leg);

/** Whether the party outside the desk has somebody to talk with when the owner goes. */
export const goesOnWithoutOwner = (state: CallState): boolean =>
  state.guests.length > 0 || supervisorsIn(state).length > 0;

/**
 * The owner has gone: another agent in the conversation becomes the owner; two outside parties talk on; who is left
 * alone is hung up on.
 */
export function settleConversation(step: Step, limits: CallLimits, by: EndedBy): void {
  const { phase, agentLeg, guests } = step.state;
  if (phase !== 'talking' || agentLeg !== undefined) return;
  const next = guests.find((guest) => guest.agent !== undefined);
  if (next)
    step.tell('call.owner-changed', { leg: next.leg, offer: next.offer ?? null }, { agent: next.agent });
  else if (!goesOnWithoutOwner(step.state)) endCall(step, limits, by, 'normal');
}
