/** What is going on in the moment of the kill: who talks, who rings, who waits, who listens to a prompt. Pure. */

/** Agents and callers of one moment. */
export interface RecoveryPlan {
  readonly talking: number;
  readonly ringing: number;
  readonly waiting: number;
  readonly prompted: number;
  /** Queues that those who talk and wait are spread over. */
  readonly queues: number;
}

/** Most talk: of twenty callers sixteen talk, two wait, one rings, one hears a prompt. @param calls 20 or more */
export function recoveryPlan(calls: number): RecoveryPlan {
  const ringing = Math.round(calls / 20);
  const prompted = Math.round(calls / 20);
  const waiting = Math.round(calls / 10);
  const talking = calls - ringing - prompted - waiting;
  return { talking, ringing, waiting, prompted, queues: Math.max(1, Math.min(20, Math.round(talking / 10))) };
}

/** Agents who serve the new call that shows that the centre works again. */
export const PROBE_AGENTS = 2;

/** Numbers of agents: first those who talk, then those whose phone rings for long, then those of the probe. */
export function agentsOf(plan: RecoveryPlan): {
  all: number;
  slow: readonly number[];
  probe: readonly number[];
} {
  const range = (from: number, count: number): number[] =>
    Array.from({ length: count }, (_unused, at) => from + at);
  const { talking, ringing } = plan;
  return {
    all: talking + ringing + PROBE_AGENTS,
    slow: range(talking, ringing),
    probe: range(talking + ringing, PROBE_AGENTS),
  };
}

/** Queues: first those of the talks, then the slow one, then that of the probe. */
export const slowQueue = (plan: RecoveryPlan): number => plan.queues;
export const probeQueue = (plan: RecoveryPlan): number => plan.queues + 1;

export function membersIn(plan: RecoveryPlan, queue: number): readonly number[] {
  const { slow, probe } = agentsOf(plan);
  if (queue === slowQueue(plan)) return slow;
  if (queue === probeQueue(plan)) return probe;
  return Array.from({ length: plan.talking }, (_unused, agent) => agent).filter(
    (agent) => agent % plan.queues === queue,
  );
}

/** One agent's talk with a caller, as the agent's phone saw it end. */
export interface TalkEnd {
  readonly caller: string;
  /** The agent hung up when the talk was over; otherwise it was taken away. */
  readonly whole: boolean;
}

/** Callers who were not served: no talk to its end, or one that was cut. */
export function lostCallers(callers: readonly string[], ends: readonly TalkEnd[]): string[] {
  const whole = new Set(ends.filter((end) => end.whole).map(({ caller }) => caller));
  const cut = new Set(ends.filter((end) => !end.whole).map(({ caller }) => caller));
  return callers.filter((caller) => !whole.has(caller) || cut.has(caller));
}

/** A flow that speaks for many seconds before the line. */
export const longFlow = {
  flow: 'long',
  name: { en: 'long', zh: 'long' },
  start: 'prompt',
  nodes: {
    prompt: {
      kind: 'play',
      settings: {
        prompts: ['menu-personal', 'menu-securities', 'menu-customer-number', 'menu-repeat'],
        interruptible: false,
      },
      exits: { next: 'line' },
    },
    line: { kind: 'queue', settings: { queue: 'queue-0' } },
  },
};
