/** Contacts of sources as runs prepare them, bring them into force and clear away what is over (tables.ts). */
import type { Database } from '../../runtime/database.js';
import type { Instant } from '../../kernel/time.js';
import { numberKey } from '../rules.js';
import { isHeld, isShown } from '../shown.js';
import type { RunView } from '../source-contract.js';
import { booksOf, type SourceRow } from '../tables.js';
import type { ContactData } from '../types.js';
import type { Holder } from './rules.js';

/** A statement's worth: a few milliseconds. */
export const PIECE = 50;
const CLEARED = 100;

export interface SourceState extends Omit<SourceRow, 'last'> {
  readonly last: RunView | null;
}
export interface StagedContact extends ContactData {
  readonly id: string;
  /** Ids. */
  readonly groups: readonly string[];
}

const toState = ({ last, ...row }: SourceRow): SourceState => ({
  ...row,
  last: last === '' ? null : (JSON.parse(last) as RunView),
});
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class SourceStore {
  private readonly db;

  constructor(database: Database) {
    this.db = booksOf(database);
  }

  async states(): Promise<Map<string, SourceState>> {
    const rows = await this.db.selectFrom('address_source').selectAll().execute();
    return new Map(rows.map((row) => [row.id, toState(row)]));
  }

  async state(id: string): Promise<SourceState | undefined> {
    const row = await this.db
      .selectFrom('address_source')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toState(row);
  }

  /** A run begins; until it is in force nothing of it shows. @returns its number */
  async begin(id: string, book: { readonly id: string; readonly name: string }): Promise<number> {
    const run = ((await this.state(id))?.run ?? 0) + 1;
    const row = { book_name: book.name, book_id: book.id, run };
    await this.db
      .insertInto('address_source')
      .values({ id, ...row, live_run: 0, told_run: 0, filled_at: null, last: '' })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
    return run;
  }

  /** From this statement on the run's contacts show, and those that it closed no longer do. */
  async commit(id: string, run: number, at: Instant, last: RunView): Promise<void> {
    await this.db
      .updateTable('address_source')
      .set({ live_run: run, told_run: run, filled_at: at, last: JSON.stringify(last) })
      .where('id', '=', id)
      .execute();
  }

  /** How a run ended that is not in force. */
  async failed(id: string, bookName: string, last: RunView): Promise<void> {
    await this.db
      .insertInto('address_source')
      .values({
        ...{ id, book_name: bookName, book_id: '', live_run: 0, run: 0, told_run: 0, filled_at: null },
        last: JSON.stringify(last),
      })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({
          last: JSON.stringify(last),
          told_run: eb.ref('address_source.run'),
        })),
      )
      .execute();
  }

  /** Takes back what a run prepared that did not come into force, and removes what is over. In pieces. */
  async clear({ id, live_run: live }: Pick<SourceState, 'id' | 'live_run'>): Promise<void> {
    await this.removeAll((limit) =>
      this.db
        .selectFrom('address_contact')
        .select('id')
        .where('source', '=', id)
        .where('from_run', '>', live)
        .limit(limit),
    );
    await this.removeAll((limit) =>
      this.db
        .selectFrom('address_contact')
        .select('id')
        .where('source', '=', id)
        .where('until_run', '<=', live)
        .limit(limit),
    );
    for (;;) {
      const closed = await this.db
        .selectFrom('address_contact')
        .select('id')
        .where('source', '=', id)
        .where('until_run', '>', live)
        .limit(CLEARED)
        .execute();
      if (closed.length === 0) return;
      await this.close(
        closed.map((row) => row.id),
        null,
      );
      await pause();
    }
  }

  /** Contacts that show, by id. */
  async *own(source: string): AsyncGenerator<readonly { readonly id: string; key: string; book: string }[]> {
    let after = '';
    for (;;) {
      const page = await this.db
        .selectFrom('address_contact')
        .select(['id', 'key', 'book'])
        .where('source', '=', source)
        .where('id', '>', after)
        .where((eb) => isShown(eb))
        .orderBy('id')
        .limit(CLEARED)
        .execute();
      if (page.length > 0) yield page;
      if (page.length < CLEARED) return;
      after = page.at(-1)!.id;
      await pause();
    }
  }

  /** Who has these numbers (`numberKey`) in the book. @param keys 500 at most */
  async holders(
    book: string,
    keys: readonly string[],
  ): Promise<Map<string, Holder & { readonly id: string }>> {
    const rows = await this.db
      .selectFrom('address_contact')
      .select(['id', 'key', 'source', 'number', 'name', 'fields'])
      .where('book', '=', book)
      .where('key', 'in', keys)
      .where((eb) => isHeld(eb))
      .execute();
    const groups = new Map<string, string[]>();
    const ids = rows.filter(({ source }) => source !== '').map(({ id }) => id);
    if (ids.length > 0)
      for (const { contact, group_id } of await this.db
        .selectFrom('address_member')
        .selectAll()
        .where('contact', 'in', ids)
        .orderBy('group_id')
        .execute())
        groups.set(contact, [...(groups.get(contact) ?? []), group_id]);
    return new Map(rows.map(({ key, ...row }) => [key, { ...row, groups: groups.get(row.id) ?? [] }]));
  }

  /** Contacts that show when the run is in force. @param rows 500 at most */
  async stage(
    to: { readonly book: string; readonly source: string; readonly run: number },
    rows: readonly StagedContact[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await this.db
      .insertInto('address_contact')
      .values(
        rows.map(({ id, number, name, fields }) => ({
          ...{ id, book: to.book, key: numberKey(number), number, name },
          ...{ fields: JSON.stringify(fields), source: to.source, from_run: to.run, until_run: null },
        })),
      )
      .execute();
    const members = rows.flatMap(({ id, groups }) => groups.map((group_id) => ({ group_id, contact: id })));
    for (let from = 0; from < members.length; from += PIECE)
      await this.db
        .insertInto('address_member')
        .values(members.slice(from, from + PIECE))
        .execute();
  }

  /** They show until the run is in force; null: on. @param ids 500 at most */
  async close(ids: readonly string[], run: number | null): Promise<void> {
    if (ids.length === 0) return;
    await this.db.updateTable('address_contact').set({ until_run: run }).where('id', 'in', ids).execute();
  }

  private async removeAll(
    find: (limit: number) => { execute(): Promise<readonly { readonly id: string }[]> },
  ): Promise<void> {
    for (;;) {
      const ids = (await find(CLEARED).execute()).map(({ id }) => id);
      if (ids.length === 0) return;
      await this.db.deleteFrom('address_member').where('contact', 'in', ids).execute();
      await this.db.deleteFrom('address_contact').where('id', 'in', ids).execute();
      await pause();
    }
  }
}
