import { evolve, type AgentDraft } from './evolve.js';
import type { AgentEffect } from './inputs.js';
import type { AgentState } from './types.js';

export interface AgentStep {
  readonly events: readonly AgentDraft[];
  readonly effects: readonly AgentEffect[];
}

/** Collects what one decision comes to and keeps the state in step; used inside `decide` only. */
export class Step implements AgentStep {
  readonly events: AgentDraft[] = [];
  readonly effects: AgentEffect[] = [];
  constructor(
    public state: AgentState,
    readonly now: number,
    private readonly pageIsPhone: boolean,
    private readonly inferred: boolean = false,
  ) {}

  tell<T extends AgentDraft['type']>(
    type: T,
    data: Extract<AgentDraft, { type: T }>['data'],
    about: { call?: string | undefined; queue?: string | undefined } = {},
  ): void {
    const draft = {
      type,
      agent: this.state.agent,
      ...(about.call ? { call: about.call } : {}),
      ...(about.queue ? { queue: about.queue } : {}),
      ...(this.inferred ? { inferred: true as const } : {}),
      data: type === 'agent.ready' && this.isAway ? { ...data, reachable: false } : data,
    } as AgentDraft;
    this.events.push(draft);
    this.state = evolve(this.state, draft, this.now);
    if (this.state.until === undefined) this.effects.push({ do: 'cancel-deadline', name: 'state' });
    else this.effects.push({ do: 'deadline', name: 'state', at: this.state.until });
  }

  private get isAway(): boolean {
    return this.pageIsPhone && this.state.desks === 0;
  }

  ask(effect: AgentEffect): void {
    this.effects.push(effect);
  }
}
