import { evolve } from './evolve.js';
import type { CallDraft, CallEffect, CallState, CallStep } from './types.js';

type Told<T extends CallDraft['type']> = Extract<CallDraft, { type: T }>;

/**
 * Collects what one decision comes to and keeps the state in step, so that a later part of the same decision sees
 * what an earlier part decided. Used inside `decide` only; from outside the decision stays a pure function.
 */
export class Step implements CallStep {
  readonly events: CallDraft[] = [];
  readonly effects: CallEffect[] = [];

  constructor(
    public state: CallState,
    readonly now: number,
    private readonly inferred: boolean = false,
  ) {}

  /** States a fact. The call's id is added. */
  tell<T extends CallDraft['type']>(
    type: T,
    data: Told<T>['data'],
    about: { agent?: string | undefined; queue?: string | undefined } = {},
  ): void {
    const draft = {
      type,
      call: this.state.call,
      ...(about.agent ? { agent: about.agent } : {}),
      ...(about.queue ? { queue: about.queue } : {}),
      ...(this.inferred ? { inferred: true as const } : {}),
      data,
    } as CallDraft;
    this.events.push(draft);
    this.state = evolve(this.state, draft, this.now) ?? this.state;
  }

  /** Asks something of the outside. */
  ask(effect: CallEffect): void {
    this.effects.push(effect);
  }

  deadline(name: string, afterMs: number): void {
    this.ask({ do: 'deadline', name, at: this.now + afterMs });
  }

  /** Takes hang-ups back that were asked for from this place in the list on: they follow all together. */
  dropHangUps(from: number): void {
    const kept = this.effects.slice(from).filter((effect) => effect.do !== 'hang-up');
    this.effects.splice(from, Infinity, ...kept);
  }

  cancel(name: string): void {
    this.ask({ do: 'cancel-deadline', name });
  }
}
