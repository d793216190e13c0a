import type { CallId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/time.js';
import type { CallerOrderName } from '../types.js';

/** All that a caller order may look at. */
export interface CallerKey {
  readonly call: CallId;
  /** When the caller first queued; a failed offer never moves it. */
  readonly since: Instant;
  /** Moved to the front by hand: higher first, before every priority; 0: not moved. */
  readonly front: number;
  /** 0-9, higher first. Stands before every order. */
  readonly priority: number;
  /** 0-100, higher first where the order looks at it. */
  readonly grade: number;
}

/** A strict total order of callers: below 0 when `a` is served before `b`, 0 only for the same call. */
export interface CallerOrder {
  readonly name: CallerOrderName;
  readonly compare: (a: CallerKey, b: CallerKey) => number;
}
