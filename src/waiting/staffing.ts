/** Who serves queues now, counted as agents come and go. A fold over the agents' events. */
import type { AgentEvent } from '../agent/types.js';

type Presence = 'out' | 'aside' | 'working';

/** What an event says of an agent's presence; undefined: nothing. */
function presenceAfter(event: AgentEvent): Presence | undefined {
  switch (event.type) {
    case 'agent.logged-out':
      return 'out';
    case 'agent.logged-in':
    case 'agent.not-ready':
      return 'aside';
    case 'agent.ready':
      return 'working'; // and through reserved, talking and wrap-up, which lead back to ready or aside
    default:
      return undefined;
  }
}

export class Staffing {
  private readonly presence = new Map<string, Presence>();
  private readonly counts: ReadonlyMap<string, { loggedIn: number; working: number }>;
  private readonly queuesOf: ReadonlyMap<string, readonly string[]>;

  constructor(queues: readonly { readonly queue: string; readonly agents: readonly string[] }[]) {
    this.counts = new Map(queues.map(({ queue }) => [queue, { loggedIn: 0, working: 0 }]));
    const queuesOf = new Map<string, string[]>();
    for (const { queue, agents } of queues)
      for (const agent of agents) queuesOf.set(agent, [...(queuesOf.get(agent) ?? []), queue]);
    this.queuesOf = queuesOf;
  }

  /** Members of a queue that are logged in, and those of them that are not set aside; 0 for an unknown queue. */
  of(queue: string): { readonly loggedIn: number; readonly working: number } {
    return this.counts.get(queue) ?? { loggedIn: 0, working: 0 };
  }

  /** @returns the queues of which fewer are logged in or working than before */
  apply(event: AgentEvent): readonly string[] {
    const { agent } = event;
    const now = presenceAfter(event);
    if (!agent || !now) return [];
    const before = this.presence.get(agent) ?? 'out';
    if (before === now) return [];
    this.presence.set(agent, now);
    const queues = this.queuesOf.get(agent) ?? [];
    for (const queue of queues) {
      const count = this.counts.get(queue);
      if (!count) continue;
      count.loggedIn += Number(now !== 'out') - Number(before !== 'out');
      count.working += Number(now === 'working') - Number(before === 'working');
    }
    return now === 'out' || before === 'working' ? queues : [];
  }
}
