import type { AgentId, CallId, EventId, QueueId } from './ids.js';
import type { Instant } from './time.js';

/**
 * A fact in the journal: past tense, immutable, numbered. Live figures, CDRs, reports and desk feeds are folds over
 * these (DESIGN.md 3.7).
 */
export interface Event<T extends string = string, D = unknown> {
  /** Position in the journal of this site, 1, 2, 3 ... without gaps; clients resume from it. */
  readonly seq: number;
  readonly id: EventId;
  readonly at: Instant;
  /** The site that wrote it. */
  readonly site: string;
  /** `<subject>.<what-happened>`. */
  readonly type: T;
  readonly call?: CallId;
  readonly agent?: AgentId;
  readonly queue?: QueueId;
  /** Set when the fact was not seen but concluded, e.g. from a snapshot after a lost link (DESIGN.md 3.4). */
  readonly inferred?: true;
  readonly data: D;
}

/** An event before the journal has numbered and dated it. */
export type Draft<E extends Event = Event> = E extends Event
  ? Pick<E, 'type' | 'call' | 'agent' | 'queue' | 'inferred' | 'data'>
  : never;

/** The members of a union of events (or of anything told by `type`) that have this type. */
export type Of<E extends { readonly type: string }, T extends E['type']> = Extract<E, { type: T }>;
