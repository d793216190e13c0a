import type { EstimateError } from '../waiting/types.js';
import type { AgentState, AgentStateName } from '../agent/types.js';
import type { CallPhase, ListenMode } from '../call/types.js';
import type { Language } from '../kernel/localized.js';

export interface LiveCall {
  readonly call: string;
  readonly direction: 'in' | 'out' | 'internal';
  /** Opened because the customer asked to be called back. */
  readonly callback: boolean;
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
  /** Supervisors on the line, by their leg. */
  readonly listeners: Map<string, { readonly user: string; readonly mode: ListenMode }>;
  /** Since when a leg is on hold, consulted or rung, by leg; a consult by its id. */
  readonly marks: Map<string, number>;
  /** A recording of it was begun and has not failed. */
  recorded: boolean;
  /** Where the call is parked. */
  slot: string | null;
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
  /** By how much the wrap-up was extended so far. */
  extendedMs: number;
  /** The agent has given the result of the call on the desk. */
  resultGiven: boolean;
  /** What a supervisor last did to this agent, until the agent does something. */
  intervention: { what: 'ready' | 'not-ready' | 'log-out' | 'hang-up'; user: string; at: number } | null;
  /** What the agent's phone refused last, until the agent goes on to something else. */
  refusal: { word: string; at: number } | null;
  /** Not acknowledged yet, oldest first. */
  messages: { id: string; from: string; text: string; at: number }[];
  /** Since log-in. */
  answered: number;
  missed: number;
  missAlarm: boolean;
  talkMs: number;
  wrapUpMs: number;
}

/** Since midnight. */
export interface QueueDay {
  entered: number;
  answered: number;
  abandoned: number;
  /** Those of the abandoned who gave up before the queue's short-abandon time. */
  abandonedShort: number;
  overflowed: number;
  /** Asked to be called back: the callback is an entry of its own. */
  calledBack: number;
  otherwise: number;
  /** How far the estimates at coming were off, over callers who were answered. */
  estimateError: EstimateError;
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
  /** Asked to be called back: the callback is an entry of its own. */
  calledBack: number;
  otherwise: number;
}

/** What an event changed, for whoever shows it. */
export interface Change {
  /** Desks that show something else now. */
  readonly agents: readonly string[];
  /** Queue whose number of callers in line changed. */
  readonly queue?: string | undefined;
}
