import type { AgentId, CallId } from '../kernel/ids.js';
import type { SwitchPort } from '../switch/port.js';
import type { Pool } from './pool.js';
import type { ReadyAgent, WaitingCaller } from './types.js';

/** Whom a switch can be asked for now. */
export interface Reach {
  /** Whether any switch is there: without one nobody is offered anything. */
  linked(): boolean;
  /** Whether there are several: one of them may be away while others work. */
  readonly several: boolean;
  /** Whether the switch on which this call lives is there. A call without a leg lives nowhere yet. */
  call(call: CallId): boolean;
  /** Whether the switch at which this agent's phone is, is there. */
  agent(agent: AgentId): boolean;
  readonly agentOf: (phone: string) => AgentId | undefined;
}

/** Reach as the switches behind this port are linked. */
export function reachThrough(
  port: SwitchPort,
  parts: {
    /** Name of the switch on which the call lives; undefined: on none yet. */
    readonly switchOf: (call: CallId) => string | undefined;
    readonly phoneOf: (agent: AgentId) => string | undefined;
    readonly agentOf: (phone: string) => AgentId | undefined;
  },
): Reach {
  return {
    linked: () => port.connected,
    several: port.parts.length > 1,
    call: (call) => {
      const place = parts.switchOf(call);
      return port.parts.find(({ name }) => name === place)?.connected !== false;
    },
    agent: (agent) => port.partOf(parts.phoneOf(agent) ?? '').connected,
    agentOf: parts.agentOf,
  };
}

/**
 * Callers and ready agents whose switch is away while another works: they keep place, clock and turn, and stand out of
 * the matching until it is back. An open offer goes its own way first. To be used inside the pool's mailbox only.
 */
export class OutOfReach {
  private readonly callers = new Map<CallId, WaitingCaller>();
  private readonly agents = new Map<AgentId, ReadyAgent>();

  constructor(private readonly pool: Pool) {}

  /** Whether this agent is ready and cannot be rung. */
  hasAgent(agent: AgentId): boolean {
    return this.agents.has(agent);
  }

  /** A caller stands in line, or stands there again. */
  checkCaller(call: CallId): void {
    const { matcher, deps } = this.pool;
    if (!deps.reach.several || deps.reach.call(call)) return;
    const caller = matcher.caller(call);
    if (!caller || matcher.offeredTo(call) !== undefined) return;
    matcher.removeCaller(call);
    this.callers.set(call, caller);
  }

  /** An agent may have become ready. */
  checkAgent(agent: AgentId): void {
    const { matcher, deps } = this.pool;
    if (!deps.reach.several || deps.reach.agent(agent)) return;
    const ready = matcher.readyAgent(agent);
    if (!ready) return;
    matcher.agentGone(agent);
    this.agents.set(agent, ready);
  }

  forgetCaller(call: CallId): void {
    this.callers.delete(call);
  }

  forgetAgent(agent: AgentId): void {
    this.agents.delete(agent);
  }

  /** Links have changed: who can be reached again stands where he stood. Walks over all, as links seldom change. */
  settle(): void {
    const { matcher, stays, settings, deps } = this.pool;
    if (!deps.reach.several) return;
    for (const agent of [...this.agents.keys()]) this.backAgent(agent);
    for (const [call, caller] of [...this.callers])
      if (deps.reach.call(call)) {
        this.callers.delete(call);
        matcher.addCaller(caller, this.pool.now());
      }
    for (const call of stays.keys()) this.checkCaller(call);
    for (const { members } of settings.values()) for (const { agent } of members) this.checkAgent(agent);
  }

  /** The agent's phone may be at another switch now. */
  backAgent(agent: AgentId): void {
    const ready = this.agents.get(agent);
    if (!ready || !this.pool.deps.reach.agent(agent)) return;
    this.agents.delete(agent);
    this.pool.matcher.agentReady(ready);
  }
}
