/** What operators are shown of the gateway. */
import { z } from 'zod';

export const linkStatus = z.object({
  carrier: z.string(),
  link: z.string(),
  state: z.string(),
  /** What the carrier's load allows now, and what is configured. */
  window: z.number(),
  mostWindow: z.number(),
  underWay: z.number(),
  /** Configured; 0: no limit. */
  perSecond: z.number(),
  /** Rests for so long because the carrier was full. */
  pausedMs: z.number(),
  downMs: z.number(),
});
export type LinkStatus = z.infer<typeof linkStatus>;

export const statusView = z.object({
  at: z.number(),
  links: z.array(linkStatus),
  /** Highest priority first. */
  queue: z.array(z.object({ priority: z.number(), waiting: z.number(), oldestMs: z.number().nullable() })),
  oldestMs: z.number().nullable(),
  /** Of the last ten minutes. */
  answers: z.array(
    z.object({
      carrier: z.string(),
      all: z.number(),
      errors: z.number(),
      statuses: z.array(z.object({ status: z.string(), count: z.number() })),
    }),
  ),
  clients: z.array(z.object({ client: z.string(), sessions: z.number() })),
  /** Reports whose message is not known since ten minutes. */
  orphans: z.number(),
  /** Changes that wait for the disk. */
  backlog: z.number(),
  diskBytes: z.number(),
});
export type StatusView = z.infer<typeof statusView>;

export const alarmView = z.object({
  alarm: z.string(),
  about: z.string(),
  raisedAt: z.number(),
  clearedAt: z.number().nullable(),
});

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
      at: z.number(),
      step: z.enum(['accepted', 'held', 'due', 'submitted', 'taken', 'answered', 'ended']),
      /** Carrier and link, the carrier's id, or why. */
      detail: z.string(),
      part: z.number().nullable(),
    }),
  ),
  /** Whether the report still waits for its sender. */
  reportWaits: z.boolean(),
});
export type TraceView = z.infer<typeof traceView>;
