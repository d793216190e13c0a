/**
 * Statements of the query builder, compiled once and run often, synchronously on one connection: for tables that take
 * thousands of changes a second, where building each statement anew costs more than running it. SQL is still written
 * by the query builder alone.
 */
import type Sqlite from 'better-sqlite3';
import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
} from 'kysely';

/** Stands in a query where a value is given at each run. */
class Placeholder {
  constructor(readonly name: string) {}
}

/** The value called `name` of each run; its type is what the column wants. */
export const given = <T = never>(name: string): T => new Placeholder(name) as T;

/** All columns of a table as placeholders of their own names: for inserts. */
export const givenAll = <Row>(columns: readonly (keyof Row & string)[]): { [K in keyof Row]: never } =>
  Object.fromEntries(columns.map((column) => [column, given(column)])) as { [K in keyof Row]: never };

export type Values = Readonly<Record<string, string | number | bigint | Uint8Array | null>>;

export interface Prepared<Row> {
  /** @returns rows changed */
  run(values: Values): number;
  get(values: Values): Row | undefined;
  all(values: Values): Row[];
}

export interface Statements {
  /** @throws Error for a query that the tables do not fit: at the start, not at the first use */
  prepare<Row>(query: Compilable<Row>): Prepared<Row>;
}

/** A query builder without a connection, to write what is prepared. */
export function queries<Tables>(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

export function statementsOf(sqlite: Sqlite.Database): Statements {
  return {
    prepare<Row>(query: Compilable<Row>): Prepared<Row> {
      const { sql, parameters } = query.compile();
      const statement = sqlite.prepare<unknown[], Row>(sql);
      const names = parameters.map((parameter) => (parameter instanceof Placeholder ? parameter.name : null));
      // Run for every value of every statement: a plain loop, no closure.
      const bind = (values: Values): unknown[] => {
        const bound = new Array<unknown>(names.length);
        for (let i = 0; i < names.length; i++) {
          const name = names[i]!;
          const value = name === null ? parameters[i] : values[name];
          if (value === undefined) throw new Error(`no value for "${name}" in: ${sql}`);
          bound[i] = value;
        }
        return bound;
      };
      return {
        run: (values) => statement.run(bind(values)).changes,
        get: (values) => statement.get(bind(values)),
        all: (values) => statement.all(bind(values)),
      };
    },
  };
}
