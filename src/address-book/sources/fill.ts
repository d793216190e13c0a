/**
 * One run of a source into its book. Read whole and judged first; then prepared in pieces that nobody sees; then brought
 * into force by one statement. Whatever ends it before leaves the book as it was.
 */
import type { IdSource } from '../../kernel/ids.js';
import type { Clock } from '../../runtime/clock.js';
import { sourceErrors } from '../errors.js';
import { numberKey } from '../rules.js';
import type { AddressBookService } from '../service.js';
import type { RunView } from '../source-contract.js';
import type { AddressBookStore } from '../store.js';
import type { SourceReader } from './reader.js';
import { acceptable, judge, type SourceContact } from './rules.js';
import type { SourceSettings } from './settings.js';
import { PIECE, type SourceState, type SourceStore, type StagedContact } from './store.js';

export interface FillParts {
  readonly books: Pick<AddressBookService, 'alone'>;
  readonly store: AddressBookStore;
  readonly sources: SourceStore;
  readonly ids: IdSource;
  readonly clock: Clock;
}

const SHOWN_FAULTS = 100;

type Counts = Pick<RunView, 'rows' | 'contacts' | 'added' | 'changed' | 'removed' | 'rejected' | 'faults'>;

/**
 * @param wish.signal ends the run between two pieces
 * @throws sourceErrors empty, shrunken, interrupted, bookGone
 */
export async function fillBook(
  source: SourceSettings,
  reader: SourceReader,
  parts: FillParts,
  wish: { readonly evenIfShrunken: boolean; readonly begunAt: number; readonly signal: AbortSignal },
): Promise<RunView> {
  const { sources, clock } = parts;
  const state = await sources.state(source.id);
  const book = await findBook(source, state, parts);
  const { before, gone } = await goneFrom(source.id, book?.id ?? null, reader, sources);
  const verdict = acceptable(
    { contacts: reader.content.contacts, before, gone: gone.here },
    wish.evenIfShrunken ? 1 : source.mostGone,
  );
  if (verdict === 'empty') throw sourceErrors.empty();
  if (verdict === 'shrunken') throw sourceErrors.shrunken(gone.here, before);

  const into = book?.id ?? (await makeBook(source, parts));
  const run = await sources.begin(source.id, { id: into, name: source.book });
  const goOn = (): void => {
    if (wish.signal.aborted) throw sourceErrors.interrupted();
  };
  const counts = await prepare(source, reader, parts, { book: into, run, goOn });
  for (let from = 0; from < gone.ids.length; from += PIECE) {
    goOn();
    await sources.close(gone.ids.slice(from, from + PIECE), run);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const endedAt = clock.now();
  const last: RunView = {
    ...{ at: wish.begunAt, endedAt, outcome: 'filled', code: '', message: '' },
    ...counts,
    removed: gone.ids.length,
  };
  await parts.books.alone(into, async () => {
    if (!(await parts.store.book(into))) throw sourceErrors.bookGone();
    await sources.commit(source.id, run, endedAt, last);
  });
  return last;
}

/** The book that it filled last, also under a new name; else one that another source fills under this name; else by name. */
async function findBook(
  { id, book: name }: SourceSettings,
  state: SourceState | undefined,
  { store, sources }: FillParts,
): Promise<{ readonly id: string } | undefined> {
  const others = [...(await sources.states()).values()].filter((one) => one.id !== id);
  for (const one of [...(state ? [state] : []), ...others]) {
    if (one.book_name !== name) continue;
    const book = await store.book(one.book_id);
    if (book?.shared) return book;
  }
  return store.sharedByName(name);
}

async function makeBook({ book: name }: SourceSettings, { store, ids, clock }: FillParts): Promise<string> {
  const id = ids.next('book');
  await store.putBook({ id, name, shared: true, owner: '', createdAt: clock.now() });
  return id;
}

/** Own contacts that the result is without. Those in a book that the source no longer fills go too, and count for nothing. */
async function goneFrom(
  source: string,
  book: string | null,
  reader: SourceReader,
  sources: SourceStore,
): Promise<{ before: number; gone: { here: number; ids: readonly string[] } }> {
  const keys = new Set<string>();
  for await (const piece of reader.keys()) for (const key of piece) keys.add(key);
  const ids: string[] = [];
  let before = 0;
  let here = 0;
  for await (const page of sources.own(source))
    for (const one of page) {
      const elsewhere = one.book !== book;
      const stays = !elsewhere && keys.has(one.key);
      if (!elsewhere) before++;
      if (!elsewhere && !stays) here++;
      if (!stays) ids.push(one.id);
    }
  return { before, gone: { here, ids } };
}

/** All that is new or other is put beside what shows. */
async function prepare(
  source: SourceSettings,
  reader: SourceReader,
  parts: FillParts,
  to: { readonly book: string; readonly run: number; readonly goOn: () => void },
): Promise<Counts> {
  const { books, store, sources, ids } = parts;
  const { book, run } = to;
  const { content } = reader;
  const groupIds = new Map((await store.groups([book])).map(({ name, id }) => [name, id]));
  const faults: RunView['faults'] = content.faults.map((one) => ({ ...one }));
  const count = { added: 0, changed: 0, rejected: content.rejected };
  const idsOf = async (names: readonly string[]): Promise<string[]> => {
    const found: string[] = [];
    for (const name of names) {
      let id = groupIds.get(name);
      if (id === undefined) {
        id = ids.next('group');
        groupIds.set(name, id);
        await store.putGroup({ id, book, name });
      }
      found.push(id);
    }
    return found.sort();
  };
  const place = async (piece: readonly SourceContact[]): Promise<void> => {
    const holders = await sources.holders(
      book,
      piece.map(({ number }) => numberKey(number)),
    );
    const staged: Omit<StagedContact, 'id'>[] = [];
    const closed: string[] = [];
    for (const { row, groups: names, ...contact } of piece) {
      const holder = holders.get(numberKey(contact.number));
      const groups = await idsOf(names);
      const verdict = judge(contact, groups, holder, source.id);
      if (verdict === 'add') count.added++;
      else if (verdict === 'change') {
        count.changed++;
        closed.push(holder!.id);
      } else {
        if (verdict !== 'same') {
          count.rejected++;
          if (faults.length < SHOWN_FAULTS) faults.push({ row, fault: verdict, cell: contact.number });
        }
        continue;
      }
      staged.push({ ...contact, groups });
    }
    // Ids of one millisecond are in no order: sorted, the book has the order of the source.
    const fresh = staged.map(() => ids.next('contact')).sort();
    await sources.stage(
      { book, source: source.id, run },
      staged.map((one, at) => ({ ...one, id: fresh[at]! })),
    );
    await sources.close(closed, run);
  };
  for await (const piece of reader.contacts(PIECE)) {
    to.goOn();
    await books.alone(book, async () => {
      if (!(await store.book(book))) throw sourceErrors.bookGone();
      await place(piece);
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { rows, contacts, rejected } = content;
  return {
    ...{ rows, ...count, removed: 0, faults },
    contacts: contacts - (count.rejected - rejected),
  };
}
