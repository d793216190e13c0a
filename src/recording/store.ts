import type { Database, Migration } from '../runtime/database.js';
import type { Instant } from '../kernel/time.js';
import type { SoundCheck } from './types.js';

/** One line of the ledger: a recording that was expected, and what became of it. */
export interface LedgerRow {
  readonly recording: string;
  readonly call: string;
  readonly state: 'expected' | 'recording' | 'stored' | 'missing';
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly durationMs: number | null;
  readonly bytes: number | null;
  readonly leftDbfs: number | null;
  readonly rightDbfs: number | null;
  readonly sha256: string | null;
  /** Hash over the previous stored line's chain and this one's sha256: a line taken out or changed breaks the chain. */
  readonly chain: string | null;
  /** Relative to the recordings' folder. */
  readonly path: string | null;
  readonly reason: string | null;
  /** Why its end is missing; null: whole, as far as is known. */
  readonly incomplete: string | null;
  /** Where it is silent because it was paused, in milliseconds from its begin, in order. */
  readonly gaps: RecordingGap[];
}

export interface RecordingGap {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Row {
  recording: string;
  call: string;
  state: string;
  started_at: number;
  ended_at: number | null;
  duration_ms: number | null;
  bytes: number | null;
  left_dbfs: number | null;
  right_dbfs: number | null;
  sha256: string | null;
  chain: string | null;
  chain_number: number | null;
  path: string | null;
  reason: string | null;
  incomplete: string | null;
  /** JSON. */
  gaps: string;
}

export const recordingMigrations: readonly Migration[] = [
  {
    name: 'recording-001-ledger',
    async up(db) {
      await db.schema
        .createTable('recording_ledger')
        .addColumn('recording', 'text', (c) => c.primaryKey())
        .addColumn('call', 'text', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('started_at', 'bigint', (c) => c.notNull())
        .addColumn('ended_at', 'bigint')
        .addColumn('duration_ms', 'bigint')
        .addColumn('bytes', 'bigint')
        .addColumn('left_dbfs', 'double precision')
        .addColumn('right_dbfs', 'double precision')
        .addColumn('sha256', 'text')
        .addColumn('chain', 'text')
        .addColumn('chain_number', 'bigint', (c) => c.unique())
        .addColumn('path', 'text')
        .addColumn('reason', 'text')
        .execute();
      await db.schema
        .createIndex('recording_ledger_by_call')
        .on('recording_ledger')
        .columns(['call'])
        .execute();
    },
  },
  {
    name: 'recording-002-gaps',
    async up(db) {
      await db.schema
        .alterTable('recording_ledger')
        .addColumn('gaps', 'text', (c) => c.notNull().defaultTo('[]'))
        .execute();
    },
  },
  {
    name: 'recording-003-incomplete',
    async up(db) {
      await db.schema.alterTable('recording_ledger').addColumn('incomplete', 'text').execute();
    },
  },
];

const toRow = (row: Row): LedgerRow => ({
  recording: row.recording,
  call: row.call,
  state: row.state as LedgerRow['state'],
  startedAt: Number(row.started_at),
  endedAt: row.ended_at === null ? null : Number(row.ended_at),
  durationMs: row.duration_ms === null ? null : Number(row.duration_ms),
  bytes: row.bytes === null ? null : Number(row.bytes),
  leftDbfs: row.left_dbfs,
  rightDbfs: row.right_dbfs,
  sha256: row.sha256,
  chain: row.chain,
  path: row.path,
  reason: row.reason,
  incomplete: row.incomplete,
  gaps: JSON.parse(row.gaps) as RecordingGap[],
});

export class RecordingStore {
  private readonly db;

  constructor(database: Database) {
    this.db = database.withTables<{ recording_ledger: Row }>();
  }

  async expect(recording: string, call: string, startedAt: Instant): Promise<void> {
    const nothing = {
      ended_at: null,
      duration_ms: null,
      bytes: null,
      left_dbfs: null,
      right_dbfs: null,
      sha256: null,
      chain: null,
      chain_number: null,
      path: null,
      reason: null,
      incomplete: null,
      gaps: '[]',
    };
    await this.db
      .insertInto('recording_ledger')
      .values({ recording, call, state: 'expected', started_at: startedAt, ...nothing })
      .execute();
  }

  /** Adds a gap to a recording's line. */
  async gap(recording: string, gap: RecordingGap): Promise<void> {
    const row = await this.get(recording);
    if (!row) return;
    await this.db
      .updateTable('recording_ledger')
      .set({ gaps: JSON.stringify([...row.gaps, gap]) })
      .where('recording', '=', recording)
      .execute();
  }

  async started(recording: string): Promise<void> {
    await this.db
      .updateTable('recording_ledger')
      .set({ state: 'recording' })
      .where('recording', '=', recording)
      .where('state', '=', 'expected')
      .execute();
  }

  /** It has ended before its call; what there is is yet to be stored. */
  async brokenOff(recording: string, reason: string): Promise<void> {
    await this.db
      .updateTable('recording_ledger')
      .set({ incomplete: reason })
      .where('recording', '=', recording)
      .execute();
  }

  /**
   * Closes the line with what was found; `chainNumber` is one more than that of the line before in the chain.
   * @throws Error when the line has not been written yet
   */
  async stored(
    recording: string,
    found: SoundCheck & {
      endedAt: Instant;
      sha256: string;
      chain: string;
      chainNumber: number;
      path: string;
    },
  ): Promise<void> {
    const { numUpdatedRows } = await this.db
      .updateTable('recording_ledger')
      .set({
        state: 'stored',
        ended_at: found.endedAt,
        duration_ms: found.durationMs,
        bytes: found.bytes,
        left_dbfs: found.leftDbfs,
        right_dbfs: found.rightDbfs,
        sha256: found.sha256,
        chain: found.chain,
        chain_number: found.chainNumber,
        path: found.path,
      })
      .where('recording', '=', recording)
      .executeTakeFirst();
    if (Number(numUpdatedRows) === 0) throw new Error('the ledger has no line of this recording yet');
  }

  async missing(recording: string, endedAt: Instant, reason: string): Promise<void> {
    await this.db
      .updateTable('recording_ledger')
      .set({ state: 'missing', ended_at: endedAt, reason })
      .where('recording', '=', recording)
      .where('state', '!=', 'stored')
      .execute();
  }

  /** End of the chain; number 0 and an empty chain before the first recording. */
  async lastLink(): Promise<{ chain: string; chainNumber: number }> {
    const row = await this.db
      .selectFrom('recording_ledger')
      .select(['chain', 'chain_number'])
      .where('chain_number', 'is not', null)
      .orderBy('chain_number', 'desc')
      .limit(1)
      .executeTakeFirst();
    return { chain: row?.chain ?? '', chainNumber: Number(row?.chain_number ?? 0) };
  }

  async get(recording: string): Promise<LedgerRow | undefined> {
    const row = await this.db
      .selectFrom('recording_ledger')
      .selectAll()
      .where('recording', '=', recording)
      .executeTakeFirst();
    return row && toRow(row);
  }

  async byCall(call: string): Promise<LedgerRow[]> {
    const rows = await this.db
      .selectFrom('recording_ledger')
      .selectAll()
      .where('call', '=', call)
      .orderBy('started_at')
      .execute();
    return rows.map(toRow);
  }

  /** Lines that a former run of the process left open. */
  async unfinished(): Promise<LedgerRow[]> {
    const rows = await this.db
      .selectFrom('recording_ledger')
      .selectAll()
      .where('state', 'in', ['expected', 'recording'])
      .execute();
    return rows.map(toRow);
  }
}
