/** An agent for tests of the rules: limits, inputs, and what has happened so far. */
import { evolve, loggedOut } from '../../../src/agent/evolve.js';
import type { AgentInput, AgentLimits, AgentProfile, QueueRules } from '../../../src/agent/inputs.js';
import { decide } from '../../../src/agent/rules.js';
import type { AgentStep } from '../../../src/agent/step.js';
import type { AgentState } from '../../../src/agent/types.js';

const rules: QueueRules = {
  wrapUpMs: 5000,
  missesToNotReady: 1,
  missesToAlarm: 5,
  extensionStepMs: 30_000,
  extensionMaxMs: 50_000,
  resultRequired: false,
  resultAtDeadline: 'not-given',
};
export const limits: AgentLimits = {
  popMs: 700,
  deskLostMs: 8000,
  ringSlackMs: 6000,
  maxTalkMs: 3_600_000,
  maxDialMs: 60_000,
  directWhileNotReady: true,
  rulesOf: () => rules,
};
export const withRules = (change: Partial<QueueRules>): AgentLimits => ({
  ...limits,
  rulesOf: () => ({ ...rules, ...change }),
});
export const browser: AgentProfile = { agent: 'ann', phone: 'user-ann', phoneKind: 'browser' };
export const sip: AgentProfile = { ...browser, phone: 'table-ann', phoneKind: 'sip' };
/** The moment at which the tests ask. */
export const T = 1_000_000;

export const login: readonly AgentInput[] = [{ kind: 'desk-connected' }, { kind: 'log-in', user: 'u' }];
export const ready: readonly AgentInput[] = [...login, { kind: 'ready' }];
export const offer = (wrapUpMs = 5000, id = 'o1', call = 'c1'): AgentInput => ({
  ...{ kind: 'offer', offer: id, fence: 7, call, queue: 'bank', ringMs: 15_000, wrapUpMs },
});
export const connected = { kind: 'connected', offer: 'o1', call: 'c1', at: T } as const satisfies AgentInput;
export const over = { kind: 'call-over', call: 'c1', at: T } as const satisfies AgentInput;

/** The state after a step. */
export const after = (state: AgentState, step: AgentStep, at: number): AgentState =>
  step.events.reduce((folded, event) => evolve(folded, event, at), state);

/** An agent to whom all of this happened, one millisecond apart, ending at T. */
export function agent(
  inputs: readonly AgentInput[],
  profile: AgentProfile = browser,
  under: AgentLimits = limits,
): AgentState {
  return inputs.reduce(
    (state, input, i) => {
      const at = T - inputs.length + i;
      return after(state, decide(state, input, at, under, profile), at);
    },
    loggedOut('ann', 0),
  );
}

/** What happens to an agent one input after the other, and where it is then. */
export class Told {
  readonly events: { readonly type: string; readonly data: unknown }[] = [];
  now = T;
  constructor(
    public state: AgentState,
    private readonly under: AgentLimits = limits,
    private readonly profile: AgentProfile = browser,
  ) {}

  /** @param afterMs since the last */
  tell(input: AgentInput, afterMs = 1000): this {
    this.now += afterMs;
    const step = decide(this.state, input, this.now, this.under, this.profile);
    this.events.push(...step.events);
    this.state = after(this.state, step, this.now);
    return this;
  }

  types(): string[] {
    return this.events.map((event) => event.type);
  }

  /** Data of the newest event of this type. */
  last(type: string): unknown {
    return this.events.filter((event) => event.type === type).at(-1)?.data;
  }
}
