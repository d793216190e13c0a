/** What rows of files mean as contacts. Pure. */
import { LONGEST_NAME, LONGEST_VALUE, MOST_FIELDS } from './contract.js';
import type { Asker, Book, ContactData, Mapping, RowFault } from './types.js';

/** Private books are seen by their owner alone. */
export const mayRead = (book: Pick<Book, 'shared' | 'owner'>, { user }: Asker): boolean =>
  book.shared || book.owner === user;

export const mayWrite = (book: Pick<Book, 'shared' | 'owner'>, { user, role }: Asker): boolean =>
  book.shared ? role === 'supervisor' || role === 'administrator' : book.owner === user;

/** A number as people write it, full-width digits too; null when it is none: 3-20 digits, with `+` or without. */
export function readNumber(cell: string): string | null {
  const number = cell.normalize('NFKC').replace(/[\s().\-\u2010-\u2015]/g, '');
  return /^\+?[0-9]{3,20}$/.test(number) ? number : null;
}

/** Numbers are the same when their digits are: `+86...` and `0086...`. */
export const numberKey = (number: string): string => number.replace(/^(\+|00)/, '');

const NAME_HEADER = /^(name|full ?name|contact|客户|姓名|名字|名称|联系人)/i;
const NUMBER_HEADER = /(number|phone|mobile|msisdn|tel|手机|电话|号码)/i;

/** What a column is called between braces: letters, digits, `_`, `-`; `column3` when nothing is left of it. */
export function fieldNameOf(title: string, column: number): string {
  const name = title
    .trim()
    .replace(/\s+/g, '_')
    .replace(/[^\p{L}\p{N}_-]/gu, '')
    .slice(0, 32);
  return name === '' || name === 'name' || name === 'number' ? `column${column + 1}` : name;
}

/** What is likely, out of the first rows; `wish` is stronger. Without rows: one column of numbers. */
export function guessMapping(
  rows: readonly (readonly string[])[],
  wish: {
    readonly header?: boolean | undefined;
    readonly number?: number | undefined;
    readonly name?: number | null | undefined;
  } = {},
): Mapping {
  const width = Math.max(1, ...rows.map((row) => row.length));
  const [first = []] = rows;
  const header = wish.header ?? (first.length > 0 && first.every((cell) => readNumber(cell) === null));
  const body = header ? rows.slice(1) : rows;
  const share = (column: number): number =>
    body.filter((row) => readNumber(row[column] ?? '') !== null).length;
  const columns = Array.from({ length: width }, (_, column) => column);
  // A customer's number looks like a telephone's: the title decides between columns of numbers.
  const titled = header ? columns.filter((column) => NUMBER_HEADER.test(first[column] ?? '')) : [];
  const best = (of: readonly number[]): number =>
    of.reduce((a, b) => (share(b) > share(a) ? b : a), of[0] ?? 0);
  const number = wish.number ?? best(titled.length > 0 ? titled : columns);
  const others = columns.filter((column) => column !== number);
  const byTitle = header
    ? others.find((column) => NAME_HEADER.test((first[column] ?? '').trim()))
    : undefined;
  const name = wish.name === undefined ? (byTitle ?? (header ? null : (others[0] ?? null))) : wish.name;
  const taken = new Set<string>();
  const fields = others
    .filter((column) => column !== name)
    .slice(0, MOST_FIELDS)
    .map((column) => {
      const wanted = fieldNameOf(header ? (first[column] ?? '') : '', column);
      const fieldName = taken.has(wanted) ? `column${column + 1}` : wanted;
      taken.add(fieldName);
      return { column, name: fieldName };
    });
  return { header, number, name, fields };
}

/** A row as a contact, or what is wrong with it and the cell. Empty cells are no fields. */
export function readRow(
  cells: readonly string[],
  mapping: Mapping,
): ContactData | { readonly fault: RowFault; readonly cell: string } {
  const cell = cells[mapping.number] ?? '';
  if (cell.trim() === '') return { fault: 'number-missing', cell: '' };
  const number = readNumber(cell);
  if (number === null) return { fault: 'number-invalid', cell };
  const name = mapping.name === null ? '' : (cells[mapping.name] ?? '').trim();
  if (name.length > LONGEST_NAME) return { fault: 'name-too-long', cell: name };
  const fields: Record<string, string> = {};
  for (const { column, name: field } of mapping.fields) {
    const value = (cells[column] ?? '').trim();
    if (value.length > LONGEST_VALUE) return { fault: 'value-too-long', cell: value };
    if (value !== '') fields[field] = value;
  }
  return { number, name, fields };
}

/** What a template finds for a contact. */
export const valuesOf = ({ number, name, fields }: ContactData): Record<string, string> => ({
  ...fields,
  number,
  ...(name === '' ? {} : { name, 姓名: name }),
});
