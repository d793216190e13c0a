import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { RingmasterError } from '../kernel/error.js';
import { cleanNumber } from '../kernel/phone-number.js';
import type { Customer } from './types.js';

/** A line of the file is wrong; says which. */
export class CustomerFileError extends RingmasterError {
  constructor(message: string) {
    super('CUSTOMER_FILE_INVALID', message, 400);
  }
}

const line = z.object({
  customer: z.string().min(1).max(32),
  number: z.string().transform(cleanNumber),
  name: z.string().min(1).max(64),
  name_zh: z.string().max(64).default(''),
  grade: z.coerce.number().int().min(0).max(100).default(0),
  segment: z.string().max(32).default(''),
  language: z.enum(['en', 'zh']).default('en'),
  note: z.string().max(500).default(''),
  owner: z.string().max(32).default(''),
});

/**
 * Customers from a CSV file (UTF-8, header line, RFC 4180) with the columns customer, number, name, name_zh, grade,
 * segment, language, note, owner (agent id of the account manager). An empty file gives an empty list.
 * @throws CustomerFileError
 */
export function readCustomers(file: string): Customer[] {
  let rows: unknown[];
  try {
    rows = parse(readFileSync(file), { bom: true, columns: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    throw new CustomerFileError(`${file}: ${(error as Error).message}`);
  }
  return rows.map((row, index) => {
    const result = line.safeParse(row);
    if (!result.success) {
      const issue = result.error.issues[0]!;
      throw new CustomerFileError(`${file}, line ${index + 2}: ${issue.path.join('.')}: ${issue.message}`);
    }
    const { name_zh, owner, ...rest } = result.data;
    return { ...rest, nameZh: name_zh, ...(owner !== '' && { owner }) };
  });
}
