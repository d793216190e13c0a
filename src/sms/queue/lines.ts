/** Messages in line: read by pages, joined when due, left when expired or cancelled. */
import type { Accounts } from '../../billing/index.js';
import { given, queries, type Statements } from '../../runtime/statements.js';
import type { OutboxItem } from '../types.js';
import type { Command, Outcome, StreamCount } from './commands.js';
import type { Outbox } from './outbox.js';
import { openMoney } from './sending.js';
import type { MessageRow, SmsTables } from './tables.js';

type Of<K extends Command['do']> = Extract<Command, { do: K }>;
export interface Lines {
  page(command: Of<'page'>): Outcome;
  due(command: Of<'due'>): Outcome;
  expire(command: Of<'expire'>): Outcome;
  release(command: Of<'release'>): Outcome;
  cancel(command: Of<'cancel'>): Outcome;
}

export function createLines(
  statements: Statements,
  deps: { readonly accounts: Accounts; readonly outbox: Outbox },
): Lines {
  const db = queries<SmsTables>();
  const ofId = db.updateTable('sms_message').where('id', '=', given<number>('id'));
  const page = statements.prepare(
    db
      .selectFrom('sms_message')
      .selectAll()
      .where('stream', '=', given('stream'))
      // A literal: only then the partial index fits.
      .where((eb) => eb('queued', '=', eb.lit(1)))
      .where('turn', '>', given('after'))
      .orderBy('turn')
      .limit(given('limit')),
  );
  const due = statements.prepare(
    db
      .selectFrom('sms_message')
      .select(['id', 'stream'])
      .where('due_at', 'is not', null)
      .where('due_at', '<=', given('now'))
      .orderBy('due_at')
      .limit(given('limit')),
  );
  const join = statements.prepare(
    ofId.set({ state: 'waiting', queued: 1, due_at: null, turn: given('turn') }),
  );
  const expired = statements.prepare(
    db
      .selectFrom('sms_message')
      .selectAll()
      .where('final_at', 'is', null)
      .where('state', '=', given('state'))
      .where('expires_at', '<=', given('now'))
      .limit(given('limit')),
  );
  const end = statements.prepare(
    ofId.set({
      state: given('state'),
      queued: 0,
      due_at: null,
      final_at: given('at'),
      error: given('error'),
    }),
  );
  const get = statements.prepare(db.selectFrom('sms_message').selectAll().where('id', '=', given('id')));

  const finish = (
    row: MessageRow,
    state: 'expired' | 'cancelled',
    error: string,
    at: number,
  ): OutboxItem | null => {
    end.run({ id: row.id, state, at, error });
    if (row.account !== null) deps.accounts.release(row.account, openMoney(row));
    const changed = { ...row, state, error, final_at: at };
    return deps.outbox.put(changed, state === 'expired' ? 'EXPIRED' : 'DELETED');
  };

  return {
    page: ({ stream, after, limit }) => ({ is: 'rows', rows: page.all({ stream, after, limit }) }),
    due({ now, limit, turn }) {
      const rows = due.all({ now, limit });
      const counts = new Map<string, number>();
      for (const [i, row] of rows.entries()) {
        join.run({ id: row.id, turn: turn + i });
        counts.set(row.stream, (counts.get(row.stream) ?? 0) + 1);
      }
      return { is: 'streams', streams: toCounts(counts), more: rows.length === limit, items: [] };
    },
    expire({ now, limit }) {
      const items: OutboxItem[] = [];
      const counts = new Map<string, number>();
      let more = false;
      for (const state of ['waiting', 'scheduled', 'held']) {
        const rows = expired.all({ state, now, limit });
        more ||= rows.length === limit;
        for (const row of rows) {
          if (row.queued) counts.set(row.stream, (counts.get(row.stream) ?? 0) + 1);
          const item = finish(row, 'expired', 'validity period over', now);
          if (item) items.push(item);
        }
      }
      return { is: 'streams', streams: toCounts(counts), more, items };
    },
    release({ id, turn }) {
      const row = get.get({ id });
      if (row?.state !== 'held') return { is: 'refused', why: 'gone' };
      join.run({ id, turn });
      return { is: 'streams', streams: [{ stream: row.stream, count: 1 }], more: false, items: [] };
    },
    cancel({ id, client, at, rejected }) {
      const row = get.get({ id });
      if (!row || (client !== null && row.client !== client)) return { is: 'refused', why: 'not-yours' };
      if (!['waiting', 'scheduled', 'held'].includes(row.state)) return { is: 'refused', why: 'too-late' };
      if (rejected !== undefined && row.state !== 'held') return { is: 'refused', why: 'too-late' };
      const item = finish(row, 'cancelled', rejected ?? '', at);
      return { is: 'reported', id, final: true, item };
    },
  };
}

const toCounts = (counts: ReadonlyMap<string, number>): StreamCount[] =>
  [...counts].map(([stream, count]) => ({ stream, count }));
