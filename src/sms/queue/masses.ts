/** Mass sendings: many messages under one name, paused, resumed and cancelled together. */
import type { Accounts } from '../../billing/index.js';
import { given, queries, type Statements } from '../../runtime/statements.js';
import type { MessageState } from '../types.js';
import type { Command, Outcome } from './commands.js';
import { openMoney } from './sending.js';
import type { SmsTables } from './tables.js';

type Of<K extends Command['do']> = Extract<Command, { do: K }>;
export interface Masses {
  open(command: Of<'mass-open'>): Outcome;
  setState(command: Of<'mass-state'>): Outcome;
  /** In pieces: `more` says that the next is to be asked for. No reports: whoever cancels knows. */
  cancel(command: Of<'mass-cancel'>): Outcome;
  progress(command: Of<'mass-progress'>): Outcome;
}

export function createMasses(statements: Statements, deps: { readonly accounts: Accounts }): Masses {
  const db = queries<SmsTables>();
  const insert = statements.prepare(
    db
      .insertInto('sms_mass')
      .values({
        mass: given('mass'),
        client: given('client'),
        name: given('name'),
        state: 'running',
        created_at: given('at'),
      })
      // The same again after a restart in the middle of a recurring one.
      .onConflict((conflict) => conflict.column('mass').doNothing()),
  );
  const get = statements.prepare(db.selectFrom('sms_mass').selectAll().where('mass', '=', given('mass')));
  const setState = statements.prepare(
    db
      .updateTable('sms_mass')
      .set({ state: given('state') })
      .where('mass', '=', given('mass'))
      .where('state', '!=', 'cancelled'),
  );
  const open = statements.prepare(
    db
      .selectFrom('sms_message')
      .selectAll()
      .where('mass', 'is not', null)
      .where('mass', '=', given('mass'))
      .where('state', 'in', ['waiting', 'scheduled', 'held'])
      .limit(given('limit')),
  );
  const end = statements.prepare(
    db
      .updateTable('sms_message')
      .set({ state: 'cancelled', queued: 0, due_at: null, final_at: given('at') })
      .where('id', '=', given('id')),
  );
  const counts = statements.prepare(
    db
      .selectFrom('sms_message')
      .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
      .where('mass', 'is not', null)
      .where('mass', '=', given('mass'))
      .groupBy('state'),
  );

  return {
    open({ mass, client, name, at }) {
      insert.run({ mass, client, name, at });
      return { is: 'done' };
    },
    setState: ({ mass, state }) =>
      setState.run({ mass, state }) === 1 ? { is: 'done' } : { is: 'refused', why: 'gone' },
    cancel({ mass, at, limit }) {
      const rows = open.all({ mass, limit });
      const streams = new Map<string, number>();
      for (const row of rows) {
        end.run({ id: row.id, at });
        if (row.account !== null) deps.accounts.release(row.account, openMoney(row));
        if (row.queued) streams.set(row.stream, (streams.get(row.stream) ?? 0) + 1);
      }
      return {
        is: 'streams',
        streams: [...streams].map(([stream, count]) => ({ stream, count })),
        more: rows.length === limit,
        items: [],
      };
    },
    progress({ mass }) {
      const row = get.get({ mass });
      if (!row) return { is: 'refused', why: 'gone' };
      return {
        is: 'progress',
        client: row.client,
        name: row.name,
        state: row.state,
        counts: Object.fromEntries(
          counts.all({ mass }).map(({ state, count }) => [state as MessageState, Number(count)]),
        ),
      };
    },
  };
}
