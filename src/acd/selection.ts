import { firstAcrossQueues, type Contender } from './strategies/across-queues.js';
import type { AgentEntry } from './waiting-agents.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

/**
 * The caller a ready agent serves next, over all its queues: the first of each group that the agent stands in, and those
 * who wait for this agent alone. Costs what the agent's own queues cost. Undefined when nobody can be served.
 */
export function bestCallerFor(agent: AgentEntry): WaitingCallerEntry | undefined {
  const contenders: Contender<WaitingCallerEntry>[] = [];
  for (const { group } of agent.places) {
    if (group.callers.size === 0) continue;
    const caller = group.firstCallerFor(agent);
    if (caller) contenders.push({ caller, order: group.queue.callerOrder });
  }
  for (const caller of agent.designating) {
    if (caller.group.accepts(agent)) contenders.push({ caller, order: caller.queue.callerOrder });
  }
  return contenders.length < 2 ? contenders[0]?.caller : firstAcrossQueues(contenders);
}

/** The ready agent a caller in line gets by the queue's order; the designated one while that holds. */
export function bestAgentFor(caller: WaitingCallerEntry): AgentEntry | undefined {
  const { designated } = caller.standing;
  if (!designated) return caller.group.bestAgentFor(caller);
  return caller.group.accepts(designated) ? designated : undefined;
}

/** How many callers the ready agent could be given now. */
export function countServable(agent: AgentEntry): number {
  let count = 0;
  for (const { group } of agent.places) count += group.callers.size;
  for (const caller of agent.designating) if (caller.group.accepts(agent)) count++;
  for (const caller of agent.refusals) {
    // Counted with its group above, unless it is being offered or waits for somebody else alone.
    const inGroup = !caller.offer && !caller.standing.designated;
    if (inGroup && agent.membershipIn(caller.queue) && caller.group.accepts(agent)) count--;
  }
  return count;
}
