/**
 * Callbacks. The caller's own call ends; a call of its own stands in line with the old clock and no leg, is offered like
 * a caller, and rings the customer when the agent has answered. Pure parts of `decide`.
 */
import type { EndCause } from '../switch/port.js';
import { dropSeek, ownerLeaves, resumeRecording } from './departures.js';
import { endCall, failOffer, leave } from './ending.js';
import { Step } from './step.js';
import type { CallInput, CallLimits, CallState, CallStep, OfferFailure, QueueRequest } from './types.js';

/**
 * The caller wants to be called back: out of line or flow, told so, hung up on. Whoever has been promised it and hangs up
 * before the sentence ends is called back all the same. Not for a caller whom an agent is just being joined with.
 */
export function askCallback(step: Step, input: Extract<CallInput, { kind: 'callback' }>): void {
  const { phase, offer, waiting, callback, from, dialled, language, collected, flowVisit } = step.state;
  const { request = waiting } = input;
  if (callback || !request || phase !== (input.request ? 'ivr' : 'waiting')) return;
  if (offer?.state === 'bridging') return;
  if (offer) failOffer(step, offer.offer, 'withdrawn');
  resumeRecording(step, 'system');
  if (flowVisit?.agentWaits) ownerLeaves(step, 'transferred');
  step.tell(
    'call.callback-asked',
    {
      callback: input.callback,
      ...(input.known ? { known: true as const } : {}),
      ...{ from, dialled, language, collected },
      request: requestOf(request),
      since: waiting?.since ?? step.now,
      reach: input.reach,
    },
    { queue: request.queue },
  );
  leave(step, input.prompts, 'callback');
}

const requestOf = ({ queue, priority, grade, skills, designatedAgent }: QueueRequest): QueueRequest => ({
  ...{ queue, priority, grade, skills },
  ...(designatedAgent === undefined ? {} : { designatedAgent }),
});

/** What a callback begins with: to be decided right after `call.callback-opened`. */
export function openCallback(
  state: CallState,
  request: QueueRequest,
  since: number,
  now: number,
  limits: CallLimits,
): CallStep {
  const step = new Step(state, now);
  step.tell(
    'call.queued',
    { ...request, since, music: state.music, again: false, callback: true },
    { queue: request.queue },
  );
  waitOn(step, limits);
  return step;
}

/** Failures that say nothing of the customer: they do not count as attempts. */
const NOT_THE_CUSTOMER: ReadonlySet<OfferFailure> = new Set(['withdrawn', 'caller-gone', 'switch-fault']);

/** The customer was not reached: the agent is free again, the callback goes back in line, or is given up. */
export function callbackInVain(step: Step, reason: OfferFailure, limits: CallLimits): void {
  const { callback } = step.state;
  if (!callback) return;
  const attempts = callback.attempts + (NOT_THE_CUSTOMER.has(reason) ? 0 : 1);
  const { agent } = step.state;
  ownerLeaves(step, 'not-reached');
  const retryAt = step.now + callback.retryMs;
  step.tell('call.callback-failed', { reason, attempts, retryAt }, { agent, queue: queueOf(step) });
  if (attempts >= callback.maxAttempts) return giveUp(step, 'not-reached', CAUSES[reason], limits);
  if (retryAt >= callback.until) return giveUp(step, 'too-late', CAUSES[reason], limits);
  waitOn(step, limits);
}

/** The agent went while the customer was rung: nobody else was at the phone, so it must not go on ringing. */
export function callbackAgentLeft(step: Step, limits: CallLimits): void {
  const { callback, agent } = step.state;
  if (!callback) return;
  dropSeek(step, 'withdrawn');
  ownerLeaves(step, 'not-reached');
  step.tell(
    'call.callback-failed',
    { reason: 'agent-left', attempts: callback.attempts, retryAt: step.now },
    { agent, queue: queueOf(step) },
  );
  waitOn(step, limits);
}

/** It has stood in line as long as it may, or was dialled for too long. */
export function callbackLate(step: Step, limits: CallLimits): void {
  const { phase, offer } = step.state;
  if (phase === 'dialling') {
    dropSeek(step, 'withdrawn');
    return callbackInVain(step, 'switch-fault', limits);
  }
  if (offer) failOffer(step, offer.offer, 'withdrawn');
  giveUp(step, 'too-late', 'no-answer', limits);
}

function giveUp(step: Step, reason: 'not-reached' | 'too-late', cause: EndCause, limits: CallLimits): void {
  const attempts = step.state.callback?.attempts ?? 0;
  step.tell('call.callback-ended', { reason, attempts }, { queue: queueOf(step) });
  endCall(step, limits, 'system', cause);
}

/** In line until it is taken, or too old. */
function waitOn(step: Step, limits: CallLimits): void {
  const { callback } = step.state;
  if (callback) step.deadline('phase', Math.max(callback.until - step.now, limits.closeMs));
}

const queueOf = (step: Step): string | undefined => step.state.waiting?.queue;

/** What the end of a callback is called that never reached the customer. */
const CAUSES = {
  'no-answer': 'no-answer',
  rejected: 'rejected',
  busy: 'busy',
  unreachable: 'unreachable',
  'desk-lost': 'no-answer',
  'caller-gone': 'no-answer',
  withdrawn: 'no-answer',
  'switch-fault': 'failure',
} as const satisfies Record<OfferFailure, EndCause>;
