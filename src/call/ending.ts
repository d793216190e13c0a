import type { EndCause, Prompt } from '../switch/port.js';
import { agentsOf, dropSeek, endConsult, forgetPartAway, resumeRecording } from './departures.js';
import type { Step } from './step.js';
import type { CallLimits, EndedBy, OfferFailure } from './types.js';

/** Hangs up every leg that is not gone, and watches that they go. */
export function hangUpLegs(step: Step, limits: CallLimits, cause: 'normal' | 'failure' = 'normal'): void {
  for (const leg of Object.values(step.state.legs))
    if (leg.state !== 'ended') step.ask({ do: 'hang-up', leg: leg.leg, cause });
  step.deadline('close', limits.closeMs);
}

/** States that nothing is left, once every leg is gone. */
export function closeIfEmpty(step: Step): void {
  const { phase, legs } = step.state;
  if (phase !== 'ended' || Object.values(legs).some((leg) => leg.state !== 'ended')) return;
  // The end of the last leg ends the call, and both ways lead here.
  if (step.events.some((event) => event.type === 'call.closed')) return;
  step.cancel('close');
  const lost = Object.values(legs).filter((leg) => leg.lost);
  step.tell('call.closed', { legsLost: lost.map((leg) => leg.leg) });
}

/** The end of a call, whatever it was doing: the same few steps for every phase. */
export function endCall(step: Step, limits: CallLimits, by: EndedBy, cause: EndCause): void {
  const { phase, offer, agent, waiting, dial, consult, park } = step.state;
  if (phase === 'ended') return;
  const asked = step.effects.length;
  for (const name of ['answer', 'phase', 'offer', 'leave', 'seek', 'away', 'rejoin', 'media', 'aside'])
    step.cancel(name);
  if (phase === 'ivr') step.ask({ do: 'end-flow', outcome: 'caller-gone' });
  if (offer) step.tell('call.offer-failed', { offer: offer.offer, reason: 'caller-gone' }, offer);
  if (consult) endConsult(step, 'call-ended');
  dropSeek(step, 'caller-gone');
  resumeRecording(step, 'system');
  if (park) step.tell('call.unparked', { slot: park.slot, reason: 'ended' });
  for (const leg of Object.keys(step.state.partsAway)) forgetPartAway(step, leg, 'caller-gone');
  // The owner wraps up by the end itself; the others are told one by one.
  for (const part of agentsOf(step.state))
    if (part.agent !== agent && part.leg !== undefined)
      step.tell(
        'call.agent-left',
        { leg: part.leg, offer: part.offer ?? null, reason: 'ended' },
        { agent: part.agent },
      );
  step.tell('call.ended', { by, cause, phase }, { agent, queue: waiting?.queue ?? dial?.queue });
  step.dropHangUps(asked); // all legs are hung up now, each once
  hangUpLegs(step, limits, cause === 'failure' ? 'failure' : 'normal');
  closeIfEmpty(step);
}

/**
 * An offer of the pool came to nothing while the caller waits on: the agent's leg is hung up, the caller hears music
 * again, place and clock stay. Does nothing for an offer that is not the current one (its fence is old).
 */
export function failOffer(step: Step, offerId: string, reason: OfferFailure): void {
  const offer = step.state.offer;
  if (!offer || offer.offer !== offerId) return;
  step.cancel('offer');
  step.tell('call.offer-failed', { offer: offerId, reason }, offer);
  if (step.state.legs[offer.leg]?.state !== 'ended')
    step.ask({ do: 'hang-up', leg: offer.leg, cause: 'normal' });
}

/**
 * The caller hears one more message, then we hang up.
 * @param says a prompt by name, or several things
 */
export function leave(step: Step, says: string | readonly Prompt[], reason: string): void {
  const { callerLeg, call, language } = step.state;
  const playback = `${call}-farewell`;
  for (const name of ['phase', 'offer', 'seek']) step.cancel(name);
  step.tell('call.leaving', { playback, reason });
  step.ask({
    do: 'play',
    leg: callerLeg,
    request: {
      playback,
      language,
      prompts: typeof says === 'string' ? [{ kind: 'prompt', name: says }] : says,
    },
  });
  step.deadline('leave', 20_000);
}
