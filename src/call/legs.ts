/** What a fact about one leg means to the call. Pure parts of `decide`. */
import type { EndCause } from '../switch/port.js';
import { consultedLeft } from './consult.js';
import { asideOver } from './aside.js';
import { queueOf } from './asking.js';
import { takeCallback } from './dialling.js';
import { closeIfEmpty, endCall, failOffer, leave } from './ending.js';
import { announced, cutAnnouncement } from './in-line.js';
import { listenerAnswered, listenerEnded } from './listening.js';
import { guestLegEnded, ownerLegEnded } from './own-part.js';
import { partAnswered, partLegEnded, partRings } from './parts-away.js';
import { dialOn, failSeek, route, soughtAnswered, soughtJoined } from './seek.js';
import type { Step } from './step.js';
import { bringTogether } from './together.js';
import type { CallLeg, CallLimits, CallState, LegFact, OfferFailure } from './types.js';

const FAILURE_OF_CAUSE: Record<EndCause, OfferFailure> = {
  normal: 'rejected',
  rejected: 'rejected',
  busy: 'busy',
  'no-answer': 'no-answer',
  unreachable: 'unreachable',
  failure: 'switch-fault',
  lost: 'switch-fault',
};

export function onLegFact(step: Step, fact: LegFact, limits: CallLimits): void {
  const leg = step.state.legs[fact.leg];
  if (!leg) return;
  if (leg.state === 'ended') {
    // The switch made a leg that we had given up (a ring command that came too late): it must not stay.
    if (fact.type === 'leg.ringing' || fact.type === 'leg.answered')
      step.ask({ do: 'hang-up', leg: fact.leg, cause: 'normal' });
    return;
  }
  switch (fact.type) {
    case 'leg.answered':
      if (leg.state !== 'up') onAnswered(step, leg, limits); // otherwise told twice
      break;
    case 'leg.ringing':
      if (leg.state === 'new') onRinging(step, leg);
      break;
    case 'leg.digit':
      if (leg.role === 'caller' && step.state.phase === 'ivr')
        step.ask({ do: 'flow-input', input: { kind: 'digit', digit: fact.digit } });
      break;
    case 'playback.ended':
      if (fact.playback === step.state.aside?.playback)
        return asideOver(step, limits, fact.outcome === 'stopped');
      // Stopped by ourselves: nobody waits for it. Otherwise the caller is hanging up: a flow that went on now would put
      // a caller in line who is gone.
      if (fact.outcome === 'stopped') break;
      if (fact.playback === step.state.announcement) announced(step);
      else if (fact.playback === step.state.farewell && step.state.phase === 'leaving')
        endCall(step, limits, 'flow', 'normal');
      else if (step.state.phase === 'ivr')
        step.ask({
          do: 'flow-input',
          input: { kind: 'playback-ended', playback: fact.playback, outcome: fact.outcome },
        });
      break;
    case 'bridge.joined':
      if (step.state.seek) soughtJoined(step, fact.leg, fact.bridge, limits);
      else onJoined(step, fact.leg, fact.bridge, limits);
      break;
    case 'leg.ended':
      onLegEnded(step, fact.leg, fact.cause, limits);
      break;
    case 'leg.arrived':
    case 'bridge.left':
    case 'recording.started':
    case 'recording.ended':
    case 'recording.failed':
      break; // not the call's business: told again by other facts, or recording/ has it
  }
}

function onAnswered(step: Step, { leg, role }: CallLeg, limits: CallLimits): void {
  const { phase, offer, agentLeg, call } = step.state;
  if (role === 'listener') listenerAnswered(step, leg);
  else if (role === 'caller' && phase === 'arriving') onCallerAnswered(step, limits);
  else if (phase === 'dialling' && leg === agentLeg) {
    // The agent called in from the own phone, and we have answered.
    step.tell(
      'call.own-phone-up',
      { offer: `${call}-own`, leg },
      { agent: step.state.agent, queue: queueOf(step.state) },
    );
    dialOn(step, limits);
  } else if (!partAnswered(step, leg) && !soughtAnswered(step, leg, limits)) {
    if (offer?.leg === leg && offer.state === 'ringing') onAgentAnswered(step, leg, limits);
    // Answered in the moment we gave it up: nobody's phone must stay open.
    else step.ask({ do: 'hang-up', leg, cause: 'normal' });
  }
}

function onCallerAnswered(step: Step, limits: CallLimits): void {
  step.cancel('answer');
  const { wish, call } = step.state;
  step.tell('call.answered', { leg: step.state.callerLeg });
  if (wish?.do === 'reach') return route(step, { ...wish, offer: `${call}-reached` }, limits);
  if (wish?.do === 'say') return leave(step, wish.prompt, wish.reason);
  step.deadline('phase', limits.maxIvrMs);
  if (wish) step.ask({ do: 'phone-code' });
  else step.ask({ do: 'start-flow', dialled: step.state.dialled, language: step.state.language });
}

function onAgentAnswered(step: Step, leg: string, limits: CallLimits): void {
  const { offer, callerLeg, callback } = step.state;
  if (!offer) return;
  if (callback) return takeCallback(step, limits);
  const bridge = `brg-${offer.offer}`;
  step.tell('call.agent-answered', { offer: offer.offer, leg, callerLeg, bridge }, offer);
  cutAnnouncement(step);
  bringTogether(step, 'offer', offer.offer, limits);
}

function onRinging(step: Step, { leg, role, agent }: CallLeg): void {
  const { offer, seek } = step.state;
  if (role === 'listener' || partRings(step, leg)) return;
  const sought = attemptOf(seek, leg);
  if (sought) {
    if (agent) step.tell('call.agent-ringing', { offer: sought.offer, leg }, { agent });
    else step.tell('call.party-ringing', { offer: sought.offer, leg });
  } else if (offer?.leg === leg) step.tell('call.agent-ringing', { offer: offer.offer, leg }, offer);
  else if (role !== 'caller') step.ask({ do: 'hang-up', leg, cause: 'normal' }); // rung after it was given up
}

function onJoined(step: Step, leg: string, bridge: string, limits: CallLimits): void {
  const offer = step.state.offer;
  if (!offer || bridge !== step.state.bridge || offer.joined.includes(leg)) return;
  step.tell('call.leg-joined', { leg, bridge }, offer);
  const joined = step.state.offer?.joined ?? [];
  if (!joined.includes(offer.leg) || !joined.includes(step.state.callerLeg)) return;
  step.cancel('offer');
  step.tell(
    'call.connected',
    { offer: offer.offer, leg: offer.leg, bridge, since: step.state.waiting?.since ?? step.state.arrivedAt },
    offer,
  );
  step.deadline('phase', limits.maxCallMs);
}

export function onLegEnded(step: Step, leg: string, cause: EndCause, limits: CallLimits): void {
  const known = step.state.legs[leg]!;
  const { offer, seek, consult, callerLeg, agentLeg, guests, callback, aside } = step.state;
  const sought = attemptOf(seek, leg);
  if (aside?.leg === leg) step.cancel('aside');
  step.tell('call.leg-ended', { leg, role: known.role, cause }, known);
  if (known.role === 'listener') listenerEnded(step, leg, limits);
  else if (partLegEnded(step, leg, limits)) {
    // The agent's part is kept for the next page.
  } else if (sought) failSeek(step, sought.offer, FAILURE_OF_CAUSE[cause], limits);
  else if (leg === callerLeg && callback) {
    // The phone of a customer who was rung in vain: the callback goes on without it.
  } else if (leg === callerLeg)
    endCall(step, limits, cause === 'failure' || cause === 'lost' ? 'system' : 'caller', cause);
  else if (offer?.leg === leg) failOffer(step, offer.offer, FAILURE_OF_CAUSE[cause]);
  else if (consult?.leg === leg) consultedLeft(step);
  else if (leg === agentLeg) ownerLegEnded(step, leg, cause, limits);
  else if (guests.some((guest) => guest.leg === leg)) guestLegEnded(step, leg, limits);
  closeIfEmpty(step);
}

/** The attempt to which this leg belongs: the one that is sought, or a member of the ring group that is. */
const attemptOf = (seek: CallState['seek'], leg: string): { readonly offer: string } | undefined =>
  seek?.leg === leg ? seek : seek?.attempts?.find((one) => one.leg === leg);

/** Whether the call still has a use for this leg. */
export function isWanted(state: CallState, leg: string): boolean {
  const { phase, legs, callerLeg, offer, agentLeg, agentAway, seek, consult, guests, partsAway } = state;
  const known = legs[leg];
  if (!known || known.state === 'ended' || phase === 'ended') return false;
  if (leg === agentLeg) return !agentAway;
  if (partsAway[leg]) return false;
  return (
    known.role === 'listener' ||
    [callerLeg, offer?.leg, consult?.leg].includes(leg) ||
    attemptOf(seek, leg) !== undefined ||
    Object.values(partsAway).some(({ back }) => back?.leg === leg) ||
    guests.some((guest) => guest.leg === leg)
  );
}
