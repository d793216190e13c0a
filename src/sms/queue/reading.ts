/** What is told of the tables: one message, many, the books, and where a new process takes up. */
import { sql } from 'kysely';
import type { Accounts } from '../../billing/index.js';
import { given, queries, type Statements } from '../../runtime/statements.js';
import type { MessageState } from '../types.js';
import type { Command, MessageFilter, Outcome } from './commands.js';
import type { Outbox } from './outbox.js';
import type { SmsTables } from './tables.js';

export interface Reading {
  recover(): Outcome;
  get(id: number): Outcome;
  /** Newest first. */
  find(filter: MessageFilter, limit: number): Outcome;
  books(): Outcome;
  forget(command: Extract<Command, { do: 'forget' }>): Outcome;
}

export function createReading(
  statements: Statements,
  deps: { readonly accounts: Accounts; readonly outbox: Outbox },
): Reading {
  const db = queries<SmsTables>();
  const lost = statements.prepare(
    db
      .updateTable('sms_message')
      .set({ state: 'unknown' })
      .where('final_at', 'is', null)
      .where('state', '=', 'submitting'),
  );
  const last = statements.prepare(db.selectFrom('sms_message').select((eb) => eb.fn.max('id').as('id')));
  const lines = statements.prepare(
    db
      .selectFrom('sms_message')
      .select((eb) => ['stream', eb.fn.countAll<number>().as('count'), eb.fn.max('turn').as('turn')])
      .where((eb) => eb('queued', '=', eb.lit(1)))
      .groupBy('stream'),
  );
  const masses = statements.prepare(
    db.selectFrom('sms_mass').select(['mass', 'state']).where('state', '=', 'paused'),
  );
  const get = statements.prepare(db.selectFrom('sms_message').selectAll().where('id', '=', given('id')));
  const books = statements.prepare(
    db
      .selectFrom('sms_message')
      .select((eb) => [
        'state',
        eb.fn.countAll<number>().as('messages'),
        eb.fn.sum<number>('parts').as('parts'),
        eb.fn
          .sum<number>(eb('part_price', '*', eb.parens(eb('parts', '-', eb.ref('sent_parts')))))
          .as('open'),
        eb.fn.sum<number>(eb('part_price', '*', eb.ref('sent_parts'))).as('settled'),
      ])
      .groupBy('state'),
  );
  const rowid = sql<number>`rowid`;
  const ofPeople = sql<boolean>`user <> ''`;
  const oldMessages = statements.prepare(
    db
      .deleteFrom('sms_message')
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('sms_message')
          .select('id')
          .where('final_at', 'is not', null)
          .where('final_at', '<', given<number>('before'))
          .limit(given('limit')),
      ),
  );
  // The newest stays whatever its age: the numbers of charges must never begin again.
  const oldParts = statements.prepare(
    db.deleteFrom('sms_part').where(rowid, 'in', (eb) =>
      eb
        .selectFrom('sms_part')
        .select(rowid.as('rowid'))
        .where('at', '<', given('before'))
        .where(rowid, '<', (most) => most.selectFrom('sms_part').select(sql<number>`max(rowid)`.as('most')))
        .orderBy(rowid)
        .limit(given('limit')),
    ),
  );
  const oldOrphans = statements.prepare(
    db
      .deleteFrom('sms_orphan')
      .where(rowid, 'in', (eb) =>
        eb
          .selectFrom('sms_orphan')
          .select(rowid.as('rowid'))
          .where('at', '<', given('before'))
          .limit(given('limit')),
      ),
  );
  const RELEASED: readonly string[] = ['failed', 'cancelled', 'expired'];

  return {
    recover() {
      const unknown = lost.run({});
      const rows = lines.all({});
      return {
        is: 'recovered',
        recovered: {
          lastId: Number(last.get({})?.id ?? 0),
          lastTurn: rows.reduce((most, row) => Math.max(most, Number(row.turn)), 0),
          unknown,
          streams: rows.map(({ stream, count }) => ({ stream, count: Number(count) })),
          masses: masses.all({}),
          clientsWithReports: deps.outbox.clients(),
        },
      };
    },
    get(id) {
      const row = get.get({ id });
      return { is: 'rows', rows: row ? [row] : [] };
    },
    find(filter, limit) {
      // Built anew: any field may be absent, and people ask seldom.
      let query = db.selectFrom('sms_message').selectAll().orderBy('id', 'desc').limit(limit);
      if (filter.client !== undefined) query = query.where('client', '=', filter.client);
      if (filter.destination !== undefined) query = query.where('destination', '=', filter.destination);
      if (filter.mass !== undefined) query = query.where('mass', '=', filter.mass);
      if (filter.state !== undefined) query = query.where('state', '=', filter.state);
      if (filter.service !== undefined) query = query.where('service', '=', filter.service);
      // Said even where it is implied: it is what the indexes of people's messages are for.
      if (filter.people ?? filter.user ?? filter.group) query = query.where(ofPeople);
      if (filter.user !== undefined) query = query.where('user', '=', filter.user);
      if (filter.group !== undefined) query = query.where('team', '=', filter.group);
      if (filter.since !== undefined) query = query.where('accepted_at', '>=', filter.since);
      if (filter.until !== undefined) query = query.where('accepted_at', '<', filter.until);
      if (filter.before !== undefined) query = query.where('id', '<', filter.before);
      return { is: 'rows', rows: statements.prepare(query).all({}) };
    },
    books() {
      return {
        is: 'books',
        books: {
          states: books.all({}).map((row) => ({
            state: row.state as MessageState,
            messages: Number(row.messages),
            parts: Number(row.parts),
            reserved: RELEASED.includes(row.state) ? 0 : Number(row.open),
            settled: Number(row.settled),
          })),
          accounts: deps.accounts.all(),
        },
      };
    },
    forget({ before, limit }) {
      const gone = [oldMessages, oldParts, oldOrphans].map((old) => old.run({ before, limit }));
      return { is: 'streams', streams: [], more: gone.includes(limit), items: [] };
    },
  };
}
