/** Tables of the gateway. */
import { sql } from 'kysely';
import type { Migration } from '../../runtime/database.js';

export interface MessageRow {
  id: number;
  client: string;
  reference: string | null;
  mass: string | null;
  account: string | null;
  source_ton: number;
  source_npi: number;
  source: string;
  destination_ton: number;
  destination_npi: number;
  destination: string;
  coding: string;
  data_coding: number;
  header: number;
  octets: Uint8Array;
  parts: number;
  priority: number;
  report: string;
  route: string;
  /** Which line it stands in; see streams.ts. */
  stream: string;
  turn: number;
  /** 1: stands in its stream, to be sent as soon as it is its turn. */
  queued: number;
  state: string;
  /** When it joins its stream; null when it has, or when nobody has set a time. */
  due_at: number | null;
  expires_at: number;
  accepted_at: number;
  submitted_at: number | null;
  answered_at: number | null;
  final_at: number | null;
  carrier: string | null;
  link: string | null;
  attempts: number;
  error: string;
  sent_parts: number;
  done_parts: number;
  delivered_parts: number;
  /** Of each part, in the smallest unit of money. */
  part_price: number;
  /** Which version of a tariff priced it; '' without. */
  tariff: string;
  /** Kind of message, e.g. `otp`; '' unknown. */
  service: string;
  /** Who sent it within the client, and to which group that person belongs; '' for machines. */
  user: string;
  team: string;
  /** Why it had to be approved; '' without. */
  held_for: string;
}

/** A part that a carrier has taken, found again by the carrier's id. */
export interface PartRow {
  carrier: string;
  /** `idKey` of the carrier's id. */
  remote: string;
  message: number;
  part: number;
  /** 1: its final report has come. */
  done: number;
  /** When the carrier took it. Rows are in this order, and are what is charged. */
  at: number;
  link: string;
  /** Of all parts that it stands for. */
  price: number;
  /** How many parts it stands for: several when a carrier takes a long message whole. */
  parts: number;
}

/** A report whose part is not known (yet). Three rows at most, one a key under which it may be found. */
export interface OrphanRow {
  carrier: string;
  remote: string;
  /** Rows of one report. */
  report: number;
  /** 1: the id as it stood in the report; 0: a guess, to be confirmed by the number. */
  exact: number;
  number: string;
  state: string;
  error: string;
  at: number;
}

export interface OutboxRow {
  seq: number;
  client: string;
  /** A `Report` as JSON. */
  data: string;
}

export interface MassRow {
  mass: string;
  client: string;
  name: string;
  /** running, paused, cancelled */
  state: string;
  created_at: number;
}

export interface SmsTables {
  sms_message: MessageRow;
  sms_part: PartRow;
  sms_orphan: OrphanRow;
  sms_outbox: OutboxRow;
  sms_mass: MassRow;
}

export const MESSAGE_COLUMNS = [
  'id',
  'client',
  'reference',
  'mass',
  'account',
  'source_ton',
  'source_npi',
  'source',
  'destination_ton',
  'destination_npi',
  'destination',
  'coding',
  'data_coding',
  'header',
  'octets',
  'parts',
  'priority',
  'report',
  'route',
  'stream',
  'turn',
  'queued',
  'state',
  'due_at',
  'expires_at',
  'accepted_at',
  'submitted_at',
  'answered_at',
  'final_at',
  'carrier',
  'link',
  'attempts',
  'error',
  'sent_parts',
  'done_parts',
  'delivered_parts',
  'part_price',
  'tariff',
  'service',
  'user',
  'team',
  'held_for',
] as const satisfies readonly (keyof MessageRow)[];

/** Of a message, what its reports need: a row is read for each of them, and most of its columns are of no use then. */
export const REPORTED_COLUMNS = [
  'id',
  'client',
  'reference',
  'source_ton',
  'source_npi',
  'source',
  'destination_ton',
  'destination_npi',
  'destination',
  'coding',
  'header',
  'octets',
  'parts',
  'report',
  'state',
  'accepted_at',
  'final_at',
  'error',
  'done_parts',
  'delivered_parts',
] as const satisfies readonly (keyof MessageRow)[];
export type ReportedRow = Pick<MessageRow, (typeof REPORTED_COLUMNS)[number]>;

/** Columns of a later migration. */
const LATER: readonly string[] = ['tariff', 'service', 'user', 'team', 'held_for'];

export const smsMigrations: readonly Migration[] = [
  {
    name: 'sms-001-tables',
    async up(database) {
      const { schema } = database;
      const texts = [
        'client',
        'source',
        'destination',
        'coding',
        'report',
        'route',
        'stream',
        'state',
        'error',
      ];
      const optionalTexts = ['reference', 'mass', 'account', 'carrier', 'link'];
      const moments = ['due_at', 'submitted_at', 'answered_at', 'final_at'];
      let messages = schema
        .createTable('sms_message')
        .addColumn('id', sql`integer`, (c) => c.primaryKey())
        .addColumn('octets', 'blob', (c) => c.notNull());
      for (const column of texts) messages = messages.addColumn(column, 'text', (c) => c.notNull());
      for (const column of optionalTexts) messages = messages.addColumn(column, 'text');
      for (const column of moments) messages = messages.addColumn(column, 'bigint');
      for (const column of MESSAGE_COLUMNS)
        if (
          column !== 'id' &&
          column !== 'octets' &&
          ![...texts, ...optionalTexts, ...moments, ...LATER].includes(column)
        )
          messages = messages.addColumn(column, 'bigint', (c) => c.notNull());
      await messages.execute();
      await schema
        .createIndex('sms_message_in_line')
        .on('sms_message')
        .columns(['stream', 'turn'])
        .where(sql.ref('queued'), '=', 1)
        .execute();
      await schema
        .createIndex('sms_message_due')
        .on('sms_message')
        .columns(['due_at'])
        .where(sql.ref('due_at'), 'is not', null)
        .execute();
      await schema
        .createIndex('sms_message_open')
        .on('sms_message')
        .columns(['state', 'expires_at'])
        .where(sql.ref('final_at'), 'is', null)
        .execute();
      await schema
        .createIndex('sms_message_of_mass')
        .on('sms_message')
        .columns(['mass', 'state'])
        .where(sql.ref('mass'), 'is not', null)
        .execute();
      await schema
        .createTable('sms_part')
        .addColumn('carrier', 'text', (c) => c.notNull())
        .addColumn('remote', 'text', (c) => c.notNull())
        .addColumn('message', 'bigint', (c) => c.notNull())
        .addColumn('part', 'bigint', (c) => c.notNull())
        .addColumn('done', 'bigint', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('sms_part_key', ['carrier', 'remote'])
        .execute();
      await schema
        .createTable('sms_orphan')
        .addColumn('carrier', 'text', (c) => c.notNull())
        .addColumn('remote', 'text', (c) => c.notNull())
        .addColumn('report', 'bigint', (c) => c.notNull())
        .addColumn('exact', 'bigint', (c) => c.notNull())
        .addColumn('number', 'text', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('error', 'text', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .execute();
      await schema.createIndex('sms_orphan_by_id').on('sms_orphan').columns(['carrier', 'remote']).execute();
      await schema.createIndex('sms_orphan_by_report').on('sms_orphan').columns(['report']).execute();
      await schema
        .createTable('sms_outbox')
        .addColumn('seq', sql`integer`, (c) => c.primaryKey())
        .addColumn('client', 'text', (c) => c.notNull())
        .addColumn('data', 'text', (c) => c.notNull())
        .execute();
      await schema.createIndex('sms_outbox_of_client').on('sms_outbox').columns(['client', 'seq']).execute();
      await schema
        .createTable('sms_mass')
        .addColumn('mass', 'text', (c) => c.primaryKey())
        .addColumn('client', 'text', (c) => c.notNull())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .execute();
    },
  },
  {
    name: 'sms-002-records',
    async up({ schema }) {
      for (const column of LATER)
        await schema
          .alterTable('sms_message')
          .addColumn(column, 'text', (c) => c.notNull().defaultTo(''))
          .execute();
      await schema
        .alterTable('sms_part')
        .addColumn('link', 'text', (c) => c.notNull().defaultTo(''))
        .execute();
      await schema
        .alterTable('sms_part')
        .addColumn('price', 'bigint', (c) => c.notNull().defaultTo(0))
        .execute();
      await schema
        .alterTable('sms_part')
        .addColumn('parts', 'bigint', (c) => c.notNull().defaultTo(1))
        .execute();
      // Grows at its end only: what ended on a day is read from it, and what is old enough to be forgotten.
      await schema
        .createIndex('sms_message_ended')
        .on('sms_message')
        .columns(['final_at', 'id'])
        .where(sql.ref('final_at'), 'is not', null)
        .execute();
    },
  },
  {
    name: 'sms-007-outbox-by-client',
    async up(database) {
      const { schema } = database;
      // One tree instead of two: each report is written and removed once, and is looked for by client and number only.
      await schema
        .createTable('sms_outbox_next')
        .addColumn('client', 'text', (c) => c.notNull())
        .addColumn('seq', sql`integer`, (c) => c.notNull())
        .addColumn('data', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('sms_outbox_key', ['client', 'seq'])
        .modifyEnd(sql`without rowid`)
        .execute();
      const db = database.withTables<{ sms_outbox: OutboxRow; sms_outbox_next: OutboxRow }>();
      await db
        .insertInto('sms_outbox_next')
        .columns(['client', 'seq', 'data'])
        .expression(db.selectFrom('sms_outbox').select(['client', 'seq', 'data']))
        .execute();
      await schema.dropTable('sms_outbox').execute();
      await schema.alterTable('sms_outbox_next').renameTo('sms_outbox').execute();
    },
  },
  {
    name: 'sms-007-people',
    async up(db) {
      // Every person was a client of the same name before messages said who wrote them.
      await sql`update sms_message set user = substr(client, 6) where client like 'user:%' and user = ''`.execute(
        db,
      );
      // Only messages of people stand in these: machines pay nothing for them.
      for (const column of ['user', 'team'])
        await db.schema
          .createIndex(`sms_message_by_${column}`)
          .on('sms_message')
          .columns([column, 'id'])
          .where(sql.ref('user'), '<>', '')
          .execute();
    },
  },
];
