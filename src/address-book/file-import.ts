/** A file of contacts into a book: what it would do, and doing it. */
import type { IdSource } from '../kernel/ids.js';
import { CsvBroken, guessDelimiter, readCsv, unguarded, type CsvRecord } from '../runtime/csv-file.js';
import { decodeFile, detectEncoding, type TextEncoding } from '../runtime/text-encoding.js';
import { MOST_CONTACTS, MOST_ROWS, type ImportQuery, type ImportView } from './contract.js';
import { AddressFileError, BookFullError } from './errors.js';
import { guessMapping, numberKey, readRow } from './rules.js';
import type { AddressBookStore } from './store.js';
import type { ContactData, Group, Mapping } from './types.js';

const SHOWN_FAULTS = 100;
const SAMPLE = 5;
const PIECE = 200;
/** Rows that the guess of the columns looks at. */
const LOOKED_AT = 20;

/** The file as records, its mapping and its contacts; nothing is written. */
export async function readContacts(
  octets: Uint8Array,
  wish: Pick<ImportQuery, 'encoding' | 'header' | 'number' | 'name'>,
): Promise<Omit<ImportView, 'added' | 'known'> & { readonly contacts: readonly ContactData[] }> {
  const encoding: TextEncoding | null = wish.encoding === 'auto' ? detectEncoding(octets) : wish.encoding;
  if (encoding === null)
    throw new AddressFileError(
      'The file is neither UTF-8 nor GB18030 text: save it as CSV or text and try again.',
    );
  const records = await recordsOf(decodeFile(octets, encoding));
  const mapping = guessMapping(
    records.slice(0, LOOKED_AT).map(({ cells }) => cells),
    {
      header: wish.header === undefined ? undefined : wish.header === 'yes',
      number: wish.number,
      name: wish.name === undefined ? undefined : wish.name < 0 ? null : wish.name,
    },
  );
  const contacts = new Map<string, ContactData>();
  const faults: ImportView['faults'] = [];
  let faultCount = 0;
  const body = mapping.header ? records.slice(1) : records;
  for (const { line, cells } of body) {
    const read = readRow(cells, mapping);
    const key = 'fault' in read ? '' : numberKey(read.number);
    const wrong =
      'fault' in read ? read : contacts.has(key) ? { fault: 'doubled' as const, cell: read.number } : null;
    if (wrong) {
      faultCount++;
      if (faults.length < SHOWN_FAULTS)
        faults.push({ line, fault: wrong.fault, cell: wrong.cell.slice(0, 40) });
    } else if (!('fault' in read)) contacts.set(key, read);
  }
  const all = [...contacts.values()];
  return {
    encoding,
    header: mapping.header,
    columns: titlesOf(records, mapping),
    number: mapping.number,
    name: mapping.name,
    fields: mapping.fields.map(({ name }) => name),
    rows: body.length,
    faultCount,
    faults,
    sample: all.slice(0, SAMPLE).map(({ fields, ...rest }) => ({ ...rest, fields: { ...fields } })),
    contacts: all,
  };
}

/** Counts what is new; with `commit` puts it in. Contacts of sources stay as they are. Written in pieces: a kill leaves whole contacts, the file again is safe. */
export async function importFile(
  octets: Uint8Array,
  query: ImportQuery,
  into: {
    readonly book: string;
    readonly group: Group | null;
    readonly store: AddressBookStore;
    readonly ids: IdSource;
    /** Runs when nobody else changes the book. */
    readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  },
): Promise<ImportView> {
  const { contacts, ...view } = await readContacts(octets, query);
  const { book, group, ids, alone } = into;
  const store = into.store.contacts;
  const known = await store.known(
    book,
    contacts.map(({ number }) => number),
  );
  const added = contacts.length - known.size;
  if ((await store.count(book)) + added > MOST_CONTACTS) throw new BookFullError(MOST_CONTACTS);
  if (query.mode === 'commit') {
    // Ids of one millisecond are in no order: sorted, the book has the order of the file.
    const fresh = contacts.map(() => ids.next('contact')).sort();
    for (let from = 0; from < contacts.length; from += PIECE) {
      const piece = contacts.slice(from, from + PIECE).map((one, i) => ({ ...one, id: fresh[from + i]! }));
      await alone(async () => {
        const numbers = piece.map(({ number }) => number);
        const taken = await store.known(book, numbers);
        // What a source has it keeps, whatever the file says.
        const own = piece.filter(({ number }) => !taken.get(numberKey(number)));
        await store.put(book, own, { known: query.known });
        if (group) await store.join(group, numbers);
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return { ...view, added, known: known.size };
}

async function recordsOf(text: string): Promise<CsvRecord[]> {
  const records: CsvRecord[] = [];
  try {
    for await (const { line, cells } of readCsv(text, guessDelimiter(text))) {
      if (cells.every((cell) => cell === '')) continue;
      records.push({ line, cells: cells.map(unguarded) });
      if (records.length > MOST_ROWS + 1)
        throw new AddressFileError(`The file has more than ${MOST_ROWS} lines: divide it into smaller ones.`);
    }
  } catch (error) {
    if (!(error instanceof CsvBroken)) throw error;
    const why = {
      'quote-open': 'a quote is opened here and never closed',
      'record-too-long': 'this line is too long',
      malformed: 'this line cannot be read',
    }[error.why];
    throw new AddressFileError(`Line ${error.line} of the file: ${why}.`);
  }
  return records;
}

const titlesOf = (records: readonly CsvRecord[], mapping: Mapping): string[] => {
  const width = Math.max(1, ...records.slice(0, LOOKED_AT).map(({ cells }) => cells.length));
  const first = records[0]?.cells ?? [];
  return Array.from({ length: width }, (_, column) =>
    (mapping.header && first[column] ? first[column] : `${column + 1}`).slice(0, 40),
  );
};
