/** Back in line with the old clock: the agent went away in mid-call, or nobody took the caller. Pure parts of `decide`. */
import { endConsult, dropSeek, hangUpLeg, resumeRecording, sendGuestsAway } from './departures.js';
import { endCall } from './ending.js';
import type { Step } from './step.js';
import type { CallLimits } from './types.js';

/** The agent is gone and the leg may still be there. */
export function requeue(step: Step, limits: CallLimits): void {
  const { agentLeg } = step.state;
  hangUpLeg(step, agentLeg);
  requeueAfterLoss(step, agentLeg ?? '', limits);
}

/** The agent's leg has ended. */
export function requeueAfterLoss(step: Step, leg: string, limits: CallLimits): void {
  const { waiting, agent } = step.state;
  endConsult(step, 'cancelled');
  dropSeek(step, 'withdrawn');
  sendGuestsAway(step);
  resumeRecording(step, 'system');
  step.cancel('away');
  step.tell('call.agent-lost', { leg }, { agent, queue: waiting?.queue });
  if (!waiting) return endCall(step, limits, 'system', 'failure');
  backInLine(step, limits);
}

/**
 * In line of the call's queue again. Does nothing for a call that has no queue.
 * @param designatedAgent DS: tried first
 */
export function backInLine(step: Step, limits: CallLimits, designatedAgent?: string): void {
  const { waiting, music } = step.state;
  if (!waiting) return;
  step.tell(
    'call.queued',
    { ...waiting, ...(designatedAgent === undefined ? {} : { designatedAgent }), music, again: true },
    { queue: waiting.queue },
  );
  step.deadline('phase', limits.maxWaitMs);
}
