import { z } from 'zod';
import type { QueueRequest } from '../../call/types.js';
import type { NodeMemory } from '../types.js';
import { collectedValue, type NodeContext, type NodeKind, type NodeNeeds, type NodeResult } from './kind.js';
import { configurationId, valueName } from './prompts.js';

/** What a caller asks of a queue, as it stands in a flow file. */
export const queueRequest = z.strictObject({
  queue: configurationId,
  /** 0 (least) to 9; higher is served first. */
  priority: z.number().int().min(0).max(9).default(0),
  /** Grade of the caller (VIP), 0-100. */
  grade: z.number().int().min(0).max(100).default(0),
  /** Minimum levels (0-100) by skill. */
  skills: z.record(configurationId, z.number().int().min(0).max(100)).default({}),
  /** The one agent to try first: a fixed one, or whom the caller named in a collected value. */
  designatedAgent: z
    .union(
      [configurationId, z.strictObject({ collected: valueName })],
      'write an agent, or collected: <name>',
    )
    .optional(),
});
type Settings = z.infer<typeof queueRequest>;

/** The caller leaves the flow for a queue. A designated agent that was not collected is left out. */
export const queue: NodeKind<Settings, NodeMemory> = {
  kind: 'queue',
  settings: queueRequest,
  exits: () => [],
  needs: requestNeeds,
  enter: leave,
  handle: (s, _memory, _input, context) => leave(s, context),
};

function leave(s: Settings, context: NodeContext): NodeResult {
  return { then: 'queue', request: requestOf(s, context) };
}

/** The names that a request uses. */
export function requestNeeds(s: Settings): NodeNeeds {
  return {
    queues: [s.queue],
    agents: typeof s.designatedAgent === 'string' ? [s.designatedAgent] : [],
    reads: typeof s.designatedAgent === 'object' ? [s.designatedAgent.collected] : [],
  };
}

/** The request of this caller. */
export function requestOf(s: Settings, context: NodeContext): QueueRequest {
  const agent =
    typeof s.designatedAgent === 'object'
      ? collectedValue(context, s.designatedAgent.collected)
      : s.designatedAgent;
  const { queue, priority, grade, skills } = s;
  return { queue, priority, grade, skills, ...(agent === undefined ? {} : { designatedAgent: agent }) };
}
