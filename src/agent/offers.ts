/** Offers from the agent's side: reserved, popped, rung, given back or missed. Pure. */
import type { OfferFailure } from '../call/types.js';
import type { AgentInput, AgentLimits, AgentProfile } from './inputs.js';
import type { Step } from './step.js';
import type { AgentState } from './types.js';
import { backToBefore, goOn, tellWrapUpEnded } from './wrap-up.js';

/** An offer that failed through the agent sets the agent aside; one that failed otherwise gives the old place back. */
const ASIDE: Partial<Record<OfferFailure | 'lease-expired', string>> = {
  'no-answer': 'no-answer',
  rejected: 'rejected',
  busy: 'rejected',
  unreachable: 'unreachable',
  'desk-lost': 'desk-lost',
  'lease-expired': 'no-answer',
};

/** What an agent takes also while not ready or wrapping up: an own caller, or what the agent asked for. */
const ALWAYS_TAKEN: ReadonlySet<string> = new Set(['give-back', 'pick-up']);

/** An offer of the line: only to who is ready. */
export function onOffer(
  step: Step,
  input: Extract<AgentInput, { kind: 'offer' }>,
  limits: AgentLimits,
  profile: AgentProfile,
): void {
  const { offer, fence, call, queue, ringMs, wrapUpMs } = input;
  const reachable = isReachable(step.state, profile);
  if (step.state.name !== 'ready' || !reachable) {
    // The agent stopped being ready in the moment of the offer: no fault of anybody, the caller keeps place.
    step.tell('agent.offer-returned', { offer, reason: 'withdrawn' }, { call, queue });
    return;
  }
  const until = step.now + limits.popMs;
  step.tell('agent.reserved', { offer, fence, until, ringMs, wrapUpMs }, { call, queue });
  if (step.state.desks === 0) showPop(step, 'no-desk', limits, profile);
}

/** An offer straight to this agent, past the line: busy unless the agent has hands free. */
export function onWanted(
  step: Step,
  input: Extract<AgentInput, { kind: 'wanted' }>,
  limits: AgentLimits,
  profile: AgentProfile,
): void {
  const { offer, fence, call, queue, purpose, ringMs, wrapUpMs } = input;
  const { name, work } = step.state;
  if (work?.offer === offer) return; // told twice
  const about = { call, queue };
  const always = ALWAYS_TAKEN.has(purpose);
  const free =
    name === 'ready' ||
    (name === 'not-ready' && (always || limits.directWhileNotReady)) ||
    (name === 'wrap-up' && always);
  if (name === 'logged-out' || (free && !isReachable(step.state, profile))) {
    step.tell('agent.offer-returned', { offer, reason: 'unreachable' }, about);
    return;
  }
  if (!free) {
    step.tell('agent.offer-returned', { offer, reason: 'busy' }, about);
    return;
  }
  if (name === 'wrap-up') tellWrapUpEnded(step, 'system', limits);
  const until = step.now + limits.popMs;
  step.tell('agent.reserved', { offer, fence, until, ringMs, wrapUpMs, purpose }, about);
  if (step.state.desks === 0) showPop(step, 'no-desk', limits, profile);
}

const isReachable = ({ desks }: AgentState, { phoneKind }: AgentProfile): boolean =>
  phoneKind === 'sip' || desks > 0;

/** The phone is rung as soon as the pop is shown; from then on `until` lies beyond the pop's own deadline. */
export const popShown = (state: AgentState, limits: AgentLimits): boolean =>
  (state.until ?? 0) > state.since + limits.popMs;

export function showPop(
  step: Step,
  by: 'desk' | 'no-desk' | 'deadline',
  limits: AgentLimits,
  profile: AgentProfile,
  paintedMs?: number,
): void {
  const { work } = step.state;
  if (!work) return;
  step.tell(
    'agent.pop-shown',
    {
      offer: work.offer,
      fence: work.fence,
      phone: profile.phone,
      ringMs: work.ringMs,
      by,
      until: step.now + work.ringMs + limits.ringSlackMs,
      ...(paintedMs === undefined ? {} : { paintedMs }),
    },
    work,
  );
}

/** The agent gives the offer back: the call and the queue are told, then the agent is set aside. */
export function giveBack(step: Step, reason: OfferFailure, limits: AgentLimits): void {
  const { work } = step.state;
  step.tell('agent.offer-returned', { offer: work?.offer ?? '', reason }, work);
  settle(step, reason, limits);
}

/**
 * Where the agent goes after an offer that came to nothing. One that came past the line sets nobody aside: the agent is
 * again what it was.
 */
export function settle(step: Step, outcome: OfferFailure | 'lease-expired', limits: AgentLimits): void {
  const aside = ASIDE[outcome];
  const { work } = step.state;
  const isFromLine = work?.purpose === 'serve';
  if (aside && isFromLine) miss(step, outcome, limits);
  const { next, missed, readySince, serviceMs } = step.state;
  // Let ring less often than the queue allows: only this caller goes on to somebody else.
  const spared = aside === 'no-answer' && missed.inRow < limits.rulesOf(work?.queue).missesToNotReady;
  if (next) goOn(step, next);
  else if (!isFromLine) backToBefore(step);
  else if (aside && !spared) step.tell('agent.not-ready', { reason: aside, by: 'system' });
  else step.tell('agent.ready', { readySince: readySince ?? step.now, serviceMs });
}

function miss(step: Step, reason: OfferFailure | 'lease-expired', limits: AgentLimits): void {
  const { work, missed } = step.state;
  const rang = ASIDE[reason] === 'no-answer';
  const inRow = missed.inRow + (rang ? 1 : 0);
  const inShift = missed.inShift + (rang ? 1 : 0);
  step.tell('agent.offer-missed', { offer: work?.offer ?? '', reason, inRow, inShift }, work);
  const limit = limits.rulesOf(work?.queue).missesToAlarm;
  if (rang && inShift % limit === 0) step.tell('agent.miss-alarm', { inShift, limit }, work);
}
