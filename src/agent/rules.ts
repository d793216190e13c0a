/**
 * What an agent is doing: a state machine of eight states (drawn in ARCHITECTURE.md). Pure; the truth about an agent
 * is here and in the journal, never the device state a switch reports (DESIGN.md 3.2).
 */
import { ownPhoneWanted, placed } from './dialling.js';
import { AgentStateError } from './errors.js';
import type { AgentInput, AgentLimits, AgentProfile } from './inputs.js';
import { onDeskConnected, onDeskDisconnected, takenOver } from './desk.js';
import { giveBack, onOffer, onWanted, popShown, settle, showPop } from './offers.js';
import { Step, type AgentStep } from './step.js';
import type { AgentState } from './types.js';
import {
  backToBefore,
  conversationOver,
  endWrapUp,
  extendWrapUp,
  setResult,
  startWrapUp,
  tellWrapUpEnded,
} from './wrap-up.js';

/**
 * @throws AgentStateError when a person asks for what the state does not allow (`ready` while logged out ...),
 * ResultMissingError, WrapUpLimitError; inputs from the system that do not fit any more are ignored.
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
  const isOffered = state.name === 'reserved' || state.name === 'ringing';
  switch (input.kind) {
    case 'log-in':
      if (state.name === 'logged-out') {
        step.tell('agent.logged-in', { user: input.user, phone: profile.phone });
        if (profile.phoneKind === 'browser' && state.desks === 0)
          step.ask({ do: 'deadline', name: 'desk', at: now + limits.deskLostMs * 2 });
      }
      break;
    case 'log-out':
      logOut(step, input, limits);
      break;
    case 'ready':
      ready(step, input.user, limits);
      break;
    case 'not-ready':
      notReady(step, input, limits);
      break;
    case 'extend-wrap-up':
      extendWrapUp(step, limits);
      break;
    case 'offer':
      onOffer(step, input, limits, profile);
      break;
    case 'wanted':
      onWanted(step, input, limits, profile);
      break;
    case 'placed':
      placed(step, input, limits);
      break;
    case 'own-phone-wanted':
      ownPhoneWanted(step, input, profile);
      break;
    case 'pop-shown':
      if (state.name === 'reserved' && work?.offer === input.offer && !popShown(state, limits))
        showPop(step, 'desk', limits, profile, input.paintedMs);
      break;
    case 'refuse':
      if (!isOffered) throw new AgentStateError('refuse', state.name);
      giveBack(step, 'rejected', limits);
      break;
    case 'ringing':
      if (state.name === 'reserved' && work?.offer === input.offer)
        step.tell(
          'agent.ringing',
          { offer: input.offer, until: now + work.ringMs + limits.ringSlackMs },
          work,
        );
      break;
    case 'connected': {
      const isOwn = isOffered && work?.offer === input.offer;
      const isDialled = state.name === 'dialling' && work?.call === input.call;
      if (isOwn || isDialled)
        step.tell(
          'agent.talking',
          { offer: work.offer, since: input.at, until: now + limits.maxTalkMs },
          work,
        );
      break;
    }
    case 'offer-ended':
      if (isOffered && work?.offer === input.offer)
        settle(step, input.outcome === 'confirmed' ? 'withdrawn' : input.outcome, limits);
      break;
    case 'direct-offer-failed':
      // Offers of the line end by the line's word, which follows.
      if (isOffered && work?.offer === input.offer && work.purpose !== 'serve')
        settle(step, input.reason, limits);
      break;
    case 'call-over':
      if (work?.call !== input.call) break;
      if (state.name === 'talking') conversationOver(step, input.at, limits, input.consultOver);
      else if (state.name === 'dialling') backToBefore(step);
      break;
    case 'result':
      setResult(step, input, limits);
      break;
    case 'desk-connected':
      onDeskConnected(step, profile);
      break;
    case 'desk-taken-over':
      takenOver(step, limits, profile);
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

/** @param user the supervisor who does it; default the agent */
function ready(step: Step, user: string | undefined, limits: AgentLimits): void {
  const { name, next, serviceMs } = step.state;
  const who = user === undefined ? {} : { user };
  if (name === 'logged-out') throw new AgentStateError('ready', name);
  const by = user === undefined ? 'agent' : 'supervisor';
  if (name === 'not-ready') step.tell('agent.ready', { by, readySince: step.now, serviceMs, ...who });
  else if (name === 'wrap-up') endWrapUp(step, by, limits, { to: 'ready' }, user);
  else if (next) step.tell('agent.next-requested', { next: null, ...who });
}

function notReady(
  step: Step,
  { reason, user }: Extract<AgentInput, { kind: 'not-ready' }>,
  limits: AgentLimits,
): void {
  const { name } = step.state;
  const who = user === undefined ? {} : { user };
  const by = user === undefined ? 'agent' : 'supervisor';
  if (name === 'logged-out') throw new AgentStateError('not ready', name);
  if (name === 'ready' || name === 'not-ready') step.tell('agent.not-ready', { reason, by, ...who });
  else if (name === 'wrap-up') endWrapUp(step, by, limits, { to: 'not-ready', reason }, user);
  else step.tell('agent.next-requested', { next: { to: 'not-ready', reason, ...who }, ...who });
}

/** By the agent it takes effect after the call, by others at once; the caller is then taken care of elsewhere. */
export function logOut(
  step: Step,
  { by, reason, user }: Omit<Extract<AgentInput, { kind: 'log-out' }>, 'kind'>,
  limits: AgentLimits,
): void {
  const { name, work } = step.state;
  const who = user === undefined ? {} : { user };
  if (name === 'logged-out') return;
  if (
    by === 'agent' &&
    (name === 'talking' || name === 'reserved' || name === 'ringing' || name === 'dialling')
  ) {
    step.tell('agent.next-requested', { next: { to: 'logged-out' } });
    return;
  }
  if (by === 'agent' && name === 'wrap-up') {
    endWrapUp(step, 'agent', limits, { to: 'logged-out' });
    return;
  }
  if (name === 'reserved' || name === 'ringing')
    step.tell('agent.offer-returned', { offer: work?.offer ?? '', reason: 'desk-lost' }, work);
  // Never by way of `ready`: an agent who leaves must not be offered a call in between.
  if (name === 'talking') startWrapUp(step, step.now);
  if (step.state.name === 'wrap-up')
    tellWrapUpEnded(step, by === 'supervisor' ? 'supervisor' : 'system', limits);
  step.tell('agent.logged-out', { by, reason, ...who });
}

function onDeadline(step: Step, name: 'state' | 'desk', limits: AgentLimits, profile: AgentProfile): void {
  const { state } = step;
  if (name === 'desk') {
    if (state.desks === 0 && profile.phoneKind === 'browser')
      logOut(step, { by: 'system', reason: 'desk-lost' }, limits);
    return;
  }
  if (state.until === undefined || state.until > step.now) return; // moved meanwhile
  switch (state.name) {
    case 'reserved':
      if (popShown(state, limits)) giveBack(step, 'switch-fault', limits);
      else showPop(step, 'deadline', limits, profile);
      return;
    case 'ringing':
      giveBack(step, 'no-answer', limits);
      return;
    case 'dialling':
      backToBefore(step);
      return;
    case 'talking':
      conversationOver(step, step.now, limits);
      return;
    case 'wrap-up':
      endWrapUp(step, 'deadline', limits);
      return;
    default:
      return;
  }
}
