/**
 * What happens in a call: `decide` takes the state and one input and gives facts and effects. Pure: no clock, no
 * switch, no randomness (DESIGN.md 1 and 3). The service carries the effects out and feeds results back as inputs, so
 * every race (answer against cancel, hang-up against bridge) is a table case here.
 */
import type { EndCause, LegTags } from '../switch/port.js';
import { closeIfEmpty, endCall, failOffer, leave } from './ending.js';
import { Step } from './step.js';
import type { CallInput, CallLimits, CallState, CallStep, LegFact, OfferFailure } from './types.js';

const FAILURE_OF_CAUSE: Record<EndCause, OfferFailure> = {
  normal: 'rejected',
  rejected: 'rejected',
  busy: 'busy',
  'no-answer': 'no-answer',
  unreachable: 'unreachable',
  failure: 'switch-fault',
  lost: 'switch-fault',
};

export function decide(state: CallState, input: CallInput, now: number, limits: CallLimits): CallStep {
  const step = new Step(state, now, input.kind === 'switch' && input.inferred === true);
  switch (input.kind) {
    case 'switch':
      onLegFact(step, input.fact, limits);
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
    case 'withdraw-offer':
      failOffer(step, input.offer, input.reason);
      break;
    case 'agent-lost':
      if (state.phase === 'talking' && state.agent === input.agent) requeue(step, limits);
      else if (state.offer?.agent === input.agent) failOffer(step, state.offer.offer, 'desk-lost');
      break;
    case 'hang-up':
      endCall(step, limits, input.by, 'normal');
      break;
    case 'listen':
      onListen(step, input);
      break;
    case 'stop-listening':
      for (const leg of Object.values(state.legs))
        if (leg.role === 'listener' && leg.user === input.user && leg.state !== 'ended')
          step.ask({ do: 'hang-up', leg: leg.leg, cause: 'normal' });
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

function onLegFact(step: Step, fact: LegFact, limits: CallLimits): void {
  const leg = step.state.legs[fact.leg];
  if (!leg) return;
  if (leg.state === 'ended') {
    // The switch made a leg that we had given up (a ring command that came too late): it must not stay.
    if (fact.type === 'leg.ringing' || fact.type === 'leg.answered')
      step.ask({ do: 'hang-up', leg: fact.leg, cause: 'normal' });
    return;
  }
  switch (fact.type) {
    case 'leg.answered':
      if (leg.role === 'caller') onCallerAnswered(step, limits);
      else if (leg.role === 'agent') onAgentAnswered(step, fact.leg, limits);
      else onListenerAnswered(step, fact.leg);
      break;
    case 'leg.ringing':
      if (leg.role === 'agent' && leg.offer && leg.state === 'new')
        step.tell('call.agent-ringing', { offer: leg.offer, leg: fact.leg }, step.state.offer);
      break;
    case 'leg.digit':
      if (leg.role === 'caller' && step.state.phase === 'ivr')
        step.ask({ do: 'flow-input', input: { kind: 'digit', digit: fact.digit } });
      break;
    case 'playback.ended':
      if (fact.playback === step.state.farewell && step.state.phase === 'leaving')
        endCall(step, limits, 'flow', 'normal');
      else if (step.state.phase === 'ivr')
        step.ask({
          do: 'flow-input',
          input: { kind: 'playback-ended', playback: fact.playback, outcome: fact.outcome },
        });
      break;
    case 'bridge.joined':
      onJoined(step, fact.leg, fact.bridge, limits);
      break;
    case 'leg.ended':
      onLegEnded(step, fact.leg, fact.cause, limits);
      break;
    case 'leg.arrived':
    case 'bridge.left':
    case 'recording.started':
    case 'recording.ended':
    case 'recording.failed':
      break; // not the call's business: told again by other facts, or recording/ has it
  }
}

function onCallerAnswered(step: Step, limits: CallLimits): void {
  if (step.state.phase !== 'arriving') return;
  step.cancel('answer');
  step.tell('call.answered', { leg: step.state.callerLeg });
  step.deadline('phase', limits.maxIvrMs);
  step.ask({ do: 'start-flow', dialled: step.state.dialled, language: step.state.language });
}

function onAgentAnswered(step: Step, leg: string, limits: CallLimits): void {
  const offer = step.state.offer;
  if (!offer || offer.leg !== leg || offer.state !== 'ringing') {
    // Answered in the moment we took the offer back: the agent's phone must not stay open.
    step.ask({ do: 'hang-up', leg, cause: 'normal' });
    return;
  }
  const bridge = `brg-${offer.offer}`;
  const { callerLeg } = step.state;
  step.tell('call.agent-answered', { offer: offer.offer, leg, callerLeg, bridge }, offer);
  step.ask({ do: 'bridge', bridge, legs: [callerLeg, leg] });
  step.deadline('offer', limits.bridgeMs);
}

function onJoined(step: Step, leg: string, bridge: string, limits: CallLimits): void {
  const offer = step.state.offer;
  if (!offer || bridge !== step.state.bridge || offer.joined.includes(leg)) return;
  step.tell('call.leg-joined', { leg, bridge }, offer);
  const joined = step.state.offer?.joined ?? [];
  if (!joined.includes(offer.leg) || !joined.includes(step.state.callerLeg)) return;
  step.cancel('offer');
  step.tell(
    'call.connected',
    { offer: offer.offer, leg: offer.leg, bridge, since: step.state.waiting?.since ?? step.state.arrivedAt },
    offer,
  );
  step.deadline('phase', limits.maxCallMs);
}

function onLegEnded(step: Step, leg: string, cause: EndCause, limits: CallLimits): void {
  const known = step.state.legs[leg]!;
  const { phase, offer, agent } = step.state;
  const talkedWith = known.role === 'agent' && phase === 'talking' && known.agent === agent && !offer;
  step.tell('call.leg-ended', { leg, role: known.role, cause }, known);
  if (known.role === 'listener') {
    const listen = step.state.listens[leg];
    if (listen) step.ask({ do: 'stop-listening', listen });
    step.tell('call.listen-ended', { leg, user: known.user ?? '' });
  } else if (known.role === 'caller') {
    endCall(step, limits, cause === 'failure' || cause === 'lost' ? 'system' : 'caller', cause);
  } else if (offer?.leg === leg) {
    failOffer(step, offer.offer, FAILURE_OF_CAUSE[cause]);
  } else if (talkedWith) {
    if (cause === 'normal') endCall(step, limits, 'agent', 'normal');
    else requeueAfterLoss(step, leg, limits);
  }
  closeIfEmpty(step);
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
    phone: input.phone,
    caller: from,
    ringMs: input.ringMs,
    tags,
    autoAnswer: false,
  });
  step.deadline('offer', input.ringMs + limits.ringSlackMs);
}

/** Back in line with the old clock: the agent went away in mid-call and the caller shall not pay for it. */
function requeue(step: Step, limits: CallLimits): void {
  const { agent, legs } = step.state;
  const leg = Object.values(legs).find((l) => l.role === 'agent' && l.agent === agent && l.state !== 'ended');
  if (leg) step.ask({ do: 'hang-up', leg: leg.leg, cause: 'normal' });
  requeueAfterLoss(step, leg?.leg ?? '', limits);
}

function requeueAfterLoss(step: Step, leg: string, limits: CallLimits): void {
  const { waiting, bridge, callerLeg, music, agent } = step.state;
  step.tell('call.agent-lost', { leg }, { agent, queue: waiting?.queue });
  if (!waiting) return endCall(step, limits, 'system', 'failure');
  step.tell('call.queued', { ...waiting, music, again: true }, { queue: waiting.queue });
  if (bridge) step.ask({ do: 'end-bridge', bridge });
  step.ask({ do: 'music', leg: callerLeg, music });
  step.deadline('phase', limits.maxWaitMs);
}

function onListen(step: Step, input: Extract<CallInput, { kind: 'listen' }>): void {
  const { phase, legs, from, call } = step.state;
  if (phase === 'ended') return;
  const already = Object.values(legs).some(
    (l) => l.role === 'listener' && l.user === input.user && l.state !== 'ended',
  );
  if (already) return;
  const leg = `leg-${input.listen}`;
  step.tell('call.listen-started', { listen: input.listen, leg, user: input.user });
  step.ask({
    do: 'ring',
    leg,
    phone: input.phone,
    caller: from,
    ringMs: 20_000,
    tags: { call, role: 'listener' },
    autoAnswer: true,
  });
}

function onListenerAnswered(step: Step, leg: string): void {
  const listen = step.state.listens[leg];
  const user = step.state.legs[leg]?.user;
  if (!listen || !user) return;
  step.tell('call.listen-connected', { listen, leg, user });
  step.ask({ do: 'listen', listen, target: step.state.callerLeg, listener: leg });
}

function onCommandFailed(
  step: Step,
  { effect, code }: Extract<CallInput, { kind: 'command-failed' }>,
  limits: CallLimits,
): void {
  // "No such leg" is "too late": leg.ended is on its way and settles everything. Except for a ring: that leg never was.
  if (code === 'SWITCH_NO_SUCH_LEG' && effect.do !== 'ring') return;
  switch (effect.do) {
    case 'ring': {
      const leg = step.state.legs[effect.leg];
      if (!leg || leg.state === 'ended') return;
      // After a deadline the leg may exist all the same: hang-up is tried, and its late events are answered by one.
      if (code === 'SWITCH_DEADLINE') step.ask({ do: 'hang-up', leg: effect.leg, cause: 'normal' });
      onLegEnded(step, effect.leg, code === 'SWITCH_UNREACHABLE' ? 'unreachable' : 'failure', limits);
      return;
    }
    case 'play':
      if (effect.request.playback === step.state.farewell) endCall(step, limits, 'flow', 'normal');
      else
        step.ask({
          do: 'flow-input',
          input: { kind: 'playback-ended', playback: effect.request.playback, outcome: 'failed' },
        });
      return;
    case 'bridge':
      if (step.state.offer && step.state.bridge === effect.bridge)
        failOffer(step, step.state.offer.offer, 'switch-fault');
      return;
    case 'listen':
      step.ask({ do: 'hang-up', leg: effect.listener, cause: 'normal' });
      return;
    case 'answer':
      endCall(step, limits, 'system', 'failure');
      return;
    default:
      return; // a hang-up is tried again at the closing deadline; music and tags are worth no more than a log line
  }
}

function onDeadline(step: Step, name: string, now: number, limits: CallLimits): void {
  const { phase, offer, waiting } = step.state;
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
