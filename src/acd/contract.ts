/** Routing decisions and why somebody waits or is not offered anything. Shared with web/. */
import { z } from 'zod';
import type { Decision, Designation, ExclusionReason, GroupShare, ObstacleReason } from './types.js';
import type { AgentWhy, WaitingStory, WhyCaller } from './why-types.js';

/** Nobody changes an answer. */
const listOf = <T extends z.ZodType>(item: T) => z.array(item).readonly();

const exclusionReason = z.enum([
  'not-ready',
  'skill-too-low',
  'level-not-open',
  'refused-this-caller',
  'not-designated',
  'caller-behind',
]) satisfies z.ZodType<ExclusionReason>;

const designation = z.object({
  agent: z.string(),
  why: z.enum(['flow', 'last-agent', 'owner', 'assigned']),
  until: z.number().nullable(),
  by: z.string().optional(),
}) satisfies z.ZodType<Designation>;

const groupShare = z.object({
  group: z.string(),
  ready: z.number(),
  loggedIn: z.number(),
}) satisfies z.ZodType<GroupShare>;

/** As it stands in the data of an `acd.offer-made`. */
export const decision = z.object({
  trigger: z.enum(['caller', 'agent', 'step']),
  agentOrder: z.enum(['MOI', 'MGS', 'LIS', 'SBS-closest', 'SBS-strongest', 'balanced']),
  callerOrder: z.enum(['MWT', 'MGS']),
  candidates: listOf(
    z.object({
      agent: z.string(),
      score: listOf(z.number()),
      level: z.number().optional(),
      group: z.string().optional(),
    }),
  ),
  excluded: listOf(z.object({ agent: z.string(), reason: exclusionReason, detail: z.string().optional() })),
  candidateCount: z.number(),
  excludedCounts: z.partialRecord(exclusionReason, z.number()),
  relaxedBy: z.number(),
  notReady: z.number(),
  waitedMs: z.number(),
  passedOver: z.number(),
  tieBreak: z.enum(['only', 'level', 'group', 'score', 'position', 'id']),
  openLevel: z.number().optional(),
  designation: designation.optional(),
  movedToFront: z.literal(true).optional(),
  shares: listOf(groupShare).optional(),
  configVersion: z.string(),
}) satisfies z.ZodType<Decision>;

const obstacle = z.object({
  reason: z.enum([
    ...exclusionReason.options,
    'not-waiting',
    'being-offered',
    'not-a-member',
  ]) satisfies z.ZodType<ObstacleReason>,
  /** E.g. `english 40 < 60`, or the id of the agent or caller that stands in the way. */
  detail: z.string().optional(),
});

/** What every step of a caller's waiting has. */
const stepOf = <K extends string>(kind: K) =>
  z.object({
    kind: z.literal(kind),
    /** Number of the event in the journal. */
    seq: z.number(),
    at: z.number(),
    /** On the waiting clock, which never restarts. */
    waitedMs: z.number(),
    queue: z.string(),
    /** Concluded, not seen (after a crash or a lost link). */
    inferred: z.boolean(),
  });

/** One step of a caller's waiting, as the journal tells it. */
export const waitingStep = z.discriminatedUnion('kind', [
  /** Came into line, or back into it (`again`: the agent was lost in mid-call). Null: not in the journal. */
  stepOf('entered').extend({
    again: z.boolean(),
    position: z.number().nullable(),
    length: z.number(),
    priority: z.number(),
    grade: z.number(),
    skills: z.record(z.string(), z.number()),
    designations: listOf(designation),
  }),
  /** A decision: this agent was chosen. */
  stepOf('offered').extend({ offer: z.string(), agent: z.string(), decision }),
  /** The offer came to nothing; `afterMs` from being made. `lease-expired` and the failures of an offer. */
  stepOf('offer-failed').extend({
    offer: z.string(),
    agent: z.string(),
    reason: z.string(),
    afterMs: z.number(),
  }),
  /**
   * The agent of the call seeks advice in this queue: the consult stands in line (`again`: somebody did not take it), and
   * an agent was chosen for it. `waitedMs` is the consult's.
   */
  stepOf('consult-entered').extend({ again: z.boolean(), position: z.number(), length: z.number() }),
  stepOf('consult-offered').extend({ agent: z.string(), decision }),
  stepOf('priority-changed').extend({ from: z.number(), to: z.number(), by: z.string() }),
  stepOf('moved-to-front').extend({ position: z.number(), by: z.string() }),
  stepOf('moved-to-queue').extend({ from: z.string(), position: z.number(), by: z.string() }),
  stepOf('assigned').extend({ agent: z.string(), by: z.string() }),
  /** Out of line. `agent`: who answered. `overflowed`: taken elsewhere by a rule of the queue. `called-back`: asked for a callback. */
  stepOf('left').extend({
    outcome: z.enum(['answered', 'abandoned', 'overflowed', 'called-back', 'ended']),
    agent: z.string().nullable(),
  }),
]);

/** A caller's waiting from the journal: pure, so that it is the same tomorrow. */
export const waitingStory = z.object({
  call: z.string(),
  /** The waiting clock; null when the caller never queued. */
  since: z.number().nullable(),
  /** On the waiting clock, at the last step. */
  waitedMs: z.number(),
  /** Where the caller stands or stood last; null when never. */
  queue: z.string().nullable(),
  /** `waiting` while in line; `never` when the caller never queued. */
  outcome: z.enum(['never', 'waiting', 'answered', 'abandoned', 'overflowed', 'called-back', 'ended']),
  /** Agents who were offered this caller, in order, with how often it came to nothing. */
  offers: z.number(),
  failedOffers: z.number(),
  steps: listOf(waitingStep),
}) satisfies z.ZodType<WaitingStory>;

/**
 * GET /api/v1/calls/:call/why (supervisor). Errors: `CALL_UNKNOWN` 404 when the journal has nothing of this call.
 */
export const whyCaller = waitingStory.extend({
  /** Names of the users who did something to the caller (`by` of the steps), by id; one who is gone is not in it. */
  people: z.record(z.string(), z.string()).optional(),
  /** While the caller is in line: the place, and what keeps each member of the queue away. Else null. */
  now: z
    .object({
      queue: z.string(),
      position: z.number(),
      /** How many stand in line. */
      length: z.number(),
      /** Whom the caller is being offered to. */
      offeredTo: z.string().nullable(),
      /** Whom alone the caller may be given now, and why. */
      designation: designation.nullable(),
      /** By how many points every required level has fallen. */
      relaxedBy: z.number(),
      /** Agents up to this level may be tried; null: all. */
      openLevel: z.number().nullable(),
      /** When waiting next changes what holds (skills fall, a level opens, a designation ends); null: never. */
      nextStepAt: z.number().nullable(),
      /** At most 50, ready ones first; no obstacle: this agent can be given this caller now. */
      members: listOf(
        z.object({ agent: z.string(), level: z.number(), ready: z.boolean(), obstacles: listOf(obstacle) }),
      ),
      /** Members beyond these 50. */
      more: z.number(),
    })
    .nullable(),
}) satisfies z.ZodType<WhyCaller>;

/**
 * GET /api/v1/agents/:agent/why (supervisor). Errors: `AGENT_UNKNOWN` 404.
 */
export const agentWhy = z.object({
  agent: z.string(),
  at: z.number(),
  /**
   * The first that holds: `no-link` (the switch is away: nobody is offered anything), `no-queue` (a member of none),
   * `logged-out`, `holds-offer`, `not-ready`, `nobody-waits` (in none of the agent's queues), `no-fit` (somebody waits,
   * nobody whom this agent may serve), `next` (the agent gets `nextCall` with the next decision).
   */
  answer: z.enum([
    'no-link',
    'no-queue',
    'logged-out',
    'holds-offer',
    'not-ready',
    'nobody-waits',
    'no-fit',
    'next',
  ]),
  /** As the line knows it; null when not ready. */
  readySince: z.number().nullable(),
  /** The caller this agent is being offered. */
  offeredCall: z.string().nullable(),
  nextCall: z.string().nullable(),
  /** Levels 0-100. */
  skills: z.record(z.string(), z.number()),
  queues: listOf(
    z.object({
      queue: z.string(),
      level: z.number(),
      grade: z.number(),
      position: z.number(),
      /** Where the agent stands among the ready ones of this queue, 1 first; null when not ready. */
      rank: z.number().nullable(),
      ready: z.number(),
      waiting: z.number(),
      /** The first 20 in line; no obstacle: this agent can be given this caller now. */
      callers: listOf(
        z.object({
          call: z.string(),
          position: z.number(),
          priority: z.number(),
          waitedMs: z.number(),
          obstacles: listOf(obstacle),
        }),
      ),
      /** Callers beyond these 20. */
      more: z.number(),
    }),
  ),
}) satisfies z.ZodType<AgentWhy>;

/** PUT /api/v1/waiting/:call/priority (supervisor) → 204. Errors: `ACD_NOT_WAITING` 409. */
export const priorityBody = z.strictObject({ priority: z.number().int().min(0).max(9) });
/** POST /api/v1/waiting/:call/front (supervisor), no body → 204. Errors: `ACD_NOT_WAITING` 409. */
/** POST /api/v1/waiting/:call/queue (supervisor) → 204. Errors: also `ACD_UNKNOWN_QUEUE` 404. An offer is taken back. */
export const moveBody = z.strictObject({ queue: z.string().min(1).max(32) });
/**
 * POST /api/v1/waiting/:call/agent (supervisor) → 204: at once when the agent is ready, else as soon as it is; skills do
 * not count. Errors: also `ACD_NOT_A_MEMBER` 409, `ACD_AGENT_AWAY` 409 (logged out).
 */
export const assignBody = z.strictObject({ agent: z.string().min(1).max(32) });

export type {
  AgentGroup,
  Decision,
  Designation,
  ExclusionReason,
  GroupShare,
  ObstacleReason,
} from './types.js';
export type { AgentWhy, WaitingStory, WaitingStep, WhyCaller } from './why-types.js';
/** As a page has it. */
export type WhyCallerTold = z.infer<typeof whyCaller>;
