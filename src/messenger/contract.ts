/** What pages and programs exchange with the centre about messages that people write. Shared with web/. */
import { z } from 'zod';

export const PRIORITY_NAMES = ['mass', 'normal', 'high', 'urgent'] as const;
export const priorityName = z.enum(PRIORITY_NAMES);
export type PriorityName = z.infer<typeof priorityName>;

/** Characters of a text; more parts than allowed are refused with their number. */
export const MOST_CHARACTERS = 4000;
/** Numbers typed or pasted into one message; more go into an address book. */
export const MOST_PASTED = 1000;

const label = z.object({ en: z.string(), zh: z.string() });
/** '' takes the usual one of the sender. */
const category = z.string().max(16);

/** Money in ten-thousandths of the currency, whole numbers. */
const money = z.number().int();
const text = z.string().max(MOST_CHARACTERS);

export const senderView = z.object({
  id: z.string(),
  name: z.string(),
  sources: z.array(z.string()),
  /** Of one part. */
  partPrice: money,
  priorities: z.array(priorityName),
  /** What may be sent, the usual one first; empty where there are no categories. */
  categories: z.array(z.object({ id: z.string(), name: label })),
  /** Null: nobody pays. */
  balance: z.object({ balance: money, reserved: money, available: money }).nullable(),
});
export type SenderView = z.infer<typeof senderView>;

export const rightsView = z.object({
  /** Among those who send. */
  send: z.boolean(),
  /** Lets others' templates go. */
  release: z.boolean(),
  /** Sees messages and statements of others. */
  look: z.boolean(),
  /** Whether templates for all must be released by somebody else. */
  releaseNeeded: z.boolean(),
  categories: z.array(z.object({ id: z.string(), name: label })),
  /** Of those who send; empty for whoever may not look at others. */
  groups: z.array(z.object({ id: z.string(), name: z.string(), users: z.array(z.string()) })),
});
export type RightsView = z.infer<typeof rightsView>;

export const quoteBody = z.strictObject({ text, category: category.default('') });
export const quoteView = z.object({
  coding: z.enum(['gsm7', 'ucs2']),
  characters: z.number(),
  /** Characters outside the small alphabet, each once: why the text takes UCS-2. Empty for `gsm7`. */
  wide: z.array(z.string()),
  parts: z.number(),
  /** Characters that still fit before there is another part. */
  room: z.number(),
  /** Of one recipient; null: it depends on the number. */
  cost: money.nullable(),
  placeholders: z.array(z.string()),
});
export type QuoteView = z.infer<typeof quoteView>;

export const recipientsChoice = z.strictObject({
  /** As typed; what is no number is counted and left out. */
  numbers: z.array(z.string().max(64)).max(MOST_PASTED).default([]),
  books: z.array(z.string().max(64)).max(50).default([]),
  groups: z.array(z.string().max(64)).max(200).default([]),
});
export type RecipientsChoice = z.infer<typeof recipientsChoice>;

export const previewBody = z.strictObject({
  text,
  category: category.default(''),
  recipients: recipientsChoice,
});
export const previewView = z.object({
  /** Messages that would go out. */
  messages: z.number(),
  duplicates: z.number(),
  /** What is no number, the first few. */
  invalid: z.array(z.string()),
  invalidCount: z.number(),
  /** Recipients without a value that the text asks for. */
  missing: z.number(),
  /** Names of these values. */
  missingNames: z.array(z.string()),
  parts: z.number(),
  cost: money,
  samples: z.array(z.object({ number: z.string(), text: z.string() })),
});
export type PreviewView = z.infer<typeof previewView>;

export const sendBody = z.strictObject({
  name: z.string().trim().max(100).default(''),
  source: z.string().min(1).max(20),
  text: text.min(1),
  priority: priorityName.default('normal'),
  category: category.default(''),
  /** Milliseconds since 1970, in the future; the second within the minute is dropped. Null: at once. */
  dueAt: z.number().int().nullable().default(null),
  recipients: recipientsChoice,
  /** Made by the page: the same one twice (a lost answer) sends once. */
  key: z.string().min(8).max(64),
});
export type SendBody = z.infer<typeof sendBody>;

export const sendingState = z.enum(['running', 'paused', 'cancelled']);
export const messageStates = [
  'held',
  'scheduled',
  'waiting',
  'submitting',
  'sent',
  'delivered',
  'failed',
  'unknown',
  'cancelled',
  'expired',
] as const;
export const messageState = z.enum(messageStates);
export type MessageStateName = z.infer<typeof messageState>;

export const sendingView = z.object({
  id: z.string(),
  name: z.string(),
  user: z.string(),
  source: z.string(),
  text: z.string(),
  priority: priorityName,
  category: z.string(),
  dueAt: z.number().nullable(),
  createdAt: z.number(),
  state: sendingState,
  /** Recipients altogether, handed to the gateway so far, and refused by it with the codes why. */
  total: z.number(),
  handed: z.number(),
  refused: z.record(z.string(), z.number()),
  /** Messages by state. */
  counts: z.partialRecord(messageState, z.number()),
});
export type SendingView = z.infer<typeof sendingView>;
export const sendingList = z.object({ sendings: z.array(sendingView) });
export const sendingAction = z.strictObject({ state: sendingState });

export const historyQuery = z.object({
  number: z.string().max(24).optional(),
  state: messageState.optional(),
  sending: z.string().max(64).optional(),
  category: z.string().max(16).optional(),
  since: z.coerce.number().int().optional(),
  until: z.coerce.number().int().optional(),
  /** Id of the last one of the page before. */
  before: z.string().max(20).optional(),
  /** For those who may look at others: of this user, of this group, of `all`; without any of them the own ones. */
  user: z.string().max(64).optional(),
  group: z.string().max(64).optional(),
  all: z.literal('yes').optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type HistoryQuery = z.infer<typeof historyQuery>;
export const fileEncoding = z.enum(['utf-8', 'gb18030']);
export const exportQuery = historyQuery.omit({ before: true, limit: true }).extend({
  encoding: fileEncoding.default('utf-8'),
});

export const messageView = z.object({
  id: z.string(),
  /** Who wrote it, in which group then. */
  user: z.string(),
  group: z.string(),
  category: z.string(),
  number: z.string(),
  source: z.string(),
  text: z.string(),
  state: messageState,
  parts: z.number(),
  cost: money,
  /** What the carrier or the gateway said; '' without. */
  error: z.string(),
  acceptedAt: z.number(),
  dueAt: z.number().nullable(),
  sentAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  carrier: z.string().nullable(),
});
export type MessageView = z.infer<typeof messageView>;
export const historyView = z.object({ messages: z.array(messageView), more: z.boolean() });

export const templateBody = z.strictObject({
  name: z.string().trim().min(1).max(60),
  text: text.min(1),
  category: category.default(''),
  /** Everybody sees it once it is released; not for agents. */
  shared: z.boolean().default(false),
});
export const templateView = z.object({
  id: z.string(),
  name: z.string(),
  text: z.string(),
  category: z.string(),
  shared: z.boolean(),
  state: z.enum(['pending', 'released', 'refused']),
  /** Who changed it last. */
  author: z.string(),
  changedAt: z.number(),
  /** Who released or refused it; '' nobody. */
  decidedBy: z.string(),
  /** Why it was refused. */
  reason: z.string(),
  /** Counts changes; a decision names the one that was looked at. */
  revision: z.number(),
  /** Whether whoever asks may change it, begin a message with it, release it. */
  mine: z.boolean(),
  usable: z.boolean(),
  mayDecide: z.boolean(),
  /** What others use until this text is released; null: nothing, or this text. */
  inUse: z.string().nullable(),
  /** Names of the values that it asks for. */
  variables: z.array(z.string()),
});
export type TemplateView = z.infer<typeof templateView>;
export const templateList = z.object({ templates: z.array(templateView) });
export const templateDecision = z
  .strictObject({
    revision: z.number().int().min(0),
    release: z.boolean(),
    /** Why not; only with `release: false`. */
    reason: z.string().trim().max(200).default(''),
  })
  .refine(({ release, reason }) => release === (reason === ''), {
    message: 'a refusal says why, a release does not',
    path: ['reason'],
  });
