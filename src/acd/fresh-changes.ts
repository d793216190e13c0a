import type { Decision } from './types.js';
import type { AgentEntry } from './waiting-agents.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

/** First in, first out, without moving what remains. The room is used again: mostly one item comes and goes. */
class Line<T> {
  private readonly items: (T | undefined)[] = [];
  private head = 0;
  private tail = 0;

  push(item: T): void {
    this.items[this.tail++] = item;
  }

  /** The first that is `alive`; what stands before it is thrown away. */
  first(alive: (item: T) => boolean): T | undefined {
    while (this.head < this.tail) {
      const item = this.items[this.head]!;
      if (alive(item)) return item;
      this.items[this.head++] = undefined;
    }
    this.head = this.tail = 0;
    return undefined;
  }
}

const isFresh = (entry: { readonly fresh: unknown }) => Boolean(entry.fresh);

/**
 * Who changed since the matcher last looked. Everybody else was looked at in vain: no ready agent who is not in here can
 * serve a caller who is not in here. That is what keeps a decision from looking at all who wait.
 */
export class FreshChanges {
  private readonly agents = new Line<AgentEntry>();
  private readonly callers = new Line<WaitingCallerEntry>();
  private agentCount = 0;
  private callerCount = 0;

  addAgent(agent: AgentEntry): void {
    if (agent.fresh) return;
    agent.fresh = true;
    this.agentCount++;
    this.agents.push(agent);
  }

  addCaller(caller: WaitingCallerEntry, trigger: Exclude<Decision['trigger'], 'agent'>): void {
    if (caller.fresh !== undefined) return;
    caller.fresh = trigger;
    this.callerCount++;
    this.callers.push(caller);
  }

  /** The agent was looked at, or is ready no more. */
  doneWithAgent(agent: AgentEntry): void {
    if (agent.fresh) this.agentCount--;
    agent.fresh = false;
  }

  /** The caller was looked at, or left. */
  doneWithCaller(caller: WaitingCallerEntry): void {
    if (caller.fresh !== undefined) this.callerCount--;
    caller.fresh = undefined;
  }

  firstAgent(): AgentEntry | undefined {
    return this.agents.first(isFresh);
  }

  firstCaller(): WaitingCallerEntry | undefined {
    return this.callers.first(isFresh);
  }

  /** Whether one change is all there is: the two that match are then known without comparing with others. */
  get isSingle(): boolean {
    return this.agentCount + this.callerCount === 1;
  }
}
