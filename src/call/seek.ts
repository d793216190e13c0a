/**
 * Somebody is rung outside the pool: one machine for consults, transfers, placed calls, pick-ups and give-backs. An
 * agent is asked for first (`call.agent-wanted`) and rung when the desk shows it; others are rung at once. Whoever
 * answers is joined by the media plan, and only the confirmed bridge counts. Pure parts of `decide`.
 */
import {
  agentOf,
  answerAgentsPhone,
  askFor,
  legOfOffer,
  queueOf,
  ringAgentsPhone,
  ringPhone,
  type Sought,
} from './asking.js';
import { callbackInVain } from './callback.js';
import { consultNotTaken } from './consult-line.js';
import { dropSeek, memberOf } from './departures.js';
import { endCall, leave } from './ending.js';
import { answeredFirst, memberFailed, stageOver, startHunt } from './hunt.js';
import { CAUSE_OF_FAILURE, queueRouted, tellInVain, wordFor } from './in-vain.js';
import { plan } from './media.js';
import { backInLine } from './requeue.js';
import type { Step } from './step.js';
import { bringTogether } from './together.js';
import type { CallInput, CallLimits, CallState, OfferFailure, Seek, Target } from './types.js';

/** To be asked for only while nobody else is sought. */
export function seekParty(step: Step, sought: Sought, limits: CallLimits): void {
  const { reach } = sought;
  if (reach.kind === 'group') {
    if (!startHunt(step, { ...sought, reach }, limits)) failSeek(step, sought.offer, 'unreachable', limits);
  } else if (reach.kind === 'agent') {
    askFor(step, sought, limits);
    step.deadline('seek', limits.wantedMs);
  } else {
    ringPhone(step, sought, reach, { ringMs: limits.directRingMs });
    step.deadline('seek', limits.directRingMs + limits.ringSlackMs);
  }
}

/** The wanted agent's desk shows the call: the phone is rung. */
export function ringWanted(
  step: Step,
  input: Extract<CallInput, { kind: 'ring-agent' }>,
  limits: CallLimits,
): void {
  const { seek } = step.state;
  const { agent, phone, ringMs } = input;
  if (!seek) return;
  const member = memberOf(seek, input.offer);
  if (member?.state === 'wanted')
    ringAgentsPhone(step, { ...seek, offer: member.offer }, agent, phone, ringMs);
  if (seek.offer !== input.offer || seek.state !== 'wanted') return;
  if (seek.leg !== undefined) return answerAgentsPhone(step, seek, seek.leg, agent, limits);
  ringAgentsPhone(step, seek, agent, phone, ringMs);
  step.deadline('seek', ringMs + limits.ringSlackMs);
}

/** The bridge into which an attempt leads. */
const bridgeFor = (
  { consult, bridge }: CallState,
  { purpose, offer }: Pick<Seek, 'purpose' | 'offer'>,
): string => {
  if (purpose === 'consult' && consult) return consult.bridge;
  return purpose === 'rejoin' && bridge ? bridge : `brg-${offer}`;
};

/** @returns whether this leg is the sought one's and was waited for */
export function soughtAnswered(step: Step, leg: string, limits: CallLimits): boolean {
  const { seek } = step.state;
  const member = seek?.attempts?.find((one) => one.leg === leg);
  if (!seek || (!member && seek.leg !== leg) || seek.state !== 'ringing') return false;
  const { purpose } = seek;
  const { offer } = member ?? seek;
  const agent = agentOf(member ?? seek);
  if (purpose === 'own-phone') {
    step.cancel('seek');
    step.tell('call.own-phone-up', { offer, leg }, { agent, queue: queueOf(step.state) });
    dialOn(step, limits);
    return true;
  }
  if (member) answeredFirst(step, offer);
  const bridge = bridgeFor(step.state, { purpose, offer });
  const callerLeg = purpose === 'dial' ? leg : step.state.callerLeg;
  step.tell('call.party-answered', { offer, leg, purpose, callerLeg, bridge }, { agent });
  bringTogether(step, 'seek', offer, limits);
  return true;
}

/** The own phone of the agent who places the call is up: now the other side. */
export function dialOn(step: Step, limits: CallLimits): void {
  const { dial, callerLeg } = step.state;
  if (!dial) return;
  const offer = callerLeg.slice(legOfOffer('').length);
  seekParty(step, { purpose: 'dial', to: dial.to, reach: dial.reach, offer }, limits);
}

/** A leg is confirmed in the bridge of the attempt; with the last of them the attempt has come to its end. */
export function soughtJoined(step: Step, leg: string, bridge: string, limits: CallLimits): void {
  const { seek, callerLeg, agentLeg } = step.state;
  if (seek?.state !== 'joining' || seek.joined.includes(leg)) return;
  const places = plan(step.state);
  const needed = [seek.leg, callerLeg, agentLeg].filter((one): one is string => {
    const place = one === undefined ? undefined : places.get(one);
    return place?.at === 'bridge' && place.bridge === bridge;
  });
  if (!needed.includes(leg) || bridge !== bridgeFor(step.state, seek)) return;
  step.tell('call.leg-joined', { leg, bridge }, { agent: agentOf(seek) });
  const joined = step.state.seek?.joined ?? [];
  // Those who were in the bridge before are not told to join it again.
  const news = seek.purpose === 'rejoin' ? [seek.leg] : needed;
  if (news.every((one) => one !== undefined && joined.includes(one))) found(step, seek, bridge, limits);
}

/** Whoever was sought is there. */
function found(step: Step, seek: Seek, bridge: string, limits: CallLimits): void {
  const { offer, purpose, leg = '' } = seek;
  const agent = agentOf(seek);
  const queue = queueOf(step.state);
  const { consult, waiting, arrivedAt, park, agentOffer } = step.state;
  step.cancel('seek');
  switch (purpose) {
    case 'own-phone':
      return;
    case 'consult':
      if (consult)
        step.tell('call.consult-connected', { consult: consult.consult, offer, leg, bridge }, { agent });
      return;
    case 'rejoin':
      step.tell('call.agent-back', { leg }, { agent });
      step.cancel('away');
      return;
    case 'dial':
      if (agent) step.tell('call.party-connected', { offer, leg, since: step.now }, { agent });
      step.tell(
        'call.connected',
        { offer: agentOffer ?? offer, leg, bridge, since: waiting?.since ?? arrivedAt, purpose },
        { agent: step.state.agent, queue },
      );
      break;
    case 'pick-up':
    case 'transfer':
    case 'give-back':
      if (park) step.tell('call.unparked', { slot: park.slot, reason: 'picked-up' }, { agent });
      step.tell(
        'call.connected',
        { offer, leg, bridge, since: waiting?.since ?? arrivedAt, purpose },
        { agent, queue },
      );
      break;
  }
  step.deadline('phase', limits.maxCallMs);
}

/** The attempt has come to nothing: every purpose has its way on. Does nothing for an attempt that is not the current one. */
export function failSeek(step: Step, offer: string, reason: OfferFailure, limits: CallLimits): void {
  const { seek } = step.state;
  if (!seek) return;
  // Of a ring group: the next member is rung, as long as there is one.
  if (memberOf(seek, offer)) {
    if (memberFailed(step, seek, offer, reason, limits)) return;
  } else if (seek.offer !== offer) return;
  else if (reason === 'no-answer' && stageOver(step, seek, limits)) return;
  dropSeek(step, reason);
  const { transfer, callback } = step.state;
  switch (seek.purpose) {
    case 'own-phone':
      return endCall(step, limits, 'agent', 'normal');
    case 'dial':
      return callback
        ? callbackInVain(step, reason, limits)
        : tellInVain(step, wordFor(reason), CAUSE_OF_FAILURE[reason], limits);
    case 'consult':
      return consultNotTaken(step, seek, reason, limits);
    case 'transfer':
      return transfer
        ? backToWhoTransferred(step, transfer.by, offer, limits)
        : routedInVain(step, seek, reason, limits);
    case 'give-back':
      return leave(step, 'sorry-technical', 'transfer-failed');
    case 'pick-up':
      if (step.state.phase !== 'transferring') return; // parked as before
      return transfer
        ? backToWhoTransferred(step, transfer.by, offer, limits)
        : routedInVain(step, seek, reason, limits);
    case 'rejoin':
      // The page is there and its phone is not yet: another try, until the agent is taken for lost.
      step.deadline('rejoin', limits.ringSlackMs);
      return;
  }
}

/** Nobody took the caller: back into line with the old clock, or, without a queue, to who transferred or parked. */
export function backToWhoTransferred(step: Step, by: string, offer: string, limits: CallLimits): void {
  if (step.state.waiting) return backInLine(step, limits, by);
  const to: Target = { kind: 'agent', agent: by };
  if (step.state.phase !== 'transferring') step.tell('call.transferred', { kind: 'blind', to, by });
  step.deadline('phase', limits.maxWaitMs);
  seekParty(
    step,
    { purpose: 'give-back', to, reach: { kind: 'agent', agent: by, name: '' }, offer: `${offer}-back` },
    limits,
  );
}

/** Nobody has answered a call that a flow, the dialled number or a phone of the centre has led there. */
function routedInVain(step: Step, { reach, offer }: Seek, reason: OfferFailure, limits: CallLimits): void {
  const otherwise = reach.kind === 'group' ? reach.otherwise : undefined;
  switch (otherwise?.to) {
    case 'queue':
      return queueRouted(step, otherwise.queue, otherwise.music, limits);
    case 'extension': {
      const to: Target = { kind: 'extension', extension: otherwise.extension };
      step.deadline('phase', limits.maxWaitMs);
      step.tell('call.routed', { to });
      const sought = { purpose: 'transfer', to, reach: otherwise.reach, offer: `${offer}-else` } as const;
      return seekParty(step, sought, limits);
    }
    case 'message':
      return leave(step, otherwise.prompt, 'not-reached');
    case undefined:
      return leave(step, wordFor(reason), 'not-reached');
  }
}

/** The caller is led to somebody and hears the ringing tone, or the queue's music, until one answers. */
export function route(step: Step, { to, reach, offer }: Omit<Sought, 'purpose'>, limits: CallLimits): void {
  step.tell('call.routed', { to });
  step.deadline('phase', limits.maxWaitMs);
  seekParty(step, { purpose: 'transfer', to, reach, offer }, limits);
}
