import { sql } from 'kysely';
import type { Database, Migration } from '../runtime/database.js';
import type { PriorityName } from './contract.js';
import { templateMigrations } from './template-store.js';
import type { Recipient, Sending } from './types.js';

interface SendingRow {
  id: string;
  user_id: string;
  request: string;
  name: string;
  source: string;
  text: string;
  priority: string;
  category: string;
  due_at: number | null;
  created_at: number;
  mass: string;
  state: string;
  total: number;
  handed: number;
  refused: string;
}
/** Recipients in pieces of RECIPIENTS_A_PIECE. */
interface PieceRow {
  sending: string;
  piece: number;
  recipients: string;
}
/** Recipients that are kept, read and handed over together. */
export const RECIPIENTS_A_PIECE = 200;

export const messengerMigrations: readonly Migration[] = [
  {
    name: 'messenger-001-tables',
    async up(db) {
      let sendings = db.schema
        .createTable('messenger_sending')
        .addColumn('id', 'text', (c) => c.primaryKey());
      for (const column of [
        'user_id',
        'request',
        'name',
        'source',
        'text',
        'priority',
        'mass',
        'state',
        'refused',
      ])
        sendings = sendings.addColumn(column, 'text', (c) => c.notNull());
      for (const column of ['created_at', 'total', 'handed'])
        sendings = sendings.addColumn(column, 'bigint', (c) => c.notNull());
      await sendings.addColumn('due_at', 'bigint').execute();
      await db.schema
        .createIndex('messenger_once')
        .unique()
        .on('messenger_sending')
        .columns(['user_id', 'request'])
        .execute();
      await db.schema
        .createIndex('messenger_unfinished')
        .on('messenger_sending')
        .columns(['created_at'])
        .where(sql.ref('handed'), '<', sql.ref('total'))
        .execute();
      await db.schema
        .createTable('messenger_recipients')
        .addColumn('sending', 'text', (c) => c.notNull())
        .addColumn('piece', 'integer', (c) => c.notNull())
        .addColumn('recipients', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('messenger_recipients_key', ['sending', 'piece'])
        .execute();
      await db.schema
        .createTable('messenger_template')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('owner', 'text', (c) => c.notNull())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('text', 'text', (c) => c.notNull())
        .addColumn('shared', 'integer', (c) => c.notNull())
        .execute();
    },
  },
  {
    name: 'messenger-002-category',
    async up(db) {
      await db.schema
        .alterTable('messenger_sending')
        .addColumn('category', 'text', (c) => c.notNull().defaultTo(''))
        .execute();
    },
  },
  ...templateMigrations,
];

export class MessengerStore {
  private readonly db;

  constructor(database: Database) {
    this.db = database.withTables<{
      messenger_sending: SendingRow;
      messenger_recipients: PieceRow;
    }>();
  }

  /** All or nothing: pieces first, so that a sending that is there is whole. */
  async add(sending: Sending, recipients: readonly Recipient[]): Promise<void> {
    for (let from = 0, piece = 0; from < recipients.length; from += RECIPIENTS_A_PIECE, piece++)
      await this.db
        .insertInto('messenger_recipients')
        .values({
          sending: sending.id,
          piece,
          recipients: JSON.stringify(recipients.slice(from, from + RECIPIENTS_A_PIECE)),
        })
        .execute();
    const { user, key, dueAt, createdAt, refused, ...rest } = sending;
    await this.db
      .insertInto('messenger_sending')
      .values({
        ...rest,
        user_id: user,
        request: key,
        due_at: dueAt,
        created_at: createdAt,
        refused: JSON.stringify(refused),
      })
      .execute();
  }

  async piece(sending: string, piece: number): Promise<readonly Recipient[]> {
    const row = await this.db
      .selectFrom('messenger_recipients')
      .select('recipients')
      .where('sending', '=', sending)
      .where('piece', '=', piece)
      .executeTakeFirst();
    return row ? (JSON.parse(row.recipients) as Recipient[]) : [];
  }

  async get(id: string): Promise<Sending | undefined> {
    const row = await this.db
      .selectFrom('messenger_sending')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toSending(row);
  }

  async byKey(user: string, key: string): Promise<Sending | undefined> {
    const row = await this.db
      .selectFrom('messenger_sending')
      .selectAll()
      .where('user_id', '=', user)
      .where('request', '=', key)
      .executeTakeFirst();
    return row && toSending(row);
  }

  /** Newest first. */
  async of(user: string, limit: number): Promise<Sending[]> {
    const rows = await this.db
      .selectFrom('messenger_sending')
      .selectAll()
      .where('user_id', '=', user)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toSending);
  }

  /** Not cancelled, and not handed over to the end. */
  async unfinished(): Promise<Sending[]> {
    const rows = await this.db
      .selectFrom('messenger_sending')
      .selectAll()
      .whereRef('handed', '<', 'total')
      .where('state', '!=', 'cancelled')
      .orderBy('created_at')
      .execute();
    return rows.map(toSending);
  }

  async setState(id: string, state: Sending['state']): Promise<void> {
    await this.db.updateTable('messenger_sending').set({ state }).where('id', '=', id).execute();
  }

  async setHanded(id: string, handed: number, refused: Sending['refused']): Promise<void> {
    await this.db
      .updateTable('messenger_sending')
      .set({ handed, refused: JSON.stringify(refused) })
      .where('id', '=', id)
      .execute();
  }

  /** They stand in the gateway's books by then. */
  async forgetRecipients(sending: string): Promise<void> {
    await this.db.deleteFrom('messenger_recipients').where('sending', '=', sending).execute();
  }
}

const toSending = ({ user_id, request, due_at, created_at, ...row }: SendingRow): Sending => ({
  ...row,
  user: user_id,
  key: request,
  dueAt: due_at,
  createdAt: created_at,
  priority: row.priority as PriorityName,
  state: row.state as Sending['state'],
  refused: JSON.parse(row.refused) as Record<string, number>,
});
