/** The section `addressBooks` of ringmaster.yaml. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { isRule } from '../../runtime/cron-rule.js';
import { settingId as id } from '../../runtime/setting-schemas.js';
import { LONGEST_NAME, MOST_CONTACTS, MOST_FIELDS, fieldName } from '../contract.js';

const absolute = z.string().refine(isAbsolute, 'is no absolute path');

/** Where a secret stands; read anew at every run, and never told to anybody. Exactly one of both. */
const secretPlace = {
  /** Its content without the line end. */
  file: absolute.optional(),
  /** Name of a variable of the environment of Ringmaster. */
  environment: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is no name of a variable')
    .optional(),
};
const oneOfBoth = (place: { file?: string | undefined; environment?: string | undefined }): boolean =>
  (place.file === undefined) !== (place.environment === undefined);
const ONE_OF_BOTH = 'exactly one of file and environment says where it stands';

const column = z.string().min(1).max(200);

/** Which column of the source is what of a contact; column titles of CSV, names of JSON fields, columns of a query. */
const columnsSchema = z
  .strictObject({
    number: column,
    name: column.optional(),
    /** Becomes the field `language`. */
    language: column.optional(),
    /** Names of groups of the book, with `;`, `,` or `|` between; those that are not there are made. */
    groups: column.optional(),
    /** Field of the contact, as templates name it, to column. */
    fields: z.record(fieldName, column).default({}),
  })
  .refine(
    ({ fields, language }) => Object.keys(fields).length + (language === undefined ? 0 : 1) <= MOST_FIELDS,
    `a contact has at most ${MOST_FIELDS} fields`,
  )
  .refine(
    ({ fields, language }) => language === undefined || !('language' in fields),
    'language stands twice',
  );

const filling = {
  id,
  /** Name of the shared book that it fills; made when there is none. A book may have several sources and people's own. */
  book: z.string().trim().min(1).max(LONGEST_NAME),
  columns: columnsSchema,
  /** Five fields (minute, hour, day of month, month, day of week) on the clock of the centre; null: by hand alone. */
  schedule: z
    .string()
    .refine((rule) => isRule(rule, 'UTC', 0), 'is no rule of five fields like "15 2 * * *"')
    .nullable()
    .default(null),
  /** For all of the reading. */
  timeoutSeconds: z.number().min(0.1).max(3600).default(60),
  /** Of what is read, all pages together. */
  maxMegabytes: z.number().min(0.001).max(256).default(64),
  maxRows: z.number().int().min(1).max(MOST_CONTACTS).default(MOST_CONTACTS),
  /** A result without more than this share of the contacts that the source has in the book is refused: 0-1. */
  mostGone: z.number().min(0).max(1).default(0.5),
};

const httpSchema = z.strictObject({
  ...filling,
  kind: z.literal('http'),
  url: z.url({ protocol: /^https?$/, error: 'is no address that begins with http:// or https://' }),
  /** Header with a secret, e.g. Authorization. */
  header: z
    .strictObject({
      name: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'is no name of a header'),
      ...secretPlace,
    })
    .refine(oneOfBoth, ONE_OF_BOTH)
    .nullable()
    .default(null),
  format: z.enum(['json', 'csv']).default('json'),
  /** Of CSV; JSON is UTF-8. */
  encoding: z.enum(['auto', 'utf-8', 'gb18030']).default('auto'),
  /** Where in a JSON document the list of rows stands, e.g. `data.items`; '': the document is the list. */
  rows: z.string().max(200).default(''),
  /** Pages by a number in the query, until one is without rows; null: all at once. */
  paging: z
    .strictObject({
      parameter: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'is no name of a parameter'),
      first: z.number().int().min(0).max(1).default(1),
    })
    .nullable()
    .default(null),
});

/** A SELECT alone. What it runs in can only read; this finds the mistake before the first run. */
const query = z
  .string()
  .max(10_000)
  .refine((text) => /^\s*(select|with)\s/i.test(text) && !/;\s*\S/.test(text), 'is not one SELECT');

const sqliteSchema = z.strictObject({
  ...filling,
  kind: z.literal('database'),
  engine: z.literal('sqlite'),
  file: absolute,
  query,
});

const serverSchema = z.strictObject({
  ...filling,
  kind: z.literal('database'),
  engine: z.enum(['postgresql', 'mysql']),
  host: z.string().min(1),
  /** Default: 5432 or 3306. */
  port: z.number().int().min(1).max(65535).optional(),
  database: z.string().min(1),
  user: z.string().min(1),
  /** Null: none is asked for. */
  password: z.strictObject(secretPlace).refine(oneOfBoth, ONE_OF_BOTH).nullable().default(null),
  /** Whether the connection is encrypted and the server's certificate checked. */
  tls: z.boolean().default(true),
  query,
});

export const sourceSchema = z.discriminatedUnion('kind', [
  httpSchema,
  z.discriminatedUnion('engine', [sqliteSchema, serverSchema]),
]);
export type SourceSettings = z.infer<typeof sourceSchema>;
export type HttpSource = z.infer<typeof httpSchema>;
export type DatabaseSource = z.infer<typeof sqliteSchema> | z.infer<typeof serverSchema>;

export const addressBooksSchema = z.strictObject({
  /** What fills shared address books by itself. */
  sources: z.array(sourceSchema).max(100).default([]),
});
export type AddressBooksConfig = z.infer<typeof addressBooksSchema>;

/** What does not fit together, as one sentence; undefined when all does. */
export function addressBooksFault({ sources }: AddressBooksConfig): string | undefined {
  const ids = sources.map((source) => source.id);
  const twice = ids.find((source, at) => ids.indexOf(source) !== at);
  return twice === undefined ? undefined : `sources: "${twice}" stands twice`;
}
