/**
 * What an agent is doing: a state machine of seven states (drawn in ARCHITECTURE.md). Pure; the truth about an agent
 * is here and in the journal, never the device state a switch reports (DESIGN.md 3.2).
 */
import type { OfferFailure } from '../call/types.js';
import { AgentStateError } from './errors.js';
import type { AgentInput, AgentLimits, AgentProfile } from './inputs.js';
import { Step, type AgentStep } from './step.js';
import type { AgentState } from './types.js';

/** An offer that failed through the agent sets the agent aside; one that failed otherwise gives the old place back. */
const ASIDE: Partial<Record<OfferFailure | 'lease-expired', string>> = {
  'no-answer': 'no-answer',
  rejected: 'rejected',
  busy: 'rejected',
  unreachable: 'unreachable',
  'desk-lost': 'desk-lost',
  'lease-expired': 'no-answer',
};

/**
 * @throws AgentStateError when a person asks for what the state does not allow (`ready` while logged out ...); inputs
 * from the system that do not fit any more are ignored.
 */
export function decide(
  state: AgentState,
  input: AgentInput,
  now: number,
  limits: AgentLimits,
  profile: AgentProfile,
): AgentStep {
  const step = new Step(state, now, profile.phoneKind === 'browser');
  const { work } = state;
  switch (input.kind) {
    case 'log-in':
      if (state.name === 'logged-out') {
        step.tell('agent.logged-in', { user: input.user, phone: profile.phone });
        if (profile.phoneKind === 'browser' && state.desks === 0)
          step.ask({ do: 'deadline', name: 'desk', at: now + limits.deskLostMs * 2 });
      }
      break;
    case 'log-out':
      logOut(step, input.by, input.reason);
      break;
    case 'ready':
      if (state.name === 'logged-out') throw new AgentStateError('ready', state.name);
      if (state.name === 'not-ready')
        step.tell('agent.ready', { readySince: now, serviceMs: state.serviceMs });
      else if (state.name === 'wrap-up') endWrapUp(step, 'agent', { to: 'ready' });
      else if (state.next) step.tell('agent.next-requested', { next: null });
      break;
    case 'not-ready':
      if (state.name === 'logged-out') throw new AgentStateError('not ready', state.name);
      if (state.name === 'ready' || state.name === 'not-ready')
        step.tell('agent.not-ready', { reason: input.reason, by: input.by });
      else if (state.name === 'wrap-up') endWrapUp(step, 'agent', { to: 'not-ready', reason: input.reason });
      else step.tell('agent.next-requested', { next: { to: 'not-ready', reason: input.reason } });
      break;
    case 'offer':
      onOffer(step, input, limits, profile);
      break;
    case 'pop-shown':
      if (state.name === 'reserved' && work?.offer === input.offer && !popShown(state, limits))
        showPop(step, 'desk', limits, profile, input.paintedMs);
      break;
    case 'refuse':
      if (state.name !== 'reserved' && state.name !== 'ringing')
        throw new AgentStateError('refuse', state.name);
      giveBack(step, 'rejected');
      break;
    case 'ringing':
      if (state.name === 'reserved' && work?.offer === input.offer)
        step.tell(
          'agent.ringing',
          { offer: input.offer, until: now + work.ringMs + limits.ringSlackMs },
          work,
        );
      break;
    case 'connected':
      if ((state.name === 'reserved' || state.name === 'ringing') && work?.offer === input.offer)
        step.tell(
          'agent.talking',
          { offer: input.offer, since: input.at, until: now + limits.maxTalkMs },
          work,
        );
      break;
    case 'offer-ended':
      if ((state.name === 'reserved' || state.name === 'ringing') && work?.offer === input.offer)
        settle(step, input.outcome === 'confirmed' ? 'withdrawn' : input.outcome);
      break;
    case 'call-over':
      if (state.name === 'talking' && work?.call === input.call) startWrapUp(step, input.at);
      break;
    case 'result':
      if (!work || work.call !== input.call || (state.name !== 'talking' && state.name !== 'wrap-up'))
        throw new AgentStateError('set a result', state.name);
      step.tell('agent.result-set', { result: input.result, note: input.note }, work);
      if (input.finish && state.name === 'wrap-up') endWrapUp(step, 'agent');
      break;
    case 'desk-connected':
      step.tell('agent.desk-connected', { desks: state.desks + 1 });
      step.ask({ do: 'cancel-deadline', name: 'desk' });
      // The place among the ready ones was kept while the page was away.
      if (state.name === 'ready' && state.desks === 0 && profile.phoneKind === 'browser')
        step.tell('agent.ready', { readySince: state.readySince ?? now, serviceMs: state.serviceMs });
      break;
    case 'desk-disconnected':
      onDeskDisconnected(step, limits, profile);
      break;
    case 'deadline':
      onDeadline(step, input.name, limits, profile);
      break;
  }
  return step;
}

export function logOut(step: Step, by: 'agent' | 'supervisor' | 'system', reason: string): void {
  const { name } = step.state;
  if (name === 'logged-out') return;
  if (by === 'agent' && (name === 'talking' || name === 'reserved' || name === 'ringing')) {
    step.tell('agent.next-requested', { next: { to: 'logged-out' } });
    return;
  }
  if (name === 'reserved' || name === 'ringing') {
    const { work } = step.state;
    step.tell('agent.offer-returned', { offer: work?.offer ?? '', reason: 'desk-lost' }, work);
  }
  // Never by way of `ready`: an agent who leaves must not be offered a call in between.
  if (name === 'talking') tellWrapUpStarted(step, step.now);
  if (step.state.name === 'wrap-up') tellWrapUpEnded(step, by === 'agent' ? 'agent' : 'system');
  step.tell('agent.logged-out', { by, reason });
}

function onOffer(
  step: Step,
  input: Extract<AgentInput, { kind: 'offer' }>,
  limits: AgentLimits,
  profile: AgentProfile,
): void {
  const { offer, fence, call, queue, ringMs, wrapUpMs } = input;
  const reachable = profile.phoneKind === 'sip' || step.state.desks > 0;
  if (step.state.name !== 'ready' || !reachable) {
    // The agent stopped being ready in the moment of the offer: no fault of anybody, the caller keeps place.
    step.tell('agent.offer-returned', { offer, reason: 'withdrawn' }, { call, queue });
    return;
  }
  const until = step.now + limits.popMs;
  step.tell('agent.reserved', { offer, fence, until, ringMs, wrapUpMs }, { call, queue });
  if (step.state.desks === 0) showPop(step, 'no-desk', limits, profile);
}

/** The phone is rung as soon as the pop is shown; from then on `until` lies beyond the pop's own deadline. */
const popShown = (state: AgentState, limits: AgentLimits): boolean =>
  (state.until ?? 0) > state.since + limits.popMs;

function showPop(
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
function giveBack(step: Step, reason: OfferFailure): void {
  const { work } = step.state;
  step.tell('agent.offer-returned', { offer: work?.offer ?? '', reason }, work);
  settle(step, reason);
}

/** Where the agent goes after an offer that came to nothing. */
export function settle(step: Step, outcome: OfferFailure | 'lease-expired'): void {
  const { next, readySince, serviceMs } = step.state;
  const aside = ASIDE[outcome];
  if (next?.to === 'logged-out') step.tell('agent.logged-out', { by: 'agent', reason: 'asked' });
  else if (next) step.tell('agent.not-ready', { reason: next.reason, by: 'agent' });
  else if (aside) step.tell('agent.not-ready', { reason: aside, by: 'system' });
  else step.tell('agent.ready', { readySince: readySince ?? step.now, serviceMs });
}

export function startWrapUp(step: Step, at: number): void {
  tellWrapUpStarted(step, at);
  if ((step.state.work?.wrapUpMs ?? 0) === 0) endWrapUp(step, 'system');
}

/** @param at when the conversation was over */
function tellWrapUpStarted(step: Step, at: number): void {
  const { work, since } = step.state;
  const until = step.now + (work?.wrapUpMs ?? 0);
  step.tell('agent.wrap-up-started', { until, talkMs: at - (work?.talkingSince ?? since) }, work);
}

function tellWrapUpEnded(step: Step, by: 'agent' | 'deadline' | 'system'): void {
  step.tell('agent.wrap-up-ended', { by, wrapUpMs: step.now - step.state.since }, step.state.work);
}

function endWrapUp(
  step: Step,
  by: 'agent' | 'deadline' | 'system',
  to?: { to: 'ready' } | { to: 'not-ready'; reason: string },
): void {
  const next = to ?? step.state.next;
  tellWrapUpEnded(step, by);
  if (next?.to === 'logged-out') step.tell('agent.logged-out', { by: 'agent', reason: 'asked' });
  else if (next?.to === 'not-ready') step.tell('agent.not-ready', { reason: next.reason, by: 'agent' });
  else step.tell('agent.ready', { readySince: step.now, serviceMs: step.state.serviceMs });
}

function onDeskDisconnected(step: Step, limits: AgentLimits, profile: AgentProfile): void {
  const { desks, name } = step.state;
  if (desks === 0) return;
  const reachable = desks > 1 || profile.phoneKind === 'sip';
  step.tell('agent.desk-lost', { desks: desks - 1, reachable });
  if (reachable) return;
  if (name === 'reserved' || name === 'ringing') giveBack(step, 'desk-lost');
  if (step.state.name !== 'logged-out')
    step.ask({ do: 'deadline', name: 'desk', at: step.now + limits.deskLostMs });
}

function onDeadline(step: Step, name: 'state' | 'desk', limits: AgentLimits, profile: AgentProfile): void {
  const { state } = step;
  if (name === 'desk') {
    if (state.desks === 0 && profile.phoneKind === 'browser') logOut(step, 'system', 'desk-lost');
    return;
  }
  if (state.until === undefined || state.until > step.now) return; // moved meanwhile
  switch (state.name) {
    case 'reserved':
      if (popShown(state, limits)) giveBack(step, 'switch-fault');
      else showPop(step, 'deadline', limits, profile);
      return;
    case 'ringing':
      giveBack(step, 'no-answer');
      return;
    case 'talking':
      startWrapUp(step, step.now);
      return;
    case 'wrap-up':
      endWrapUp(step, 'deadline');
      return;
    default:
      return;
  }
}
