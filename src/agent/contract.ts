/** What crosses the wire between the desk and the centre (REST bodies and the desk's view). Shared with web/. */
import { z } from 'zod';

export const agentStateName = z.enum([
  'logged-out',
  'not-ready',
  'ready',
  'reserved',
  'ringing',
  'talking',
  'wrap-up',
]);

export const notReadyBody = z.strictObject({ reason: z.string().min(1).max(32) });
/** Result of a call; `result` is one of the configured codes. Ends wrap-up when `finish` is true. */
export const resultBody = z.strictObject({
  call: z.string().min(1).max(64),
  result: z.string().min(1).max(32),
  note: z.string().max(2000).default(''),
  finish: z.boolean().default(true),
});

export const customerCard = z.object({
  customer: z.string(),
  name: z.string(),
  number: z.string(),
  segment: z.string(),
  grade: z.number(),
  language: z.enum(['en', 'zh']),
  note: z.string(),
});

/** One earlier call of this caller, newest first, at most 10. */
export const historyEntry = z.object({
  call: z.string(),
  at: z.number(),
  queue: z.string().nullable(),
  agent: z.string().nullable(),
  outcome: z.string(),
  result: z.string().nullable(),
  talkMs: z.number(),
});

/** The pop: everything about the call the agent is offered or in. */
export const pop = z.object({
  call: z.string(),
  offer: z.string(),
  number: z.string(),
  callerName: z.string(),
  dialled: z.string(),
  language: z.enum(['en', 'zh']),
  queue: z.string(),
  queueName: z.object({ en: z.string(), zh: z.string() }),
  arrivedAt: z.number(),
  /** Start of the waiting clock. */
  queuedAt: z.number(),
  /** Null until the bridge is confirmed. */
  connectedAt: z.number().nullable(),
  collected: z.array(z.object({ name: z.string(), value: z.string() })),
  customer: customerCard.nullable(),
  history: z.array(historyEntry),
  result: z.string().nullable(),
  note: z.string(),
});

/** The whole state of a desk: a fold over the journal, sent whole at every change (it is small), so that a reloaded page is complete with the first message. */
export const deskView = z.object({
  agent: z.string(),
  name: z.string(),
  state: agentStateName,
  /** Milliseconds since 1970 at the centre. */
  since: z.number(),
  reason: z.string().nullable(),
  /** When the state ends by itself: end of ringing, of wrap-up. */
  until: z.number().nullable(),
  /** Asked for after this call. */
  next: z.object({ to: z.enum(['not-ready', 'logged-out']), reason: z.string().nullable() }).nullable(),
  pop: pop.nullable(),
  /** Queues this agent serves with the number of callers waiting now. */
  queues: z.array(
    z.object({ queue: z.string(), name: z.object({ en: z.string(), zh: z.string() }), waiting: z.number() }),
  ),
  /** Since log-in. */
  today: z.object({ answered: z.number(), talkMs: z.number(), wrapUpMs: z.number(), missed: z.number() }),
});

/** Fixed choices of the desk. */
export const deskOptions = z.object({
  notReadyReasons: z.array(z.object({ id: z.string(), name: z.object({ en: z.string(), zh: z.string() }) })),
  resultCodes: z.array(z.object({ id: z.string(), name: z.object({ en: z.string(), zh: z.string() }) })),
});

/** A softphone account for a browser (agent, supervisor or caller page). */
export const phoneLine = z.object({
  /** False: the user has a plain SIP phone; the page shows no softphone. */
  browser: z.boolean(),
  websocketUrl: z.string(),
  /** `sip:<account>@<domain>` */
  uri: z.string(),
  secret: z.string(),
  displayName: z.string(),
  /** The number the caller page calls; empty elsewhere. */
  dial: z.string(),
});

export type DeskView = z.infer<typeof deskView>;
export type DeskOptions = z.infer<typeof deskOptions>;
export type Pop = z.infer<typeof pop>;
export type PhoneLine = z.infer<typeof phoneLine>;
export type CustomerCard = z.infer<typeof customerCard>;
export type HistoryEntry = z.infer<typeof historyEntry>;
