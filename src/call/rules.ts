/**
 * What happens in a call: `decide` takes the state and one input and gives facts and effects. Pure: no clock, no
 * switch, no randomness (DESIGN.md 1 and 3). The service carries the effects out and feeds results back as inputs, so
 * every race (answer against cancel, hang-up against bridge) is a table case here.
 */
import type { EndCause, LegTags } from '../switch/port.js';
import { closeIfEmpty, endCall, failOffer, leave } from './ending.js';
import { listen, listenerAnswered, listenerLate, stopListening } from './listening.js';
import { requeue, requeueAfterLoss } from './requeue.js';
import { Step } from './step.js';
import type {
  CallEffect,
  CallInput,
  CallLimits,
  CallState,
  CallStep,
  LegFact,
  OfferFailure,
} from './types.js';

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
  const inferred = input.kind === 'link-up' || (input.kind === 'switch' && input.inferred === true);
  const step = new Step(state, now, inferred);
  switch (input.kind) {
    case 'switch':
      onLegFact(step, input.fact, limits);
      break;
    case 'link-up':
      onLinkUp(step, input.legs, limits);
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
      if (leg.state === 'up') break; // told twice
      if (leg.role === 'caller') onCallerAnswered(step, limits);
      else if (leg.role === 'agent') onAgentAnswered(step, fact.leg, limits);
      else listenerAnswered(step, fact.leg);
      break;
    case 'leg.ringing':
      if (leg.role !== 'agent' || leg.state !== 'new') break;
      if (step.state.offer?.leg === fact.leg)
        step.tell('call.agent-ringing', { offer: step.state.offer.offer, leg: fact.leg }, step.state.offer);
      else step.ask({ do: 'hang-up', leg: fact.leg, cause: 'normal' }); // rung after the offer was taken back
      break;
    case 'leg.digit':
      if (leg.role === 'caller' && step.state.phase === 'ivr')
        step.ask({ do: 'flow-input', input: { kind: 'digit', digit: fact.digit } });
      break;
    case 'playback.ended':
      // Stopped by ourselves: nobody waits for it. Otherwise the caller is hanging up: a flow that went on now would put
      // a caller in line who is gone.
      if (fact.outcome === 'stopped') break;
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
  const { phase, offer, agentLeg } = step.state;
  step.tell('call.leg-ended', { leg, role: known.role, cause }, known);
  if (known.role === 'listener') {
    const listening = step.state.listens[leg];
    if (listening) step.ask({ do: 'stop-listening', listen: listening });
    step.cancel(`listen-${leg}`);
    step.tell('call.listen-ended', { leg, user: known.user ?? '' });
  } else if (known.role === 'caller') {
    endCall(step, limits, cause === 'failure' || cause === 'lost' ? 'system' : 'caller', cause);
  } else if (offer?.leg === leg) {
    failOffer(step, offer.offer, FAILURE_OF_CAUSE[cause]);
  } else if (phase === 'talking' && leg === agentLeg) {
    if (cause === 'normal') endCall(step, limits, 'agent', 'normal');
    else requeueAfterLoss(step, leg, limits);
  }
  closeIfEmpty(step);
}

/**
 * After a lost link: what is at the switch is held against what we know. Legs that are gone have ended; what happened
 * meanwhile and shows at the legs is told now, inferred; what was asked in vain is asked again.
 */
function onLinkUp(
  step: Step,
  there: Extract<CallInput, { kind: 'link-up' }>['legs'],
  limits: CallLimits,
): void {
  const before = step.state.phase;
  const found = new Map(there.map((leg) => [leg.leg, leg]));
  for (const leg of Object.values(step.state.legs)) {
    if (leg.state !== 'ended' && !found.has(leg.leg)) onLegEnded(step, leg.leg, 'lost', limits);
    else if (found.has(leg.leg) && !isWanted(step.state, leg.leg))
      step.ask({ do: 'hang-up', leg: leg.leg, cause: 'normal' });
  }
  const at = step.now;
  const wanted = there.filter(({ leg }) => isWanted(step.state, leg));
  for (const { leg, state } of wanted)
    if (state === 'up') onLegFact(step, { type: 'leg.answered', leg, at }, limits);
  for (const { leg, bridge } of wanted)
    if (bridge !== undefined) onLegFact(step, { type: 'bridge.joined', leg, bridge, at }, limits);
  const { phase, callerLeg, agentLeg, bridge, music, offer, call, waiting } = step.state;
  const caller = found.get(callerLeg);
  if (!caller || phase === 'ended') return;
  step.ask({ do: 'tag', leg: callerLeg, tags: { call, role: 'caller' } });
  if (phase === 'arriving') step.ask({ do: 'answer', leg: callerLeg });
  else if (phase === 'ivr' && before === 'ivr') step.ask({ do: 'resume-flow' });
  else if (phase === 'waiting' && offer?.state !== 'bridging') {
    if (caller.bridge !== undefined) step.ask({ do: 'end-bridge', bridge: caller.bridge });
    step.ask({ do: 'music', leg: callerLeg, music });
    if (waiting)
      step.ask({ do: 'tag', leg: callerLeg, tags: { queue: waiting.queue, since: String(waiting.since) } });
  } else if (phase === 'talking' && bridge && agentLeg) {
    const apart = [callerLeg, agentLeg].some((leg) => found.get(leg)?.bridge !== bridge);
    if (apart) step.ask({ do: 'bridge', bridge, legs: [callerLeg, agentLeg] });
  }
}

/** Whether the call still has a use for this leg. */
export function isWanted({ phase, legs, callerLeg, offer, agentLeg }: CallState, leg: string): boolean {
  const known = legs[leg];
  if (!known || known.state === 'ended' || phase === 'ended') return false;
  return leg === callerLeg || leg === offer?.leg || leg === agentLeg || known.role === 'listener';
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

/** Refused at the desk, desk lost, lease run out: somebody other than the call ends the offer. */
function onWithdrawn(step: Step, offer: string, reason: OfferFailure, limits: CallLimits): void {
  const { phase, agentLeg, legs } = step.state;
  // The word came in the moment in which the bridge was confirmed. The agent has let go, so the caller goes on waiting.
  if (phase === 'talking' && agentLeg && legs[agentLeg]?.offer === offer) requeue(step, limits);
  else failOffer(step, offer, reason);
}

function onCommandFailed(
  step: Step,
  { effect, code }: Extract<CallInput, { kind: 'command-failed' }>,
  limits: CallLimits,
): void {
  // Without a link nothing is decided: what was asked is asked again, or given up, when the link is back. The offer is
  // different: a phone that is not rung now must not be waited for.
  if (code === 'SWITCH_DOWN' && (effect.do === 'answer' || isFlowPlay(step, effect))) return;
  // "No such leg" is "too late": leg.ended is on its way and settles everything. Except for a ring: that leg never was.
  // A flow is told all the same: it must not wait for the end of what never began.
  if (code === 'SWITCH_NO_SUCH_LEG' && effect.do !== 'ring' && effect.do !== 'play') return;
  switch (effect.do) {
    case 'ring': {
      const leg = step.state.legs[effect.leg];
      if (!leg || leg.state === 'ended') return;
      // After a deadline or a lost link the leg may exist all the same: it is hung up, and so it is if it shows up later.
      if (code === 'SWITCH_DEADLINE' || code === 'SWITCH_DOWN')
        step.ask({ do: 'hang-up', leg: effect.leg, cause: 'normal' });
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
      // After its deadline the answer may still come; the deadline of this phase ends the wait for it.
      if (code !== 'SWITCH_DEADLINE') endCall(step, limits, 'system', 'failure');
      return;
    default:
      return; // removals are tried again by the service; music and tags are worth no more than a log line
  }
}

/** Whether this was asked for by the flow that the caller is in: a flow waits for the link. */
const isFlowPlay = (step: Step, effect: CallEffect): boolean =>
  effect.do === 'play' && step.state.phase === 'ivr' && effect.request.playback !== step.state.farewell;

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
