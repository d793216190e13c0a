import type { Event } from '../kernel/event.js';
import type { AgentId, CallId, OfferId, QueueId } from '../kernel/ids.js';
import type { Localized } from '../kernel/localized.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { OfferFailure, QueueRequest } from '../call/types.js';

/** How the agents of a queue are ordered for the next caller. An unknown name is an error, never a default. */
export type AgentOrderName = 'MOI' | 'MGS' | 'LIS' | 'SBS-closest' | 'SBS-strongest';

/**
 * How the callers of a queue are ordered among each other and against callers of other queues that a freed agent may
 * serve. `MWT`: total waiting time. `MGS`: the caller's grade, then waiting time. Priority stands before both.
 */
export type CallerOrderName = 'MWT' | 'MGS';

export interface QueueMember {
  readonly agent: AgentId;
  /** Configured position, 1, 2, 3 ...: the tie-break of MOI. */
  readonly position: number;
  /** The agent's grade in this queue, 0-100, for MGS. Default 50. */
  readonly grade: number;
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

/** A caller in line, as the matcher sees it. */
export interface WaitingCaller extends QueueRequest {
  readonly call: CallId;
  /** The clock of MWT: when the caller first queued. */
  readonly since: Instant;
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
  /** `score`, `position` or `id`: what separated the first from the second; `only` when there was one candidate. */
  readonly tieBreak: 'only' | 'score' | 'position' | 'id';
  readonly configVersion: string;
}

export interface Match {
  readonly call: CallId;
  readonly agent: AgentId;
  readonly queue: QueueId;
  readonly decision: Decision;
}

/**
 * How a stay in line ended. `overflowed`: a rule of the queue took the caller elsewhere. `ended`: by the centre, for
 * any other reason.
 */
export type QueueOutcome = 'answered' | 'abandoned' | 'overflowed' | 'ended';

export type AcdEvent =
  | Event<'acd.queue-entered', { readonly since: Instant; readonly length: number; readonly again: boolean }>
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
    >;
