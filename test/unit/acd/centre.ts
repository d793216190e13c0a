import type { QueueSettings, ReadyAgent, WaitingCaller } from '../../../src/acd/types.js';

/** A queue as the tests need it: everything has a plain value that can be replaced. */
export function aQueue(
  queue: string,
  agents: readonly string[],
  with_: Partial<QueueSettings> = {},
): QueueSettings {
  return {
    queue,
    name: { en: queue, zh: queue },
    callerOrder: 'MWT',
    agentOrder: 'MOI',
    skills: {},
    skillWeights: {},
    relaxation: [],
    designatedMs: 0,
    ringMs: 15000,
    music: 'default',
    wrapUpMs: 0,
    serviceLevelMs: 20000,
    members: agents.map((agent, i) => ({ agent, position: i + 1, grade: 50 })),
    ...with_,
  };
}

export function aCaller(call: string, queue: string, with_: Partial<WaitingCaller> = {}): WaitingCaller {
  return { call, queue, since: 1000, priority: 0, grade: 0, skills: {}, ...with_ };
}

export function anAgent(agent: string, with_: Partial<ReadyAgent> = {}): ReadyAgent {
  return { agent, readySince: 500, serviceMs: 0, skills: {}, ...with_ };
}
