/** Sendings that come again by rule. */
import type { Instant } from '../../kernel/time.js';
import { given, givenAll, queries, type Statements } from '../../runtime/statements.js';
import type { Migration } from '../../runtime/database.js';
import type { Outcome } from './commands.js';

export interface RecurringRow {
  readonly id: string;
  readonly client: string;
  readonly name: string;
  /** Cron: minute, hour, day of month, month, day of week. */
  readonly rule: string;
  /** What is sent, as JSON. */
  readonly sending: string;
  /** running, paused */
  readonly state: string;
  /** Null: never again. */
  readonly nextAt: Instant | null;
  readonly until: Instant | null;
  readonly user: string;
}

export type RecurringCommand =
  | { readonly do: 'recurring-put'; readonly row: RecurringRow }
  | { readonly do: 'recurring-remove'; readonly id: string }
  | { readonly do: 'recurring' }
  /** How many messages of a sending there are. */
  | { readonly do: 'mass-count'; readonly mass: string };

const COLUMNS = ['id', 'client', 'name', 'rule', 'sending', 'state', 'nextAt', 'until', 'user'] as const;

export const recurringMigrations: readonly Migration[] = [
  {
    name: 'sms-005-recurring',
    async up({ schema }) {
      let table = schema.createTable('sms_recurring').addColumn('id', 'text', (c) => c.primaryKey());
      for (const column of ['client', 'name', 'rule', 'sending', 'state', 'user'])
        table = table.addColumn(column, 'text', (c) => c.notNull());
      for (const column of ['nextAt', 'until']) table = table.addColumn(column, 'bigint');
      await table.execute();
    },
  },
];

export function createRecurringSteps(statements: Statements): { apply(command: RecurringCommand): Outcome } {
  const db = queries<{ sms_recurring: RecurringRow; sms_message: { mass: string | null } }>();
  const remove = statements.prepare(db.deleteFrom('sms_recurring').where('id', '=', given('id')));
  const put = statements.prepare(db.insertInto('sms_recurring').values(givenAll<RecurringRow>(COLUMNS)));
  const all = statements.prepare(db.selectFrom('sms_recurring').selectAll().orderBy('id'));
  const count = statements.prepare(
    db
      .selectFrom('sms_message')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('mass', 'is not', null)
      .where('mass', '=', given('mass')),
  );
  return {
    apply(command) {
      switch (command.do) {
        case 'recurring-put':
          remove.run({ id: command.row.id });
          put.run({ ...command.row });
          return { is: 'done' };
        case 'recurring-remove':
          return remove.run({ id: command.id }) > 0 ? { is: 'done' } : { is: 'refused', why: 'gone' };
        case 'recurring':
          return { is: 'recurring', recurring: all.all({}) };
        case 'mass-count':
          return { is: 'number', number: Number(count.get({ mass: command.mass })?.count ?? 0) };
      }
    },
  };
}
