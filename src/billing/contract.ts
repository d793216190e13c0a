/** What crosses the wire about money. Amounts are texts with four places: `12.5000`. */
import { z } from 'zod';

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

export const statementQuery = z.object({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'use YYYY-MM'),
  account: z.string().max(64).optional(),
});
const sums = {
  parts: z.number(),
  amount: z.string(),
  delivered: z.number(),
  failed: z.number(),
  other: z.number(),
};
export const statementView = z.object({
  month: z.string(),
  account: z.string().nullable(),
  days: z.number(),
  lines: z.array(
    z.object({ group: z.string(), user: z.string(), client: z.string(), service: z.string(), ...sums }),
  ),
  groups: z.array(z.object({ group: z.string(), ...sums })),
  total: z.object(sums),
});

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
