/**
 * The page of an agent who takes part without owning the call goes away and comes back: a consulted colleague, a member
 * of a conference, the called side of a call between colleagues. The part is kept as long as an owner's; whoever is left
 * alone meanwhile hears music, the rest of a conference talks on. Pure parts of `decide`.
 */
import { consultedLeft } from './consult.js';
import { agentsOf, dropComingBack, forgetPartAway, hangUpLeg } from './departures.js';
import { ringForPart } from './asking.js';
import { endCall } from './ending.js';
import { guestLegEnded } from './own-part.js';
import type { Step } from './step.js';
import type { CallInput, CallLimits, CallState, PartAway, PartKind } from './types.js';

const kindOf = ({ callerLeg, consult }: CallState, leg: string): PartKind =>
  leg === callerLeg ? 'called' : leg === consult?.leg ? 'consulted' : 'member';

/** The part whose new phone this leg is, as long as it is rung. */
function comingBackBy(state: CallState, leg: string): [string, PartAway] | undefined {
  return Object.entries(state.partsAway).find(([, { back }]) => back?.leg === leg);
}

/** Nothing for an agent who takes no part, or whose phone has not been answered yet. */
export function partAway(step: Step, agent: string, limits: CallLimits): void {
  const { phase, legs, partsAway } = step.state;
  const leg = agentsOf(step.state).find((part) => part.agent === agent)?.leg;
  if (phase !== 'talking' || leg === undefined || legs[leg]?.state !== 'up') return;
  if (partsAway[leg]) return;
  step.tell('call.agent-away', { leg, part: kindOf(step.state, leg) }, { agent });
  hangUpLeg(step, leg);
  step.deadline(`away-${leg}`, limits.awayMs);
}

/** The own phone is rung and answers by itself. Nothing while it is being rung already. */
export function partBack(
  step: Step,
  { agent, phone, offer }: Extract<CallInput, { kind: 'agent-back' }>,
  limits: CallLimits,
): void {
  const found = Object.entries(step.state.partsAway).find(([, away]) => away.agent === agent);
  if (!found || found[1].back) return;
  const [instead] = found;
  const called = kindOf(step.state, instead) === 'called';
  ringForPart(step, { offer, instead, called }, agent, phone, limits.directRingMs);
  step.deadline(`back-${instead}`, limits.directRingMs + limits.ringSlackMs);
}

/** @returns whether this leg is the phone of a new page and was waited for */
export function partAnswered(step: Step, leg: string): boolean {
  const [instead, away] = comingBackBy(step.state, leg) ?? [];
  if (instead === undefined || !away?.back) return false;
  const { agent } = away;
  const part = kindOf(step.state, instead);
  const { bridge = '', callerLeg } = step.state;
  step.cancel(`away-${instead}`);
  step.cancel(`back-${instead}`);
  step.tell(
    'call.party-answered',
    {
      offer: away.back.offer,
      leg,
      purpose: 'rejoin',
      callerLeg: part === 'called' ? leg : callerLeg,
      bridge,
    },
    { agent },
  );
  step.tell('call.agent-back', { leg, instead, part }, { agent });
  return true;
}

/** @returns whether this leg is the phone of a new page */
export function partRings(step: Step, leg: string): boolean {
  const [, away] = comingBackBy(step.state, leg) ?? [];
  if (!away?.back) return false;
  step.tell('call.agent-ringing', { offer: away.back.offer, leg }, { agent: away.agent });
  return true;
}

/**
 * The end of a leg that went with its page, or of a new page's phone before it has answered: the part is kept.
 * @returns whether it is one of these
 */
export function partLegEnded(step: Step, leg: string, limits: CallLimits): boolean {
  if (step.state.partsAway[leg]) return true; // hung up by ourselves
  const [instead] = comingBackBy(step.state, leg) ?? [];
  if (instead === undefined) return false;
  dropComingBack(step, instead, 'no-answer');
  step.deadline(`back-${instead}`, limits.ringSlackMs);
  return true;
}

/** The phone that is rung does not answer: given up; a little later the shell tries again. */
export function partLate(step: Step, leg: string, limits: CallLimits): void {
  const away = step.state.partsAway[leg];
  if (!away) return;
  if (!away.back) return step.ask({ do: 'rejoin', agent: away.agent });
  dropComingBack(step, leg, 'no-answer');
  step.deadline(`back-${leg}`, limits.ringSlackMs);
}

/** Too long away, or logged out: as if the phone had been hung up. */
export function partLost(step: Step, leg: string, limits: CallLimits): void {
  if (!step.state.partsAway[leg]) return;
  switch (kindOf(step.state, leg)) {
    case 'called':
      return endCall(step, limits, 'system', 'lost');
    case 'consulted':
      return consultedLeft(step);
    case 'member':
      return guestLegEnded(step, leg, limits);
  }
}

/**
 * The call does something else than talking. Guests and consulted have been sent away by then; a call between colleagues
 * whose called side is away has nobody to be moved.
 */
export function settlePartsAway(step: Step, limits: CallLimits): void {
  const { phase, callerLeg, partsAway } = step.state;
  if (phase === 'talking' || phase === 'ended') return;
  if (partsAway[callerLeg]) return endCall(step, limits, 'system', 'lost');
  for (const leg of Object.keys(partsAway)) forgetPartAway(step, leg);
}
