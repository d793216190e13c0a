import type { LegTags, SwitchSnapshot } from '../switch/port.js';
import { asideOver } from './aside.js';
import { queueConsultAgain } from './consult-line.js';
import { failOffer, leave } from './ending.js';
import { isWanted, onLegEnded, onLegFact } from './legs.js';
import { partLegEnded } from './parts-away.js';
import { failSeek } from './seek.js';
import type { Step } from './step.js';
import type { CallInput, CallLimits } from './types.js';

/**
 * After a lost link: what is at the switch is held against what we know. Legs that are gone have ended; what happened
 * meanwhile and shows at the legs is told now, inferred; what was asked in vain is asked again. Where each leg's sound
 * belongs is put right by the media plan afterwards (see `decide`).
 */
export function onLinkUp(
  step: Step,
  { legs: there, takenOver }: Extract<CallInput, { kind: 'link-up' }>,
  limits: CallLimits,
): void {
  const before = step.state.phase;
  const found = new Map(there.map((leg) => [leg.leg, leg]));
  if (takenOver) settleForTakeOver(step, found, limits);
  asideOver(step, limits, true); // its end would not be told any more
  for (const leg of Object.values(step.state.legs)) {
    if (step.state.legs[leg.leg]?.state !== 'ended' && !found.has(leg.leg))
      onLegEnded(step, leg.leg, 'lost', limits);
    else if (found.has(leg.leg) && !isWanted(step.state, leg.leg))
      step.ask({ do: 'hang-up', leg: leg.leg, cause: 'normal' });
  }
  const at = step.now;
  const wanted = there.filter(({ leg }) => isWanted(step.state, leg));
  for (const { leg, state } of wanted)
    if (state === 'up') onLegFact(step, { type: 'leg.answered', leg, at }, limits);
  for (const { leg, bridge } of wanted)
    if (bridge !== undefined) onLegFact(step, { type: 'bridge.joined', leg, bridge, at }, limits);
  const { phase, callerLeg, call, waiting, seek, wish } = step.state;
  if (phase === 'ended') return;
  // The agent's page may have told that it is there while there was no link.
  if (step.state.agentAway && !seek && step.state.agent) step.ask({ do: 'rejoin', agent: step.state.agent });
  for (const { agent, back } of Object.values(step.state.partsAway))
    if (!back) step.ask({ do: 'rejoin', agent });
  const caller = found.get(callerLeg);
  if (!caller) return;
  mark(step, caller, { call, role: 'caller' });
  if (phase === 'arriving') step.ask({ do: 'answer', leg: callerLeg });
  else if (phase === 'ivr' && wish) leave(step, 'not-possible', 'interrupted');
  else if (phase === 'ivr' && before === 'ivr') step.ask({ do: 'resume-flow' });
  else if (phase === 'waiting' && waiting && step.state.offer?.state !== 'bridging')
    mark(step, caller, { queue: waiting.queue, since: String(waiting.since) });
}

/** Writes on a leg what does not stand there: after a restart nearly all does, and hundreds of legs come at once. */
function mark(step: Step, { leg, tags: there }: SwitchSnapshot['legs'][number], tags: LegTags): void {
  const missing = (Object.keys(tags) as (keyof LegTags)[]).some((name) => there[name] !== tags[name]);
  if (missing) step.ask({ do: 'tag', leg, tags });
}

/**
 * What a former process had begun and nobody waits for any more: an agent who is offered or asked for comes back unless
 * the phone was answered, as the page has to come back first; other phones ring on. Supervisors who are on the line stay;
 * where each hears and is heard follows from the plan.
 */
function settleForTakeOver(
  step: Step,
  found: ReadonlyMap<string, { readonly state: 'ringing' | 'up' }>,
  limits: CallLimits,
): void {
  const { offer, seek, legs, callerLeg, phase, callback, partsAway } = step.state;
  const isUp = (leg: string | undefined): boolean => leg !== undefined && found.get(leg)?.state === 'up';
  const alive =
    phase === 'dialling' ||
    callback !== undefined ||
    found.has(callerLeg) ||
    partsAway[callerLeg] !== undefined;
  if (!alive) return;
  if (offer && !isUp(offer.leg)) failOffer(step, offer.offer, 'withdrawn');
  if (seek?.reach.kind === 'agent' && !isUp(seek.leg)) failSeek(step, seek.offer, 'withdrawn', limits);
  else queueConsultAgain(step);
  for (const { offer: asked, reach, leg } of seek?.attempts ?? [])
    if (reach.kind === 'agent' && !isUp(leg)) failSeek(step, asked, 'withdrawn', limits);
  for (const { back } of Object.values(partsAway))
    if (back && !isUp(back.leg)) partLegEnded(step, back.leg, limits);
  for (const { leg, role } of Object.values(legs))
    if (role === 'listener' && found.has(leg) && !isUp(leg))
      step.ask({ do: 'hang-up', leg, cause: 'normal' });
}
