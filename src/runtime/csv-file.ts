/** Comma separated values (RFC 4180) as spreadsheets read and write them. */
import { Readable } from 'node:stream';
import { parse, type CsvError } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';

/** One record of a file; `line` is where it begins, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The file cannot be read beyond this line. */
export class CsvBroken extends Error {
  constructor(
    readonly line: number,
    readonly why: 'quote-open' | 'record-too-long' | 'malformed',
  ) {
    super(`line ${line}: ${why}`);
  }
}

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** Characters of one record; a quote that is never closed would take the whole file for one. */
const MOST_RECORD = 20_000;
const CHUNK = 64 * 1024;

/** Which separates the first line that is not empty; a comma when none does. */
export function guessDelimiter(text: string): Delimiter {
  const first = /^.*\S.*$/m.exec(text.slice(0, 10_000))?.[0] ?? '';
  const bare = first.replace(/"(?:[^"]|"")*"/g, '');
  const counts = DELIMITERS.map((one) => bare.split(one).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

/**
 * Records in order, in pieces with turns for others in between. Line ends of all kinds, also mixed; empty lines are left
 * out; cells without space around them; quotes within a cell are taken as they stand.
 * @throws CsvBroken
 */
export async function* readCsv(text: string, delimiter: Delimiter): AsyncGenerator<CsvRecord> {
  const chunks = function* (): Generator<string> {
    for (let from = 0; from < text.length; from += CHUNK) yield text.slice(from, from + CHUNK);
  };
  const parser = Readable.from(chunks(), { objectMode: false, encoding: 'utf8' }).pipe(
    parse({
      bom: true,
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MOST_RECORD,
      trim: true,
      info: true,
    }),
  );
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      const within = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
      yield { line: info.lines - within, cells: record };
    }
  } catch (error) {
    const { code, message, lines = 1 } = error as CsvError & { lines?: number };
    if (code === 'CSV_QUOTE_NOT_CLOSED')
      throw new CsvBroken(Number(/line (\d+)/.exec(message)?.[1] ?? lines), 'quote-open');
    if (code === 'CSV_MAX_RECORD_SIZE') throw new CsvBroken(lines, 'record-too-long');
    if (typeof code === 'string' && code.startsWith('CSV_')) throw new CsvBroken(lines, 'malformed');
    throw error;
  }
}

/**
 * Rows as text, each ended by CR LF. A cell that a spreadsheet would take for a formula gets an apostrophe in front;
 * `unguarded` takes it off again.
 */
export const writeCsv = (rows: readonly (readonly (string | number)[])[]): string =>
  stringify(
    rows.map((row) => row.map(String)),
    { record_delimiter: 'windows', escape_formulas: true },
  );

/** A cell without the apostrophe that `writeCsv` puts before what looks like a formula. */
export const unguarded = (cell: string): string => cell.replace(/^'(?=[=+\-@\t\r＝＋－＠])/, '');
