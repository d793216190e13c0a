/** A source read whole: its rows as contacts, those that are none with the reason. Runs in a thread of its own. */
import { foreignRows, ForeignDatabaseError, type ForeignDatabase } from '../../runtime/foreign-database.js';
import { CsvBroken, guessDelimiter, readCsv, unguarded } from '../../runtime/csv-file.js';
import { decodeFile, detectEncoding } from '../../runtime/text-encoding.js';
import { sourceErrors } from '../errors.js';
import { numberKey } from '../rules.js';
import { pageUrls, readDocument } from './http-document.js';
import {
  columnsOf,
  createRowReader,
  type RejectedRow,
  type SourceContact,
  type SourceRecord,
} from './rules.js';
import type { DatabaseSource, HttpSource, SourceSettings } from './settings.js';

export interface SourceContent {
  readonly rows: number;
  /** One a number. */
  readonly contacts: readonly SourceContact[];
  readonly rejected: number;
  /** The first hundred. */
  readonly faults: readonly RejectedRow[];
}

const SHOWN_FAULTS = 100;
const MEGABYTE = 1024 * 1024;

/**
 * @param secret value of the header, or password of the database; null: none
 * @throws sourceErrors
 */
export async function readSource(source: SourceSettings, secret: string | null): Promise<SourceContent> {
  const toContact = createRowReader(source.columns);
  const contacts: SourceContact[] = [];
  const taken = new Set<string>();
  const faults: RejectedRow[] = [];
  let rows = 0;
  let rejected = 0;
  const records = source.kind === 'http' ? httpRecords(source, secret) : databaseRecords(source, secret);
  for await (const { row, record } of records) {
    if (++rows > source.maxRows) throw sourceErrors.tooLarge('more rows than maxRows');
    const contact = toContact(record, row);
    const key = 'fault' in contact ? '' : numberKey(contact.number);
    const wrong: RejectedRow | null =
      'fault' in contact ? contact : taken.has(key) ? { row, fault: 'doubled', cell: contact.number } : null;
    if (wrong) {
      rejected++;
      if (faults.length < SHOWN_FAULTS) faults.push(wrong);
    } else if (!('fault' in contact)) {
      taken.add(key);
      contacts.push(contact);
    }
  }
  return { rows, contacts, rejected, faults };
}

interface Numbered {
  readonly row: number;
  readonly record: SourceRecord;
}

/** Missing columns are a fault of the whole, not of each row. */
function mustHave(columns: readonly string[], has: (column: string) => boolean): void {
  const missing = columns.find((column) => !has(column));
  if (missing !== undefined) throw sourceErrors.invalid(`there is no column "${missing}"`);
}

async function* httpRecords(source: HttpSource, secret: string | null): AsyncGenerator<Numbered> {
  const header = source.header && secret !== null ? { name: source.header.name, value: secret } : null;
  let left = source.maxMegabytes * MEGABYTE;
  let before = 0;
  for (const url of pageUrls(source)) {
    const octets = await readDocument(url, header, left);
    left -= octets.length;
    let found = 0;
    const page = source.format === 'csv' ? csvRecords(source, octets) : jsonRecords(source, octets);
    for await (const { row, record } of page) {
      found++;
      yield { row: before + row, record };
    }
    if (found === 0) return;
    before += found;
  }
}

async function* csvRecords(source: HttpSource, octets: Buffer): AsyncGenerator<Numbered> {
  const encoding = source.encoding === 'auto' ? detectEncoding(octets) : source.encoding;
  if (encoding === null) throw sourceErrors.invalid('neither UTF-8 nor GB18030 text');
  const text = decodeFile(octets, encoding);
  let titles: readonly string[] | null = null;
  try {
    for await (const { line, cells } of readCsv(text, guessDelimiter(text))) {
      if (titles) {
        const record = Object.fromEntries(titles.map((title, at) => [title, unguarded(cells[at] ?? '')]));
        if (cells.some((cell) => cell !== '')) yield { row: line, record };
      } else {
        const found = cells.map(unguarded);
        mustHave(columnsOf(source.columns), (column) => found.includes(column));
        titles = found;
      }
    }
  } catch (error) {
    if (error instanceof CsvBroken) throw sourceErrors.invalid(`line ${error.line}: ${error.why}`);
    throw error;
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- its sibling waits, this one answers at once
async function* jsonRecords(source: HttpSource, octets: Buffer): AsyncGenerator<Numbered> {
  let list: unknown;
  try {
    list = JSON.parse(decodeFile(octets, 'utf-8'));
  } catch {
    throw sourceErrors.invalid('no JSON');
  }
  for (const step of source.rows === '' ? [] : source.rows.split('.'))
    list = typeof list === 'object' && list !== null ? (list as Record<string, unknown>)[step] : undefined;
  if (!Array.isArray(list))
    throw sourceErrors.invalid(source.rows === '' ? 'the document is no list' : `no list at ${source.rows}`);
  const columns = columnsOf(source.columns);
  const seen = new Set<string>();
  let row = 0;
  for (const one of list as readonly unknown[]) {
    row++;
    const given = typeof one === 'object' && one !== null ? (one as Record<string, unknown>) : {};
    for (const column of columns) if (column in given) seen.add(column);
    yield { row, record: textsOf(given, columns) };
  }
  // An empty field may be left out of a row, but not of all.
  if (row > 0) mustHave(columns, (column) => seen.has(column));
}

async function* databaseRecords(source: DatabaseSource, secret: string | null): AsyncGenerator<Numbered> {
  const database: ForeignDatabase =
    source.engine === 'sqlite'
      ? { engine: 'sqlite', file: source.file }
      : { ...source, password: secret ?? '', timeoutMs: source.timeoutSeconds * 1000 };
  const columns = columnsOf(source.columns);
  let left = source.maxMegabytes * MEGABYTE;
  let row = 0;
  try {
    for await (const found of foreignRows(database, source.query)) {
      if (row++ === 0) mustHave(columns, (column) => column in found);
      const record = textsOf(found, columns);
      for (const text of Object.values(record)) left -= text.length;
      if (left < 0) throw sourceErrors.tooLarge('more megabytes than maxMegabytes');
      yield { row, record };
    }
  } catch (error) {
    if (error instanceof ForeignDatabaseError) throw sourceErrors[error.what](error.message.slice(0, 200));
    throw error;
  }
}

/** Values as people read them; what is no single value is empty. */
const textsOf = (row: Readonly<Record<string, unknown>>, columns: readonly string[]): SourceRecord =>
  Object.fromEntries(columns.map((column) => [column, textOf(row[column])]));

function textOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return value instanceof Date ? value.toISOString() : '';
  }
}
