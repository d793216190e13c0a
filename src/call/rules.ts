/**
 * What happens in a call: `decide` takes the state and one input and gives facts and effects. Pure: no clock, no
 * switch, no randomness (DESIGN.md 1 and 3). The service carries the effects out and feeds results back as inputs, so
 * every race (answer against cancel, hang-up against bridge) is a table case here. Rules change the state; what the
 * switch must do to the sound of each leg follows from the media plan (media.ts), at the end of every decision.
 */
import type { LegTags, Prompt, SwitchSnapshot } from '../switch/port.js';
import { tellAgent } from './aside.js';
import { agentAway, agentBack } from './away.js';
import { askCallback, callbackAgentLeft } from './callback.js';
import { onCommandFailed } from './command-failed.js';
import { command } from './control.js';
import { onDeadline } from './deadlines.js';
import { agentsOf, hangUpLeg, memberOf, ownerLeaves, resumeRecording } from './departures.js';
import { endCall, failOffer, leave } from './ending.js';
import { onFlow } from './flow-outputs.js';
import { flowReturned } from './flow-visit.js';
import { announce, onPlaceChanged, overflow } from './in-line.js';
import { isWanted, onLegFact } from './legs.js';
import { onLinkUp } from './link-up.js';
import { changeMode, listen, stopListening } from './listening.js';
import { correction, difference } from './media.js';
import { pickUp } from './parking.js';
import { partAway, partBack, partLost, settlePartsAway } from './parts-away.js';
import { requeue } from './requeue.js';
import { consultAgent } from './consult.js';
import { failSeek, ringWanted, route } from './seek.js';
import { Step } from './step.js';
import type { CallInput, CallLimits, CallState, CallStep, OfferFailure } from './types.js';

/**
 * @throws CallNotYoursError, CallStateError, UnknownTargetError for what a person asked for and does not fit; nothing
 * has changed then. Inputs of the system that do not fit any more are ignored.
 */
export function decide(state: CallState, input: CallInput, now: number, limits: CallLimits): CallStep {
  const inferred =
    input.kind === 'link-up' ||
    input.kind === 'media-seen' ||
    (input.kind === 'switch' && input.inferred === true);
  const step = new Step(state, now, inferred);
  if (input.kind === 'link-up' && input.switch !== undefined && input.switch !== state.switch) return step;
  apply(step, input, limits);
  settlePartsAway(step, limits);
  const media =
    input.kind === 'link-up' || input.kind === 'media-seen'
      ? correction(state, step.state, input.legs)
      : difference(state, step.state);
  for (const effect of media) step.ask(effect);
  return step;
}

function apply(step: Step, input: CallInput, limits: CallLimits): void {
  const { phase, flowVisit } = step.state;
  switch (input.kind) {
    case 'switch':
      return onLegFact(step, input.fact, limits);
    case 'link-up':
      return onLinkUp(step, input, limits);
    case 'media-seen':
      return onMediaSeen(step, input.legs, limits);
    case 'flow':
      return phase === 'ivr' ? onFlow(step, input, limits) : undefined;
    case 'callback':
      return askCallback(step, input);
    case 'flow-failed':
      if (flowVisit) flowReturned(step, 'flow-failed', limits);
      else if (phase === 'ivr' || phase === 'arriving') leave(step, 'sorry-technical', input.reason);
      return;
    case 'ring-agent':
      if (step.state.seek) ringWanted(step, input, limits);
      else onRingAgent(step, input, limits);
      return;
    case 'ring-let-through':
      return letThrough(step, input, limits);
    case 'announce':
      return announce(step, input);
    case 'overflow':
      return overflow(step, input, limits);
    case 'place-changed':
      return onPlaceChanged(step, input);
    case 'withdraw-offer':
      return onWithdrawn(step, input.offer, input.reason, limits);
    case 'agent-lost':
      return onAgentLost(step, input.agent, limits);
    case 'agent-away':
      return step.state.agent === input.agent
        ? agentAway(step, input.agent, limits)
        : partAway(step, input.agent, limits);
    case 'agent-back':
      return step.state.agent === input.agent
        ? agentBack(step, input, limits)
        : partBack(step, input, limits);
    case 'consult-agent':
      return consultAgent(step, input, limits);
    case 'command':
      return command(step, input, limits);
    case 'pick-up':
      return pickUp(step, input, limits);
    case 'route':
      return phase === 'ivr' ? routeFromFlow(step, input, limits) : undefined;
    case 'phone-told':
      return phase === 'ivr' ? leave(step, input.prompts, input.reason) : undefined;
    case 'phone-asked':
      return phase === 'ivr' ? say(step, input.playback, input.prompts) : undefined;
    case 'tell-agent':
      return tellAgent(step, input);
    case 'hang-up':
      return endCall(step, limits, input.by, 'normal');
    case 'listen':
      return listen(step, input, limits);
    case 'listen-mode':
      return changeMode(step, input.user, input.mode, limits);
    case 'stop-listening':
      return stopListening(step, input.user);
    case 'command-failed':
      return onCommandFailed(step, input, limits);
    case 'deadline':
      return onDeadline(step, input.name, limits);
  }
}

/** What a new call begins with: to be decided right after `call.arrived`. */
export function open(state: CallState, now: number, limits: CallLimits): CallStep {
  const step = new Step(state, now);
  step.ask({ do: 'tag', leg: state.callerLeg, tags: { call: state.call, role: 'caller' } });
  step.ask({ do: 'answer', leg: state.callerLeg });
  step.deadline('answer', limits.answerMs);
  return step;
}

/** An agent who waits for the caller waits in vain. */
function routeFromFlow(step: Step, input: Extract<CallInput, { kind: 'route' }>, limits: CallLimits): void {
  resumeRecording(step, 'system'); // a flow that has paused it and forgotten it
  if (step.state.flowVisit?.agentWaits) ownerLeaves(step, 'transferred');
  route(step, input, limits);
}

/** Something that the far end hears before the call goes on. */
function say(step: Step, playback: string, prompts: readonly Prompt[]): void {
  const { callerLeg, language } = step.state;
  step.ask({ do: 'play', leg: callerLeg, request: { playback, prompts, language } });
}

/** The desk shows an offer of the pool. */
function onRingAgent(
  step: Step,
  input: Extract<CallInput, { kind: 'ring-agent' }>,
  limits: CallLimits,
): void {
  const { phase, offer, lastFence, call, from } = step.state;
  const { queue } = input;
  // Too late: acd has ended this offer or will at the lease's end.
  if (phase !== 'waiting' || offer || queue === undefined || input.fence <= lastFence) return;
  const leg = `leg-${input.offer}`;
  // A callback has no leg yet: it lives where the phone of the agent who takes it is.
  const moves = step.state.callback && input.switch !== undefined && input.switch !== step.state.switch;
  step.tell(
    'call.agent-rung',
    {
      offer: input.offer,
      fence: input.fence,
      leg,
      ringMs: input.ringMs,
      ...(moves ? { switch: input.switch } : {}),
    },
    input,
  );
  const tags: LegTags = { call, role: 'agent', agent: input.agent, offer: input.offer, queue };
  step.ask({
    do: 'ring',
    leg,
    to: { phone: input.phone },
    caller: from,
    ringMs: input.ringMs,
    tags,
    autoAnswer: false,
    switch: step.state.switch,
  });
  step.deadline('offer', input.ringMs + limits.ringSlackMs);
}

/** Until now the phone could not ring. Members of a ring group keep the time of their stage. */
function letThrough(
  step: Step,
  { leg, ringMs }: Extract<CallInput, { kind: 'ring-let-through' }>,
  limits: CallLimits,
): void {
  const { offer, seek } = step.state;
  const until = ringMs + limits.ringSlackMs;
  if (offer?.leg === leg && offer.state === 'ringing') step.deadline('offer', until);
  else if (seek?.leg === leg && seek.state === 'ringing') step.deadline('seek', until);
}

/** Who is together at the switch is together, also when it has not been told. */
function onMediaSeen(step: Step, legs: SwitchSnapshot['legs'], limits: CallLimits): void {
  for (const { leg, bridge } of legs)
    if (bridge !== undefined && isWanted(step.state, leg))
      onLegFact(step, { type: 'bridge.joined', leg, bridge, at: step.now }, limits);
}

/** Refused at the desk, desk lost, lease run out, caller moved: somebody other than the call ends the offer. */
function onWithdrawn(step: Step, offer: string, reason: OfferFailure, limits: CallLimits): void {
  const { phase, agentLeg, agentOffer, legs, consult, guests, seek, callback } = step.state;
  if (seek?.offer === offer || memberOf(seek, offer)) return failSeek(step, offer, reason, limits);
  // The word came in the moment in which the bridge was confirmed. The agent has let go: the leg goes, the caller waits on.
  const late = [consult?.state === 'up' ? consult : undefined, ...guests].find(
    (part) => part?.offer === offer,
  );
  if (late) hangUpLeg(step, late.leg);
  else if (phase === 'talking' && agentLeg && legs[agentLeg]?.offer === offer) requeue(step, limits);
  else if (callback && phase === 'dialling' && agentOffer === offer) callbackAgentLeft(step, limits);
  else failOffer(step, offer, reason);
}

/** The agent is logged out: no page and no phone will come back. */
function onAgentLost(step: Step, agent: string, limits: CallLimits): void {
  const { phase, offer, seek, callback } = step.state;
  if (seek?.reach.kind === 'agent' && seek.reach.agent === agent && seek.purpose !== 'rejoin')
    failSeek(step, seek.offer, 'desk-lost', limits);
  for (const { reach, offer: asked } of seek?.attempts ?? [])
    if (reach.kind === 'agent' && reach.agent === agent) failSeek(step, asked, 'desk-lost', limits);
  if (step.state.agent === agent) {
    if (phase === 'talking') requeue(step, limits);
    else if (phase === 'dialling' && callback) callbackAgentLeft(step, limits);
    else if (phase === 'dialling') endCall(step, limits, 'system', 'normal');
    else if (phase === 'ivr') ownerLeaves(step, 'left');
  } else if (offer?.agent === agent) failOffer(step, offer.offer, 'desk-lost');
  else
    for (const { agent: who, leg } of agentsOf(step.state)) {
      if (who !== agent || leg === undefined) continue;
      if (step.state.partsAway[leg]) partLost(step, leg, limits);
      else hangUpLeg(step, leg);
    }
}
