import { failOffer } from './ending.js';
import { isWanted, onLegEnded, onLegFact } from './legs.js';
import type { Step } from './step.js';
import type { CallInput, CallLimits } from './types.js';

/**
 * After a lost link: what is at the switch is held against what we know. Legs that are gone have ended; what happened
 * meanwhile and shows at the legs is told now, inferred; what was asked in vain is asked again.
 */
export function onLinkUp(
  step: Step,
  { legs: there, takenOver }: Extract<CallInput, { kind: 'link-up' }>,
  limits: CallLimits,
): void {
  const before = step.state.phase;
  const found = new Map(there.map((leg) => [leg.leg, leg]));
  const bridging = step.state.offer?.state === 'bridging';
  if (takenOver && found.has(step.state.callerLeg)) settleForTakeOver(step, found);
  for (const leg of Object.values(step.state.legs)) {
    if (leg.state !== 'ended' && !found.has(leg.leg)) onLegEnded(step, leg.leg, 'lost', limits);
    else if (found.has(leg.leg) && !isWanted(step.state, leg.leg))
      step.ask({ do: 'hang-up', leg: leg.leg, cause: 'normal' });
  }
  const at = step.now;
  const wanted = there.filter(({ leg }) => isWanted(step.state, leg));
  for (const { leg, state } of wanted)
    if (state === 'up') onLegFact(step, { type: 'leg.answered', leg, at }, limits);
  for (const { leg, bridge } of wanted)
    if (bridge !== undefined) onLegFact(step, { type: 'bridge.joined', leg, bridge, at }, limits);
  const { phase, callerLeg, agentLeg, bridge, music, offer, call, waiting } = step.state;
  const caller = found.get(callerLeg);
  if (!caller || phase === 'ended') return;
  step.ask({ do: 'tag', leg: callerLeg, tags: { call, role: 'caller' } });
  if (phase === 'arriving') step.ask({ do: 'answer', leg: callerLeg });
  else if (phase === 'ivr' && before === 'ivr') step.ask({ do: 'resume-flow' });
  else if (phase === 'waiting' && offer?.state !== 'bridging') {
    if (caller.bridge !== undefined) step.ask({ do: 'end-bridge', bridge: caller.bridge });
    step.ask({ do: 'music', leg: callerLeg, music });
    if (waiting)
      step.ask({ do: 'tag', leg: callerLeg, tags: { queue: waiting.queue, since: String(waiting.since) } });
  } else if (phase === 'talking' && bridge && agentLeg) {
    const apart = [callerLeg, agentLeg].some((leg) => found.get(leg)?.bridge !== bridge);
    if (apart) step.ask({ do: 'bridge', bridge, legs: [callerLeg, agentLeg] });
  } else if (takenOver && bridging && offer && bridge) {
    // Whether the former process came to ask for it is not known; who is in it already stays.
    step.ask({ do: 'bridge', bridge, legs: [callerLeg, offer.leg] });
  }
}

/**
 * What a former process had begun and nobody waits for any more: an offer comes back unless the agent has answered, and
 * who listened asks anew (the switch does not tell who hears whom).
 */
function settleForTakeOver(
  step: Step,
  found: ReadonlyMap<string, { readonly state: 'ringing' | 'up' }>,
): void {
  const { offer, legs } = step.state;
  if (offer && found.get(offer.leg)?.state !== 'up') failOffer(step, offer.offer, 'withdrawn');
  for (const { leg, role } of Object.values(legs))
    if (role === 'listener' && found.has(leg)) step.ask({ do: 'hang-up', leg, cause: 'normal' });
}
