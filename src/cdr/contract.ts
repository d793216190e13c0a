/** Call records, their steps and the decisions in them. Shared with web/. */
import { z } from 'zod';

/** How a call ended, from the caller's point of view. */
export const callOutcome = z.enum([
  'answered',
  'abandoned-in-flow',
  'abandoned-in-queue',
  'ended-by-flow',
  'failed',
  /** Placed by an agent, and the other side did not answer. */
  'not-reached',
  /** Asked to be called back; the callback has a record of its own. */
  'called-back',
]);

/** `served`: owned the call. `consulted`: asked by a colleague. `joined`: in a conference. `called`: by a colleague. */
export const cdrPart = z.object({
  agent: z.string(),
  kind: z.enum(['served', 'consulted', 'joined', 'called']),
  from: z.number(),
  to: z.number(),
});

export const cdr = z.object({
  call: z.string(),
  site: z.string(),
  switch: z.string(),
  trunk: z.string(),
  number: z.string(),
  callerName: z.string(),
  dialled: z.string(),
  customer: z.string().nullable(),
  arrivedAt: z.number(),
  /** Centre answered; null when the caller went before. */
  answeredAt: z.number().nullable(),
  queuedAt: z.number().nullable(),
  connectedAt: z.number().nullable(),
  endedAt: z.number(),
  endedBy: z.enum(['caller', 'agent', 'flow', 'supervisor', 'system']),
  cause: z.string(),
  outcome: callOutcome,
  queue: z.string().nullable(),
  agent: z.string().nullable(),
  /** Agents that were offered the call, in order, the last one included. */
  offers: z.number(),
  ivrMs: z.number(),
  waitMs: z.number(),
  ringMs: z.number(),
  /** Talk, hold and consultation in it, from connection to the end of the last conversation. */
  talkMs: z.number(),
  /** Of `talkMs`: the caller heard music, on hold, during a consultation or while the agent's page was away. */
  holdMs: z.number().default(0),
  /** In flows by an agent's hand. */
  visitMs: z.number().default(0),
  /** Somebody was rung for a transfer and nobody served. */
  transferMs: z.number().default(0),
  parkMs: z.number().default(0),
  transfers: z.number().default(0),
  /** `out`, `internal`: placed by an agent. */
  direction: z.enum(['in', 'out', 'internal']).default('in'),
  /** Parts of agents in the order in which they began. */
  parts: z.array(cdrPart).default([]),
  result: z.string().nullable(),
  note: z.string(),
  recordings: z.array(z.string()),
  /** Those of them that broke off before the talk was over. */
  recordingsIncomplete: z.array(z.string()).default([]),
  /** True when any event of the call was concluded, not seen. */
  inferred: z.boolean(),
});

export const cdrLeg = z.object({
  leg: z.string(),
  role: z.enum(['caller', 'agent', 'guest', 'listener']),
  agent: z.string().nullable(),
  startedAt: z.number(),
  ringingAt: z.number().nullable(),
  answeredAt: z.number().nullable(),
  bridgedAt: z.number().nullable(),
  endedAt: z.number(),
  cause: z.string(),
});

export const journalEvent = z.object({
  seq: z.number(),
  id: z.string(),
  at: z.number(),
  site: z.string(),
  type: z.string(),
  call: z.string().optional(),
  agent: z.string().optional(),
  queue: z.string().optional(),
  inferred: z.literal(true).optional(),
  data: z.unknown(),
});

export const recordingView = z.object({
  recording: z.string(),
  call: z.string(),
  state: z.enum(['expected', 'recording', 'stored', 'missing']),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  durationMs: z.number().nullable(),
  bytes: z.number().nullable(),
  leftDbfs: z.number().nullable(),
  rightDbfs: z.number().nullable(),
  sha256: z.string().nullable(),
  reason: z.string().nullable(),
  /** Why its end is missing; null: whole. */
  incomplete: z.string().nullable(),
  /** Where it is silent because it was paused, in milliseconds from its begin. */
  gaps: z.array(z.object({ fromMs: z.number(), toMs: z.number() })),
});

/** A call with everything known about it. `record` is null while the call goes on. */
export const callDetail = z.object({
  call: z.string(),
  record: cdr.nullable(),
  legs: z.array(cdrLeg),
  /** Each step with its time. */
  events: z.array(journalEvent),
  recordings: z.array(recordingView),
});

export const callQuery = z.object({
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  number: z.string().max(32).optional(),
  agent: z.string().max(32).optional(),
  queue: z.string().max(32).optional(),
  /** 1-200, default 50. */
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** Records that ended before this moment: the `endedAt` of the last row of the page before. */
  before: z.coerce.number().int().optional(),
});

export type CdrPart = z.infer<typeof cdrPart>;
export type Cdr = z.infer<typeof cdr>;
export type CdrLeg = z.infer<typeof cdrLeg>;
export type CallDetail = z.infer<typeof callDetail>;
export type RecordingView = z.infer<typeof recordingView>;
export type JournalEvent = z.infer<typeof journalEvent>;
