/** What is left of a conversation when somebody has gone. Pure parts of `decide`. */
import { forgetPartAway } from './departures.js';
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
  const { phase, agentLeg, guests, partsAway } = step.state;
  if (phase !== 'talking' || agentLeg !== undefined) return;
  const agents = guests.filter((guest) => guest.agent !== undefined);
  const next = agents.find(({ leg }) => !partsAway[leg]) ?? agents[0];
  if (next) {
    const away = partsAway[next.leg] !== undefined;
    forgetPartAway(step, next.leg);
    step.tell('call.owner-changed', { leg: next.leg, offer: next.offer ?? null }, { agent: next.agent });
    if (away && next.agent !== undefined) {
      // The call is this agent's now, and so is the wait for the page.
      step.deadline('away', limits.awayMs);
      step.ask({ do: 'rejoin', agent: next.agent });
    }
  } else if (!goesOnWithoutOwner(step.state)) endCall(step, limits, by, 'normal');
}
