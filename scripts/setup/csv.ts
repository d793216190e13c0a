/** Reads comma separated values as RFC 4180 describes them: quotes around fields with commas, doubled quotes inside. */
import { CsvError, parse } from 'csv-parse/sync';

/**
 * @param text with a header line; a byte order mark and carriage returns are dropped, empty lines count for nothing
 * @param file name for the message
 * @returns one record a line, keys from the header, values without space around them
 * @throws Error naming file and line when a line has another number of fields than the header, or a quote is left open
 */
export function parseCsv(text: string, file: string): Record<string, string>[] {
  try {
    return parse(text.replace(/\r\n?/g, '\n'), {
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim()),
      cast: (value, { header }) => (header ? value : value.trim()),
      skip_empty_lines: true,
    });
  } catch (error) {
    if (error instanceof CsvError) throw new Error(`${file}, ${sentenceOf(error)}`, { cause: error });
    throw error;
  }
}

function sentenceOf(error: CsvError): string {
  const { lines, record, columns } = error as unknown as {
    readonly lines: number;
    readonly record?: readonly unknown[];
    readonly columns?: readonly unknown[];
  };
  if (error.code === 'CSV_RECORD_INCONSISTENT_COLUMNS')
    return `line ${lines}: has ${record?.length} fields, the header has ${columns?.length}`;
  // The reader's own count is at the end of the text by then; where the quote stands is in its message alone.
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return `line ${/line (\d+)/.exec(error.message)?.[1]}: a quote is left open`;
  return `line ${lines}: ${error.message}`;
}
