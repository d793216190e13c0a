/** What crosses the wire about money. Amounts are texts with four places: `12.5000`. */
import { z } from 'zod';

/** What can be counted. `messages`: those that have ended, by how in `delivered`, `failed` and `other`. */
export const MEASURES = ['messages', 'delivered', 'failed', 'other', 'parts', 'amount'] as const;
export type Measure = (typeof MEASURES)[number];
/** What can stand before figures. */
export const HEADINGS = ['month', 'day', 'account', 'group', 'user', 'client', 'service', 'carrier'] as const;
export type Heading = (typeof HEADINGS)[number];

const amountText = z.string().regex(/^-?\d{1,11}(\.\d{1,4})?$/, 'digits, and at most four behind a point');
export const accountPath = z.object({ account: z.string().min(1).max(64) });
export const accountView = z.object({
  account: z.string(),
  balance: z.string(),
  reserved: z.string(),
  limit: z.string(),
  /** What can still be set aside. */
  available: z.string(),
});
export type AccountView = z.infer<typeof accountView>;

export const paymentBody = z.strictObject({
  /** Negative: taken back. */
  amount: amountText,
  /** The same key twice is one payment. */
  key: z.string().min(8).max(64),
  note: z.string().max(200).default(''),
});
export const paymentAnswer = z.object({ account: accountView, repeated: z.boolean() });
export const limitBody = z.strictObject({
  /** How far below zero the balance may go; 0: prepaid. */
  limit: amountText.refine((text) => !text.startsWith('-'), 'not negative'),
});
export const paymentView = z.object({
  key: z.string(),
  amount: z.string(),
  at: z.number(),
  user: z.string(),
  note: z.string(),
  balance: z.string(),
});

export const dayPath = z.object({ day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) });
export const dayView = z.object({
  day: z.string(),
  rows: z.number(),
  sha256: z.string(),
  closedAt: z.number(),
});

const dayText = z.iso.date();
const fileEncoding = z.enum(['utf-8', 'gb18030']).default('utf-8');
/** A month, or the first and the last day. */
export const statementQuery = z
  .object({
    month: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'use YYYY-MM')
      .optional(),
    from: dayText.optional(),
    until: dayText.optional(),
    account: z.string().min(1).max(64).optional(),
    group: z.string().max(64).optional(),
    user: z.string().max(64).optional(),
    client: z.string().max(64).optional(),
    service: z.string().max(16).optional(),
    /** Of the file. */
    encoding: fileEncoding,
  })
  .refine(
    ({ month, from, until }) =>
      month === undefined
        ? from !== undefined && until !== undefined && from <= until
        : from === undefined && until === undefined,
    { message: 'give `month`, or `from` and `until` with `from` not behind `until`', path: ['month'] },
  );
const sums = {
  /** That have ended, by how. */
  messages: z.number(),
  delivered: z.number(),
  failed: z.number(),
  other: z.number(),
  parts: z.number(),
  amount: z.string(),
};
export const statementView = z.object({
  /** First and last day. */
  from: z.string(),
  until: z.string(),
  closedDays: z.number(),
  /** Whether days of the span go on: they count as far as they have come. */
  running: z.boolean(),
  lines: z.array(
    z.object({ group: z.string(), user: z.string(), client: z.string(), service: z.string(), ...sums }),
  ),
  groups: z.array(z.object({ group: z.string(), ...sums })),
  total: z.object(sums),
  /** Of the account that was asked for: opening + paid - used = closing. */
  stand: z
    .object({
      account: z.string(),
      opening: z.string(),
      paid: z.string(),
      used: z.string(),
      closing: z.string(),
      /** Of this moment. */
      reserved: z.string(),
      limit: z.string(),
      payments: z.array(paymentView),
    })
    .nullable(),
});
export type StatementView = z.infer<typeof statementView>;

export const reportSpan = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['this-month', 'last-month']) }),
  z.strictObject({ kind: z.literal('last-days'), days: z.number().int().min(1).max(366) }),
  z.strictObject({ kind: z.literal('fixed'), from: dayText, until: dayText }),
]);
const name = z.string().max(64);
export const reportBody = z.strictObject({
  name: z.string().trim().min(1).max(60),
  /** Columns to the left; none: one line of sums. */
  by: z
    .array(z.enum(HEADINGS))
    .max(HEADINGS.length)
    .refine((by) => new Set(by).size === by.length, 'each once'),
  show: z
    .array(z.enum(MEASURES))
    .min(1)
    .refine((show) => new Set(show).size === show.length, 'each once'),
  /** What is absent fits anything. */
  where: z
    .strictObject({ account: name, group: name, user: name, client: name, service: name, carrier: name })
    .partial()
    .default({}),
  span: reportSpan,
});
export const reportPath = z.object({ report: z.string().max(64) });
export const reportView = z.object({
  report: z.string(),
  owner: z.string(),
  changedAt: z.number(),
  /** Whether whoever asks may change it. */
  mine: z.boolean(),
  definition: reportBody,
});
export type ReportView = z.infer<typeof reportView>;
export type ReportBody = z.infer<typeof reportBody>;
export const reportList = z.object({ reports: z.array(reportView) });
export const reportResult = z.object({
  definition: reportBody,
  /** First and last day. */
  from: z.string(),
  until: z.string(),
  /** Headings and figures in the order of the definition; money as a text. */
  rows: z.array(z.object({ keys: z.array(z.string()), figures: z.array(z.union([z.number(), z.string()])) })),
  total: z.array(z.union([z.number(), z.string()])),
});
export type ReportResultView = z.infer<typeof reportResult>;
export const reportFileQuery = z.object({ encoding: fileEncoding });

export const reconciliationQuery = z.object({
  carrier: z.string().max(64),
  day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
});
const counts = z.object({
  ours: z.number(),
  theirs: z.number(),
  agreed: z.number(),
  missingThere: z.number(),
  missingHere: z.number(),
  status: z.number(),
  parts: z.number(),
  price: z.number(),
  ourPrice: z.string().nullable(),
  theirPrice: z.string().nullable(),
});
export const reconciliationHead = z.object({
  reconciliation: z.string(),
  carrier: z.string(),
  day: z.string(),
  at: z.number(),
  user: z.string(),
  counts,
});
export const reconciliationView = reconciliationHead.extend({
  differences: z.array(
    z.object({
      kind: z.enum(['missing-there', 'missing-here', 'status', 'parts', 'price']),
      message: z.string().optional(),
      id: z.string(),
      line: z.number().optional(),
      ours: z.union([z.string(), z.number()]).optional(),
      theirs: z.union([z.string(), z.number()]).optional(),
    }),
  ),
});
