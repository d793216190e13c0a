/** Tables of numbers with rules of their own; see screening/number-lists.ts. */
import { given, givenAll, queries, type Statements } from '../../runtime/statements.js';
import type { Migration } from '../../runtime/database.js';
import type { ListedNumber, NumberList, PortedNumber } from '../screening/number-lists.js';
import type { Outcome } from './commands.js';

export type NumberCommand =
  | { readonly do: 'list-number'; readonly entry: ListedNumber }
  | {
      readonly do: 'unlist-number';
      readonly list: NumberList;
      readonly number: string;
      readonly client: string;
    }
  | { readonly do: 'listed'; readonly list: NumberList; readonly after: string; readonly limit: number }
  | { readonly do: 'port-numbers'; readonly entries: readonly PortedNumber[] }
  | { readonly do: 'forget-ported' }
  | { readonly do: 'ported'; readonly after: string; readonly limit: number };

interface Tables {
  sms_listed: ListedNumber;
  sms_ported: PortedNumber;
}

export const numberMigrations: readonly Migration[] = [
  {
    name: 'sms-003-numbers',
    async up({ schema }) {
      let listed = schema.createTable('sms_listed').addColumn('at', 'bigint', (c) => c.notNull());
      for (const column of ['list', 'number', 'client', 'by', 'reason'])
        listed = listed.addColumn(column, 'text', (c) => c.notNull());
      await listed
        .addPrimaryKeyConstraint('sms_listed_key', ['list', 'number', 'client'] as never[])
        .execute();
      await schema
        .createTable('sms_ported')
        .addColumn('number', 'text', (c) => c.primaryKey())
        .addColumn('route', 'text', (c) => c.notNull())
        .execute();
    },
  },
];

export function createNumberSteps(statements: Statements): { apply(command: NumberCommand): Outcome } {
  const db = queries<Tables>();
  const put = statements.prepare(
    db
      .insertInto('sms_listed')
      .values(givenAll<ListedNumber>(['list', 'number', 'client', 'at', 'by', 'reason']))
      .onConflict((conflict) => conflict.columns(['list', 'number', 'client']).doNothing()),
  );
  const remove = statements.prepare(
    db
      .deleteFrom('sms_listed')
      .where('list', '=', given('list'))
      .where('number', '=', given('number'))
      .where('client', '=', given('client')),
  );
  const listed = statements.prepare(
    db
      .selectFrom('sms_listed')
      .selectAll()
      .where('list', '=', given('list'))
      .where('number', '>', given('after'))
      .orderBy('number')
      .limit(given('limit')),
  );
  const port = statements.prepare(
    db
      .insertInto('sms_ported')
      .values(givenAll<PortedNumber>(['number', 'route']))
      .onConflict((conflict) => conflict.column('number').doUpdateSet({ route: given('route') })),
  );
  const forget = statements.prepare(db.deleteFrom('sms_ported'));
  const ported = statements.prepare(
    db
      .selectFrom('sms_ported')
      .selectAll()
      .where('number', '>', given('after'))
      .orderBy('number')
      .limit(given('limit')),
  );
  return {
    apply(command) {
      switch (command.do) {
        case 'list-number':
          put.run({ ...command.entry });
          return { is: 'done' };
        case 'unlist-number': {
          const { list, number, client } = command;
          return remove.run({ list, number, client }) > 0 ? { is: 'done' } : { is: 'refused', why: 'gone' };
        }
        case 'listed': {
          const { list, after, limit } = command;
          return { is: 'listed', listed: listed.all({ list, after, limit }) };
        }
        case 'port-numbers':
          for (const { number, route } of command.entries) port.run({ number, route });
          return { is: 'done' };
        case 'forget-ported':
          forget.run({});
          return { is: 'done' };
        case 'ported':
          return { is: 'ported', ported: ported.all({ after: command.after, limit: command.limit }) };
      }
    },
  };
}
