/**
 * The database of a site: opening, migrations, closing. The only file that knows which engine is behind the query
 * builder; subjects see a `Database` and write no SQL text, so that PostgreSQL can follow.
 */
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { DiskSync } from './disk-sync.js';
import { PreparedOnce } from './prepared-once.js';
import { Kysely, Migrator, SqliteAdapter, SqliteDialect } from 'kysely';
import { RingmasterError } from '../kernel/error.js';
import { statementsOf, type Statements } from './statements.js';

/** The query builder without tables; a store names its own with `db.withTables<{ its_table: Row }>()`. */
export type Database = Kysely<object>;

/** One step of a subject's tables. Runs once, in one transaction with all others that are due. */
export interface Migration {
  /** `<subject>-<three digits>-<what>`, never changed once it was released. */
  readonly name: string;
  up(db: Database): Promise<void>;
}

export interface DatabaseSettings {
  readonly kind: 'sqlite';
  /** Absolute path; missing folders are made (0700), a missing file too (0600). `:memory:` for stories: kept nowhere. */
  readonly path: string;
  /**
   * `full`: what was acknowledged survives a power cut; every commit waits for the disk, and with it everything else in
   * the process. `normal` (default): what was acknowledged survives a killed process at once and a power cut as soon as
   * the disk has it: it is sent there beside the work, at most every SYNC_EVERY_MS. Never corrupts.
   */
  readonly synchronous?: 'full' | 'normal';
  /**
   * Pages of 4 KiB that the file's journal may take before they are brought into the file itself, which waits twice
   * for the disk; default 1000. A page that is written often is brought over once, so more is less work for a file that
   * is written without pause, and costs a larger journal.
   */
  readonly journalPages?: number;
}

export interface OpenDatabase {
  readonly db: Database;
  /** One cheap read. @throws DatabaseUnusable */
  readonly check: () => Promise<void>;
  /** Waits for what runs, then lets go of the file. A second call does nothing. */
  readonly close: () => Promise<void>;
}

/** The file is locked, damaged, not writable or of a newer Ringmaster; one sentence says which and what to do. */
export class DatabaseUnusable extends RingmasterError {
  constructor(message: string, options?: { cause?: unknown }) {
    super('DATABASE_UNUSABLE', message, 503, options);
  }
}

/** In `normal`, the longest that a commit waits to be sent to the disk. */
const SYNC_EVERY_MS = 50;
/** How long opening waits for another program that holds the file. */
const OPEN_WAIT_MS = 2000;
/**
 * How long a running centre waits. The engine waits inside the process and nothing else runs meanwhile, therefore
 * short: the journal keeps its events and tries again.
 */
const BUSY_WAIT_MS = 250;
/** Up to this size opening reads the whole file for damage; beyond it would hold up the start. */
const FULL_CHECK_BYTES = 64 * 1024 * 1024;

/** SQLite can undo a change of tables; Kysely's own adapter says it cannot and would leave half a migration. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class TransactionalDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

/**
 * Opens the database and brings its tables up to date.
 * @throws DatabaseUnusable
 */
export async function openDatabase(
  settings: DatabaseSettings,
  migrations: readonly Migration[],
): Promise<OpenDatabase> {
  let sqlite: Sqlite.Database | undefined;
  try {
    sqlite = openFile(settings);
    const file = sqlite;
    const sync =
      settings.path === ':memory:' || settings.synchronous === 'full'
        ? undefined
        : new DiskSync(settings.path, SYNC_EVERY_MS);
    const db = new Kysely<object>({
      dialect: new TransactionalDialect({ database: new PreparedOnce(file, () => sync?.soon()) }),
    });
    await migrate(db, migrations);
    let closing: Promise<void> | undefined;
    return {
      db,
      check: () =>
        new Promise<void>((resolve, reject) => {
          try {
            file.pragma('schema_version');
            resolve();
          } catch (error) {
            reject(explain(error, settings.path));
          }
        }),
      close: () => (closing ??= db.destroy().finally(() => sync?.stop())),
    };
  } catch (error) {
    sqlite?.close();
    throw explain(error, settings.path);
  }
}

/** A connection that is used synchronously, by a thread of its own: see group-thread.ts. */
export interface SynchronousDatabase {
  readonly statements: Statements;
  /** All of `work` or nothing; what it throws comes out. Within another it is a part of that one that can be undone. */
  transaction<T>(work: () => T): T;
  /** Rows written since it was opened, those too that were undone. */
  readonly written: number;
  close(): void;
}

/**
 * Like `openDatabase`, for one thread that does nothing else.
 * @throws DatabaseUnusable
 */
export async function openSynchronous(
  settings: DatabaseSettings,
  migrations: readonly Migration[],
): Promise<SynchronousDatabase> {
  let sqlite: Sqlite.Database | undefined;
  try {
    const file = (sqlite = openFile(settings));
    await migrate(new Kysely<object>({ dialect: new TransactionalDialect({ database: file }) }), migrations);
    const changes = file.prepare('SELECT total_changes()').pluck();
    return {
      statements: statementsOf(file),
      transaction: (work) => file.transaction(work).immediate(),
      get written() {
        return Number(changes.get());
      },
      close: () => file.close(),
    };
  } catch (error) {
    sqlite?.close();
    throw explain(error, settings.path);
  }
}

/** Whether the engine could not do it now (locked, disk full or ill), as opposed to never. */
export const isTrouble = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM)/.test(String(error.code));

function openFile(settings: DatabaseSettings): Sqlite.Database {
  const onDisk = settings.path !== ':memory:';
  if (onDisk) {
    mkdirSync(dirname(settings.path), { recursive: true, mode: 0o700 });
    // Made here so that it, and with it the journal files beside it, belongs to this user alone.
    closeSync(openSync(settings.path, 'a', 0o600));
  }
  const sqlite = new Sqlite(settings.path, { timeout: OPEN_WAIT_MS });
  try {
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma(`synchronous = ${settings.synchronous === 'full' ? 'FULL' : 'NORMAL'}`);
    if (settings.journalPages !== undefined) sqlite.pragma(`wal_autocheckpoint = ${settings.journalPages}`);
    sqlite.pragma('foreign_keys = ON');
    // Asks for the write lock, so that a held or read-only file shows now and not at the first call.
    sqlite.exec('BEGIN IMMEDIATE; ROLLBACK');
    if (onDisk && statSync(settings.path).size <= FULL_CHECK_BYTES) {
      const found = sqlite.pragma('quick_check(1)', { simple: true });
      if (found !== 'ok')
        throw new DatabaseUnusable(damaged(settings.path), { cause: new Error(String(found)) });
    }
    sqlite.pragma(`busy_timeout = ${BUSY_WAIT_MS}`);
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

async function migrate(db: Database, migrations: readonly Migration[]): Promise<void> {
  const byName = Object.fromEntries(migrations.map((step) => [step.name, { up: step.up.bind(step) }]));
  if (Object.keys(byName).length !== migrations.length) throw new Error('two migrations have the same name');
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(byName) },
    // A subject added later has names that sort before those already run.
    allowUnorderedMigrations: true,
  });
  const { error } = await migrator.migrateToLatest();
  if (error instanceof Error) throw error;
  if (error !== undefined) throw new Error('the migration failed', { cause: error });
}

const damaged = (path: string): string =>
  `The database ${path} is damaged or is not a database: put back a backup, or move the file away to start empty.`;

/** The engine's words to one sentence for a person; faults of the program itself pass unchanged. */
function explain(error: unknown, path: string): Error {
  if (!(error instanceof Error)) return new Error('the database failed', { cause: error });
  if (error instanceof DatabaseUnusable) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const because = (message: string): DatabaseUnusable => new DatabaseUnusable(message, { cause: error });
  if (/^SQLITE_(BUSY|LOCKED)/.test(code))
    return because(`The database ${path} is locked by another program: stop that program and start again.`);
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(code)) return because(damaged(path));
  if (/^SQLITE_FULL/.test(code) || code === 'ENOSPC')
    return because(`The disk of the database ${path} is full: make room and start again.`);
  if (
    /^SQLITE_(READONLY|CANTOPEN|PERM|AUTH)/.test(code) ||
    /^(EACCES|EPERM|EROFS|EISDIR|ENOTDIR|EEXIST)$/.test(code)
  )
    return because(`The database ${path} cannot be written: check who owns the file and its folder.`);
  if (/^SQLITE_IOERR/.test(code))
    return because(`The disk of the database ${path} reports errors: check it.`);
  if (/previously executed migration .* is missing/.test(error.message))
    return because(`The database ${path} was written by a newer Ringmaster: start that version again.`);
  return error;
}
