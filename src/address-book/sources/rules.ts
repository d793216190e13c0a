/** What the rows of a source mean for the contacts of a book. Pure. */
import { LONGEST_NAME } from '../contract.js';
import { readRow } from '../rules.js';
import type { SourceFault } from '../source-contract.js';
import type { ContactData, Mapping } from '../types.js';

export interface Columns {
  readonly number: string;
  readonly name?: string | undefined;
  readonly language?: string | undefined;
  readonly groups?: string | undefined;
  readonly fields: Readonly<Record<string, string>>;
}

/** A row as a source gives it: text by column. */
export type SourceRecord = Readonly<Record<string, string>>;

export interface SourceContact extends ContactData {
  /** Where it stands in the source. */
  readonly row: number;
  /** Names; sorted, none twice. */
  readonly groups: readonly string[];
}

export interface RejectedRow {
  readonly row: number;
  readonly fault: SourceFault;
  readonly cell: string;
}

/** Columns that a source must have. */
export const columnsOf = ({ number, name, language, groups, fields }: Columns): string[] =>
  [number, name, language, groups, ...Object.values(fields)].filter((column) => column !== undefined);

const MOST_GROUPS = 20;
const LONGEST_CELL = 40;

/** A reader of rows: the rules of the file import, by name of column. */
export function createRowReader(
  columns: Columns,
): (record: SourceRecord, row: number) => SourceContact | RejectedRow {
  const fields = Object.entries({
    ...columns.fields,
    ...(columns.language !== undefined && { language: columns.language }),
  });
  const titles = [columns.number, columns.name, ...fields.map(([, column]) => column)];
  const mapping: Mapping = {
    header: true,
    number: 0,
    name: columns.name === undefined ? null : 1,
    fields: fields.map(([name], at) => ({ column: at + 2, name })),
  };
  return (record, row) => {
    const read = readRow(
      titles.map((title) => (title === undefined ? '' : (record[title] ?? ''))),
      mapping,
    );
    if ('fault' in read) return { row, fault: read.fault, cell: read.cell.slice(0, LONGEST_CELL) };
    const groups = columns.groups === undefined ? [] : groupNames(record[columns.groups] ?? '');
    const long = groups.find((group) => group.length > LONGEST_NAME);
    if (long !== undefined || groups.length > MOST_GROUPS)
      return { row, fault: 'group-too-long', cell: (long ?? groups.join(';')).slice(0, LONGEST_CELL) };
    return { ...read, row, groups };
  };
}

const groupNames = (cell: string): string[] =>
  [
    ...new Set(
      cell
        .split(/[;,|；，、]/)
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    ),
  ].sort();

/** Who has the number in the book, with what the contact holds. */
export interface Holder {
  readonly source: string;
  readonly number: string;
  readonly name: string;
  /** JSON, as it stands in the table. */
  readonly fields: string;
  /** Ids, sorted. */
  readonly groups: readonly string[];
}

export type Verdict = 'add' | 'same' | 'change' | 'of-people' | 'of-another-source';

/** @param groups ids of the contact's groups, sorted */
export function judge(
  contact: ContactData,
  groups: readonly string[],
  holder: Holder | undefined,
  source: string,
): Verdict {
  if (!holder) return 'add';
  if (holder.source === '') return 'of-people';
  if (holder.source !== source) return 'of-another-source';
  const same =
    holder.number === contact.number &&
    holder.name === contact.name &&
    holder.fields === JSON.stringify(contact.fields) &&
    holder.groups.join() === groups.join();
  return same ? 'same' : 'change';
}

/**
 * Whether a result may take the place of what is there. An empty one never may.
 * @param before contacts that the source has in the book
 * @param gone how many of them the result is without
 * @param mostGone share, 0-1
 */
export function acceptable(
  result: { readonly contacts: number; readonly before: number; readonly gone: number },
  mostGone: number,
): 'yes' | 'empty' | 'shrunken' {
  if (result.contacts === 0) return 'empty';
  return result.before > 0 && result.gone / result.before > mostGone ? 'shrunken' : 'yes';
}
