/** After the call: wrap-up with its end, its extension, and the result of the call. Pure. */
import { AgentStateError, ResultMissingError, WrapUpLimitError } from './errors.js';
import type { AgentInput, AgentLimits } from './inputs.js';
import type { Step } from './step.js';
import type { AgentState } from './types.js';

type Ending = 'agent' | 'supervisor' | 'deadline' | 'system';
type After = { readonly to: 'ready' } | NonNullable<AgentState['next']>;

/**
 * The conversation is over for this agent. Wrap-up of no length ends in the same moment; a consultation or a call
 * between colleagues has none, and the agent is again what it interrupted.
 * @param at when it was over for the call
 * @param consultOver the agent was asked for advice and has had no other part in the call
 */
export function conversationOver(step: Step, at: number, limits: AgentLimits, consultOver = false): void {
  const { work, since } = step.state;
  if (work && (consultOver || work.purpose === 'internal')) {
    step.tell('agent.conversation-ended', { talkMs: at - (work.talkingSince ?? since) }, work);
    backToBefore(step);
    return;
  }
  startWrapUp(step, at);
  if ((work?.wrapUpMs ?? 0) === 0) endWrapUp(step, 'system', limits);
}

/** @param at when the conversation was over */
export function startWrapUp(step: Step, at: number): void {
  const { work, since } = step.state;
  const until = step.now + (work?.wrapUpMs ?? 0);
  step.tell('agent.wrap-up-started', { until, talkMs: at - (work?.talkingSince ?? since) }, work);
}

/** States the end and, where the queue wants one and there is none, the result that stands for a missing one. */
export function tellWrapUpEnded(step: Step, by: Ending, limits: AgentLimits): void {
  const { work, since } = step.state;
  if (isResultMissing(step.state, limits))
    step.tell(
      'agent.result-set',
      { result: limits.rulesOf(work?.queue).resultAtDeadline, note: '', by: 'system' },
      work,
    );
  step.tell('agent.wrap-up-ended', { by, wrapUpMs: step.now - since }, work);
}

/**
 * @param to where somebody wants the agent to be; default what was asked for during the call, else what it was before
 * @throws ResultMissingError when the agent wants to end it and owes the result
 */
export function endWrapUp(step: Step, by: Ending, limits: AgentLimits, to?: After, user?: string): void {
  const next = to ?? step.state.next;
  if (by === 'agent') endOwed(step, limits);
  else tellWrapUpEnded(step, by, limits);
  goOn(step, next, user);
}

/** The agent ends it. @throws ResultMissingError when the agent owes the result */
function endOwed(step: Step, limits: AgentLimits): void {
  if (isResultMissing(step.state, limits)) throw new ResultMissingError();
  tellWrapUpEnded(step, 'agent', limits);
}

/**
 * @throws AgentStateError outside wrap-up
 * @throws WrapUpLimitError when there is no time left to ask for
 */
export function extendWrapUp(step: Step, limits: AgentLimits): void {
  const { name, until, work } = step.state;
  if (name !== 'wrap-up' || until === undefined) throw new AgentStateError('extend wrap-up', name);
  const byMs = Math.min(limits.rulesOf(work?.queue).extensionStepMs, extensionLeftMs(step.state, limits));
  if (byMs <= 0) throw new WrapUpLimitError();
  const leftMs = extensionLeftMs(step.state, limits) - byMs;
  step.tell('agent.wrap-up-extended', { until: until + byMs, byMs, leftMs }, work);
}

/** How much longer this wrap-up can be made. */
export function extensionLeftMs({ work }: AgentState, limits: AgentLimits): number {
  return limits.rulesOf(work?.queue).extensionMaxMs - (work?.extendedMs ?? 0);
}

/**
 * The result of the call in hand, or of one wrapped up before, which it changes.
 * @throws AgentStateError when the agent has not had such a call lately
 */
export function setResult(
  step: Step,
  { call, result, note, finish }: Extract<AgentInput, { kind: 'result' }>,
  limits: AgentLimits,
): void {
  const { work, name, recent } = step.state;
  if (work?.call === call && (name === 'talking' || name === 'wrap-up')) {
    step.tell('agent.result-set', { result, note }, work);
    if (finish && name === 'wrap-up') endWrapUp(step, 'agent', limits);
    return;
  }
  const earlier = recent.find((one) => one.call === call);
  if (!earlier) throw new AgentStateError('set a result', name);
  step.tell('agent.result-set', { result, note, changed: true }, earlier);
}

function isResultMissing({ work, name }: AgentState, limits: AgentLimits): boolean {
  return name === 'wrap-up' && work?.result === undefined && limits.rulesOf(work?.queue).resultRequired;
}

/** What comes after work, by what was asked for meanwhile. */
export function goOn(step: Step, next: After | undefined, user?: string): void {
  const forced = user ?? (next && 'user' in next ? next.user : undefined);
  const who = forced === undefined ? {} : { user: forced };
  const by = forced === undefined ? 'agent' : 'supervisor';
  if (next?.to === 'logged-out') step.tell('agent.logged-out', { by, reason: 'asked', ...who });
  else if (next?.to === 'not-ready') step.tell('agent.not-ready', { reason: next.reason, by, ...who });
  else if (next?.to === 'ready')
    step.tell('agent.ready', { by, readySince: step.now, serviceMs: step.state.serviceMs, ...who });
  else backToBefore(step);
}

/** What the agent was: ready at the old place where there is one, or not ready for the old reason. */
export function backToBefore(step: Step): void {
  const { next, readySince, wasNotReady, serviceMs } = step.state;
  if (next) goOn(step, next);
  else if (wasNotReady !== undefined) step.tell('agent.not-ready', { reason: wasNotReady, by: 'system' });
  else step.tell('agent.ready', { readySince: readySince ?? step.now, serviceMs });
}
