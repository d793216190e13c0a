/**
 * Asking for one party: an agent by way of the desk, a phone or an outside number at once. What becomes of it is told in
 * seek.ts. Pure parts of `decide`.
 */
import type { Step } from './step.js';
import type { CallLimits, CallState, Reach, Seek, SeekPurpose, Target } from './types.js';

/** Phones that the user asked to be rung answer by themselves. */
const ANSWERS_BY_ITSELF: ReadonlySet<SeekPurpose> = new Set(['own-phone', 'pick-up', 'rejoin']);

/** The leg that an attempt gets. */
export const legOfOffer = (offer: string): string => `leg-${offer}`;

/** Who is sought, when it is an agent. */
export const agentOf = ({ reach }: Pick<Seek, 'reach'>): string | undefined =>
  reach.kind === 'agent' ? reach.agent : undefined;

/** The queue whose call it is: the one stood in, or the one that it was placed for. */
export const queueOf = ({ waiting, dial }: CallState): string | undefined => waiting?.queue ?? dial?.queue;

export interface Sought {
  readonly purpose: SeekPurpose;
  readonly to: Target;
  readonly reach: Reach;
  readonly offer: string;
  /** The phone from which the agent asks for it: answered, not rung. */
  readonly leg?: string;
}

/** How long a phone rings, and the attempt of a ring group of which this is a part. */
export interface Ring {
  readonly ringMs: number;
  readonly group?: string;
}

/** An agent is asked for; the phone is rung when the desk shows it. */
export function askFor(
  step: Step,
  { reach, purpose, to, offer, leg }: Sought,
  limits: CallLimits,
  { ringMs, group }: Ring = { ringMs: limits.directRingMs },
): void {
  if (reach.kind !== 'agent') return;
  const queue = queueOf(step.state);
  step.tell(
    'call.agent-wanted',
    {
      offer,
      fence: step.state.lastFence,
      purpose,
      to,
      reach,
      ringMs,
      wrapUpMs: purpose === 'dial' || queue === undefined ? 0 : (limits.wrapUpMs[queue] ?? 0),
      ...(group === undefined ? {} : { group }),
      ...(leg === undefined ? {} : { leg }),
    },
    { agent: reach.agent, queue },
  );
}

/** A party that is no agent is rung at once. */
export function ringPhone(
  step: Step,
  { purpose, to, offer }: Omit<Sought, 'reach'>,
  reach: Extract<Reach, { kind: 'phone' | 'trunk' }>,
  { ringMs, group }: Ring,
): void {
  const leg = legOfOffer(offer);
  const { call, from, dial } = step.state;
  step.tell('call.party-rung', {
    ...{ offer, leg, purpose, to, reach, ringMs },
    ...(group === undefined ? {} : { group }),
  });
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
}

/** The agent has called in for this: nothing rings, the phone is answered. */
export function answerAgentsPhone(
  step: Step,
  { offer, purpose }: Seek,
  leg: string,
  agent: string,
  limits: CallLimits,
): void {
  const { call } = step.state;
  tellRung(step, { offer, leg, ringMs: limits.answerMs, purpose }, agent);
  step.ask({ do: 'tag', leg, tags: { call, role: 'agent', agent, offer } });
  step.ask({ do: 'answer', leg });
  step.deadline('seek', limits.answerMs);
}

/** Rings the phone of a new page, for the part of an agent who does not own the call. @param called the far side of a call between colleagues */
export function ringForPart(
  step: Step,
  { offer, instead, called }: { readonly offer: string; readonly instead: string; readonly called: boolean },
  agent: string,
  phone: string,
  ringMs: number,
): void {
  ringAgent(step, { offer, purpose: 'rejoin', farSide: called, more: { instead } }, agent, phone, ringMs);
}

/** Rings an agent's phone for an attempt. */
export function ringAgentsPhone(
  step: Step,
  { offer, purpose }: Pick<Seek, 'offer' | 'purpose'>,
  agent: string,
  phone: string,
  ringMs: number,
): void {
  ringAgent(step, { offer, purpose, farSide: purpose === 'dial' }, agent, phone, ringMs);
}

interface AgentsRing extends Pick<Seek, 'offer' | 'purpose'> {
  /** The agent is the far side of a placed call, and sees who placed it. */
  readonly farSide: boolean;
  readonly more?: { readonly instead: string };
}

function ringAgent(
  step: Step,
  { offer, purpose, farSide, more }: AgentsRing,
  agent: string,
  phone: string,
  ringMs: number,
): void {
  const leg = legOfOffer(offer);
  const { call, from, dial } = step.state;
  tellRung(step, { offer, leg, ringMs, purpose, ...more }, agent);
  step.ask({
    do: 'ring',
    leg,
    to: { phone },
    caller: farSide && dial ? dial.caller : from,
    ringMs,
    tags: { call, role: farSide ? 'caller' : 'agent', agent, offer },
    autoAnswer: ANSWERS_BY_ITSELF.has(purpose),
    switch: step.state.switch,
  });
}

function tellRung(
  step: Step,
  rung: { offer: string; leg: string; ringMs: number; purpose: SeekPurpose; instead?: string },
  agent: string,
): void {
  const { lastFence } = step.state;
  step.tell('call.agent-rung', { ...rung, fence: lastFence }, { agent, queue: queueOf(step.state) });
}
