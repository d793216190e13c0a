/** The caller goes into a flow by an agent's hand and comes back, with what the flow collected. Pure parts of `decide`. */
import { endConsult, resumeRecording, sendGuestsAway } from './departures.js';
import { endCall } from './ending.js';
import { backInLine } from './requeue.js';
import { backToWhoTransferred } from './seek.js';
import type { Step } from './step.js';
import { leaveTo } from './transfer.js';
import type { CallLimits } from './types.js';

/** @param wait the agent's leg stays and gets the caller back; otherwise the agent wraps up */
export function sendToFlow(step: Step, flow: string, wait: boolean, limits: CallLimits): void {
  const { agent, language, held } = step.state;
  if (wait) {
    endConsult(step, 'cancelled');
    sendGuestsAway(step);
    if (held.length > 0) step.tell('call.resumed', { legs: held }, { agent });
  } else {
    step.tell('call.transferred', { kind: 'blind', to: { kind: 'flow', flow }, by: agent ?? '' }, { agent });
    leaveTo(step, 'sent-to-flow');
  }
  step.tell('call.sent-to-flow', { flow, agentWaits: wait }, { agent });
  step.deadline('phase', limits.maxIvrMs);
  step.ask({ do: 'visit-flow', flow, language });
}

/** The agent takes the caller back before the flow has come to its end. */
export function takeBack(step: Step, limits: CallLimits): void {
  step.ask({ do: 'end-flow', outcome: 'taken-back' });
  returnToAgent(step, 'agent', limits);
}

/** The flow is over, by its own word or because it could not go on. */
export function flowReturned(step: Step, by: 'flow' | 'flow-failed', limits: CallLimits): void {
  const { flowVisit, agentLeg, legs } = step.state;
  if (!flowVisit) return endCall(step, limits, 'flow', 'normal');
  if (flowVisit.agentWaits && agentLeg && legs[agentLeg]?.state === 'up') returnToAgent(step, by, limits);
  else settleWithoutAgent(step, flowVisit.agent, limits);
}

function settleWithoutAgent(step: Step, agent: string, limits: CallLimits): void {
  resumeRecording(step, 'system');
  if (step.state.waiting) backInLine(step, limits, agent);
  else backToWhoTransferred(step, agent, `${step.state.call}-visit`, limits);
}

function returnToAgent(step: Step, by: 'agent' | 'flow' | 'flow-failed', limits: CallLimits): void {
  const { flowVisit, agent, recordingPaused } = step.state;
  // What the agent has paused the agent takes back; a flow that forgot it cannot any more.
  if (recordingPaused?.by === 'flow') resumeRecording(step, 'system');
  step.tell('call.returned', { results: flowVisit?.results ?? {}, by }, { agent });
  step.deadline('phase', limits.maxCallMs);
}
