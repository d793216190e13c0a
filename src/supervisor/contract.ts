/** The supervisor's board and commands. Shared with web/. */
import { z } from 'zod';
import { agentStateName } from '../agent/contract.js';

export const queueRow = z.object({
  queue: z.string(),
  name: z.object({ en: z.string(), zh: z.string() }),
  /** In line now, best first (the order in which they would be served is the matcher's; this is by waiting clock). */
  waiting: z.array(
    z.object({
      call: z.string(),
      number: z.string(),
      since: z.number(),
      priority: z.number(),
      grade: z.number(),
    }),
  ),
  ready: z.number(),
  talking: z.number(),
  /** How long somebody who came now would wait; null when the queue makes no estimates or nobody can say. */
  estimatedWaitMs: z.number().nullable(),
  /** Since midnight, local time of the centre; formulas in the fold's docstring. */
  today: z.object({
    entered: z.number(),
    answered: z.number(),
    abandoned: z.number(),
    /** Those of the abandoned who gave up before the queue's short-abandon time. */
    abandonedShort: z.number(),
    /** Taken elsewhere by a rule of the queue. */
    overflowed: z.number(),
    /** Asked to be called back; the callback is an entry of its own. */
    calledBack: z.number(),
    /**
     * Estimated waits of callers who were answered, against what they waited: mean of (waited - estimated), and of its
     * distance. Null before the first.
     */
    estimate: z.object({ count: z.number(), biasMs: z.number(), meanErrorMs: z.number() }).nullable(),
    /** Share answered within T of all answered (formula `answered-in-T/answered`), 0-1; null before the first answer. */
    serviceLevel: z.number().nullable(),
    serviceLevelMs: z.number(),
    /** ASA: queue time only; null before the first answer. */
    averageSpeedOfAnswerMs: z.number().nullable(),
    longestWaitMs: z.number(),
  }),
});

export const agentRow = z.object({
  agent: z.string(),
  name: z.string(),
  state: agentStateName,
  since: z.number(),
  reason: z.string().nullable(),
  until: z.number().nullable(),
  call: z.string().nullable(),
  /** Number of the caller being served. */
  number: z.string().nullable(),
  queue: z.string().nullable(),
  queues: z.array(z.string()),
  answeredToday: z.number(),
  /** Offers missed since log-in, and whether there were so many that somebody should look. */
  missed: z.number(),
  missAlarm: z.boolean(),
});

export const callRow = z.object({
  call: z.string(),
  number: z.string(),
  dialled: z.string(),
  phase: z.enum(['arriving', 'ivr', 'waiting', 'dialling', 'talking', 'transferring', 'parked', 'leaving']),
  arrivedAt: z.number(),
  since: z.number(),
  queue: z.string().nullable(),
  agent: z.string().nullable(),
  direction: z.enum(['in', 'out', 'internal']),
  /** Where it is parked. */
  slot: z.string().nullable(),
  /** Users on the line now. */
  listeners: z.array(z.string()),
  /** The same with how each is there. */
  supervisors: z.array(
    z.object({ user: z.string(), mode: z.enum(['listen', 'whisper', 'join', 'take-over']) }),
  ),
});

/** Conservation (DESIGN.md 3.6): in = answered + abandoned + overflowed + called back + ended otherwise + waiting, over all queue entries since start. */
export const conservation = z.object({
  entered: z.number(),
  answered: z.number(),
  abandoned: z.number(),
  overflowed: z.number(),
  calledBack: z.number(),
  otherwise: z.number(),
  waiting: z.number(),
  holds: z.boolean(),
  /** Agents that hold more than one offer; must be empty. */
  doubleOffers: z.array(z.string()),
});

const countOfKind = z.object({
  kind: z.string(),
  /** Found since the fold began (with the events of the last day). */
  found: z.number(),
  /** Not settled; what has happened once, as two offers of one agent, never is. */
  open: z.number(),
});

/** A thing that came twice, has no owner, or should have gone. Ids of what is concerned; null where none is. */
export const violation = z.object({
  kind: z.string(),
  at: z.number(),
  resolvedAt: z.number().nullable(),
  call: z.string().nullable(),
  agent: z.string().nullable(),
  queue: z.string().nullable(),
  offer: z.string().nullable(),
  leg: z.string().nullable(),
  recording: z.string().nullable(),
});

/** Conservation with everything that is known of what breaks it. */
export const conservationReport = z.object({
  at: z.number(),
  conservation,
  kinds: z.array(countOfKind),
  /** Newest first, at most 200. */
  violations: z.array(violation),
});

export const boardView = z.object({
  queues: z.array(queueRow),
  agents: z.array(agentRow),
  calls: z.array(callRow),
  conservation,
  /**
   * From the reservation of an agent to the painted pop, as desks told it since midnight (the last 500); `browserP95Ms`:
   * the browser's own part. Null before the first.
   */
  pops: z
    .object({ count: z.number(), p50Ms: z.number(), p95Ms: z.number(), browserP95Ms: z.number() })
    .nullable(),
  /** Any of them. */
  switchConnected: z.boolean(),
  /** Each by its name, in the order of the configuration. */
  switches: z.array(z.object({ name: z.string(), connected: z.boolean() })),
  /** As on the desk: a page whose phone is at one of them asks for a new account. */
  lostSwitches: z.array(z.string()),
});

/** `listen`: hears both. `whisper`: the agent hears the supervisor too. `join`: everybody does. `take-over`: the agent's leg is out of it, on music. */
export const listenMode = z.enum(['listen', 'whisper', 'join', 'take-over']);
/** One click: the supervisor's softphone is rung (and answers by itself), on a call or on whatever call an agent is in. */
export const listenBody = z.union([
  z.strictObject({ call: z.string().min(1).max(64), mode: listenMode.default('listen') }),
  z.strictObject({ agent: z.string().min(1).max(64), mode: listenMode.default('listen') }),
]);
export const modeBody = z.strictObject({ mode: listenMode });

export const agentPath = z.object({ agent: z.string().min(1).max(64) });
export const callPath = z.object({ call: z.string().min(1).max(64) });
export const forceNotReadyBody = z.strictObject({ reason: z.string().min(1).max(32) });

/** Characters of a message to desks. */
export const MESSAGE_LENGTH = 500;
/** A word to desks: one line or a few, no control characters. */
export const messageBody = z.strictObject({
  to: z.union([z.literal('all'), z.array(z.string().min(1).max(32)).min(1).max(1000)]),
  text: z
    .string()
    .trim()
    .min(1)
    .max(MESSAGE_LENGTH)
    .regex(
      /^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*$/,
      'contains control characters',
    ),
});
export const messageSent = z.object({ message: z.string() });

export type ConservationReport = z.infer<typeof conservationReport>;
export type BoardView = z.infer<typeof boardView>;
export type QueueRow = z.infer<typeof queueRow>;
export type AgentRow = z.infer<typeof agentRow>;
export type CallRow = z.infer<typeof callRow>;
