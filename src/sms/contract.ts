/** What crosses the wire about the gateway: numbers, held messages, messages from phones, recurring sendings. */
import { z } from 'zod';

const number = z.string().regex(/^\+?\d{3,20}$/, '3-20 digits, with "+" or without');

export const listPath = z.object({ list: z.enum(['black', 'stop']) });
export const numberPath = listPath.extend({ number });
export const clientQuery = z.object({ client: z.string().max(15).default('') });
export const pageQuery = z.object({
  after: z.string().max(20).default(''),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
});
export const listBody = z.strictObject({
  number,
  /** '' all of them. */
  client: z.string().max(15).default(''),
  reason: z.string().max(200).default(''),
});
export const listedView = z.object({
  number: z.string(),
  client: z.string(),
  at: z.number(),
  by: z.string(),
  reason: z.string(),
});

export type ListedView = z.infer<typeof listedView>;
export const listedList = z.object({ numbers: z.array(listedView) });

export const messagePath = z.object({ message: z.string().regex(/^[0-9A-Za-z]{11}$/) });
export const rejectBody = z.strictObject({
  /** For the audit. */
  reason: z.string().trim().min(1).max(200),
});
export const heldView = z.object({
  message: z.string(),
  acceptedAt: z.number(),
  client: z.string(),
  user: z.string(),
  to: z.string(),
  from: z.string(),
  text: z.string(),
  /** The word for which it waits; '' when its sender wanted approval. */
  heldFor: z.string(),
  parts: z.number(),
});
export type HeldView = z.infer<typeof heldView>;
export const heldList = z.object({ messages: z.array(heldView) });

export const inboxQuery = z.object({
  mailbox: z.string().max(32).optional(),
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const inboundView = z.object({
  id: z.number(),
  at: z.number(),
  carrier: z.string(),
  from: z.string(),
  to: z.string(),
  text: z.string(),
  whole: z.boolean(),
  rule: z.string(),
  mailbox: z.string(),
});

export const recurringBody = z.strictObject({
  client: z.string().max(32),
  name: z.string().min(1).max(100),
  /** Minute, hour, day of month, month, day of week. */
  rule: z.string().max(100),
  to: z.array(number).min(1).max(1000),
  from: z.string().min(1).max(20),
  text: z.string().min(1).max(1000),
  service: z.string().max(16).default(''),
  priority: z.number().int().min(0).max(3).default(0),
  until: z.number().int().nullable().default(null),
});
export const recurringView = z.object({
  id: z.string(),
  client: z.string(),
  name: z.string(),
  rule: z.string(),
  state: z.string(),
  nextAt: z.number().nullable(),
  until: z.number().nullable(),
  user: z.string(),
  recipients: z.number(),
  text: z.string(),
});
