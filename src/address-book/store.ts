import type { Database } from '../runtime/database.js';
import { ContactStore } from './contact-store.js';
import { countsAside } from './shown.js';
import { booksOf, type BookRow } from './tables.js';
import type { Asker, Book, Group } from './types.js';

export { addressBookMigrations } from './tables.js';

const toBook = ({ shared, created_at, ...row }: BookRow): Book => ({
  ...row,
  shared: shared === 1,
  createdAt: created_at,
});

/** Books and their groups; what stands in them is `contacts`. */
export class AddressBookStore {
  readonly contacts: ContactStore;
  private readonly db;

  constructor(database: Database) {
    this.db = booksOf(database);
    this.contacts = new ContactStore(this.db);
  }

  /** The own and the shared ones, by name. */
  async books({ user }: Asker): Promise<Book[]> {
    const rows = await this.db
      .selectFrom('address_book')
      .selectAll()
      .where((eb) => eb.or([eb('shared', '=', 1), eb('owner', '=', user)]))
      .orderBy('name')
      .orderBy('id')
      .execute();
    return rows.map(toBook);
  }

  async book(id: string): Promise<Book | undefined> {
    const row = await this.db.selectFrom('address_book').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toBook(row);
  }

  /** The oldest shared one of this name. */
  async sharedByName(name: string): Promise<Book | undefined> {
    const row = await this.db
      .selectFrom('address_book')
      .selectAll()
      .where('shared', '=', 1)
      .where('name', '=', name)
      .orderBy('created_at')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    return row && toBook(row);
  }

  async putBook(book: Book): Promise<void> {
    const { shared, createdAt, ...rest } = book;
    const row = { ...rest, shared: shared ? 1 : 0, created_at: createdAt };
    await this.db
      .insertInto('address_book')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ name: row.name }))
      .execute();
  }

  async removeBook(id: string): Promise<void> {
    await this.db
      .deleteFrom('address_member')
      .where('group_id', 'in', (eb) => eb.selectFrom('address_group').select('id').where('book', '=', id))
      .execute();
    await this.db.deleteFrom('address_group').where('book', '=', id).execute();
    await this.db.deleteFrom('address_contact').where('book', '=', id).execute();
    await this.db.deleteFrom('address_book').where('id', '=', id).execute();
  }

  /** Of these books, with their sizes, by name. */
  async groups(books: readonly string[]): Promise<(Group & { readonly contacts: number })[]> {
    if (books.length === 0) return [];
    const rows = await this.db
      .selectFrom('address_group')
      .leftJoin('address_member', 'address_member.group_id', 'address_group.id')
      .select((eb) => [
        'address_group.id',
        'address_group.book',
        'address_group.name',
        eb.fn.count<number>('address_member.contact').as('contacts'),
      ])
      .where('address_group.book', 'in', books)
      .groupBy('address_group.id')
      .orderBy('address_group.name')
      .execute();
    const aside = await countsAside(this.db);
    return rows.map((row) => ({
      ...row,
      contacts: Number(row.contacts) - (aside.byGroup.get(row.id) ?? 0),
    }));
  }

  async group(id: string): Promise<Group | undefined> {
    return this.db.selectFrom('address_group').selectAll().where('id', '=', id).executeTakeFirst();
  }

  async putGroup(group: Group): Promise<void> {
    await this.db
      .insertInto('address_group')
      .values(group)
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ name: group.name }))
      .execute();
  }

  async removeGroup(id: string): Promise<void> {
    await this.db.deleteFrom('address_member').where('group_id', '=', id).execute();
    await this.db.deleteFrom('address_group').where('id', '=', id).execute();
  }
}
