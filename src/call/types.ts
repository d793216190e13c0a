import type { Draft, Event } from '../kernel/event.js';
import type { AgentId, CallId, LegId, OfferId, QueueId, UserId } from '../kernel/ids.js';
import type { Language } from '../kernel/localized.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { IvrInput, IvrOutput } from '../ivr/types.js';
import type { EndCause, LegTags, PlayRequest, SwitchEvent, SwitchSnapshot } from '../switch/port.js';

/** Where a call is. Drawn in ARCHITECTURE.md; `CALL_PHASES` in rules.ts lists the successors of each. */
export type CallPhase = 'arriving' | 'ivr' | 'waiting' | 'talking' | 'leaving' | 'ended';

export type LegRole = 'caller' | 'agent' | 'listener';

export interface CallLeg {
  readonly leg: LegId;
  readonly role: LegRole;
  readonly state: 'new' | 'ringing' | 'up' | 'ended';
  readonly agent?: AgentId;
  readonly offer?: OfferId;
  readonly user?: UserId;
  /** Ended, and nobody saw how. */
  readonly lost?: true;
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
  /** Playback that is heard last before we hang up (phase `leaving`). */
  readonly farewell?: string;
  /** Supervisors on the line: listen id by their leg. */
  readonly listens: Readonly<Record<LegId, string>>;
  readonly legs: Readonly<Record<LegId, CallLeg>>;
  readonly language: Language;
  /** What the IVR collected, in order of collection. */
  readonly collected: Readonly<Record<string, string>>;
  readonly waiting?: QueueRequest & { readonly since: Instant };
  readonly offer?: CallOffer;
  /** Music class while waiting. */
  readonly music: string;
  readonly bridge?: string;
  /** Who talks with the caller, and on which leg: an older leg of the same agent may still be going. */
  readonly agent?: AgentId;
  readonly agentLeg?: LegId;
  readonly lastFence: number;
}

/** How an offer failed; `acd` and `agent` decide by it (DESIGN.md 3.2). */
export type OfferFailure =
  | 'no-answer' // RONA
  | 'rejected' // the agent refused
  | 'busy'
  | 'unreachable' // no phone registered
  | 'desk-lost' // the agent's page went away while reserved or ringing
  | 'caller-gone' // the call ended first: no fault of the agent
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
  | Event<
      'call.queued',
      QueueRequest & { readonly since: Instant; readonly music: string; readonly again: boolean }
    >
  /** In line: queue (on the envelope), priority or music are others now; clock and place of the wait go on. */
  | Event<'call.place-changed', { readonly priority: number; readonly music: string }>
  /** The longest wait is over: the caller is told so and hung up on. */
  | Event<'call.wait-expired', { readonly waitedMs: Millis }>
  /** The caller hears a last message, then we hang up. */
  | Event<'call.leaving', { readonly playback: string; readonly reason: string }>
  | Event<
      'call.agent-rung',
      { readonly offer: OfferId; readonly fence: number; readonly leg: LegId; readonly ringMs: Millis }
    >
  | Event<'call.agent-ringing', { readonly offer: OfferId; readonly leg: LegId }>
  | Event<
      'call.agent-answered',
      { readonly offer: OfferId; readonly leg: LegId; readonly callerLeg: LegId; readonly bridge: string }
    >
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
    >
  /** Every leg is gone; nothing more will happen. The record is written now. */
  | Event<'call.closed', { readonly legsLost: readonly LegId[] }>;

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
      readonly caller: { readonly number: string; readonly name: string };
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
  | { readonly do: 'cancel-deadline'; readonly name: string }
  /** Walk the flow of the dialled number. */
  | { readonly do: 'start-flow'; readonly dialled: string; readonly language: Language }
  | { readonly do: 'flow-input'; readonly input: IvrInput }
  | { readonly do: 'end-flow' }
  /** What the flow was playing when the link was lost has ended by now, or will not be missed. */
  | { readonly do: 'resume-flow' }
  /** Compare the legs of this call with the switch; those it does not have are told as ended, inferred. */
  | { readonly do: 'verify-legs' };

export type CallDraft = Draft<CallEvent>;

/** What a decision comes to: facts first, then what to ask of the outside, in order. */
export interface CallStep {
  readonly events: readonly CallDraft[];
  readonly effects: readonly CallEffect[];
}

/** A leg-level fact from the switch, as the port tells it. */
export type LegFact = Extract<SwitchEvent, { leg: LegId }>;

/** Everything that can happen to a call. */
export type CallInput =
  | { readonly kind: 'switch'; readonly fact: LegFact; readonly inferred?: true }
  /** The link is back; `legs`: those of this call that are at the switch. */
  | {
      readonly kind: 'link-up';
      readonly legs: SwitchSnapshot['legs'];
      /** The first link of a process that has taken this call over from a former one. */
      readonly takenOver?: true;
    }
  /** What the flow asks for. */
  | { readonly kind: 'flow'; readonly output: IvrOutput; readonly musicOf: (queue: QueueId) => string }
  /** The flow could not go on. */
  | { readonly kind: 'flow-failed'; readonly reason: string }
  /** The agent's page shows the pop: ring the phone now. */
  | {
      readonly kind: 'ring-agent';
      readonly offer: OfferId;
      readonly fence: number;
      readonly agent: AgentId;
      readonly queue: QueueId;
      readonly phone: string;
      readonly ringMs: Millis;
    }
  /** The line says that the caller stands elsewhere in it, or in another one. */
  | {
      readonly kind: 'place-changed';
      readonly queue: QueueId;
      /** Undefined: as before. */
      readonly priority?: number;
      readonly music: string;
    }
  /** The offer is over by somebody else's word: refused at the desk, desk lost, lease run out, taken back. */
  | { readonly kind: 'withdraw-offer'; readonly offer: OfferId; readonly reason: OfferFailure }
  | { readonly kind: 'agent-lost'; readonly agent: AgentId }
  | { readonly kind: 'hang-up'; readonly by: EndedBy }
  | { readonly kind: 'listen'; readonly listen: string; readonly user: UserId; readonly phone: string }
  | { readonly kind: 'stop-listening'; readonly user: UserId }
  /** A command to the switch failed or came too late. */
  | { readonly kind: 'command-failed'; readonly effect: CallEffect; readonly code: string }
  /** `token` tells the newest deadline of a name from one that was moved in the moment it fired. */
  | { readonly kind: 'deadline'; readonly name: string; readonly token?: number };

/** Limits that the rules need; from the configuration. */
export interface CallLimits {
  /** For the caller leg to be answered by the switch. */
  readonly answerMs: Millis;
  readonly maxIvrMs: Millis;
  readonly maxWaitMs: Millis;
  readonly maxCallMs: Millis;
  /** Beyond the ring time, for the switch to say that ringing is over. */
  readonly ringSlackMs: Millis;
  /** For both legs to be confirmed in the bridge. */
  readonly bridgeMs: Millis;
  /** For all legs to be gone after the end. */
  readonly closeMs: Millis;
}
