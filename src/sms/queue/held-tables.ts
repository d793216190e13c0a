/** Links and carriers that operators took out of use: so they stay over a restart. */
import { given, givenAll, queries, type Statements } from '../../runtime/statements.js';
import type { Migration } from '../../runtime/database.js';
import type { Held } from '../carriers/carriers.js';
import type { Outcome } from './commands.js';

export type HeldCommand =
  | { readonly do: 'hold-link'; readonly held: Held }
  | { readonly do: 'free-link'; readonly carrier: string; readonly link: string }
  | { readonly do: 'held-links' };

export const heldMigrations: readonly Migration[] = [
  {
    name: 'sms-008-held-links',
    async up({ schema }) {
      let table = schema.createTable('sms_held_link').addColumn('at', 'bigint', (c) => c.notNull());
      for (const column of ['carrier', 'link', 'by'])
        table = table.addColumn(column, 'text', (c) => c.notNull());
      await table.addPrimaryKeyConstraint('sms_held_link_key', ['carrier', 'link'] as never[]).execute();
    },
  },
];

export function createHeldSteps(statements: Statements): { apply(command: HeldCommand): Outcome } {
  const db = queries<{ sms_held_link: Held }>();
  // Who was first stays named.
  const put = statements.prepare(
    db
      .insertInto('sms_held_link')
      .values(givenAll<Held>(['carrier', 'link', 'at', 'by']))
      .onConflict((conflict) => conflict.columns(['carrier', 'link']).doNothing()),
  );
  const remove = statements.prepare(
    db.deleteFrom('sms_held_link').where('carrier', '=', given('carrier')).where('link', '=', given('link')),
  );
  const all = statements.prepare(db.selectFrom('sms_held_link').selectAll().orderBy('at'));
  return {
    apply(command) {
      switch (command.do) {
        case 'hold-link':
          put.run({ ...command.held });
          return { is: 'done' };
        case 'free-link':
          remove.run({ carrier: command.carrier, link: command.link });
          return { is: 'done' };
        case 'held-links':
          return { is: 'held-links', held: all.all({}).map((row) => ({ ...row, at: Number(row.at) })) };
      }
    },
  };
}
