/**
 * Rows of somebody else's database, only read: for a thread of its own, since SQLite answers within the call. Whatever a
 * query says, it runs where nothing can be changed: a file opened for reading, a transaction that only reads.
 */
import Sqlite from 'better-sqlite3';

export type ForeignDatabase =
  | { readonly engine: 'sqlite'; readonly file: string }
  | {
      readonly engine: 'postgresql' | 'mysql';
      readonly host: string;
      readonly port?: number | undefined;
      readonly database: string;
      readonly user: string;
      readonly password: string;
      /** Encrypted, with the server's certificate checked. */
      readonly tls: boolean;
      readonly timeoutMs: number;
    };

export type ForeignRow = Readonly<Record<string, unknown>>;

/** The database is not there (`unreachable`), or does not do what is asked (`refused`). */
export class ForeignDatabaseError extends Error {
  constructor(
    readonly what: 'unreachable' | 'refused',
    message: string,
  ) {
    super(message);
  }
}

/** In the order of the query, as they come. @throws ForeignDatabaseError */
export function foreignRows(database: ForeignDatabase, query: string): AsyncGenerator<ForeignRow> {
  switch (database.engine) {
    case 'sqlite':
      return sqliteRows(database.file, query);
    case 'postgresql':
      return postgresRows(database, query);
    case 'mysql':
      return mysqlRows(database, query);
  }
}

type Server = Exclude<ForeignDatabase, { engine: 'sqlite' }>;

/** How long a file may be held by whoever writes it. */
const BUSY_WAIT_MS = 10_000;

// eslint-disable-next-line @typescript-eslint/require-await -- its siblings wait, this one answers at once
async function* sqliteRows(path: string, query: string): AsyncGenerator<ForeignRow> {
  let file: Sqlite.Database | undefined;
  try {
    file = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: BUSY_WAIT_MS });
    const statement = file.prepare<[], ForeignRow>(query).safeIntegers();
    if (!statement.reader || !statement.readonly)
      throw new ForeignDatabaseError('refused', 'the query is no SELECT');
    yield* statement.iterate();
  } catch (error) {
    if (error instanceof ForeignDatabaseError) throw error;
    const { code = '', message } = error as Error & { code?: string };
    const away = /^SQLITE_(CANTOPEN|BUSY|LOCKED|IOERR|NOTADB|CORRUPT|PERM|AUTH)/.test(code);
    throw new ForeignDatabaseError(away || file === undefined ? 'unreachable' : 'refused', code || message);
  } finally {
    file?.close();
  }
}

/** Rows that a server sends faster than they are taken, until it is told to wait. */
const AHEAD = 1000;

async function* postgresRows(server: Server, query: string): AsyncGenerator<ForeignRow> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    host: server.host,
    port: server.port ?? 5432,
    database: server.database,
    user: server.user,
    password: server.password,
    ssl: server.tls,
    connectionTimeoutMillis: server.timeoutMs,
    statement_timeout: server.timeoutMs,
    application_name: 'ringmaster',
  });
  // A link that breaks between two answers is told here and nowhere else; the next question fails by itself.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('BEGIN TRANSACTION READ ONLY');
    // A cursor of SQL: rows come when they are asked for, not all into memory at once.
    await client.query(`DECLARE ringmaster_rows NO SCROLL CURSOR FOR ${query.replace(/;\s*$/, '')}`);
    for (;;) {
      const { rows } = await client.query<ForeignRow>(`FETCH ${AHEAD} FROM ringmaster_rows`);
      yield* rows;
      if (rows.length < AHEAD) return;
    }
  } catch (error) {
    const { code = '', message } = error as Error & { code?: string };
    // Of SQL: a class and three more characters; 08 is the connection, 28 the log-in, 57P the server going down.
    const bySql = /^[0-9A-Z]{5}$/.test(code) && !/^(08|57P)/.test(code);
    throw new ForeignDatabaseError(bySql ? 'refused' : 'unreachable', `${code} ${message}`.trim());
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function* mysqlRows(server: Server, query: string): AsyncGenerator<ForeignRow> {
  const { createConnection } = await import('mysql2');
  const connection = createConnection({
    host: server.host,
    port: server.port ?? 3306,
    database: server.database,
    user: server.user,
    password: server.password,
    ...(server.tls && { ssl: {} }),
    connectTimeout: server.timeoutMs,
    // Dates as the database writes them, numbers that a double cannot hold as text.
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: false,
  });
  connection.on('error', () => undefined);
  try {
    await new Promise<void>((resolve, reject) =>
      connection.query('START TRANSACTION READ ONLY', (error) => (error ? reject(error) : resolve())),
    );
    const rows = connection.query(query).stream({ highWaterMark: AHEAD }) as AsyncIterable<ForeignRow>;
    for await (const row of rows) yield row;
  } catch (error) {
    const { code = '', message, sqlState } = error as Error & { code?: string; sqlState?: string };
    const bySql = sqlState !== undefined && !sqlState.startsWith('08');
    throw new ForeignDatabaseError(bySql ? 'refused' : 'unreachable', `${code} ${message}`.trim());
  } finally {
    connection.destroy();
  }
}
