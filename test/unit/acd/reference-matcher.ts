import { agentOrderNamed, callerOrderNamed } from '../../../src/acd/strategies/index.js';
import { orderAgents, type AgentInQueue } from '../../../src/acd/strategies/agent-order.js';
import { designatedAt } from '../../../src/acd/strategies/designated.js';
import { qualifies, relaxedBy, requirementOf } from '../../../src/acd/strategies/skill-filter.js';
import type { QueueSettings, ReadyAgent, WaitingCaller } from '../../../src/acd/types.js';

export interface Pair {
  readonly call: string;
  readonly agent: string;
}

interface Waiting {
  caller: WaitingCaller;
  refusedBy: Set<string>;
  offeredTo?: string;
}

/**
 * What the matcher promises, said in the plainest way: everything is looked at anew each time, nothing is kept but the
 * facts. The measure for the indexed one.
 */
export class ReferenceMatcher {
  readonly callers = new Map<string, Waiting>();
  readonly readyAgents = new Map<string, ReadyAgent>();

  constructor(readonly queues: readonly QueueSettings[]) {}

  queue(id: string): QueueSettings {
    return this.queues.find((q) => q.queue === id)!;
  }

  /** Everybody in line, in the queue's order. */
  line(queue: string): WaitingCaller[] {
    const order = callerOrderNamed(this.queue(queue).callerOrder);
    return [...this.callers.values()]
      .map((w) => w.caller)
      .filter((c) => c.queue === queue)
      .sort(order.compare);
  }

  /** Agents who could take this caller now, best first. */
  agentsFor(waiting: Waiting, now: number): string[] {
    const { caller, refusedBy, offeredTo } = waiting;
    if (offeredTo !== undefined) return [];
    const queue = this.queue(caller.queue);
    const needs = requirementOf(queue, caller.skills, relaxedBy(queue.relaxation, now - caller.since));
    const only = designatedAt(
      queue,
      caller,
      now,
      (agent) => queue.members.some((m) => m.agent === agent) && !refusedBy.has(agent),
    );
    const candidates: AgentInQueue[] = [];
    for (const { agent, position, grade } of queue.members) {
      const ready = this.readyAgents.get(agent);
      if (!ready || refusedBy.has(agent) || (only !== undefined && only !== agent)) continue;
      if (!qualifies(ready.skills, needs)) continue;
      candidates.push({ ...ready, position, grade });
    }
    return orderAgents(agentOrderNamed(queue.agentOrder), candidates, needs).map((c) => c.agent);
  }

  /** Callers whom this ready agent could take now. */
  callersFor(agent: string, now: number): WaitingCaller[] {
    return [...this.callers.values()]
      .filter((waiting) => this.agentsFor(waiting, now).includes(agent))
      .map((waiting) => waiting.caller);
  }

  /** The caller a freed agent takes: MWT champion against MGS champion, by priority, waiting time, id. */
  bestCallerFor(agent: string, now: number): WaitingCaller | undefined {
    const callers = this.callersFor(agent, now);
    const champions = ['MWT', 'MGS'].flatMap((name) => {
      const own = callers.filter((c) => this.queue(c.queue).callerOrder === name);
      return own.sort(callerOrderNamed(name).compare)[0] ?? [];
    });
    return champions.sort(callerOrderNamed('MWT').compare)[0];
  }

  /** Every pair in which the caller is the best for the agent and the agent the best for the caller. */
  mutualBest(now: number): Pair[] {
    const pairs: Pair[] = [];
    for (const waiting of this.callers.values()) {
      const [agent] = this.agentsFor(waiting, now);
      if (agent === undefined || this.bestCallerFor(agent, now)?.call !== waiting.caller.call) continue;
      pairs.push({ call: waiting.caller.call, agent });
    }
    return pairs;
  }

  /** Whether anybody could be given to anybody. */
  anythingLeft(now: number): boolean {
    return [...this.callers.values()].some((waiting) => this.agentsFor(waiting, now).length > 0);
  }

  match({ call, agent }: Pair): void {
    this.callers.get(call)!.offeredTo = agent;
    this.readyAgents.delete(agent);
  }
}
