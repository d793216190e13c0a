import type { Database, Migration } from '../runtime/database.js';
import type { Cdr, CdrLeg } from './contract.js';

interface RecordRow {
  call: string;
  number: string;
  agent: string | null;
  queue: string | null;
  arrived_at: number;
  ended_at: number;
  outcome: string;
  /** The whole record as JSON: the columns beside it are those that are searched. */
  record: string;
  legs: string;
}

export const cdrMigrations: readonly Migration[] = [
  {
    name: 'cdr-001-table',
    async up(db) {
      await db.schema
        .createTable('cdr')
        .addColumn('call', 'text', (c) => c.primaryKey())
        .addColumn('number', 'text', (c) => c.notNull())
        .addColumn('agent', 'text')
        .addColumn('queue', 'text')
        .addColumn('arrived_at', 'bigint', (c) => c.notNull())
        .addColumn('ended_at', 'bigint', (c) => c.notNull())
        .addColumn('outcome', 'text', (c) => c.notNull())
        .addColumn('record', 'text', (c) => c.notNull())
        .addColumn('legs', 'text', (c) => c.notNull())
        .execute();
      for (const column of ['number', 'agent', 'queue'])
        await db.schema.createIndex(`cdr_by_${column}`).on('cdr').columns([column, 'ended_at']).execute();
      await db.schema.createIndex('cdr_by_end').on('cdr').columns(['ended_at']).execute();
    },
  },
];

export interface CdrQuery {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly number?: string | undefined;
  readonly agent?: string | undefined;
  readonly queue?: string | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

export class CdrStore {
  private readonly db;

  constructor(database: Database) {
    this.db = database.withTables<{ cdr: RecordRow }>();
  }

  /** Writes or, when something came later (result, recording), rewrites the record. */
  async put(record: Cdr, legs: readonly CdrLeg[]): Promise<void> {
    const row: RecordRow = {
      call: record.call,
      number: record.number,
      agent: record.agent,
      queue: record.queue,
      arrived_at: record.arrivedAt,
      ended_at: record.endedAt,
      outcome: record.outcome,
      record: JSON.stringify(record),
      legs: JSON.stringify(legs),
    };
    await this.db
      .insertInto('cdr')
      .values(row)
      .onConflict((conflict) => conflict.column('call').doUpdateSet(row))
      .execute();
  }

  async get(call: string): Promise<{ record: Cdr; legs: CdrLeg[] } | undefined> {
    const row = await this.db.selectFrom('cdr').selectAll().where('call', '=', call).executeTakeFirst();
    return row && { record: JSON.parse(row.record) as Cdr, legs: JSON.parse(row.legs) as CdrLeg[] };
  }

  /** Newest first. */
  async find(query: CdrQuery): Promise<Cdr[]> {
    let select = this.db.selectFrom('cdr').select('record').orderBy('ended_at', 'desc').limit(query.limit);
    if (query.from !== undefined) select = select.where('arrived_at', '>=', query.from);
    if (query.to !== undefined) select = select.where('arrived_at', '<=', query.to);
    if (query.before !== undefined) select = select.where('ended_at', '<', query.before);
    if (query.number !== undefined) select = select.where('number', '=', query.number);
    if (query.agent !== undefined) select = select.where('agent', '=', query.agent);
    if (query.queue !== undefined) select = select.where('queue', '=', query.queue);
    return (await select.execute()).map((row) => JSON.parse(row.record) as Cdr);
  }
}
