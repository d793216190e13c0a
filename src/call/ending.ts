import type { EndCause } from '../switch/port.js';
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
  const { phase, offer, bridge, agent, waiting, listens } = step.state;
  if (phase === 'ended') return;
  for (const name of ['answer', 'phase', 'offer', 'leave']) step.cancel(name);
  if (phase === 'ivr') step.ask({ do: 'end-flow', outcome: 'caller-gone' });
  if (offer) step.tell('call.offer-failed', { offer: offer.offer, reason: 'caller-gone' }, offer);
  step.tell('call.ended', { by, cause, phase }, { agent, queue: waiting?.queue });
  for (const { listen } of Object.values(listens)) step.ask({ do: 'stop-listening', listen });
  hangUpLegs(step, limits, cause === 'failure' ? 'failure' : 'normal');
  if (bridge) step.ask({ do: 'end-bridge', bridge });
  closeIfEmpty(step);
}

/**
 * An offer came to nothing while the caller waits on: the agent's leg is hung up, the caller hears music again, place
 * and clock stay. Does nothing for an offer that is not the current one (its fence is old).
 */
export function failOffer(step: Step, offerId: string, reason: OfferFailure): void {
  const offer = step.state.offer;
  if (!offer || offer.offer !== offerId) return;
  const { bridge, callerLeg, music } = step.state;
  step.cancel('offer');
  step.tell('call.offer-failed', { offer: offerId, reason }, offer);
  if (step.state.legs[offer.leg]?.state !== 'ended')
    step.ask({ do: 'hang-up', leg: offer.leg, cause: 'normal' });
  if (bridge) {
    step.ask({ do: 'end-bridge', bridge });
    step.ask({ do: 'music', leg: callerLeg, music });
  }
}

/** The caller hears one more message, then we hang up. */
export function leave(step: Step, prompt: string, reason: string): void {
  const { callerLeg, call, language } = step.state;
  const playback = `${call}-farewell`;
  for (const name of ['phase', 'offer']) step.cancel(name);
  step.tell('call.leaving', { playback, reason });
  step.ask({
    do: 'play',
    leg: callerLeg,
    request: { playback, language, prompts: [{ kind: 'prompt', name: prompt }] },
  });
  step.deadline('leave', 20_000);
}
