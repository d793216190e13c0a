import { firstAcrossQueues, type Contender } from './strategies/across-queues.js';
import { longestWaiting } from './strategies/longest-waiting.js';
import type { AgentEntry } from './waiting-agents.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

/**
 * The caller a ready agent serves next, over all its queues: the first of each group that the agent stands in, and those
 * who wait for this agent alone; whom a supervisor gave to this agent goes before all. Costs what the agent's own queues
 * cost. Undefined when nobody can be served.
 *
 * @param groups where there are callers whom the agent can serve; of others only such without callers
 */
export function bestCallerFor(agent: AgentEntry, groups = agent.groups()): WaitingCallerEntry | undefined {
  // Mostly there is one contender or none: a list is begun with the second.
  let first: WaitingCallerEntry | undefined;
  let contenders: Contender<WaitingCallerEntry>[] | undefined;
  for (const group of groups) {
    const caller = group.firstCallerFor(agent);
    if (!caller) continue;
    if (first) (contenders ??= [contender(first)]).push(contender(caller));
    else first = caller;
  }
  let assigned: WaitingCallerEntry | undefined;
  for (const caller of agent.designating) {
    if (!caller.group.accepts(agent)) continue;
    if (caller.standing.designation!.why === 'assigned') {
      if (!assigned || longestWaiting.compare(caller, assigned) < 0) assigned = caller;
    } else if (first) (contenders ??= [contender(first)]).push(contender(caller));
    else first = caller;
  }
  return assigned ?? (contenders ? firstAcrossQueues(contenders) : first);
}

function contender(caller: WaitingCallerEntry): Contender<WaitingCallerEntry> {
  return { caller, order: caller.queue.callerOrder };
}

/** The ready agent a caller in line gets by the queue's order; the designated one while that holds. */
export function bestAgentFor(caller: WaitingCallerEntry): AgentEntry | undefined {
  const { designated } = caller.standing;
  if (!designated) return caller.group.bestAgentFor(caller);
  return caller.group.accepts(designated) ? designated : undefined;
}

/**
 * Walks from a caller for whom there is an agent to the best agent, to the best caller for that agent ... until both
 * want each other. With one change at a time the first pair is it; with many at once this keeps the result from
 * depending on the order they were told in.
 */
export function settledPair(start: WaitingCallerEntry): {
  readonly caller: WaitingCallerEntry;
  readonly agent: AgentEntry;
} {
  let caller = start;
  let agent = bestAgentFor(caller)!;
  const passed: WaitingCallerEntry[] = [];
  for (;;) {
    const first = bestCallerFor(agent)!;
    // A circle is possible only where queues differ in caller order (see across-queues.ts); any pair in it will do.
    if (first === caller || passed.includes(first)) return { caller, agent };
    passed.push(caller);
    caller = first;
    agent = bestAgentFor(caller)!;
  }
}

/** How many callers the ready agent could be given now. `groups` as for `bestCallerFor`. */
export function countServable(agent: AgentEntry, groups = agent.groups()): number {
  let count = 0;
  for (const group of groups) count += group.callers.size;
  for (const caller of agent.designating) if (caller.group.accepts(agent)) count++;
  for (const caller of agent.refusals) {
    // Counted with its group above, unless it is being offered or waits for somebody else alone.
    const inGroup = !caller.offer && !caller.standing.designated;
    if (inGroup && agent.membershipIn(caller.queue) && caller.group.accepts(agent)) count--;
  }
  return count;
}
