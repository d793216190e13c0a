/** Numbers that were taken to another carrier, from a CSV file: number and route, with a first line of names or without. */
import { parse } from 'csv-parse';
import { SmsPortedFileError } from './errors.js';
import type { PortedNumber } from './screening/number-lists.js';

export const MOST_PORTED = 2_000_000;

/** @throws SmsPortedFileError with line and reason; nothing of such a file counts */
export async function readPorted(
  content: NodeJS.ReadableStream,
  routes: ReadonlySet<string>,
): Promise<PortedNumber[]> {
  const parser = parse({ bom: true, skip_empty_lines: true, trim: true, info: true, max_record_size: 1024 });
  content.on('error', (error: Error) => parser.destroy(error));
  const numbers: PortedNumber[] = [];
  try {
    for await (const { record, info } of content.pipe(parser) as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      const [number = '', route = ''] = record;
      if (numbers.length === 0 && info.lines === 1 && !/\d/.test(number)) continue;
      if (!/^\+?\d{3,20}$/.test(number)) throw new SmsPortedFileError(`line ${info.lines} has no number`);
      if (!routes.has(route)) throw new SmsPortedFileError(`line ${info.lines} names no route`);
      if (numbers.length >= MOST_PORTED) throw new SmsPortedFileError(`more than ${MOST_PORTED} lines`);
      numbers.push({ number, route });
    }
  } catch (error) {
    if (error instanceof SmsPortedFileError) throw error;
    throw new SmsPortedFileError((error as Error).message.replace(/\.$/, ''));
  }
  return numbers;
}
