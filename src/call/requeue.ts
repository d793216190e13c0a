/** Back in line with the old clock: the agent went away in mid-call and the caller shall not pay for it. */
import { endCall } from './ending.js';
import type { Step } from './step.js';
import type { CallLimits } from './types.js';

/** The agent is gone and the leg may still be there. */
export function requeue(step: Step, limits: CallLimits): void {
  const { agentLeg } = step.state;
  if (agentLeg) step.ask({ do: 'hang-up', leg: agentLeg, cause: 'normal' });
  requeueAfterLoss(step, agentLeg ?? '', limits);
}

/** The agent's leg has ended. */
export function requeueAfterLoss(step: Step, leg: string, limits: CallLimits): void {
  const { waiting, bridge, callerLeg, music, agent } = step.state;
  step.tell('call.agent-lost', { leg }, { agent, queue: waiting?.queue });
  if (!waiting) return endCall(step, limits, 'system', 'failure');
  step.tell('call.queued', { ...waiting, music, again: true }, { queue: waiting.queue });
  if (bridge) step.ask({ do: 'end-bridge', bridge });
  step.ask({ do: 'music', leg: callerLeg, music });
  step.deadline('phase', limits.maxWaitMs);
}
