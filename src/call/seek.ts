/**
 * Somebody is rung outside the pool: one machine for consults, transfers, placed calls, pick-ups and give-backs. An
 * agent is asked for first (`call.agent-wanted`) and rung when the desk shows it; others are rung at once. Whoever
 * answers is joined by the media plan, and only the confirmed bridge counts. Pure parts of `decide`.
 */
import type { LegTags } from '../switch/port.js';
import { callbackInVain } from './callback.js';
import { dropSeek } from './departures.js';
import { endCall, leave } from './ending.js';
import { plan } from './media.js';
import { backInLine } from './requeue.js';
import type { Step } from './step.js';
import type {
  CallInput,
  CallLimits,
  CallState,
  OfferFailure,
  Reach,
  Seek,
  SeekPurpose,
  Target,
} from './types.js';

/** Phones that the user asked to be rung answer by themselves. */
const ANSWERS_BY_ITSELF: ReadonlySet<SeekPurpose> = new Set(['own-phone', 'pick-up', 'rejoin']);

/** The leg that an attempt gets. */
export const legOfOffer = (offer: string): string => `leg-${offer}`;

/** Who is sought, when it is an agent. */
const agentOf = ({ reach }: Pick<Seek, 'reach'>): string | undefined =>
  reach.kind === 'agent' ? reach.agent : undefined;

/** The queue whose call it is: the one stood in, or the one that it was placed for. */
export const queueOf = ({ waiting, dial }: CallState): string | undefined => waiting?.queue ?? dial?.queue;

export interface Sought {
  readonly purpose: SeekPurpose;
  readonly to: Target;
  readonly reach: Reach;
  readonly offer: string;
}

/** To be asked for only while nobody else is sought. */
export function seekParty(step: Step, sought: Sought, limits: CallLimits): void {
  const { reach, purpose, to, offer } = sought;
  if (reach.kind !== 'agent') return ringParty(step, sought, limits);
  const queue = queueOf(step.state);
  step.tell(
    'call.agent-wanted',
    {
      offer,
      fence: step.state.lastFence,
      purpose,
      to,
      reach,
      ringMs: limits.directRingMs,
      wrapUpMs: purpose === 'dial' || queue === undefined ? 0 : (limits.wrapUpMs[queue] ?? 0),
    },
    { agent: reach.agent, queue },
  );
  step.deadline('seek', limits.wantedMs);
}

function ringParty(step: Step, { reach, purpose, to, offer }: Sought, limits: CallLimits): void {
  if (reach.kind === 'agent') return;
  const leg = legOfOffer(offer);
  const ringMs = limits.directRingMs;
  const { call, from, dial } = step.state;
  step.tell('call.party-rung', { offer, leg, purpose, to, reach, ringMs });
  step.ask({
    do: 'ring',
    leg,
    to: reach.kind === 'trunk' ? { trunk: reach.trunk, number: reach.number } : { phone: reach.phone },
    caller: reach.kind === 'trunk' ? reach.caller : purpose === 'dial' && dial ? dial.caller : from,
    ringMs,
    tags: { call, role: purpose === 'dial' ? 'caller' : 'guest', offer },
    autoAnswer: false,
    switch: step.state.switch,
  });
  step.deadline('seek', ringMs + limits.ringSlackMs);
}

/** The wanted agent's desk shows the call: the phone is rung. */
export function ringWanted(
  step: Step,
  input: Extract<CallInput, { kind: 'ring-agent' }>,
  limits: CallLimits,
): void {
  const { seek } = step.state;
  if (seek?.offer !== input.offer || seek.state !== 'wanted') return;
  ringAgentsPhone(step, seek, input.agent, input.phone, input.ringMs, limits);
}

/** Rings an agent's phone for an attempt. */
export function ringAgentsPhone(
  step: Step,
  { offer, purpose }: Pick<Seek, 'offer' | 'purpose'>,
  agent: string,
  phone: string,
  ringMs: number,
  limits: CallLimits,
): void {
  const leg = legOfOffer(offer);
  const { call, from, dial, lastFence } = step.state;
  step.tell(
    'call.agent-rung',
    { offer, fence: lastFence, leg, ringMs, purpose },
    { agent, queue: queueOf(step.state) },
  );
  const tags: LegTags = { call, role: purpose === 'dial' ? 'caller' : 'agent', agent, offer };
  const caller = purpose === 'dial' && dial ? dial.caller : from;
  step.ask({
    do: 'ring',
    leg,
    to: { phone },
    caller,
    ringMs,
    tags,
    autoAnswer: ANSWERS_BY_ITSELF.has(purpose),
    switch: step.state.switch,
  });
  step.deadline('seek', ringMs + limits.ringSlackMs);
}

/** The bridge into which an attempt leads. */
const bridgeFor = ({ consult, bridge }: CallState, { purpose, offer }: Seek): string => {
  if (purpose === 'consult' && consult) return consult.bridge;
  return purpose === 'rejoin' && bridge ? bridge : `brg-${offer}`;
};

/** @returns whether this leg is the sought one's and was waited for */
export function soughtAnswered(step: Step, leg: string, limits: CallLimits): boolean {
  const { seek, callerLeg } = step.state;
  if (!seek || seek.leg !== leg || seek.state !== 'ringing') return false;
  const { offer, purpose } = seek;
  const agent = agentOf(seek);
  if (purpose === 'own-phone') {
    step.cancel('seek');
    step.tell('call.own-phone-up', { offer, leg }, { agent, queue: queueOf(step.state) });
    dialOn(step, limits);
    return true;
  }
  const bridge = bridgeFor(step.state, seek);
  step.tell('call.party-answered', { offer, leg, purpose, callerLeg, bridge }, { agent });
  step.deadline('seek', limits.bridgeMs);
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
  if (seek?.offer !== offer) return;
  dropSeek(step, reason);
  const { consult, transfer, agent, callback } = step.state;
  switch (seek.purpose) {
    case 'own-phone':
      return endCall(step, limits, 'agent', 'normal');
    case 'dial':
      return callback
        ? callbackInVain(step, reason, limits)
        : endCall(step, limits, 'system', CAUSE_OF_FAILURE[reason]);
    case 'consult':
      if (consult) step.tell('call.consult-ended', { consult: consult.consult, reason }, { agent });
      return;
    case 'transfer':
      return transfer && backToWhoTransferred(step, transfer.by, offer, limits);
    case 'give-back':
      return leave(step, 'sorry-technical', 'transfer-failed');
    case 'pick-up':
      return; // parked as before
    case 'rejoin':
      // The page is there and its phone is not yet: another try, until the agent is taken for lost.
      step.deadline('rejoin', limits.ringSlackMs);
      return;
  }
}

/** What the end of a call that was never answered is called. */
const CAUSE_OF_FAILURE = {
  'no-answer': 'no-answer',
  rejected: 'rejected',
  busy: 'busy',
  unreachable: 'unreachable',
  'desk-lost': 'unreachable',
  'caller-gone': 'normal',
  withdrawn: 'normal',
  'switch-fault': 'failure',
} as const satisfies Record<OfferFailure, string>;

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
