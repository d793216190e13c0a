/** Reads a carrier's file as its mapping says. */
import { parse } from 'csv-parse';
import { z } from 'zod';
import { BillingFileError } from './errors.js';
import { parseMoney } from './money.js';
import type { TheirRecord } from './reconciliation.js';

/** How a carrier writes its file. Columns are named as in its first line, or numbered from 1 when it has none. */
export const mappingSchema = z.strictObject({
  header: z.boolean().default(true),
  delimiter: z.string().min(1).max(2).default(','),
  id: z.string(),
  to: z.string().optional(),
  status: z.string().optional(),
  parts: z.string().optional(),
  price: z.string().optional(),
  /** The carrier's words for what became of a message. A word that is not named is told as it stands. */
  statuses: z.record(z.string(), z.enum(['delivered', 'failed', 'other'])).default({}),
});
export type CarrierMapping = z.infer<typeof mappingSchema>;

/** Lines of one file at most. */
export const MOST_LINES = 5_000_000;

/**
 * @param keysOf every way to write a carrier's id
 * @throws BillingFileError with line and reason
 */
export async function readCarrierFile(
  content: NodeJS.ReadableStream,
  mapping: CarrierMapping,
  keysOf: (id: string) => readonly string[],
): Promise<TheirRecord[]> {
  const parser = parse({
    bom: true,
    columns: mapping.header ? (names: string[]) => names.map((name) => name.trim()) : false,
    delimiter: mapping.delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    max_record_size: 64 * 1024,
  });
  content.on('error', (error: Error) => parser.destroy(error));
  const rows: TheirRecord[] = [];
  try {
    for await (const { record, info } of content.pipe(parser) as AsyncIterable<{
      record: Record<string, string> | string[];
      info: { lines: number };
    }>) {
      if (rows.length >= MOST_LINES) throw new BillingFileError(`more than ${MOST_LINES} lines`);
      rows.push(toRecord(record, info.lines, mapping, keysOf));
    }
  } catch (error) {
    if (error instanceof BillingFileError) throw error;
    throw new BillingFileError((error as Error).message.replace(/\.$/, ''));
  }
  return rows;
}

function toRecord(
  record: Record<string, string> | string[],
  line: number,
  mapping: CarrierMapping,
  keysOf: (id: string) => readonly string[],
): TheirRecord {
  const field = (name: string | undefined): string | null => {
    if (name === undefined) return null;
    const value = Array.isArray(record) ? record[Number(name) - 1] : record[name];
    if (value === undefined) throw new BillingFileError(`line ${line} has no column "${name}"`);
    return value.trim();
  };
  const whole = (text: string | null): number | null => {
    if (text === null || text === '') return null;
    if (!/^\d{1,5}$/.test(text)) throw new BillingFileError(`line ${line}: a number of parts is "${text}"`);
    return Number(text);
  };
  const money = (text: string | null): number | null => {
    if (text === null || text === '') return null;
    const amount = parseMoney(text);
    if (amount === null) throw new BillingFileError(`line ${line}: a price is "${text}"`);
    return amount;
  };
  const id = field(mapping.id) ?? '';
  const status = field(mapping.status);
  return {
    line,
    id,
    keys: keysOf(id),
    to: field(mapping.to),
    status: status === null || status === '' ? null : (mapping.statuses[status] ?? status),
    parts: whole(field(mapping.parts)),
    price: money(field(mapping.price)),
  };
}
