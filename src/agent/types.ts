import type { Event } from '../kernel/event.js';
import type { AgentId, CallId, OfferId, QueueId, UserId } from '../kernel/ids.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { OfferFailure } from '../call/types.js';

/**
 * What an agent is doing. `logged-out`, `not-ready` and `ready` are rest; the others have a deadline and an owner
 * (DESIGN.md 3.3). Drawn in ARCHITECTURE.md; `AGENT_STATES` in rules.ts lists the successors of each.
 */
export type AgentStateName =
  'logged-out' | 'not-ready' | 'ready' | 'reserved' | 'ringing' | 'talking' | 'wrap-up';

/** A reason that the system itself gives; the others come from the configuration. */
export type SystemReason =
  'just-logged-in' | 'no-answer' | 'rejected' | 'unreachable' | 'desk-lost' | 'phone-lost';

export interface AgentState {
  readonly agent: AgentId;
  readonly name: AgentStateName;
  readonly since: Instant;
  /** With `not-ready`: why. */
  readonly reason?: string;
  /** With `reserved`, `ringing`, `talking`, `wrap-up`: for which call. */
  readonly work?: {
    readonly call: CallId;
    readonly queue: QueueId;
    readonly offer: OfferId;
    readonly fence: number;
    readonly ringMs: Millis;
    readonly wrapUpMs: Millis;
    /** Set when the call is over or the result is already given. */
    readonly result?: string;
    readonly talkingSince?: Instant;
  };
  /** When the state ends by itself; none at rest. */
  readonly until?: Instant;
  /** What the agent asked for to happen after this call. */
  readonly next?: { readonly to: 'not-ready'; readonly reason: string } | { readonly to: 'logged-out' };
  /** Talk + wrap-up since log-in. */
  readonly serviceMs: Millis;
  readonly readySince?: Instant;
  readonly loggedInAt?: Instant;
  /** Pages of this agent that are connected. */
  readonly desks: number;
}

export type AgentEvent =
  | Event<'agent.logged-in', { readonly user: UserId; readonly phone: string }>
  | Event<'agent.logged-out', { readonly by: 'agent' | 'supervisor' | 'system'; readonly reason: string }>
  | Event<
      'agent.ready',
      {
        readonly readySince: Instant;
        readonly serviceMs: Millis;
        /** The page, which is the phone, is away: ready again when it is back, and offered nothing until then. */
        readonly reachable?: false;
      }
    >
  | Event<'agent.not-ready', { readonly reason: string; readonly by: 'agent' | 'supervisor' | 'system' }>
  /** Asked for during a call or wrap-up; takes effect afterwards. */
  | Event<'agent.next-requested', { readonly next: NonNullable<AgentState['next']> | null }>
  /** The desk pops on this, before the phone rings. `call`, `queue` are on the envelope. */
  | Event<
      'agent.reserved',
      {
        readonly offer: OfferId;
        readonly fence: number;
        readonly until: Instant;
        readonly ringMs: Millis;
        readonly wrapUpMs: Millis;
      }
    >
  /** The pop is on the agent's screen (or there is no page, or it did not tell in time): ring now. */
  | Event<
      'agent.pop-shown',
      {
        readonly offer: OfferId;
        readonly fence: number;
        /** The account to ring. */
        readonly phone: string;
        readonly ringMs: Millis;
        readonly by: 'desk' | 'no-desk' | 'deadline';
        /** From receiving the pop to the painted frame, measured in the browser. */
        readonly paintedMs?: Millis;
        /** End of the state that begins with it. */
        readonly until: Instant;
      }
    >
  | Event<'agent.ringing', { readonly offer: OfferId; readonly until: Instant }>
  /** `since`: the moment of `call.connected`, so that talk time is the same here and in the call's record. */
  | Event<'agent.talking', { readonly offer: OfferId; readonly since: Instant; readonly until: Instant }>
  | Event<'agent.offer-returned', { readonly offer: OfferId; readonly reason: OfferFailure }>
  | Event<'agent.wrap-up-started', { readonly until: Instant; readonly talkMs: Millis }>
  | Event<'agent.wrap-up-ended', { readonly by: 'agent' | 'deadline' | 'system'; readonly wrapUpMs: Millis }>
  | Event<'agent.result-set', { readonly result: string; readonly note: string }>
  | Event<'agent.desk-connected', { readonly desks: number }>
  /** `reachable`: the agent can still be rung, by another page or a phone on the table. */
  | Event<'agent.desk-lost', { readonly desks: number; readonly reachable: boolean }>;
