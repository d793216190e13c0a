import type { AgentState, AgentStateName } from '../agent/types.js';
import type { CallPhase } from '../call/types.js';
import type { Language } from '../kernel/localized.js';

export interface LiveCall {
  readonly call: string;
  readonly number: string;
  readonly callerName: string;
  readonly dialled: string;
  readonly arrivedAt: number;
  language: Language;
  phase: CallPhase;
  /** Begin of the phase. */
  since: number;
  /** Start of the waiting clock; null before the first queue. */
  queuedAt: number | null;
  connectedAt: number | null;
  queue: string | null;
  agent: string | null;
  priority: number;
  grade: number;
  readonly collected: { name: string; value: string }[];
  readonly listeners: Map<string, string>;
  result: string | null;
  note: string;
}

export interface LiveAgent {
  readonly agent: string;
  state: AgentStateName;
  since: number;
  reason: string | null;
  until: number | null;
  next: NonNullable<AgentState['next']> | null;
  call: string | null;
  offer: string | null;
  queue: string | null;
  /** Since log-in. */
  answered: number;
  missed: number;
  talkMs: number;
  wrapUpMs: number;
}

/** Since midnight. */
export interface QueueDay {
  entered: number;
  answered: number;
  abandoned: number;
  overflowed: number;
  otherwise: number;
  /** Answered after at most T of waiting. */
  answeredInT: number;
  answeredWaitMs: number;
  longestWaitMs: number;
}

/** Over all time of this fold; never reset, so that the sum must hold at every event. */
export interface Conservation {
  entered: number;
  answered: number;
  abandoned: number;
  overflowed: number;
  otherwise: number;
}

/** What an event changed, for whoever shows it. */
export interface Change {
  /** Desks that show something else now. */
  readonly agents: readonly string[];
  /** Queue whose number of callers in line changed. */
  readonly queue?: string | undefined;
}
