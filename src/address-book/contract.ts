/** Address books across the wire. Shared with web/. */
import { z } from 'zod';

export const LONGEST_NAME = 64;
export const LONGEST_VALUE = 200;
export const MOST_FIELDS = 20;
/** Bytes and rows of an imported file. */
export const MOST_FILE = 8 * 1024 * 1024;
export const MOST_ROWS = 50_000;
export const MOST_CONTACTS = 100_000;

const name = z.string().trim().min(1).max(LONGEST_NAME);
/** What can stand between braces in a text. */
export const fieldName = z.string().regex(/^[\p{L}\p{N}_-]{1,32}$/u);
const fields = z
  .record(fieldName, z.string().max(LONGEST_VALUE))
  .refine((value) => Object.keys(value).length <= MOST_FIELDS, 'too many fields');

export const groupView = z.object({ id: z.string(), name: z.string(), contacts: z.number() });
export const bookView = z.object({
  id: z.string(),
  name: z.string(),
  shared: z.boolean(),
  owner: z.string(),
  mayWrite: z.boolean(),
  contacts: z.number(),
  groups: z.array(groupView),
});
export type BookView = z.infer<typeof bookView>;
export const bookList = z.object({ books: z.array(bookView) });
export const bookBody = z.strictObject({ name, shared: z.boolean().default(false) });
export const renameBody = z.strictObject({ name });

export const contactView = z.object({
  id: z.string(),
  number: z.string(),
  name: z.string(),
  fields: z.record(z.string(), z.string()),
  groups: z.array(z.string()),
  /** The source that it comes from: people do not change it. Null: theirs. */
  source: z.string().nullable(),
});
export type ContactView = z.infer<typeof contactView>;
export const contactList = z.object({ contacts: z.array(contactView), more: z.boolean() });
export const contactBody = z.strictObject({
  number: z.string().min(1).max(64),
  name: z.string().trim().max(LONGEST_NAME).default(''),
  fields: fields.default({}),
  groups: z.array(z.string().max(64)).max(100).default([]),
});
export type ContactBody = z.infer<typeof contactBody>;
export const contactQuery = z.object({
  search: z.string().max(64).optional(),
  group: z.string().max(64).optional(),
  /** Id of the last one of the page before. */
  after: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const fileEncoding = z.enum(['utf-8', 'gb18030']);
export const readEncoding = z.enum(['auto', 'utf-8', 'gb18030', 'utf-16le']);
export const exportQuery = z.object({
  encoding: fileEncoding.default('utf-8'),
  group: z.string().max(64).optional(),
});

const column = z.coerce.number().int().min(0).max(200);
export const importQuery = z.object({
  /** `preview` reads and counts and changes nothing. */
  mode: z.enum(['preview', 'commit']),
  encoding: readEncoding.default('auto'),
  /** Absent: guessed. */
  number: column.optional(),
  /** -1: no column has the names. */
  name: z.coerce.number().int().min(-1).max(200).optional(),
  header: z.enum(['yes', 'no']).optional(),
  /** What becomes of a number that the book has: its contact takes the values of the file, or stays. */
  known: z.enum(['update', 'keep']).default('update'),
  /** Contacts of the file join this group. */
  group: z.string().max(64).optional(),
});
export type ImportQuery = z.infer<typeof importQuery>;

export const rowFault = z.enum([
  'number-missing',
  'number-invalid',
  'name-too-long',
  'value-too-long',
  'doubled',
]);
export const importView = z.object({
  encoding: z.enum(['utf-8', 'gb18030', 'utf-16le']),
  header: z.boolean(),
  /** Of the first row, or made up. */
  columns: z.array(z.string()),
  number: z.number(),
  name: z.number().nullable(),
  /** Names under which templates find the other columns. */
  fields: z.array(z.string()),
  rows: z.number(),
  added: z.number(),
  /** Numbers that the book had. */
  known: z.number(),
  faultCount: z.number(),
  /** The first hundred. `line` counts from 1, as editors show it. */
  faults: z.array(z.object({ line: z.number(), fault: rowFault, cell: z.string() })),
  /** First rows as they will stand in the book. */
  sample: z.array(
    z.object({ number: z.string(), name: z.string(), fields: z.record(z.string(), z.string()) }),
  ),
});
export type ImportView = z.infer<typeof importView>;
