import type { AgentId, CallId, LegId, OfferId, QueueId, UserId } from '../kernel/ids.js';
import type { Language } from '../kernel/localized.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { EndCause, Prompt } from '../switch/port.js';

export type * from './events.js';
export type * from './inputs.js';

/** Where a call is. Drawn in ARCHITECTURE.md; `CALL_PHASES` in evolve.ts lists the successors of each. */
export type CallPhase =
  | 'arriving'
  | 'ivr'
  | 'waiting'
  /** Placed by an agent: the own phone first, then the other side rings. */
  | 'dialling'
  | 'talking'
  /** Nobody serves the caller while somebody else is rung. */
  | 'transferring'
  | 'parked'
  | 'leaving'
  | 'ended';

/** `guest`: a further party that is no agent: an outside number, an extension. */
export type LegRole = 'caller' | 'agent' | 'guest' | 'listener';

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

/** Whom a consult, a transfer or a dialled call is meant for. */
export type Target =
  | { readonly kind: 'agent'; readonly agent: AgentId }
  | { readonly kind: 'queue'; readonly queue: QueueId }
  | { readonly kind: 'extension'; readonly extension: string }
  /** A ring group, by its number. */
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'outside'; readonly number: string }
  | { readonly kind: 'flow'; readonly flow: string };

/** Who can be a member of a ring group: an agent, or the phone of an extension. */
export type MemberReach =
  | { readonly kind: 'agent'; readonly agent: AgentId; readonly name: string }
  | { readonly kind: 'phone'; readonly phone: string; readonly name: string };

/** How a target is rung, found out before the rules are asked: an agent by way of the agent's desk, the others at once. */
export type Reach =
  | MemberReach
  | GroupReach
  | {
      readonly kind: 'trunk';
      readonly trunk: string;
      readonly number: string;
      /** Whom the called party sees. */
      readonly caller: { readonly number: string; readonly name: string };
    };

/**
 * `all`: all members at once. `in-order`: one after the other. `memory`: one after the other, and whoever was rung
 * before rings on.
 */
export type HuntStrategy = 'all' | 'in-order' | 'memory';

/** Several who are rung for one attempt; the first who answers has it. */
export interface GroupReach {
  readonly kind: 'group';
  readonly group: string;
  readonly name: string;
  readonly strategy: HuntStrategy;
  /** Each member rings so long. */
  readonly ringMs: Millis;
  /** In the order in which they are rung; may be empty. */
  readonly members: readonly MemberReach[];
  /** Where a caller goes whom none of them takes; absent: hears so and is hung up on. */
  readonly otherwise?: Otherwise;
}

/** What becomes of a caller whom a ring group does not take. */
export type Otherwise =
  | { readonly to: 'queue'; readonly queue: QueueId; readonly music: string }
  | { readonly to: 'extension'; readonly extension: string; readonly reach: MemberReach }
  | { readonly to: 'message'; readonly prompt: string };

/** What somebody wants who calls from a phone of the centre; a call without one walks the flow of its number. */
export type Wish =
  | { readonly do: 'reach'; readonly to: Target; readonly reach: Reach }
  /** A feature code: carried out when the call is answered, then its outcome is told. */
  | { readonly do: 'code' }
  /** Nothing but to hear why not. */
  | { readonly do: 'say'; readonly prompt: string; readonly reason: string };

/** An offer of the pool on its way to an agent's phone. */
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

/** What somebody is sought for. */
export type SeekPurpose =
  /** The agent's own phone, for a call that this agent places; it answers by itself. */
  | 'own-phone'
  /** The other side of a call that an agent places. */
  | 'dial'
  | 'consult'
  | 'transfer'
  /** The agent's own phone, for a parked call that this agent takes. */
  | 'pick-up'
  /** Back to the agent who transferred or parked, because nobody else takes the caller. */
  | 'give-back'
  /** The own phone of an agent whose page is back; the agent has been talking all the time and is not asked. */
  | 'rejoin';

/**
 * Somebody who is rung outside the pool, at most one at a time. `wanted`: an agent is asked for, the phone is not rung
 * yet. `joining`: answered, the bridge is not confirmed yet.
 */
export interface Seek {
  /** Id of the attempt, also for parties that are no agents. */
  readonly offer: OfferId;
  readonly purpose: SeekPurpose;
  readonly to: Target;
  readonly reach: Reach;
  readonly state: 'wanted' | 'ringing' | 'joining';
  /** Of a pick-up, also while `wanted`: the agent has called in for it, and this phone is answered, not rung. */
  readonly leg?: LegId;
  readonly joined: readonly LegId[];
  /** Of a ring group: those who are asked for or rung now. The first who answers becomes the attempt. */
  readonly attempts?: readonly Attempt[];
  /** Of a ring group: how many of its members were tried so far. */
  readonly tried?: number;
}

/** One member of a ring group on the way. */
export interface Attempt {
  readonly offer: OfferId;
  readonly reach: MemberReach;
  readonly state: 'wanted' | 'ringing';
  readonly leg?: LegId;
}

/** What an agent alone is told in mid-call; the own phone is out of the conversation as long. */
export interface Aside {
  readonly leg: LegId;
  readonly playback: string;
  readonly prompts: readonly Prompt[];
  /** The agent's; absent: the call's. */
  readonly language?: Language;
  /** What follows: the call is parked there, or it ends (an own call that came to nothing). */
  readonly then?:
    { readonly do: 'park'; readonly slot: string } | { readonly do: 'end'; readonly cause: EndCause };
}

/** The agent speaks with somebody else about the call. At most one. While the other side is rung, `seek` stands beside. */
export interface Consult {
  readonly consult: string;
  readonly to: Target;
  readonly offer: OfferId;
  /** The consulted agent, if it is one. */
  readonly agent?: AgentId;
  readonly name: string;
  readonly number: string;
  readonly state: 'seeking' | 'up';
  readonly bridge: string;
  /** Once the other side is up. */
  readonly leg?: LegId;
  /** Swapped: the agent talks with the caller and the consulted party hears music. */
  readonly withCaller: boolean;
  /** An agent of this queue is consulted: the consult stands in its line since then, and again after an agent who did not take it. */
  readonly line?: { readonly queue: QueueId; readonly since: Instant };
}

/** `consulted`: by the owner. `member`: of a conference. `called`: the other side of a call between colleagues. */
export type PartKind = 'consulted' | 'member' | 'called';

/** An agent who takes part without owning the call, and whose page is away; keeps the place until the grace is over. */
export interface PartAway {
  readonly agent: AgentId;
  readonly since: Instant;
  /** The phone of the new page, while it is rung. */
  readonly back?: { readonly offer: OfferId; readonly leg: LegId };
}

/** A further member of the conversation. */
export interface Guest {
  readonly leg: LegId;
  readonly kind: 'agent' | 'guest';
  readonly agent?: AgentId;
  readonly offer?: OfferId;
  readonly number: string;
  readonly name: string;
}

/** `listen`: hears both sides. `whisper`: the agent hears the supervisor too. `join`: member of the conversation. `take-over`: join, and the agent's leg is out of it, on music. */
export type ListenMode = 'listen' | 'whisper' | 'join' | 'take-over';

export interface Listening {
  readonly listen: string;
  readonly user: UserId;
  readonly mode: ListenMode;
  /** Counts changes of mode: the switch gets a new id for each ear. */
  readonly turn: number;
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

/** A callback on its way: it stands in line like a caller, and the customer is rung when an agent has taken it. */
export interface Callback {
  /** The call in which it was asked for. */
  readonly of: CallId;
  /** How often the customer was rung in vain. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** From one attempt in vain until the callback can be offered again. */
  readonly retryMs: Millis;
  /** Given up then, wherever it stands. */
  readonly until: Instant;
  /** How often it was taken by an agent: tells the legs of the customer apart. */
  readonly taken: number;
}

export interface CallState {
  readonly call: CallId;
  /** Name of the switch on which all its legs are: where it arrived, or where its first leg was rung. */
  readonly switch: string;
  readonly phase: CallPhase;
  /** `out`, `internal`: placed by an agent, or from another phone of the centre. */
  readonly direction: 'in' | 'out' | 'internal';
  /** The party outside the desk: who called in, or who was dialled. */
  readonly from: { readonly number: string; readonly name: string };
  readonly dialled: string;
  readonly trunk: string;
  readonly arrivedAt: Instant;
  /** The leg of the party outside the desk; in `dialling` it may not be there yet. */
  readonly callerLeg: LegId;
  /** A customer who asked to be called back, until reached. No leg stands for the customer before that. */
  readonly callback?: Callback;
  /** In `dialling`: whom to ring once the own phone is up, and for which queue. */
  readonly dial?: {
    readonly to: Target;
    readonly reach: Reach;
    readonly caller: { readonly number: string; readonly name: string };
    readonly queue?: QueueId;
    /** Placed from the agent's phone, not from the desk. */
    readonly byPhone?: true;
  };
  /** Of a call from a phone of the centre. */
  readonly wish?: Wish;
  /** Nobody has transferred: a flow, the dialled number or a phone of the centre leads to whom is rung. */
  readonly routed?: { readonly to: Target };
  readonly aside?: Aside;
  /** Playback that the caller was told something by while in line, last. */
  readonly announcement?: string;
  /** Playback that is heard last before we hang up (phase `leaving`). */
  readonly farewell?: string;
  /** Supervisors on the line by their leg. */
  readonly listens: Readonly<Record<LegId, Listening>>;
  readonly legs: Readonly<Record<LegId, CallLeg>>;
  readonly language: Language;
  /** What the IVR collected, in order of collection. */
  readonly collected: Readonly<Record<string, string>>;
  /** The request of the last queue, kept after the caller was answered: the way back into line. */
  readonly waiting?: QueueRequest & { readonly since: Instant };
  readonly offer?: CallOffer;
  readonly seek?: Seek;
  /** Music class while waiting or held. */
  readonly music: string;
  /** The conversation. */
  readonly bridge?: string;
  /** Who serves, and on which leg: an older leg of the same agent may still be going. None: two outside parties talk. */
  readonly agent?: AgentId;
  readonly agentLeg?: LegId;
  /** The offer by which `agent` came to the call. */
  readonly agentOffer?: OfferId;
  readonly guests: readonly Guest[];
  /** Parties on hold, in the order in which they were held. */
  readonly held: readonly LegId[];
  readonly muted: readonly LegId[];
  readonly consult?: Consult;
  /** Who transferred last and where to: gets the caller back when nobody takes it. */
  readonly transfer?: { readonly by: AgentId; readonly to: Target };
  /** In a flow by an agent's hand. `agentWaits`: the agent's leg stays. */
  readonly flowVisit?: {
    readonly flow: string;
    readonly agentWaits: boolean;
    readonly agent: AgentId;
    /** What was collected since. */
    readonly results: Readonly<Record<string, string>>;
  };
  readonly park?: { readonly slot: string; readonly by: AgentId; readonly until: Instant };
  readonly recordingPaused?: { readonly at: Instant; readonly by: 'agent' | 'flow' };
  /** The agent's page went away in mid-call: the caller hears music until the own phone is rung again. */
  readonly agentAway?: true;
  /** Agents beside the owner whose page went away in mid-call, by the leg that went with it. */
  readonly partsAway: Readonly<Record<LegId, PartAway>>;
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

/**
 * Why an agent's part in a call is over though the call goes on. `consult-over`: the agent was consulted only and goes
 * back to what was before; all others wrap up.
 */
export type LeftReason =
  | 'transferred'
  | 'consult-over'
  | 'left'
  | 'removed'
  | 'parked'
  | 'sent-to-flow'
  | 'taken-over'
  /** A callback whose customer was not reached: no wrap-up, the agent is what it was before. */
  | 'not-reached'
  | 'ended';

/** What an agent can ask of the call in hand: the path of the command below `/agent/`. */
export type CallCommandName =
  | 'hold'
  | 'resume'
  | 'mute'
  | 'unmute'
  | 'digits'
  | 'consult'
  | 'consult/cancel'
  | 'swap'
  | 'conference'
  | 'transfer'
  | 'flow'
  | 'flow/take-back'
  | 'park'
  | 'recording/pause'
  | 'recording/resume'
  | 'remove-party'
  | 'hang-up';

/** Limits that the rules need; from the configuration. */
export interface CallLimits {
  /** For the caller leg to be answered by the switch. */
  readonly answerMs: Millis;
  readonly maxIvrMs: Millis;
  readonly maxWaitMs: Millis;
  readonly maxCallMs: Millis;
  /** Beyond the ring time, for the switch to say that ringing is over. */
  readonly ringSlackMs: Millis;
  /** For both legs to be confirmed in the bridge; then the switch is asked, again and again, how things stand. */
  readonly bridgeMs: Millis;
  /** For the same, all in all: nobody who has answered is hung up on sooner because the switch is slow. */
  readonly togetherMs: Millis;
  /** For all legs to be gone after the end. */
  readonly closeMs: Millis;
  /** How long a party rings that is called outside the pool. */
  readonly directRingMs: Millis;
  /** For a wanted agent's desk to say yes or no. */
  readonly wantedMs: Millis;
  /** How long a consult waits in a queue's line for a free agent. */
  readonly consultWaitMs: Millis;
  /** How long a parked call waits for somebody to pick it up. */
  readonly parkMs: Millis;
  /** How long a caller is kept for an agent whose page is away. */
  readonly awayMs: Millis;
  /** How long a command that moves sound may have failed before the switch is asked how things stand. */
  readonly mediaMs: Millis;
  /** ACW by queue; 0 where none is named. */
  readonly wrapUpMs: Readonly<Record<QueueId, Millis>>;
}
