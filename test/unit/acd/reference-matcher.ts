import { agentOrderNamed, callerOrderNamed } from '../../../src/acd/strategies/index.js';
import { orderAgents, type RankedKey, type SkilledAgent } from '../../../src/acd/strategies/agent-order.js';
import type { CallerKey } from '../../../src/acd/strategies/caller-order.js';
import { designationAt, designationsOf } from '../../../src/acd/strategies/designated.js';
import { openLevel } from '../../../src/acd/strategies/levels.js';
import {
  firstLack,
  qualifies,
  relaxedBy,
  requirementOf,
  type Requirement,
} from '../../../src/acd/strategies/skill-filter.js';
import type {
  Candidate,
  Designation,
  ExclusionReason,
  QueueSettings,
  ReadyAgent,
  WaitingCaller,
} from '../../../src/acd/types.js';

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
  readonly loggedIn = new Set<string>();

  constructor(readonly queues: readonly QueueSettings[]) {}

  queue(id: string): QueueSettings {
    return this.queues.find((q) => q.queue === id)!;
  }

  /** Everybody in line, in the queue's order. */
  line(queue: string): WaitingCaller[] {
    return inOrder(
      this.queue(queue).callerOrder,
      [...this.callers.values()].map((w) => w.caller).filter((c) => c.queue === queue),
    );
  }

  /** Who alone may be tried. */
  designation({ caller, refusedBy }: Waiting, now: number): Designation | undefined {
    const queue = this.queue(caller.queue);
    return designationAt(
      designationsOf(queue, caller),
      now,
      (agent) =>
        queue.members.some((m) => m.agent === agent) && this.loggedIn.has(agent) && !refusedBy.has(agent),
    );
  }

  /** Agents who could take this caller now, best first. */
  agentsFor(waiting: Waiting, now: number): string[] {
    return this.rankedFor(waiting, now).map((c) => c.agent);
  }

  /** What this caller needs now. */
  needsOf(waiting: Waiting, now: number): Requirement {
    const { caller } = waiting;
    const queue = this.queue(caller.queue);
    return this.designation(waiting, now)?.why === 'assigned'
      ? requirementOf({ skills: {}, skillWeights: {} }, {}, 0)
      : requirementOf(queue, caller.skills, relaxedBy(queue.relaxation, now - caller.since));
  }

  /** Why each ready member of the queue is no candidate of this caller, by agent. */
  leftOut(waiting: Waiting, now: number): Map<string, { reason: ExclusionReason; detail?: string }> {
    const { caller, refusedBy } = waiting;
    const queue = this.queue(caller.queue);
    const only = this.designation(waiting, now);
    const needs = this.needsOf(waiting, now);
    const open = openLevel(queue.levelOpens, now - caller.since);
    const out = new Map<string, { reason: ExclusionReason; detail?: string }>();
    for (const { agent, level = 1 } of queue.members) {
      const ready = this.readyAgents.get(agent);
      if (!ready) continue;
      const lack = firstLack(ready.skills, needs);
      if (refusedBy.has(agent)) out.set(agent, { reason: 'refused-this-caller' });
      else if (only) {
        if (only.agent !== agent) out.set(agent, { reason: 'not-designated' });
      } else if (level > open) out.set(agent, { reason: 'level-not-open', detail: `${level} > ${open}` });
      else if (lack !== undefined) out.set(agent, { reason: 'skill-too-low', detail: lack });
    }
    return out;
  }

  /** The same agents with what their order compares. */
  rankedFor(waiting: Waiting, now: number): readonly (Candidate & RankedKey)[] {
    const { caller, refusedBy, offeredTo } = waiting;
    if (offeredTo !== undefined) return [];
    const queue = this.queue(caller.queue);
    const only = this.designation(waiting, now);
    const needs = this.needsOf(waiting, now);
    const open = openLevel(queue.levelOpens, now - caller.since);
    const candidates: SkilledAgent[] = [];
    for (const { agent, position, grade, level = 1 } of queue.members) {
      const ready = this.readyAgents.get(agent);
      if (!ready || refusedBy.has(agent) || (only !== undefined && only.agent !== agent)) continue;
      if (!qualifies(ready.skills, needs)) continue;
      if (level > open && !only) continue;
      candidates.push({ ...ready, position, grade, level });
    }
    const { agentOrder } = queue;
    if (agentOrder !== 'balanced') return orderAgents(agentOrderNamed(agentOrder), candidates, needs);
    // Level by level, in it group by group, the one with the greatest share of ready agents first.
    const levels = [...new Set(candidates.map((c) => c.level))].sort((a, b) => a - b);
    const groups = [...queue.groups!].sort(
      (a, b) => this.share(queue, b.agents) - this.share(queue, a.agents),
    );
    return levels.flatMap((level) =>
      groups.flatMap((group) =>
        orderAgents(
          agentOrderNamed(group.agentOrder),
          candidates.filter((c) => c.level === level && group.agents.includes(c.agent)),
          needs,
        ),
      ),
    );
  }

  private share(queue: QueueSettings, group: readonly string[]): number {
    const here = queue.members.map((m) => m.agent).filter((a) => group.includes(a) && this.loggedIn.has(a));
    return here.length === 0 ? -1 : here.filter((a) => this.readyAgents.has(a)).length / here.length;
  }

  /** Callers whom this ready agent could take now. */
  callersFor(agent: string, now: number): WaitingCaller[] {
    return [...this.callers.values()]
      .filter((waiting) => this.agentsFor(waiting, now).includes(agent))
      .map((waiting) => waiting.caller);
  }

  /**
   * The caller a freed agent takes: one assigned to this agent, else MWT champion against MGS champion, by front,
   * priority, waiting time, id.
   */
  bestCallerFor(agent: string, now: number): WaitingCaller | undefined {
    const callers = this.callersFor(agent, now);
    const assigned = callers.filter(
      (c) => this.designation(this.callers.get(c.call)!, now)?.why === 'assigned',
    );
    if (assigned.length > 0) return inOrder('MWT', assigned)[0];
    const champions = (['MWT', 'MGS'] as const).flatMap((name) => {
      const own = callers.filter((c) => this.queue(c.queue).callerOrder === name);
      return inOrder(name, own)[0] ?? [];
    });
    return inOrder('MWT', champions)[0];
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

  /** A supervisor's word for this agent is over: refused, or logged out. */
  unassign(agent: string, of: Iterable<Waiting> = this.callers.values()): void {
    for (const waiting of of) {
      const { designations } = waiting.caller;
      if (!designations?.some((d) => d.why === 'assigned' && d.agent === agent)) continue;
      waiting.caller = {
        ...waiting.caller,
        designations: designations.filter((d) => d.why !== 'assigned' || d.agent !== agent),
      };
    }
  }
}

function inOrder(order: 'MWT' | 'MGS', callers: readonly WaitingCaller[]): WaitingCaller[] {
  const key = (c: WaitingCaller): CallerKey => ({ ...c, front: c.front ?? 0 });
  return [...callers].sort((a, b) => callerOrderNamed(order).compare(key(a), key(b)));
}
