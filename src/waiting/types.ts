import type { Event } from '../kernel/event.js';
import type { CallId, QueueId } from '../kernel/ids.js';
import type { Instant, Millis } from '../kernel/time.js';

/** One thing that a waiting caller is told: a prompt by name, the place in line, or how long it will take. */
export type Saying =
  | { readonly say: 'prompt'; readonly name: string }
  /** 1 for the one who is next. */
  | { readonly say: 'position' }
  /** In whole minutes, rounded up; left out when there is no estimate. */
  | { readonly say: 'estimated-wait' };

/** Something told to every caller who waits long enough. */
export interface Announcement {
  /** Counted from the begin of this stay in line. */
  readonly afterMs: Millis;
  /** Told again each time this has passed; undefined: once. */
  readonly everyMs?: Millis;
  readonly sayings: readonly Saying[];
}

/** When a caller is taken out of a queue. `length`, `estimatedWait` and `closed` are asked once, when the caller comes. */
export type OverflowCondition =
  /** So many wait already, the comer not counted. */
  | { readonly when: 'length'; readonly atLeast: number }
  /** The estimate at coming is longer than this. Not met while there is no estimate. */
  | { readonly when: 'estimated-wait'; readonly longerThanMs: Millis }
  /** This stay in line lasts so long. */
  | { readonly when: 'waited'; readonly ms: Millis }
  /**
   * Nobody serves the queue: `logged-in`: no member is logged in; `working`: all who are logged in are not ready. Asked
   * when the caller comes and whenever the last one goes.
   */
  | { readonly when: 'no-agents'; readonly of: 'logged-in' | 'working' }
  /** A calendar says closed, or a holiday. */
  | { readonly when: 'closed'; readonly calendar: string };

/** Where to. The waiting clock goes on in another queue. */
export type OverflowTarget =
  | { readonly to: 'queue'; readonly queue: QueueId }
  | { readonly to: 'flow'; readonly flow: string }
  /** The caller hears this prompt and is hung up on. */
  | { readonly to: 'message'; readonly prompt: string };

export interface OverflowRule {
  readonly condition: OverflowCondition;
  readonly target: OverflowTarget;
}

/** What is done for the callers of one queue while they wait. */
export interface WaitingSettings {
  readonly queue: QueueId;
  /** Members: who can serve it. */
  readonly agents: readonly string[];
  /** The first that holds counts. */
  readonly overflow: readonly OverflowRule[];
  readonly announcements: readonly Announcement[];
  /** Whether an estimate is made for each caller who comes, and its error measured. */
  readonly estimate: boolean;
  /** Assumed time between two callers leaving the line before enough have been seen; undefined: no estimate until then. */
  readonly assumedPaceMs?: Millis;
}

/**
 * How an estimate was made. `pace`: place in line times the mean time between two callers leaving this line, over the
 * last of them while others still waited (the estimator "queue length over departure rate"; abandonments count as
 * departures, as they shorten the line too). `assumed`: the same with the configured pace, before enough were seen.
 */
export type EstimateMethod = 'pace' | 'assumed';

export interface Estimate {
  readonly method: EstimateMethod;
  readonly ms: Millis;
}

/** How good the estimates were of callers who were answered. All zero before the first. */
export interface EstimateError {
  readonly count: number;
  /** Sum of (waited - estimated): positive when callers wait longer than said. */
  readonly biasMs: Millis;
  /** Sum of the distances. */
  readonly absoluteMs: Millis;
}

export type WaitingEvent =
  /** What could be said when the caller came; `null` without an estimate. */
  | Event<
      'waiting.estimated',
      {
        readonly position: number;
        readonly estimateMs: Millis | null;
        readonly method: EstimateMethod | null;
      }
    >
  /** The caller is to be told something; `call/` plays it when it can. */
  | Event<
      'waiting.announcement-due',
      {
        readonly announcement: number;
        readonly position: number;
        readonly estimateMs: Millis | null;
        readonly sayings: readonly Saying[];
      }
    >
  /** A rule takes the caller out of this queue. `call/` carries it out unless an agent is just being connected. */
  | Event<
      'waiting.overflow-due',
      { readonly rule: number; readonly condition: OverflowCondition; readonly target: OverflowTarget }
    >;

/** A caller's stay in one line. */
export interface Stay {
  readonly call: CallId;
  readonly queue: QueueId;
  readonly enteredAt: Instant;
}
