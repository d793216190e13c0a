/** What a fact about one leg means to the call. Pure parts of `decide`. */
import type { EndCause } from '../switch/port.js';
import { closeIfEmpty, endCall, failOffer } from './ending.js';
import { announced, cutAnnouncement } from './in-line.js';
import { listenerAnswered } from './listening.js';
import { requeueAfterLoss } from './requeue.js';
import type { Step } from './step.js';
import type { CallLimits, CallState, LegFact, OfferFailure } from './types.js';

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
      if (leg.state === 'up') break; // told twice
      if (leg.role === 'caller') onCallerAnswered(step, limits);
      else if (leg.role === 'agent') onAgentAnswered(step, fact.leg, limits);
      else listenerAnswered(step, fact.leg);
      break;
    case 'leg.ringing':
      if (leg.role !== 'agent' || leg.state !== 'new') break;
      if (step.state.offer?.leg === fact.leg)
        step.tell('call.agent-ringing', { offer: step.state.offer.offer, leg: fact.leg }, step.state.offer);
      else step.ask({ do: 'hang-up', leg: fact.leg, cause: 'normal' }); // rung after the offer was taken back
      break;
    case 'leg.digit':
      if (leg.role === 'caller' && step.state.phase === 'ivr')
        step.ask({ do: 'flow-input', input: { kind: 'digit', digit: fact.digit } });
      break;
    case 'playback.ended':
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
      onJoined(step, fact.leg, fact.bridge, limits);
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

function onCallerAnswered(step: Step, limits: CallLimits): void {
  if (step.state.phase !== 'arriving') return;
  step.cancel('answer');
  step.tell('call.answered', { leg: step.state.callerLeg });
  step.deadline('phase', limits.maxIvrMs);
  step.ask({ do: 'start-flow', dialled: step.state.dialled, language: step.state.language });
}

function onAgentAnswered(step: Step, leg: string, limits: CallLimits): void {
  const offer = step.state.offer;
  if (!offer || offer.leg !== leg || offer.state !== 'ringing') {
    // Answered in the moment we took the offer back: the agent's phone must not stay open.
    step.ask({ do: 'hang-up', leg, cause: 'normal' });
    return;
  }
  const bridge = `brg-${offer.offer}`;
  const { callerLeg } = step.state;
  step.tell('call.agent-answered', { offer: offer.offer, leg, callerLeg, bridge }, offer);
  cutAnnouncement(step);
  step.ask({ do: 'bridge', bridge, legs: [callerLeg, leg] });
  step.deadline('offer', limits.bridgeMs);
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
  const { phase, offer, agentLeg } = step.state;
  step.tell('call.leg-ended', { leg, role: known.role, cause }, known);
  if (known.role === 'listener') {
    const listening = step.state.listens[leg];
    if (listening) step.ask({ do: 'stop-listening', listen: listening.listen });
    step.cancel(`listen-${leg}`);
    step.tell('call.listen-ended', { leg, user: known.user ?? '' });
  } else if (known.role === 'caller') {
    endCall(step, limits, cause === 'failure' || cause === 'lost' ? 'system' : 'caller', cause);
  } else if (offer?.leg === leg) {
    failOffer(step, offer.offer, FAILURE_OF_CAUSE[cause]);
  } else if (phase === 'talking' && leg === agentLeg) {
    if (cause === 'normal') endCall(step, limits, 'agent', 'normal');
    else requeueAfterLoss(step, leg, limits);
  }
  closeIfEmpty(step);
}

/** Whether the call still has a use for this leg. */
export function isWanted({ phase, legs, callerLeg, offer, agentLeg }: CallState, leg: string): boolean {
  const known = legs[leg];
  if (!known || known.state === 'ended' || phase === 'ended') return false;
  return leg === callerLeg || leg === offer?.leg || leg === agentLeg || known.role === 'listener';
}
