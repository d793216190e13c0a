/** A program for the group writer: one table of numbers. */
import type { Program } from '../../../src/runtime/group-program.js';
import { given, queries } from '../../../src/runtime/statements.js';

export type Count = { readonly do: 'put'; readonly number: number } | { readonly do: 'all' };

interface Tables {
  counted: { number: number };
}

export const program: Program<Count, readonly number[]> = {
  migrations: [
    {
      name: 'counting-001-table',
      up: ({ schema }) => schema.createTable('counted').addColumn('number', 'integer').execute(),
    },
  ],
  start(statements) {
    const db = queries<Tables>();
    const put = statements.prepare(db.insertInto('counted').values({ number: given('number') }));
    const all = statements.prepare(db.selectFrom('counted').selectAll());
    return {
      apply(command) {
        if (command.do === 'put') put.run({ number: command.number });
        return command.do === 'put' ? [] : all.all({}).map(({ number }) => number);
      },
    };
  },
};
