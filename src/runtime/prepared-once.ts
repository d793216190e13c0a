import type Sqlite from 'better-sqlite3';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** More different texts than this are not the same few queries again and again: then the memory starts anew. */
const KEPT = 500;

/** The part of a database that the query builder uses; each text of a query is compiled once. */
export class PreparedOnce implements SqliteDatabase {
  private readonly statements = new Map<string, SqliteStatement>();

  /** @param onCommit told after each statement that may have changed something for good */
  constructor(
    private readonly database: Sqlite.Database,
    private readonly onCommit: () => void,
  ) {}

  prepare(sql: string): SqliteStatement {
    const known = this.statements.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    const made: SqliteStatement = {
      reader: statement.reader,
      all: (parameters) => {
        const rows = statement.all(parameters);
        if (!statement.readonly) this.committed();
        return rows;
      },
      run: (parameters) => {
        const result = statement.run(parameters);
        // `begin` and `commit` count as read-only to SQLite.
        this.committed();
        return result;
      },
      iterate: (parameters) => statement.iterate(parameters),
    };
    // Tables that are changed later compile old statements anew by themselves.
    if (this.statements.size >= KEPT) this.statements.clear();
    this.statements.set(sql, made);
    return made;
  }

  private committed(): void {
    if (!this.database.inTransaction) this.onCommit();
  }

  close(): void {
    this.statements.clear();
    this.database.close();
  }
}
