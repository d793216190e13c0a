import type { CompiledQuery, Selectable } from 'kysely';
import type { Event } from '../kernel/event.js';
import type { Instant } from '../kernel/time.js';
import type { Database, Migration } from './database.js';

/** Narrows a reading; every given field must match. */
export interface JournalFilter {
  readonly type?: string;
  readonly call?: string;
  readonly agent?: string;
  /** Not before this moment. */
  readonly since?: Instant;
}

/** An event and its `data` as it will be stored: made when the event happens, so that nothing can change it later. */
export interface Line {
  readonly event: Event;
  readonly data: string;
}

/** Where the journal is kept. The journal itself owns numbering and order. */
export interface JournalTable {
  /** First and last number stored; null when empty. */
  bounds(): Promise<{ first: number; last: number } | null>;
  /** All or nothing. */
  insert(lines: readonly Line[]): Promise<void>;
  /** Id of the event with this number, null when there is none. */
  idOf(seq: number): Promise<string | null>;
  /** At most `limit` (all when absent) with a number above `after`, in order. */
  select(after: number, limit: number | undefined, filter: JournalFilter): Promise<Event[]>;
}

interface Row {
  seq: number;
  id: string;
  at: number;
  site: string;
  type: string;
  call: string | null;
  agent: string | null;
  queue: string | null;
  inferred: number;
  data: string;
}

/**
 * Most rows in one statement, ten values each. Groups up to this size, and those are nearly all, are one statement that
 * needs no transaction around it; each size is compiled once. Far under the 32,766 values that SQLite takes and the
 * 65,535 of PostgreSQL.
 */
const ROWS_PER_STATEMENT = 64;

export const journalMigrations: readonly Migration[] = [
  {
    name: 'journal-001-table',
    async up(db) {
      await db.schema
        .createTable('journal')
        .addColumn('seq', 'bigint', (c) => c.primaryKey())
        .addColumn('id', 'text', (c) => c.notNull().unique())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addColumn('site', 'text', (c) => c.notNull())
        .addColumn('type', 'text', (c) => c.notNull())
        .addColumn('call', 'text')
        .addColumn('agent', 'text')
        .addColumn('queue', 'text')
        .addColumn('inferred', 'integer', (c) => c.notNull())
        .addColumn('data', 'text', (c) => c.notNull())
        .execute();
      for (const columns of [
        ['call', 'seq'],
        ['agent', 'seq'],
        ['at', 'seq'],
        ['type', 'seq'],
      ])
        await db.schema.createIndex(`journal_by_${columns[0]}`).on('journal').columns(columns).execute();
    },
  },
];

export function createJournalTable(database: Database): JournalTable {
  const db = database.withTables<{ journal: Row }>();
  const inserts = new Map<number, CompiledQuery>();
  /** The statement for so many rows; its values are replaced each time. */
  const insertOf = (rows: number): CompiledQuery => {
    const known = inserts.get(rows);
    if (known) return known;
    const made = db
      .insertInto('journal')
      .values(Array.from({ length: rows }, () => NO_ROW))
      .compile();
    inserts.set(rows, made);
    return made;
  };
  return {
    async bounds() {
      const row = await db
        .selectFrom('journal')
        .select((eb) => [eb.fn.min('seq').as('first'), eb.fn.max('seq').as('last')])
        .executeTakeFirst();
      return row?.first === undefined || row.first === null
        ? null
        : { first: Number(row.first), last: Number(row.last) };
    },
    async insert(lines) {
      const insert = (database: Pick<typeof db, 'executeQuery'>, rows: readonly Line[]) =>
        database.executeQuery({ ...insertOf(rows.length), parameters: rows.flatMap(toValues) });
      if (lines.length === 0) return;
      if (lines.length <= ROWS_PER_STATEMENT) return void (await insert(db, lines));
      await db.transaction().execute(async (trx) => {
        for (let from = 0; from < lines.length; from += ROWS_PER_STATEMENT)
          await insert(trx, lines.slice(from, from + ROWS_PER_STATEMENT));
      });
    },
    async idOf(seq) {
      const row = await db.selectFrom('journal').select('id').where('seq', '=', seq).executeTakeFirst();
      return row?.id ?? null;
    },
    async select(after, limit, filter) {
      let query = db.selectFrom('journal').selectAll().where('seq', '>', after).orderBy('seq');
      if (filter.type !== undefined) query = query.where('type', '=', filter.type);
      if (filter.call !== undefined) query = query.where('call', '=', filter.call);
      if (filter.agent !== undefined) query = query.where('agent', '=', filter.agent);
      if (filter.since !== undefined) query = query.where('at', '>=', filter.since);
      if (limit !== undefined) query = query.limit(limit);
      return (await query.execute()).map(toEvent);
    },
  };
}

/** In the order of the columns of NO_ROW. */
const toValues = ({ event, data }: Line): (string | number | null)[] => [
  event.seq,
  event.id,
  event.at,
  event.site,
  event.type,
  event.call ?? null,
  event.agent ?? null,
  event.queue ?? null,
  event.inferred ? 1 : 0,
  data,
];

/** Gives the statement its columns; nothing of it is written. */
const NO_ROW: Row = {
  seq: 0,
  id: '',
  at: 0,
  site: '',
  type: '',
  call: '',
  agent: '',
  queue: '',
  inferred: 0,
  data: '',
};

function toEvent(row: Selectable<Row>): Event {
  return {
    seq: Number(row.seq),
    id: row.id,
    at: Number(row.at),
    site: row.site,
    type: row.type,
    ...(row.call === null ? {} : { call: row.call }),
    ...(row.agent === null ? {} : { agent: row.agent }),
    ...(row.queue === null ? {} : { queue: row.queue }),
    ...(row.inferred ? { inferred: true as const } : {}),
    data: JSON.parse(row.data) as unknown,
  };
}
