/** The tables of address books. */
import type { Database, Migration } from '../runtime/database.js';

export interface BookRow {
  id: string;
  name: string;
  shared: number;
  owner: string;
  created_at: number;
}
/**
 * A contact of a source is there from one run of it until another: it shows when `from_run` is not above the run that the
 * source has come to (`address_source.live_run`) and `until_run` is. So a run is prepared in pieces beside the work and
 * comes into force by one statement. Of people: 0 and null.
 */
export interface ContactRow {
  id: string;
  book: string;
  /** `numberKey`: one contact a number in a book. */
  key: string;
  number: string;
  name: string;
  fields: string;
  /** The source that it comes from; '' by hand or from a file. */
  source: string;
  from_run: number;
  until_run: number | null;
}
export interface GroupRow {
  id: string;
  book: string;
  name: string;
}
export interface MemberRow {
  group_id: string;
  contact: string;
}
export interface SourceRow {
  id: string;
  /** As configured when `book_id` was found for it. */
  book_name: string;
  book_id: string;
  /** The run whose contacts show. */
  live_run: number;
  /** The run begun last; above `live_run` while it goes, or when it has not come into force. */
  run: number;
  /** The run whose end was told last; below `run` while one goes, or when its process was killed. */
  told_run: number;
  filled_at: number | null;
  /** JSON of `RunView`; '' before the first one. */
  last: string;
}

export type BookTables = {
  address_book: BookRow;
  address_contact: ContactRow;
  address_group: GroupRow;
  address_member: MemberRow;
  address_source: SourceRow;
};

/** Rows of one statement: SQLite takes a limited number of values. */
export const BATCH = 500;

export const booksOf = (database: Database) => database.withTables<BookTables>();
export type BookDatabase = ReturnType<typeof booksOf>;

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
  {
    name: 'address-book-002-sources',
    async up(db) {
      const { schema } = db;
      await schema
        .alterTable('address_contact')
        .addColumn('from_run', 'integer', (c) => c.notNull().defaultTo(0))
        .execute();
      await schema.alterTable('address_contact').addColumn('until_run', 'integer').execute();
      await schema.dropIndex('address_contact_once').execute();
      // Two contacts of a number: the one of a source that shows, and the one that follows it.
      await schema
        .createIndex('address_contact_once')
        .unique()
        .on('address_contact')
        .columns(['book', 'key', 'source', 'from_run'])
        .execute();
      for (const [name, column] of [
        ['address_contact_of_source', 'id'],
        ['address_contact_begun', 'from_run'],
        ['address_contact_gone', 'until_run'],
      ] as const)
        await schema.createIndex(name).on('address_contact').columns(['source', column]).execute();
      await schema
        .createTable('address_source')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('book_name', 'text', (c) => c.notNull())
        .addColumn('book_id', 'text', (c) => c.notNull())
        .addColumn('live_run', 'integer', (c) => c.notNull())
        .addColumn('run', 'integer', (c) => c.notNull())
        .addColumn('told_run', 'integer', (c) => c.notNull())
        .addColumn('filled_at', 'bigint')
        .addColumn('last', 'text', (c) => c.notNull())
        .execute();
    },
  },
];
