/** What happens in a call, past tense; the journal keeps it, so nothing here is changed once it was released. */
import type { Event } from '../kernel/event.js';
import type { AgentId, CallId, LegId, OfferId, UserId } from '../kernel/ids.js';
import type { Language } from '../kernel/localized.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { EndCause, Prompt } from '../switch/port.js';
import type { OverflowTarget } from '../waiting/types.js';
import type {
  Aside,
  CallPhase,
  EndedBy,
  GroupReach,
  LeftReason,
  LegRole,
  ListenMode,
  OfferFailure,
  PartKind,
  QueueRequest,
  Reach,
  SeekPurpose,
  Target,
  Wish,
} from './types.js';

/** From arrival to the end, as far as the pool serves it. */
type ServedEvent =
  | Event<
      'call.arrived',
      {
        readonly leg: LegId;
        readonly from: { readonly number: string; readonly name: string };
        readonly dialled: string;
        readonly trunk: string;
        readonly switch: string;
        readonly language: Language;
        /** From a phone of the centre. Default: `in`. */
        readonly direction?: 'in' | 'internal' | 'out';
        readonly wish?: Wish;
      }
    >
  | Event<'call.answered', { readonly leg: LegId }>
  | Event<'call.collected', { readonly name: string; readonly value: string }>
  | Event<'call.language-set', { readonly language: Language }>
  /** The caller stands in line; `since` starts once per call and survives every failed offer. */
  | Event<
      'call.queued',
      QueueRequest & {
        readonly since: Instant;
        readonly music: string;
        readonly again: boolean;
        /** Nobody is on the line: a callback keeps the place. */
        readonly callback?: true;
      }
    >
  /** In line: queue (on the envelope), priority or music are others now; clock and place of the wait go on. */
  | Event<'call.place-changed', { readonly priority: number; readonly music: string }>
  /** The longest wait is over: the caller is told so and hung up on. */
  | Event<'call.wait-expired', { readonly waitedMs: Millis }>
  /** The caller in line is being told something; music again afterwards. */
  | Event<'call.announced', { readonly playback: string }>
  /**
   * A rule of the queue (on the envelope) has taken the caller out of it; `call.queued` of another queue follows, or the
   * flow, or `call.leaving`.
   */
  | Event<'call.overflowed', { readonly rule: number; readonly target: OverflowTarget }>
  /** The caller hears a last message, then we hang up. */
  | Event<'call.leaving', { readonly playback: string; readonly reason: string }>
  /** `purpose`: absent for an offer of the pool. */
  | Event<
      'call.agent-rung',
      {
        readonly offer: OfferId;
        readonly fence: number;
        readonly leg: LegId;
        readonly ringMs: Millis;
        readonly purpose?: SeekPurpose;
        /** The call has moved: it had no leg, and lives on this switch from here on. */
        readonly switch?: string;
        /** The leg that went with a page, of an agent beside the owner: this one is to take its place. */
        readonly instead?: LegId;
      }
    >
  | Event<'call.agent-ringing', { readonly offer: OfferId; readonly leg: LegId }>
  | Event<
      'call.agent-answered',
      { readonly offer: OfferId; readonly leg: LegId; readonly callerLeg: LegId; readonly bridge: string }
    >
  /** One leg is confirmed in the bridge. */
  | Event<'call.leg-joined', { readonly leg: LegId; readonly bridge: string }>
  /**
   * The party outside the desk talks with `agent` (none: with a party outside the desk too). Only now a caller has left
   * the queue. `purpose`: absent for an offer of the pool; `dial`: `agent` placed the call and has been busy with it
   * since `call.own-phone-up`.
   */
  | Event<
      'call.connected',
      {
        readonly offer: OfferId;
        readonly leg: LegId;
        readonly bridge: string;
        readonly since: Instant;
        readonly purpose?: SeekPurpose;
      }
    >
  /** `purpose`: absent for an offer of the pool. The agent of a direct offer goes back to what was before it. */
  | Event<
      'call.offer-failed',
      { readonly offer: OfferId; readonly reason: OfferFailure; readonly purpose?: SeekPurpose }
    >
  /** The agent went away in mid-call (page closed, phone lost); the caller is back in line with the old clock. */
  | Event<'call.agent-lost', { readonly leg: LegId }>
  | Event<'call.leg-ended', { readonly leg: LegId; readonly role: LegRole; readonly cause: EndCause }>
  | Event<
      'call.ended',
      { readonly by: EndedBy; readonly cause: EndCause; readonly phase: Exclude<CallPhase, 'ended'> }
    >
  /** Every leg is gone; nothing more will happen. The record is written now. */
  | Event<'call.closed', { readonly legsLost: readonly LegId[] }>;

/** Somebody is rung outside the pool: consult, transfer, placed calls, pick-up, give-back. */
type SoughtEvent =
  /** Opened by an agent (on the envelope, with the queue it is placed for, if any) instead of `call.arrived`. */
  | Event<
      'call.placed',
      {
        readonly direction: 'out' | 'internal';
        /** Leg that the other side will have. */
        readonly callerLeg: LegId;
        /** Who is called, as the agent sees it. */
        readonly from: { readonly number: string; readonly name: string };
        readonly dialled: string;
        readonly to: Target;
        readonly reach: Reach;
        /** Whom an agent or extension that is called sees. */
        readonly caller: { readonly number: string; readonly name: string };
        readonly trunk: string;
        readonly switch: string;
        readonly language: Language;
        readonly music: string;
        /** A leg that called in from the agent's own phone; absent when the phone is to be rung. */
        readonly leg?: LegId;
      }
    >
  /**
   * This agent (on the envelope) is asked for directly. Answered by `agent.pop-shown` of this offer, after which the
   * phone is rung, or by `agent.offer-returned`.
   */
  | Event<
      'call.agent-wanted',
      {
        readonly offer: OfferId;
        readonly fence: number;
        readonly purpose: SeekPurpose;
        readonly to: Target;
        readonly reach: Reach;
        readonly ringMs: Millis;
        /** ACW when this agent's part is over, unless it was a consult only. */
        readonly wrapUpMs: Millis;
        /** The attempt of the ring group of which this is a part. */
        readonly group?: OfferId;
        /** The phone from which the agent asks for the call: it is answered, not rung. */
        readonly leg?: LegId;
      }
    >
  /** A party that is no agent is rung: an extension, an outside number. */
  | Event<
      'call.party-rung',
      {
        readonly offer: OfferId;
        readonly leg: LegId;
        readonly purpose: SeekPurpose;
        readonly to: Target;
        readonly reach: Reach;
        readonly ringMs: Millis;
        /** As in `call.agent-wanted`. */
        readonly group?: OfferId;
      }
    >
  /** A ring group is sought: `call.agent-wanted` and `call.party-rung` of its members follow. */
  | Event<
      'call.group-rung',
      {
        readonly offer: OfferId;
        readonly purpose: SeekPurpose;
        readonly to: Target;
        readonly reach: GroupReach;
      }
    >
  /** The caller is led to somebody by a flow, the dialled number or the own phone: nobody serves until one answers. */
  | Event<'call.routed', { readonly to: Target }>
  | Event<'call.party-ringing', { readonly offer: OfferId; readonly leg: LegId }>
  /** Anybody sought has answered, agents too. `callerLeg`: what is recorded from here on, unless it is a consult. */
  | Event<
      'call.party-answered',
      {
        readonly offer: OfferId;
        readonly leg: LegId;
        readonly purpose: SeekPurpose;
        readonly callerLeg: LegId;
        readonly bridge: string;
      }
    >
  /** The phone of the agent who places the call is up: the agent is busy from here on (`agent.talking`). */
  | Event<'call.own-phone-up', { readonly offer: OfferId; readonly leg: LegId }>
  /** The called agent of an internal call (on the envelope) has joined: `agent.talking`. */
  | Event<'call.party-connected', { readonly offer: OfferId; readonly leg: LegId; readonly since: Instant }>;

/**
 * Callbacks: the caller leaves, and a call of its own keeps the place. It is offered like a caller; the agent who answers
 * is busy with it while the customer is rung (`call.party-rung`, purpose `dial`).
 */
type CallbackEvent =
  /**
   * Of the asking call; it leaves line or flow by this. `callback`: the call that is opened for it; with `known` there is
   * one for this number and queue already, and no other is opened.
   */
  | Event<
      'call.callback-asked',
      {
        readonly callback: CallId;
        readonly known?: true;
        readonly from: { readonly number: string; readonly name: string };
        readonly dialled: string;
        readonly language: Language;
        readonly collected: Readonly<Record<string, string>>;
        readonly request: QueueRequest;
        readonly since: Instant;
        readonly reach: Reach;
      }
    >
  /** Instead of `call.arrived`; `call.queued` follows with the old clock. */
  | Event<
      'call.callback-opened',
      {
        readonly of: CallId;
        readonly from: { readonly number: string; readonly name: string };
        readonly dialled: string;
        readonly language: Language;
        readonly collected: Readonly<Record<string, string>>;
        readonly reach: Reach;
        readonly trunk: string;
        readonly switch: string;
        readonly music: string;
        readonly maxAttempts: number;
        readonly retryMs: Millis;
        readonly until: Instant;
      }
    >
  /** The agent of the offer has answered: the offer is confirmed, the agent is busy, the customer is rung now. */
  | Event<'call.callback-taken', { readonly offer: OfferId; readonly leg: LegId }>
  /**
   * The customer was not reached, or (`agent-left`) the agent went before; in line with the old clock, and offered again
   * from `retryAt` on. `attempts`: how often the customer was rung in vain until now.
   */
  | Event<
      'call.callback-failed',
      {
        readonly reason: OfferFailure | 'agent-left';
        readonly attempts: number;
        readonly retryAt: Instant;
      }
    >
  /** Given up; `call.ended` follows. */
  | Event<'call.callback-ended', { readonly reason: 'not-reached' | 'too-late'; readonly attempts: number }>;

/** What agents do with a call in hand. */
type ControlEvent =
  | Event<'call.held', { readonly legs: readonly LegId[] }>
  | Event<'call.resumed', { readonly legs: readonly LegId[] }>
  | Event<'call.muted', { readonly leg: LegId }>
  | Event<'call.unmuted', { readonly leg: LegId }>
  /** Never the digits: they may be a card's. */
  | Event<'call.digits-sent', { readonly leg: LegId; readonly count: number }>
  | Event<
      'call.consult-started',
      {
        readonly consult: string;
        readonly to: Target;
        readonly offer: OfferId;
        /** Absent with a queue as target: the line says who. */
        readonly reach?: Reach;
        readonly bridge: string;
      }
    >
  /**
   * A consult stands in the line of the queue on the envelope, like a caller with the priority and grade of its call;
   * told again when an agent of that queue did not take it: clock and place are kept.
   */
  | Event<
      'call.consult-queued',
      {
        readonly consult: string;
        readonly since: Instant;
        readonly priority: number;
        readonly grade: number;
        readonly skills: Readonly<Record<string, number>>;
        /** Who did not take it. */
        readonly without?: AgentId;
      }
    >
  /** With the consulted agent on the envelope, if it is one: `agent.talking`. */
  | Event<
      'call.consult-connected',
      { readonly consult: string; readonly offer: OfferId; readonly leg: LegId; readonly bridge: string }
    >
  | Event<
      'call.consult-ended',
      {
        readonly consult: string;
        readonly reason: 'cancelled' | 'left' | 'conference' | 'transferred' | 'call-ended' | OfferFailure;
      }
    >
  | Event<'call.swapped', { readonly withCaller: boolean }>
  /** The consulted party is in the conversation. */
  | Event<
      'call.party-added',
      {
        readonly leg: LegId;
        readonly kind: 'agent' | 'guest';
        readonly name: string;
        readonly number: string;
        readonly offer: OfferId;
        /** The conversation goes on in this bridge. */
        readonly bridge: string;
      }
    >
  | Event<'call.party-left', { readonly leg: LegId; readonly reason: 'left' | 'removed' | 'owner' }>
  /** `blind`: `to` is still to be reached. `attended`: the consulted party talks with the caller from here on. */
  | Event<
      'call.transferred',
      { readonly kind: 'attended' | 'blind'; readonly to: Target; readonly by: AgentId }
    >
  /** This agent (on the envelope) takes no part any more and the call goes on: wrap-up, but see `LeftReason`. */
  | Event<
      'call.agent-left',
      { readonly leg: LegId; readonly offer: OfferId | null; readonly reason: LeftReason }
    >
  /** A conversation is served by another agent, who was in it already. */
  | Event<'call.owner-changed', { readonly leg: LegId; readonly offer: OfferId | null }>
  | Event<'call.sent-to-flow', { readonly flow: string; readonly agentWaits: boolean }>
  /** Back from the flow, to the agent who waited: what the flow collected meanwhile. */
  | Event<
      'call.returned',
      {
        readonly results: Readonly<Record<string, string>>;
        readonly by: 'flow' | 'agent' | 'flow-failed';
      }
    >
  | Event<'call.parked', { readonly slot: string; readonly until: Instant }>
  | Event<'call.unparked', { readonly slot: string; readonly reason: 'picked-up' | 'timeout' | 'ended' }>
  | Event<'call.recording-paused', { readonly by: 'agent' | 'flow' }>
  | Event<'call.recording-resumed', { readonly by: 'agent' | 'flow' | 'system'; readonly pausedMs: Millis }>
  /**
   * The page of the agent (and with it the phone) is away; the caller hears music and is given back. `part`: of an agent
   * beside the owner; then the others talk on, and who is left alone hears music.
   */
  | Event<'call.agent-away', { readonly leg: LegId; readonly part?: PartKind }>
  /** `instead`: with `part`, the leg whose place this one takes. */
  | Event<'call.agent-back', { readonly leg: LegId; readonly instead?: LegId; readonly part?: PartKind }>;

/** What an agent alone is told, on the own phone, in mid-call. */
type AsideEvent =
  | Event<
      'call.agent-told',
      {
        readonly leg: LegId;
        readonly playback: string;
        readonly prompts: readonly Prompt[];
        /** Absent: the call's. */
        readonly language?: Language;
        readonly then?: Aside['then'];
      }
    >
  /** It has been said, or could not be. */
  | Event<'call.agent-heard', { readonly leg: LegId; readonly playback: string }>;

/** Supervisors on the line. `mode` is absent in journals from before there were modes: `listen`. */
type ListenedEvent =
  | Event<
      'call.listen-started',
      { readonly listen: string; readonly leg: LegId; readonly user: UserId; readonly mode?: ListenMode }
    >
  | Event<
      'call.listen-connected',
      { readonly listen: string; readonly leg: LegId; readonly user: UserId; readonly mode?: ListenMode }
    >
  | Event<
      'call.listen-mode-changed',
      { readonly leg: LegId; readonly user: UserId; readonly mode: ListenMode }
    >
  | Event<'call.listen-ended', { readonly leg: LegId; readonly user: UserId }>;

export type CallEvent = ServedEvent | SoughtEvent | CallbackEvent | ControlEvent | AsideEvent | ListenedEvent;
