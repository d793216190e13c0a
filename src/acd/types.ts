import type { Event } from '../kernel/event.js';
import type { AgentId, CallId, OfferId, QueueId, UserId } from '../kernel/ids.js';
import type { Localized } from '../kernel/localized.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { OfferFailure, QueueRequest } from '../call/types.js';

/** An order that looks at agents one by one. An unknown name is an error, never a default. */
export type PlainOrderName = 'MOI' | 'MGS' | 'LIS' | 'SBS-closest' | 'SBS-strongest';

/**
 * How the agents of a queue are ordered for the next caller. `balanced`: among the queue's groups of agents the one with
 * the greatest share of ready ones first, and in it by the group's own order.
 */
export type AgentOrderName = PlainOrderName | 'balanced';

/**
 * How the callers of a queue are ordered among each other and against callers of other queues that a freed agent may
 * serve. `MWT`: total waiting time. `MGS`: the caller's grade, then waiting time. Priority stands before both, and before
 * it who was moved to the front by hand.
 */
export type CallerOrderName = 'MWT' | 'MGS';

export interface QueueMember {
  readonly agent: AgentId;
  /** Configured position, 1, 2, 3 ...: the tie-break of MOI. */
  readonly position: number;
  /** The agent's grade in this queue, 0-100, for MGS. Default 50. */
  readonly grade: number;
  /** 1 (default) to 9: who stands on a lower level is offered calls first, whatever the agent order. */
  readonly level?: number;
}

/** Agents whose load is balanced against that of other groups, e.g. those of a site. */
export interface AgentGroup {
  readonly group: string;
  readonly agents: readonly AgentId[];
  /** How the agents of this group are ordered among each other. */
  readonly agentOrder: PlainOrderName;
}

/** Whom a caller knows: tried alone first, each until that much waiting. */
export interface Preference {
  /** `last-agent`: who talked with this caller last. `owner`: the customer's account manager. */
  readonly agent: 'last-agent' | 'owner';
  /** Counted from when the caller first queued. */
  readonly patienceMs: Millis;
  /** `last-agent`: how long ago that talk may have ended at most. */
  readonly withinMs?: Millis;
}

export interface QueueSettings {
  readonly queue: QueueId;
  readonly name: Localized;
  readonly callerOrder: CallerOrderName;
  readonly agentOrder: AgentOrderName;
  /** Minimum levels (0-100) every caller of this queue needs; a caller's own requirements are added (the greater counts). */
  readonly skills: Readonly<Record<string, number>>;
  /** How much a skill's surplus counts in SBS; 1 where not named. */
  readonly skillWeights: Readonly<Record<string, number>>;
  /** After each `afterMs` of waiting every required level falls by `lowerBy`, never under 0. Empty: never. */
  readonly relaxation: readonly { readonly afterMs: Millis; readonly lowerBy: number }[];
  /**
   * From which waiting time on agents of a level may be tried at all; a level that is not named is open at once. Those
   * of lower levels go first all the same. Default: all levels are open.
   */
  readonly levelOpens?: readonly { readonly level: number; readonly afterMs: Millis }[];
  /** For `balanced`, in the order that breaks ties: every member stands in one of them. */
  readonly groups?: readonly AgentGroup[];
  /** Whom the caller knows, the first before the next. An agent whom the flow designates goes before all of them. */
  readonly preferences?: readonly Preference[];
  /** DS: how long the designated agent alone is tried. 0: no designation in this queue. */
  readonly designatedMs: Millis;
  /** How long an agent's phone rings before RONA. */
  readonly ringMs: Millis;
  /** Music class while waiting. */
  readonly music: string;
  /** ACW of this queue's calls; 0: none. */
  readonly wrapUpMs: Millis;
  /** T of the service level. */
  readonly serviceLevelMs: Millis;
  readonly members: readonly QueueMember[];
}

/** Whom a caller knows, as far as the centre does. */
export interface KnownAgents {
  /** The customer's account manager. */
  readonly owner?: AgentId;
  /** Who talked with this caller last, and when that talk ended. */
  readonly last?: { readonly agent: AgentId; readonly at: Instant };
}

/** Who is to be tried alone, why, and until when; `until` null: as long as that agent can come. */
export interface Designation {
  readonly agent: AgentId;
  /** `flow`: DS. `assigned`: by a supervisor, whatever skills the caller needs. */
  readonly why: 'flow' | 'last-agent' | 'owner' | 'assigned';
  readonly until: Instant | null;
  /** With `assigned`: who did it. */
  readonly by?: UserId;
}

/** A caller in line, as the matcher sees it. */
export interface WaitingCaller extends QueueRequest {
  readonly call: CallId;
  /** The clock of MWT: when the caller first queued. */
  readonly since: Instant;
  /** Moved to the front by hand: the greater number goes first, before every priority. Default 0: not moved. */
  readonly front?: number;
  /**
   * Besides `designatedAgent`, who stands behind an assigned and before all others: the first who can come and whose
   * time is not over is tried alone. Default: none.
   */
  readonly designations?: readonly Designation[];
}

/** An agent who can be offered a call now. */
export interface ReadyAgent {
  readonly agent: AgentId;
  readonly readySince: Instant;
  /** LIS: talk + hold + wrap-up in the current shift. */
  readonly serviceMs: Millis;
  /** Levels 0-100. */
  readonly skills: Readonly<Record<string, number>>;
}

/** Why a candidate was left out. */
export type ExclusionReason =
  | 'not-ready' // logged out, not ready, busy, reserved (told as a count, not one by one)
  | 'skill-too-low'
  | 'level-not-open' // the caller has not waited long enough for agents of this level
  | 'refused-this-caller' // RONA, rejection or lost desk: excluded for this caller
  | 'not-designated' // DS: another agent is designated and the time has not run out
  | 'caller-behind'; // another caller of this agent's queues goes first

/** Why a pair of caller and agent is not matched, for the supervisor's "why": also what a decision need not say. */
export type ObstacleReason =
  | ExclusionReason
  | 'not-waiting' // the call does not stand in line
  | 'being-offered' // the caller is being offered to somebody
  | 'not-a-member'; // the agent does not serve the caller's queue

export interface Obstacle {
  readonly reason: ObstacleReason;
  /** E.g. `english 40 < 60`, or the id of the agent or caller that stands in the way. */
  readonly detail?: string;
}

export interface Candidate {
  readonly agent: AgentId;
  /** What the order compared, most important first, in its own units (e.g. readySince, grade, surplus). */
  readonly score: readonly number[];
  /** Absent where all members of the queue stand on level 1. */
  readonly level?: number;
  /** With `balanced`: the agent's group. */
  readonly group?: string;
}

/** With `balanced`: how a group stood when the decision was made. */
export interface GroupShare {
  readonly group: string;
  readonly ready: number;
  /** Members of the queue in this group who are logged in. */
  readonly loggedIn: number;
}

/** Why this caller got this agent: kept for ever (DESIGN.md 3.8). */
export interface Decision {
  /** What made the matcher look: a caller came, an agent became free, a relaxation or designation step was due. */
  readonly trigger: 'caller' | 'agent' | 'step';
  readonly agentOrder: AgentOrderName;
  readonly callerOrder: CallerOrderName;
  /** Best first, at most 10; the first is the chosen one. */
  readonly candidates: readonly Candidate[];
  /** How many could have been chosen, also beyond the 10. */
  readonly candidateCount: number;
  /** Ready members that were left out: examples, at most 20. */
  readonly excluded: readonly {
    readonly agent: AgentId;
    readonly reason: ExclusionReason;
    readonly detail?: string;
  }[];
  /** All ready members that were left out, each under the first reason that holds; a reason without agents is absent. */
  readonly excludedCounts: Readonly<Partial<Record<ExclusionReason, number>>>;
  /** By how many points every required level had fallen. */
  readonly relaxedBy: number;
  /** Members of the queue that were not ready. */
  readonly notReady: number;
  readonly waitedMs: Millis;
  /** Callers that this agent could have served and that stood behind. */
  readonly passedOver: number;
  /** What separated the first from the second; `only` when there was one candidate. */
  readonly tieBreak: 'only' | 'level' | 'group' | 'score' | 'position' | 'id';
  /** Agents up to this level could be tried; absent when all could. */
  readonly openLevel?: number;
  /** Why the chosen one was tried alone; absent when the whole queue was looked at. */
  readonly designation?: Designation;
  /** The caller had been moved to the front by hand. */
  readonly movedToFront?: true;
  /** With `balanced`: all groups of the queue, the greatest share first. */
  readonly shares?: readonly GroupShare[];
  readonly configVersion: string;
}

export interface Match {
  readonly call: CallId;
  readonly agent: AgentId;
  readonly queue: QueueId;
  readonly decision: Decision;
}

/**
 * How a stay in line ended. `called-back`: the caller asked to be called back; a call that is opened for it goes on with
 * the place and counts by itself. `overflowed`: a rule of the queue took the caller elsewhere. `moved`: somebody put the
 * caller into another line. `ended`: by the centre, for any other reason.
 */
export type QueueOutcome = 'answered' | 'abandoned' | 'overflowed' | 'called-back' | 'moved' | 'ended';

export type AcdEvent =
  | Event<
      'acd.queue-entered',
      {
        readonly since: Instant;
        /** How many stand in line, this caller included. */
        readonly length: number;
        /** 1 is served first. Absent in what was concluded after a crash. */
        readonly position?: number;
        readonly again: boolean;
        /** Nobody is on the line: a callback keeps the place. */
        readonly callback?: true;
        /** Whom the caller knows and will be tried with first; absent when nobody. */
        readonly designations?: readonly Designation[];
      }
    >
  /** Reserve with lease and fencing number (DESIGN.md 3.2). */
  | Event<
      'acd.offer-made',
      {
        readonly offer: OfferId;
        readonly fence: number;
        readonly leaseUntil: Instant;
        readonly ringMs: Millis;
        readonly wrapUpMs: Millis;
        readonly since: Instant;
        readonly decision: Decision;
      }
    >
  | Event<
      'acd.offer-ended',
      { readonly offer: OfferId; readonly outcome: 'confirmed' | OfferFailure | 'lease-expired' }
    >
  | Event<
      'acd.queue-left',
      /** `waitedMs`: this stay in line, without a conversation before it. */
      { readonly outcome: QueueOutcome; readonly waitedMs: Millis }
    >
  /** An agent who is in a call with the caller seeks advice: the consult stands in line. */
  | Event<
      'acd.consult-entered',
      {
        readonly consult: string;
        readonly since: Instant;
        readonly position: number;
        readonly length: number;
        /** Once more, after an agent who did not take it. */
        readonly again: boolean;
      }
    >
  /** The agent on the envelope is asked for a consult; held for it until it is settled. */
  | Event<
      'acd.consult-matched',
      { readonly consult: string; readonly offer: OfferId; readonly decision: Decision }
    >
  /** By hand, while waiting. */
  | Event<'acd.priority-changed', { readonly from: number; readonly to: number; readonly by: UserId }>
  /** `queue` on the envelope is where the caller stands now; clock and refusals are kept. */
  | Event<
      'acd.moved',
      | { readonly to: 'front'; readonly by: UserId; readonly front: number; readonly position: number }
      | { readonly to: 'queue'; readonly by: UserId; readonly from: QueueId; readonly position: number }
    >
  /** `agent` on the envelope is tried alone from now on, before all other callers, until logged out or refused. */
  | Event<'acd.assigned', { readonly by: UserId; readonly designation: Designation }>;
