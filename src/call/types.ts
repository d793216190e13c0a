import type { Event } from '../kernel/event.js';
import type { AgentId, CallId, LegId, OfferId, QueueId, UserId } from '../kernel/ids.js';
import type { Language } from '../kernel/localized.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { EndCause, LegTags, PlayRequest } from '../switch/port.js';

/** Where a call is. Drawn in ARCHITECTURE.md; `CALL_PHASES` in rules.ts lists the successors of each. */
export type CallPhase = 'arriving' | 'ivr' | 'waiting' | 'talking' | 'ended';

export type LegRole = 'caller' | 'agent' | 'listener';

export interface CallLeg {
  readonly leg: LegId;
  readonly role: LegRole;
  readonly state: 'new' | 'ringing' | 'up' | 'ended';
  readonly agent?: AgentId;
  readonly offer?: OfferId;
  readonly user?: UserId;
}

/** An offer on its way to an agent's phone. */
export interface CallOffer {
  readonly offer: OfferId;
  /** Fencing number: a later offer of the same call always has a greater one. */
  readonly fence: number;
  readonly agent: AgentId;
  readonly queue: QueueId;
  readonly leg: LegId;
  /** `ringing`: the phone is being rung. `bridging`: answered, the bridge is not confirmed yet. */
  readonly state: 'ringing' | 'bridging';
  readonly joined: readonly LegId[];
}

export interface QueueRequest {
  readonly queue: QueueId;
  /** 0 (least) to 9; higher is served first. */
  readonly priority: number;
  /** Grade of the customer (VIP), 0-100; higher is served first where the queue orders by grade. */
  readonly grade: number;
  /** Minimum levels (0-100) by skill. */
  readonly skills: Readonly<Record<string, number>>;
  /** DS: the one agent to try first, if any. */
  readonly designatedAgent?: AgentId;
}

export interface CallState {
  readonly call: CallId;
  readonly switch: string;
  readonly phase: CallPhase;
  readonly from: { readonly number: string; readonly name: string };
  readonly dialled: string;
  readonly trunk: string;
  readonly arrivedAt: Instant;
  readonly callerLeg: LegId;
  readonly legs: Readonly<Record<LegId, CallLeg>>;
  readonly language: Language;
  /** What the IVR collected, in order of collection. */
  readonly collected: Readonly<Record<string, string>>;
  readonly waiting?: QueueRequest & { readonly since: Instant };
  readonly offer?: CallOffer;
  readonly bridge?: string;
  /** Who talks with the caller. */
  readonly agent?: AgentId;
  readonly lastFence: number;
}

/** How an offer failed; `acd` and `agent` decide by it (DESIGN.md 3.2). */
export type OfferFailure =
  | 'no-answer' // RONA
  | 'rejected' // the agent refused
  | 'busy'
  | 'unreachable' // no phone registered
  | 'desk-lost' // the agent's page went away while reserved or ringing
  | 'caller-gone' // the caller hung up first: no fault of the agent
  | 'withdrawn' // the core took it back: no fault of the agent
  | 'switch-fault';

export type EndedBy = 'caller' | 'agent' | 'flow' | 'supervisor' | 'system';

export type CallEvent =
  | Event<
      'call.arrived',
      {
        readonly leg: LegId;
        readonly from: { readonly number: string; readonly name: string };
        readonly dialled: string;
        readonly trunk: string;
        readonly switch: string;
        readonly language: Language;
      }
    >
  | Event<'call.answered', { readonly leg: LegId }>
  | Event<'call.collected', { readonly name: string; readonly value: string }>
  | Event<'call.language-set', { readonly language: Language }>
  /** The caller stands in line; `since` starts once per call and survives every failed offer. */
  | Event<'call.queued', QueueRequest & { readonly since: Instant; readonly music: string }>
  | Event<
      'call.agent-rung',
      { readonly offer: OfferId; readonly fence: number; readonly leg: LegId; readonly ringMs: Millis }
    >
  | Event<'call.agent-ringing', { readonly offer: OfferId; readonly leg: LegId }>
  | Event<'call.agent-answered', { readonly offer: OfferId; readonly leg: LegId; readonly bridge: string }>
  /** One leg is confirmed in the bridge. */
  | Event<'call.leg-joined', { readonly leg: LegId; readonly bridge: string }>
  /** Both are in the bridge: only now the caller has left the queue. */
  | Event<
      'call.connected',
      { readonly offer: OfferId; readonly leg: LegId; readonly bridge: string; readonly since: Instant }
    >
  | Event<'call.offer-failed', { readonly offer: OfferId; readonly reason: OfferFailure }>
  /** The agent went away in mid-call (page closed, phone lost); the caller is back in line with the old clock. */
  | Event<'call.agent-lost', { readonly leg: LegId }>
  | Event<'call.listen-started', { readonly listen: string; readonly leg: LegId; readonly user: UserId }>
  | Event<'call.listen-connected', { readonly listen: string; readonly leg: LegId; readonly user: UserId }>
  | Event<'call.listen-ended', { readonly leg: LegId; readonly user: UserId }>
  | Event<'call.leg-ended', { readonly leg: LegId; readonly role: LegRole; readonly cause: EndCause }>
  | Event<
      'call.ended',
      { readonly by: EndedBy; readonly cause: EndCause; readonly phase: Exclude<CallPhase, 'ended'> }
    >;

/** What the rules may ask of the outside. */
export type CallEffect =
  | { readonly do: 'answer'; readonly leg: LegId }
  | { readonly do: 'tag'; readonly leg: LegId; readonly tags: LegTags }
  | { readonly do: 'play'; readonly leg: LegId; readonly request: PlayRequest }
  | { readonly do: 'stop-play'; readonly leg: LegId; readonly playback: string }
  | { readonly do: 'music'; readonly leg: LegId; readonly music: string }
  | {
      readonly do: 'ring';
      readonly leg: LegId;
      readonly phone: string;
      readonly ringMs: Millis;
      readonly tags: LegTags;
      readonly autoAnswer: boolean;
    }
  | { readonly do: 'bridge'; readonly bridge: string; readonly legs: readonly LegId[] }
  | { readonly do: 'end-bridge'; readonly bridge: string }
  | { readonly do: 'listen'; readonly listen: string; readonly target: LegId; readonly listener: LegId }
  | { readonly do: 'stop-listening'; readonly listen: string }
  | {
      readonly do: 'hang-up';
      readonly leg: LegId;
      readonly cause: 'normal' | 'busy' | 'rejected' | 'failure';
    }
  | { readonly do: 'deadline'; readonly name: string; readonly at: Instant }
  | { readonly do: 'cancel-deadline'; readonly name: string };
