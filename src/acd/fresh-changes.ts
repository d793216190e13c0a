import type { Decision } from './types.js';
import type { AgentEntry } from './waiting-agents.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

/** First in, first out, without moving what remains. */
class Line<T> {
  private items: T[] = [];
  private head = 0;

  push(item: T): void {
    this.items.push(item);
  }

  /** The first that is `alive`; what stands before it is thrown away. */
  first(alive: (item: T) => boolean): T | undefined {
    while (this.head < this.items.length) {
      const item = this.items[this.head]!;
      if (alive(item)) return item;
      this.head++;
    }
    this.items = this.items.length > 0 ? [] : this.items;
    this.head = 0;
    return undefined;
  }
}

/**
 * Who changed since the matcher last looked. Everybody else was looked at in vain: no ready agent who is not in here can
 * serve a caller who is not in here. That is what keeps a decision from looking at all who wait.
 */
export class FreshChanges {
  private readonly agents = new Line<AgentEntry>();
  private readonly callers = new Line<WaitingCallerEntry>();

  addAgent(agent: AgentEntry): void {
    if (!agent.fresh) this.agents.push(agent);
    agent.fresh = true;
  }

  addCaller(caller: WaitingCallerEntry, trigger: Exclude<Decision['trigger'], 'agent'>): void {
    if (caller.fresh === undefined) this.callers.push(caller);
    caller.fresh ??= trigger;
  }

  firstAgent(): AgentEntry | undefined {
    return this.agents.first((agent) => agent.fresh);
  }

  firstCaller(): WaitingCallerEntry | undefined {
    return this.callers.first((caller) => caller.fresh !== undefined);
  }
}
