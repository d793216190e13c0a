/**
 * What happens in a call: `decide` takes the state and one input and gives facts and effects. Pure: no clock, no
 * switch, no randomness (DESIGN.md 1 and 3). The service carries the effects out and feeds results back as inputs, so
 * every race (answer against cancel, hang-up against bridge) is a table case here.
 */
import type { LegTags } from '../switch/port.js';
import { onCommandFailed } from './command-failed.js';
import { endCall, failOffer, leave } from './ending.js';
import { announce, overflow } from './in-line.js';
import { onLegFact } from './legs.js';
import { onLinkUp } from './link-up.js';
import { listen, listenerLate, stopListening } from './listening.js';
import { requeue } from './requeue.js';
import { Step } from './step.js';
import type { CallInput, CallLimits, CallState, CallStep, OfferFailure } from './types.js';

export function decide(state: CallState, input: CallInput, now: number, limits: CallLimits): CallStep {
  const inferred = input.kind === 'link-up' || (input.kind === 'switch' && input.inferred === true);
  const step = new Step(state, now, inferred);
  switch (input.kind) {
    case 'switch':
      onLegFact(step, input.fact, limits);
      break;
    case 'link-up':
      onLinkUp(step, input, limits);
      break;
    case 'flow':
      if (state.phase === 'ivr') onFlow(step, input, now, limits);
      break;
    case 'flow-failed':
      if (state.phase === 'ivr' || state.phase === 'arriving') leave(step, 'sorry-technical', input.reason);
      break;
    case 'ring-agent':
      onRingAgent(step, input, limits);
      break;
    case 'announce':
      announce(step, input);
      break;
    case 'overflow':
      overflow(step, input, limits);
      break;
    case 'place-changed':
      onPlaceChanged(step, input);
      break;
    case 'withdraw-offer':
      onWithdrawn(step, input.offer, input.reason, limits);
      break;
    case 'agent-lost':
      if (state.phase === 'talking' && state.agent === input.agent) requeue(step, limits);
      else if (state.offer?.agent === input.agent) failOffer(step, state.offer.offer, 'desk-lost');
      break;
    case 'hang-up':
      endCall(step, limits, input.by, 'normal');
      break;
    case 'listen':
      listen(step, input, limits);
      break;
    case 'stop-listening':
      stopListening(step, input.user);
      break;
    case 'command-failed':
      onCommandFailed(step, input, limits);
      break;
    case 'deadline':
      onDeadline(step, input.name, now, limits);
      break;
  }
  return step;
}

/** What a new call begins with: to be decided right after `call.arrived`. */
export function open(state: CallState, now: number, limits: CallLimits): CallStep {
  const step = new Step(state, now);
  step.ask({ do: 'tag', leg: state.callerLeg, tags: { call: state.call, role: 'caller' } });
  step.ask({ do: 'answer', leg: state.callerLeg });
  step.deadline('answer', limits.answerMs);
  return step;
}

function onFlow(
  step: Step,
  input: Extract<CallInput, { kind: 'flow' }>,
  now: number,
  limits: CallLimits,
): void {
  const { output } = input;
  const { callerLeg, language, waiting } = step.state;
  switch (output.do) {
    case 'play':
      step.ask({
        do: 'play',
        leg: callerLeg,
        request: { playback: output.playback, prompts: output.prompts, language },
      });
      break;
    case 'stop-play':
      step.ask({ do: 'stop-play', leg: callerLeg, playback: output.playback });
      break;
    case 'timer':
    case 'cancel-timer':
      break; // kept by the service: a timer of a flow needs no decision
    case 'collected':
      step.tell('call.collected', { name: output.name, value: output.value });
      break;
    case 'set-language':
      step.tell('call.language-set', { language: output.language });
      break;
    case 'queue': {
      const since = waiting?.since ?? now;
      const music = input.musicOf(output.request.queue);
      step.cancel('phase');
      step.tell(
        'call.queued',
        { ...output.request, since, music, again: false },
        { queue: output.request.queue },
      );
      step.ask({ do: 'music', leg: callerLeg, music });
      step.ask({ do: 'tag', leg: callerLeg, tags: { queue: output.request.queue, since: String(since) } });
      step.deadline('phase', limits.maxWaitMs);
      break;
    }
    case 'hang-up':
      endCall(step, limits, 'flow', 'normal');
      break;
  }
}

function onRingAgent(
  step: Step,
  input: Extract<CallInput, { kind: 'ring-agent' }>,
  limits: CallLimits,
): void {
  const { phase, offer, lastFence, call, from } = step.state;
  if (phase !== 'waiting' || offer || input.fence <= lastFence) return; // too late: acd has ended this offer or will at the lease's end
  const leg = `leg-${input.offer}`;
  step.tell('call.agent-rung', { offer: input.offer, fence: input.fence, leg, ringMs: input.ringMs }, input);
  const tags: LegTags = { call, role: 'agent', agent: input.agent, offer: input.offer, queue: input.queue };
  step.ask({
    do: 'ring',
    leg,
    to: { phone: input.phone },
    caller: from,
    ringMs: input.ringMs,
    tags,
    autoAnswer: false,
  });
  step.deadline('offer', input.ringMs + limits.ringSlackMs);
}

/** What the caller hears and what is written on the leg follow the line. A caller who talks by now goes on talking. */
function onPlaceChanged(
  step: Step,
  { queue, priority, music }: Extract<CallInput, { kind: 'place-changed' }>,
): void {
  const { phase, waiting, offer, callerLeg, music: heard } = step.state;
  if (phase !== 'waiting' || !waiting) return;
  step.tell('call.place-changed', { priority: priority ?? waiting.priority, music }, { queue });
  if (music !== heard && offer?.state !== 'bridging') step.ask({ do: 'music', leg: callerLeg, music });
  if (queue !== waiting.queue)
    step.ask({ do: 'tag', leg: callerLeg, tags: { queue, since: String(waiting.since) } });
}

/** Refused at the desk, desk lost, lease run out, caller moved: somebody other than the call ends the offer. */
function onWithdrawn(step: Step, offer: string, reason: OfferFailure, limits: CallLimits): void {
  const { phase, agentLeg, legs } = step.state;
  // The word came in the moment in which the bridge was confirmed. The agent has let go, so the caller goes on waiting.
  if (phase === 'talking' && agentLeg && legs[agentLeg]?.offer === offer) requeue(step, limits);
  else failOffer(step, offer, reason);
}

function onDeadline(step: Step, name: string, now: number, limits: CallLimits): void {
  const { phase, offer, waiting } = step.state;
  if (name.startsWith('listen-')) return listenerLate(step, name.slice('listen-'.length), limits);
  switch (name) {
    case 'answer':
      if (phase === 'arriving') endCall(step, limits, 'system', 'failure');
      return;
    case 'phase':
      if (phase === 'waiting') {
        step.tell(
          'call.wait-expired',
          { waitedMs: now - (waiting?.since ?? now) },
          { queue: waiting?.queue },
        );
        if (offer) failOffer(step, offer.offer, 'withdrawn');
        leave(step, 'sorry-wait-too-long', 'wait-expired');
      } else if (phase === 'ivr' || phase === 'talking') endCall(step, limits, 'system', 'normal');
      return;
    case 'offer':
      if (offer) failOffer(step, offer.offer, offer.state === 'bridging' ? 'switch-fault' : 'no-answer');
      return;
    case 'leave':
      endCall(step, limits, 'flow', 'normal');
      return;
    case 'close': {
      const left = Object.values(step.state.legs).filter((leg) => leg.state !== 'ended');
      if (phase !== 'ended' || left.length === 0) return;
      // Asked once and nothing came: ask again, and look whether the switch has them at all.
      for (const leg of left) step.ask({ do: 'hang-up', leg: leg.leg, cause: 'normal' });
      step.ask({ do: 'verify-legs' });
      step.deadline('close', limits.closeMs * 2);
      return;
    }
  }
}
