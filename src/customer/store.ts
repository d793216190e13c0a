import type { Language } from '../kernel/localized.js';
import type { Database, Migration } from '../runtime/database.js';
import type { Customer } from './types.js';

interface Row {
  customer: string;
  name: string;
  name_zh: string;
  number: string;
  segment: string;
  grade: number;
  language: string;
  note: string;
  /** Empty: none. */
  owner: string;
}

export const customerMigrations: readonly Migration[] = [
  {
    name: 'customer-001-table',
    async up(db) {
      await db.schema
        .createTable('customer')
        .addColumn('customer', 'text', (c) => c.primaryKey())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('name_zh', 'text', (c) => c.notNull())
        .addColumn('number', 'text', (c) => c.notNull())
        .addColumn('segment', 'text', (c) => c.notNull())
        .addColumn('grade', 'integer', (c) => c.notNull())
        .addColumn('language', 'text', (c) => c.notNull())
        .addColumn('note', 'text', (c) => c.notNull())
        .execute();
      await db.schema.createIndex('customer_by_number').on('customer').columns(['number']).execute();
    },
  },
  {
    name: 'customer-002-owner',
    async up(db) {
      await db.schema
        .alterTable('customer')
        .addColumn('owner', 'text', (c) => c.notNull().defaultTo(''))
        .execute();
    },
  },
];

const toCustomer = ({ name_zh, language, owner, ...row }: Row): Customer => ({
  ...row,
  ...(owner !== '' && { owner }),
  nameZh: name_zh,
  language: language as Language,
});

export class CustomerStore {
  private readonly db;

  constructor(database: Database) {
    this.db = database.withTables<{ customer: Row }>();
  }

  /** By the number the line gave; undefined for a withheld or unknown number. Several customers: the first by id. */
  async byNumber(number: string): Promise<Customer | undefined> {
    if (number === '') return undefined;
    const row = await this.db
      .selectFrom('customer')
      .selectAll()
      .where('number', '=', number)
      .orderBy('customer')
      .limit(1)
      .executeTakeFirst();
    return row && toCustomer(row);
  }

  async byId(customer: string): Promise<Customer | undefined> {
    const row = await this.db
      .selectFrom('customer')
      .selectAll()
      .where('customer', '=', customer)
      .executeTakeFirst();
    return row && toCustomer(row);
  }

  /** Puts customers in; one that is there already (same id) is replaced. */
  async put(customers: readonly Customer[]): Promise<void> {
    for (const { nameZh, ...rest } of customers) {
      const row = { ...rest, name_zh: nameZh, owner: rest.owner ?? '' };
      await this.db
        .insertInto('customer')
        .values(row)
        .onConflict((conflict) => conflict.column('customer').doUpdateSet(row))
        .execute();
    }
  }

  async count(): Promise<number> {
    const row = await this.db
      .selectFrom('customer')
      .select((eb) => eb.fn.countAll().as('n'))
      .executeTakeFirst();
    return Number(row?.n ?? 0);
  }
}
