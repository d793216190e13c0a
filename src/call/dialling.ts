/** Calls that agents place: the own phone first, then the other side. Pure parts of `decide`. */
import { seekParty } from './seek.js';
import { Step } from './step.js';
import type { CallLimits, CallState, CallStep } from './types.js';

/**
 * What a placed call begins with: to be decided right after `call.placed`.
 * @param offer id of the attempt to reach the agent's own phone
 */
export function openPlaced(
  state: CallState,
  offer: string,
  name: string,
  now: number,
  limits: CallLimits,
): CallStep {
  const step = new Step(state, now);
  const { agent = '', agentLeg, call } = state;
  step.deadline('phase', limits.maxIvrMs);
  if (agentLeg !== undefined) {
    step.ask({ do: 'tag', leg: agentLeg, tags: { call, role: 'agent', agent } });
    step.ask({ do: 'answer', leg: agentLeg });
    step.deadline('answer', limits.answerMs);
  } else {
    const to = { kind: 'agent', agent } as const;
    seekParty(step, { purpose: 'own-phone', to, reach: { kind: 'agent', agent, name }, offer }, limits);
  }
  return step;
}
