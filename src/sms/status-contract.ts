/** What operators are shown of the gateway. */
import { z } from 'zod';

/** Who took it out of use, and when. */
const heldBy = z.object({ by: z.string(), at: z.number() }).nullable();

export const linkStatus = z.object({
  carrier: z.string(),
  link: z.string(),
  state: z.enum(['down', 'connecting', 'binding', 'bound', 'stopping', 'stopped']),
  bind: z.enum(['transmitter', 'receiver', 'transceiver']),
  /** What the carrier's load allows now, and what is configured. */
  window: z.number(),
  mostWindow: z.number(),
  underWay: z.number(),
  /** Configured, parts; 0: no limit. */
  perSecond: z.number(),
  /** Parts that the carrier answered, a second, over the last seconds; null: not known yet. */
  rate: z.number().nullable(),
  /** Rests for so long because the carrier was full. */
  pausedMs: z.number(),
  downMs: z.number(),
  /** Since anything came from the carrier, and since an enquire_link was answered; null: not on this connection. */
  heardMsAgo: z.number().nullable(),
  enquiredMsAgo: z.number().nullable(),
  /** Parts since the process started: with the carrier, refused, without an answer. */
  taken: z.number(),
  refused: z.number(),
  unknown: z.number(),
  held: heldBy,
});
export type LinkStatus = z.infer<typeof linkStatus>;

export const carrierStatus = z.object({
  carrier: z.string(),
  name: z.string(),
  /** Over all links, parts; 0: no limit. */
  perSecond: z.number(),
  paused: heldBy,
  /** Reports of the last ten minutes. */
  delivered: z.number(),
  failed: z.number(),
});
export type CarrierStatus = z.infer<typeof carrierStatus>;

export const clientStatus = z.object({
  client: z.string(),
  door: z.enum(['smpp', 'http']),
  /** Bound now, and at most; an HTTP client has none. */
  sessions: z.number(),
  mostSessions: z.number(),
  /** submit_sm without an answer, on all sessions. */
  underWay: z.number(),
  /** Of each session. */
  window: z.number(),
  /** Messages a second: agreed (0: no limit) and let in over the last seconds. */
  perSecond: z.number(),
  rate: z.number().nullable(),
  /** Reports that wait for the client. */
  returns: z.number(),
});
export type ClientStatus = z.infer<typeof clientStatus>;

export const accountStatus = z.object({
  account: z.string(),
  /** Ten-thousandths of the currency. `reserved`: for messages on their way; `limit`: how far it may be overdrawn. */
  balance: z.number(),
  reserved: z.number(),
  limit: z.number(),
});

export const queueStatus = z.object({
  priority: z.number(),
  waiting: z.number(),
  oldestMs: z.number().nullable(),
});
export type QueueStatus = z.infer<typeof queueStatus>;

export const answerStatus = z.object({
  carrier: z.string(),
  all: z.number(),
  errors: z.number(),
  /** `none`: the deadline passed without an answer. */
  statuses: z.array(z.object({ status: z.string(), count: z.number() })),
});
export type AnswerStatus = z.infer<typeof answerStatus>;

export const statusView = z.object({
  at: z.number(),
  /** When this process began to count. */
  since: z.number(),
  carriers: z.array(carrierStatus),
  links: z.array(linkStatus),
  /** Highest priority first. */
  queue: z.array(queueStatus),
  oldestMs: z.number().nullable(),
  /** Of the last ten minutes. */
  answers: z.array(answerStatus),
  clients: z.array(clientStatus),
  accounts: z.array(accountStatus),
  /** Messages that wait for approval. */
  held: z.number(),
  /** Messages of which nobody knows whether the carrier has them. */
  unknown: z.number(),
  /** Reports whose message is not known since ten minutes. */
  orphans: z.number(),
  /** Changes that wait for the disk. */
  backlog: z.number(),
  diskBytes: z.number(),
});
export type StatusView = z.infer<typeof statusView>;

export const alarmView = z.object({
  alarm: z.enum(['link-down', 'oldest-too-old', 'error-rate', 'balance-low', 'orphan-reports', 'disk-low']),
  /** Which link, carrier or account; '' for the gateway as a whole. */
  about: z.string(),
  raisedAt: z.number(),
  clearedAt: z.number().nullable(),
  /** Who has seen it and takes care. */
  acknowledged: heldBy,
});
export type AlarmView = z.infer<typeof alarmView>;
export const alarmList = z.object({ alarms: z.array(alarmView) });
export const acknowledgeBody = z.strictObject({ alarm: alarmView.shape.alarm, about: z.string().max(64) });

/** What the event stream sends of the gateway, at most once a second. `alarms`: those that are raised. */
export const gatewayView = z.object({ status: statusView, alarms: z.array(alarmView) });
export type GatewayView = z.infer<typeof gatewayView>;

export const linkPath = z.object({ carrier: z.string().max(32), link: z.string().max(32) });
export const carrierPath = linkPath.pick({ carrier: true });

/** Digits; with fewer than four everybody would be found. */
const ending = z.string().regex(/^\+?\d{4,20}$/, '4-20 digits');
export const searchQuery = z.object({
  /** With which the number ends. */
  number: ending,
  /** Accepted at this moment or later; default: a day before `until`. */
  since: z.coerce.number().int().min(0).optional(),
  /** Accepted before; default: now. */
  until: z.coerce.number().int().min(0).optional(),
  /** Go on where the answer before ended. */
  before: z
    .string()
    .regex(/^[0-9A-Za-z]{11}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const foundMessage = z.object({
  message: z.string(),
  acceptedAt: z.number(),
  client: z.string(),
  user: z.string(),
  from: z.string(),
  to: z.string(),
  state: z.string(),
  error: z.string(),
  carrier: z.string().nullable(),
  parts: z.number(),
});
export type FoundMessage = z.infer<typeof foundMessage>;
export const foundList = z.object({
  /** Newest first. */
  messages: z.array(foundMessage),
  /** For `before` of the next page; null: there is nothing more. */
  more: z.string().nullable(),
});

export const TRACE_STEPS = [
  'accepted',
  'screened',
  'held',
  'approved',
  'routed',
  'due',
  'submitted',
  'taken',
  'answered',
  'reported',
  'ended',
  'returned',
] as const;
export const traceView = z.object({
  message: z.string(),
  state: z.string(),
  client: z.string(),
  user: z.string(),
  from: z.string(),
  to: z.string(),
  route: z.string(),
  priority: z.number(),
  service: z.string(),
  tariff: z.string(),
  parts: z.number(),
  attempts: z.number(),
  error: z.string(),
  /** In order of time. */
  steps: z.array(
    z.object({
      /** Null: it has not come about yet, or nobody wrote down when. */
      at: z.number().nullable(),
      step: z.enum(TRACE_STEPS),
      part: z.number().nullable(),
      /** Carrier and link. */
      link: z.string(),
      /** The carrier's id; '' when it gave none. */
      remote: z.string(),
      /** Client, route, word or state, as the step is. */
      detail: z.string(),
      /** Status of SMPP or error of the report; '' none. */
      code: z.string(),
    }),
  ),
  /** Whether the report still waits for its sender. */
  reportWaits: z.boolean(),
});
export type TraceView = z.infer<typeof traceView>;
export type TraceStep = TraceView['steps'][number];

export const auditQuery = z.object({
  /** Default: seven days before `until`. */
  since: z.coerce.number().int().min(0).optional(),
  until: z.coerce.number().int().min(0).optional(),
  /** Only what this user did. */
  user: z.string().max(64).optional(),
});
export const auditEntry = z.object({
  seq: z.number(),
  at: z.number(),
  /** `sms.link-stopped`. */
  what: z.string(),
  /** '' the gateway itself. */
  user: z.string(),
  /** Link, carrier, number, message, alarm or account that it was done to. */
  about: z.string(),
  /** Reason, list or amount; '' none. */
  detail: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;
export const auditList = z.object({
  /** Newest first, at most 1000. */
  entries: z.array(auditEntry),
  /** Whether there are more in the span of time. */
  more: z.boolean(),
});
