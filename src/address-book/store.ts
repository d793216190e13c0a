import type { Database, Migration } from '../runtime/database.js';
import { numberKey } from './rules.js';
import type { Asker, Book, Contact, ContactData, Group } from './types.js';

interface BookRow {
  id: string;
  name: string;
  shared: number;
  owner: string;
  created_at: number;
}
interface ContactRow {
  id: string;
  book: string;
  /** `numberKey`: one contact a number in a book. */
  key: string;
  number: string;
  name: string;
  fields: string;
  /** The source that it comes from; '' by hand or from a file. */
  source: string;
}
interface GroupRow {
  id: string;
  book: string;
  name: string;
}
interface MemberRow {
  group_id: string;
  contact: string;
}

/** Rows of one statement: SQLite takes a limited number of values. */
const BATCH = 500;

export const addressBookMigrations: readonly Migration[] = [
  {
    name: 'address-book-001-tables',
    async up(db) {
      const { schema } = db;
      await schema
        .createTable('address_book')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('shared', 'integer', (c) => c.notNull())
        .addColumn('owner', 'text', (c) => c.notNull())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .execute();
      let contacts = schema.createTable('address_contact').addColumn('id', 'text', (c) => c.primaryKey());
      for (const column of ['book', 'key', 'number', 'name', 'fields', 'source'])
        contacts = contacts.addColumn(column, 'text', (c) => c.notNull());
      await contacts.execute();
      await schema
        .createIndex('address_contact_once')
        .unique()
        .on('address_contact')
        .columns(['book', 'key'])
        .execute();
      await schema
        .createIndex('address_contact_in_order')
        .on('address_contact')
        .columns(['book', 'id'])
        .execute();
      await schema
        .createTable('address_group')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('book', 'text', (c) => c.notNull())
        .addColumn('name', 'text', (c) => c.notNull())
        .execute();
      await schema.createIndex('address_group_of_book').on('address_group').column('book').execute();
      await schema
        .createTable('address_member')
        .addColumn('group_id', 'text', (c) => c.notNull())
        .addColumn('contact', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('address_member_key', ['group_id', 'contact'])
        .execute();
      await schema.createIndex('address_member_by_contact').on('address_member').column('contact').execute();
    },
  },
];

const toContact = ({ key: _key, source: _source, fields, ...row }: ContactRow): Contact => ({
  ...row,
  fields: JSON.parse(fields) as Record<string, string>,
});
const toBook = ({ shared, created_at, ...row }: BookRow): Book => ({
  ...row,
  shared: shared === 1,
  createdAt: created_at,
});

export class AddressBookStore {
  private readonly db;

  constructor(database: Database) {
    this.db = database.withTables<{
      address_book: BookRow;
      address_contact: ContactRow;
      address_group: GroupRow;
      address_member: MemberRow;
    }>();
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

  async count(book: string): Promise<number> {
    const row = await this.db
      .selectFrom('address_contact')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('book', '=', book)
      .executeTakeFirst();
    return Number(row?.n ?? 0);
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
    return rows.map((row) => ({ ...row, contacts: Number(row.contacts) }));
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

  /** In the order of entry, after the one given. @param group only its members */
  async contacts(
    book: string,
    page: {
      readonly group?: string | undefined;
      readonly search?: string | undefined;
      readonly after?: string | undefined;
      readonly limit: number;
    },
  ): Promise<Contact[]> {
    let query = this.db
      .selectFrom('address_contact')
      .selectAll('address_contact')
      .where('book', '=', book)
      .orderBy('address_contact.id')
      .limit(page.limit);
    if (page.after !== undefined) query = query.where('address_contact.id', '>', page.after);
    if (page.group !== undefined)
      query = query
        .innerJoin('address_member', 'address_member.contact', 'address_contact.id')
        .where('address_member.group_id', '=', page.group);
    if (page.search) {
      const like = `%${page.search.replace(/[%_]/g, '')}%`;
      query = query.where((eb) => eb.or([eb('number', 'like', like), eb('name', 'like', like)]));
    }
    return (await query.execute()).map(toContact);
  }

  async contact(id: string): Promise<Contact | undefined> {
    const row = await this.db
      .selectFrom('address_contact')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toContact(row);
  }

  async byNumber(book: string, number: string): Promise<Contact | undefined> {
    const row = await this.db
      .selectFrom('address_contact')
      .selectAll()
      .where('book', '=', book)
      .where('key', '=', numberKey(number))
      .executeTakeFirst();
    return row && toContact(row);
  }

  /** Numbers (`numberKey`) of these that the book has. */
  async known(book: string, numbers: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (let from = 0; from < numbers.length; from += BATCH) {
      const rows = await this.db
        .selectFrom('address_contact')
        .select('key')
        .where('book', '=', book)
        .where('key', 'in', numbers.slice(from, from + BATCH).map(numberKey))
        .execute();
      for (const { key } of rows) found.add(key);
    }
    return found;
  }

  /** One contact a number: those that are there take the values or stay. @param rows 500 at most, no number twice */
  async put(
    book: string,
    rows: readonly (ContactData & { readonly id: string })[],
    how: { readonly known: 'update' | 'keep'; readonly source?: string },
  ): Promise<void> {
    if (rows.length === 0) return;
    await this.db
      .insertInto('address_contact')
      .values(
        rows.map(({ id, number, name, fields }) => ({
          ...{ id, book, number, name },
          key: numberKey(number),
          fields: JSON.stringify(fields),
          source: how.source ?? '',
        })),
      )
      .onConflict((conflict) => {
        const target = conflict.columns(['book', 'key']);
        return how.known === 'keep'
          ? target.doNothing()
          : target.doUpdateSet((eb) => ({
              number: eb.ref('excluded.number'),
              name: eb.ref('excluded.name'),
              fields: eb.ref('excluded.fields'),
            }));
      })
      .execute();
  }

  /** A contact gets these values, its number too. */
  async change(id: string, { number, name, fields }: ContactData): Promise<void> {
    await this.db
      .updateTable('address_contact')
      .set({ number, key: numberKey(number), name, fields: JSON.stringify(fields) })
      .where('id', '=', id)
      .execute();
  }

  async removeContacts(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += BATCH) {
      const some = ids.slice(from, from + BATCH);
      await this.db.deleteFrom('address_member').where('contact', 'in', some).execute();
      await this.db.deleteFrom('address_contact').where('id', 'in', some).execute();
    }
  }

  /** Contacts with these numbers join the group. @param numbers 500 at most */
  async join(group: Group, numbers: readonly string[]): Promise<void> {
    if (numbers.length === 0) return;
    await this.db
      .insertInto('address_member')
      .columns(['group_id', 'contact'])
      .expression((eb) =>
        eb
          .selectFrom('address_contact')
          .select((sel) => [sel.val(group.id).as('group_id'), 'id'])
          .where('book', '=', group.book)
          .where('key', 'in', numbers.map(numberKey)),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** The groups of a contact are these and no others. */
  async setGroups(contact: string, groups: readonly string[]): Promise<void> {
    await this.db.deleteFrom('address_member').where('contact', '=', contact).execute();
    if (groups.length > 0)
      await this.db
        .insertInto('address_member')
        .values(groups.map((group_id) => ({ group_id, contact })))
        .execute();
  }

  /** Groups by contact. */
  async groupsOf(contacts: readonly string[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    if (contacts.length === 0) return found;
    const rows = await this.db
      .selectFrom('address_member')
      .selectAll()
      .where('contact', 'in', contacts)
      .orderBy('group_id')
      .execute();
    for (const { contact, group_id } of rows) found.set(contact, [...(found.get(contact) ?? []), group_id]);
    return found;
  }
}
