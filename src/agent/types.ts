import type { Event } from '../kernel/event.js';
import type { AgentId, CallId, OfferId, QueueId, UserId } from '../kernel/ids.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { OfferFailure } from '../call/types.js';

/**
 * What an agent is doing. `dialling`: places a call itself. `logged-out`, `not-ready` and `ready` are rest; the others have a deadline and an owner
 * (DESIGN.md 3.3). Drawn in ARCHITECTURE.md; `AGENT_STATES` in rules.ts lists the successors of each.
 */
export type AgentStateName =
  'logged-out' | 'not-ready' | 'ready' | 'reserved' | 'ringing' | 'dialling' | 'talking' | 'wrap-up';

/**
 * Why an agent is reserved. `serve`: a caller of the line. The others come straight to this agent: asked for advice,
 * given a caller, called by a colleague, takes a call that waits elsewhere, gets a caller back.
 */
export type OfferPurpose = 'serve' | 'consult' | 'transfer' | 'internal' | 'pick-up' | 'give-back';

/** Of `agent.result-set` by the centre, where a result was obligatory and none was given in time. */
export const NO_RESULT_GIVEN = 'not-given';

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
    /** None for a call that no queue has a part in. */
    readonly queue?: QueueId;
    /** `dial`: the agent placed the call. */
    readonly purpose: OfferPurpose | 'dial';
    readonly offer: OfferId;
    readonly fence: number;
    readonly ringMs: Millis;
    readonly wrapUpMs: Millis;
    /** Set when the result is given. */
    readonly result?: string;
    readonly talkingSince?: Instant;
    /** By how much this wrap-up was extended so far. */
    readonly extendedMs?: Millis;
  };
  /** When the state ends by itself; none at rest. */
  readonly until?: Instant;
  /** What the agent asked for to happen after this call. */
  readonly next?: ({ readonly to: 'not-ready'; readonly reason: string } | { readonly to: 'logged-out' }) & {
    readonly user?: UserId;
  };
  /** At work on something that came straight to this agent while not ready: the reason to go back to. */
  readonly wasNotReady?: string;
  /** Offers let ring to the end: one after the other, and since log-in. */
  readonly missed: { readonly inRow: number; readonly inShift: number };
  /** Calls wrapped up since log-in whose result can still be changed, oldest first, at most `RECENT_CALLS`. */
  readonly recent: readonly { readonly call: CallId; readonly queue?: QueueId }[];
  /** Talk, with hold and consultation in it, and wrap-up, since log-in. */
  readonly serviceMs: Millis;
  readonly readySince?: Instant;
  readonly loggedInAt?: Instant;
  /** Pages of this agent that are connected. */
  readonly desks: number;
}

/** How many calls back a result can be changed. */
export const RECENT_CALLS = 20;

/** Who, when it was not the agent: a supervisor's user. */
interface Forced {
  readonly user?: UserId;
}

export type AgentEvent =
  | Event<'agent.logged-in', { readonly user: UserId; readonly phone: string }>
  | Event<
      'agent.logged-out',
      Forced & { readonly by: 'agent' | 'supervisor' | 'system'; readonly reason: string }
    >
  | Event<
      'agent.ready',
      Forced & {
        /** When somebody asked for it; absent: it follows from something else. */
        readonly by?: 'agent' | 'supervisor';
        readonly readySince: Instant;
        readonly serviceMs: Millis;
        /** The page, which is the phone, is away: ready again when it is back, and offered nothing until then. */
        readonly reachable?: false;
      }
    >
  | Event<
      'agent.not-ready',
      Forced & { readonly reason: string; readonly by: 'agent' | 'supervisor' | 'system' }
    >
  /** Asked for during a call or wrap-up; takes effect afterwards. */
  | Event<'agent.next-requested', Forced & { readonly next: NonNullable<AgentState['next']> | null }>
  /** The desk pops on this, before the phone rings. `call`, `queue` are on the envelope. */
  | Event<
      'agent.reserved',
      {
        readonly offer: OfferId;
        readonly fence: number;
        readonly until: Instant;
        readonly ringMs: Millis;
        readonly wrapUpMs: Millis;
        /** Absent: `serve`. */
        readonly purpose?: OfferPurpose;
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
  /** The agent places the call on the envelope, or has answered for a callback; for a queue, when it is on the envelope as well. */
  | Event<
      'agent.dialling',
      { readonly purpose: 'dial' | 'internal'; readonly wrapUpMs: Millis; readonly until: Instant }
    >
  | Event<'agent.ringing', { readonly offer: OfferId; readonly until: Instant }>
  /** `since`: the moment of `call.connected`, so that talk time is the same here and in the call's record. */
  | Event<'agent.talking', { readonly offer: OfferId; readonly since: Instant; readonly until: Instant }>
  | Event<'agent.offer-returned', { readonly offer: OfferId; readonly reason: OfferFailure }>
  /** A consultation or a call between colleagues is over; no wrap-up follows. */
  | Event<'agent.conversation-ended', { readonly talkMs: Millis }>
  /**
   * An offer was missed through the agent. Let ring (`no-answer`), it counts against the limits of the queue; the numbers
   * are those after it.
   */
  | Event<
      'agent.offer-missed',
      {
        readonly offer: OfferId;
        readonly reason: OfferFailure | 'lease-expired';
        readonly inRow: number;
        readonly inShift: number;
      }
    >
  /** RONA: so many offers let ring in this shift that somebody should look; once for every `limit` of them. */
  | Event<'agent.miss-alarm', { readonly inShift: number; readonly limit: number }>
  /** What was asked for on the agent's own phone, by a code or a number, cannot be; the phone has said so, by this prompt. */
  | Event<'agent.phone-refused', { readonly word: string }>
  | Event<'agent.wrap-up-started', { readonly until: Instant; readonly talkMs: Millis }>
  | Event<
      'agent.wrap-up-extended',
      { readonly until: Instant; readonly byMs: Millis; readonly leftMs: Millis }
    >
  | Event<
      'agent.wrap-up-ended',
      { readonly by: 'agent' | 'supervisor' | 'deadline' | 'system'; readonly wrapUpMs: Millis }
    >
  /** `by: 'system'`: obligatory and not given in time. `changed`: after the wrap-up. */
  | Event<
      'agent.result-set',
      { readonly result: string; readonly note: string; readonly by?: 'system'; readonly changed?: true }
    >
  | Event<'agent.desk-connected', { readonly desks: number }>
  /**
   * `reachable`: the agent can still be rung, by another page or a phone on the table. `takenOver`: another page of this
   * agent has opened, which follows as `agent.desk-connected`.
   */
  | Event<
      'agent.desk-lost',
      { readonly desks: number; readonly reachable: boolean; readonly takenOver?: true }
    >;
