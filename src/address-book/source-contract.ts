/** Sources of address books across the wire. Shared with web/. */
import { z } from 'zod';
import { rowFault } from './contract.js';

export const sourceFault = z.enum([
  ...rowFault.options,
  'group-too-long',
  /** A person has a contact with this number in the book. */
  'of-people',
  /** Another source has it. */
  'of-another-source',
]);
export type SourceFault = z.infer<typeof sourceFault>;

export const runView = z.object({
  at: z.number(),
  endedAt: z.number(),
  outcome: z.enum(['filled', 'failed']),
  /** Why it failed, a stable code and a sentence; '' when it did not. */
  code: z.string(),
  message: z.string(),
  /** Read. */
  rows: z.number(),
  /** In the book now, or left as they were when the run failed. */
  contacts: z.number(),
  added: z.number(),
  changed: z.number(),
  removed: z.number(),
  rejected: z.number(),
  /** The first hundred. `row` counts from 1; in CSV it is the line. */
  faults: z.array(z.object({ row: z.number(), fault: sourceFault, cell: z.string() })),
});
export type RunView = z.infer<typeof runView>;

export const sourceView = z.object({
  id: z.string(),
  kind: z.enum(['http', 'sqlite', 'postgresql', 'mysql']),
  /** Null before the first contact came. */
  book: z.string().nullable(),
  bookName: z.string(),
  state: z.enum(['idle', 'waiting', 'running']),
  /** Null: never. */
  last: runView.nullable(),
  /** When it last filled the book. */
  filledAt: z.number().nullable(),
  /** Null: by hand alone. */
  nextAt: z.number().nullable(),
});
export type SourceView = z.infer<typeof sourceView>;
export const sourceList = z.object({ sources: z.array(sourceView) });
export const runBody = z.strictObject({
  /** Takes a result too without more contacts than may be gone; never an empty one. */
  evenIfShrunken: z.boolean().default(false),
});
