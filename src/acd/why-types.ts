/** The answers to "why?": for a caller, for an agent. What each field means stands in `contract.ts`. */
import type { AgentId, CallId, OfferId, QueueId, UserId } from '../kernel/ids.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { Decision, Designation, Obstacle, QueueOutcome } from './types.js';

interface StepBase {
  readonly seq: number;
  readonly at: Instant;
  readonly waitedMs: Millis;
  readonly queue: QueueId;
  readonly inferred: boolean;
}

/** One step of a caller's waiting. */
export type WaitingStep =
  | (StepBase & {
      readonly kind: 'entered';
      readonly again: boolean;
      readonly position: number | null;
      readonly length: number;
      readonly priority: number;
      readonly grade: number;
      readonly skills: Readonly<Record<string, number>>;
      readonly designations: readonly Designation[];
    })
  | (StepBase & {
      readonly kind: 'offered';
      readonly offer: OfferId;
      readonly agent: AgentId;
      readonly decision: Decision;
    })
  | (StepBase & {
      readonly kind: 'offer-failed';
      readonly offer: OfferId;
      readonly agent: AgentId;
      readonly reason: string;
      readonly afterMs: Millis;
    })
  | (StepBase & {
      readonly kind: 'priority-changed';
      readonly from: number;
      readonly to: number;
      readonly by: UserId;
    })
  | (StepBase & {
      readonly kind: 'consult-entered';
      readonly again: boolean;
      readonly position: number;
      readonly length: number;
    })
  | (StepBase & { readonly kind: 'consult-offered'; readonly agent: AgentId; readonly decision: Decision })
  | (StepBase & { readonly kind: 'moved-to-front'; readonly position: number; readonly by: UserId })
  | (StepBase & {
      readonly kind: 'moved-to-queue';
      readonly from: QueueId;
      readonly position: number;
      readonly by: UserId;
    })
  | (StepBase & { readonly kind: 'assigned'; readonly agent: AgentId; readonly by: UserId })
  | (StepBase & {
      readonly kind: 'left';
      readonly outcome: Exclude<QueueOutcome, 'moved'>;
      readonly agent: AgentId | null;
    });

/** A caller's waiting, from the journal's events of the call. */
export interface WaitingStory {
  readonly call: CallId;
  readonly since: Instant | null;
  readonly waitedMs: Millis;
  readonly queue: QueueId | null;
  readonly outcome: 'never' | 'waiting' | Exclude<QueueOutcome, 'moved'>;
  readonly offers: number;
  readonly failedOffers: number;
  readonly steps: readonly WaitingStep[];
}

/** How a caller stands in line now, and what keeps each member of the queue away. */
export interface StandingNow {
  readonly queue: QueueId;
  readonly position: number;
  readonly length: number;
  readonly offeredTo: AgentId | null;
  readonly designation: Designation | null;
  readonly relaxedBy: number;
  readonly openLevel: number | null;
  readonly nextStepAt: Instant | null;
  readonly members: readonly {
    readonly agent: AgentId;
    readonly level: number;
    readonly ready: boolean;
    readonly obstacles: readonly Obstacle[];
  }[];
  readonly more: number;
}

export interface WhyCaller extends WaitingStory {
  readonly now: StandingNow | null;
}

/** Why an agent is not offered anything now. */
export interface AgentWhy {
  readonly agent: AgentId;
  readonly at: Instant;
  readonly answer:
    'no-link' | 'no-queue' | 'logged-out' | 'holds-offer' | 'not-ready' | 'nobody-waits' | 'no-fit' | 'next';
  readonly readySince: Instant | null;
  readonly offeredCall: CallId | null;
  readonly nextCall: CallId | null;
  readonly skills: Readonly<Record<string, number>>;
  readonly queues: readonly {
    readonly queue: QueueId;
    readonly level: number;
    readonly grade: number;
    readonly position: number;
    readonly rank: number | null;
    readonly ready: number;
    readonly waiting: number;
    readonly callers: readonly {
      readonly call: CallId;
      readonly position: number;
      readonly priority: number;
      readonly waitedMs: Millis;
      readonly obstacles: readonly Obstacle[];
    }[];
    readonly more: number;
  }[];
}
