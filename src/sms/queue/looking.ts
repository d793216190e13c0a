/** What operators look at: how much waits, and one message from acceptance to report. */
import { sql } from 'kysely';
import { given, queries, type Statements } from '../../runtime/statements.js';
import type { Command, Outcome } from './commands.js';
import type { PartRow, SmsTables } from './tables.js';

export interface Looking {
  depth(orphansBefore: number): Outcome;
  trace(id: number): Outcome;
  walk(command: Extract<Command, { do: 'walk' }>): Outcome;
}

const rowid = sql<number>`rowid`;

export function createLooking(statements: Statements): Looking {
  const db = queries<SmsTables>();
  // From the index of those in line alone.
  const depth = statements.prepare(
    db
      .selectFrom('sms_message')
      .select((eb) => ['stream', eb.fn.countAll<number>().as('count'), eb.fn.min('turn').as('first')])
      .where((eb) => eb('queued', '=', eb.lit(1)))
      .groupBy('stream'),
  );
  const orphans = statements.prepare(
    db
      .selectFrom('sms_orphan')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('exact', '=', 1)
      .where('at', '<', given('before')),
  );
  // From the index of open ones alone.
  const inState = statements.prepare(
    db
      .selectFrom('sms_message')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('final_at', 'is', null)
      .where('state', '=', given('state')),
  );
  const countOf = (state: string): number => Number(inState.get({ state })?.count ?? 0);
  // From the index of clients alone.
  const returns = statements.prepare(
    db
      .selectFrom('sms_outbox')
      .select((eb) => ['client', eb.fn.countAll<number>().as('count')])
      .groupBy('client'),
  );
  const lowest = statements.prepare(
    db
      .selectFrom('sms_message')
      .select('id')
      .where('id', '<', given('before'))
      .where('id', '>=', given('from'))
      .orderBy('id', 'desc')
      .offset(given('look'))
      .limit(1),
  );
  const walked = statements.prepare(
    db
      .selectFrom('sms_message')
      .selectAll()
      .where('id', '<', given('before'))
      .where('id', '>=', given('from'))
      .where('destination', 'like', given<string>('ending'))
      .orderBy('id', 'desc')
      .limit(given('limit')),
  );
  const message = statements.prepare(db.selectFrom('sms_message').selectAll().where('id', '=', given('id')));
  const at = statements.prepare<{ rowid: number; at: number }>(
    db
      .selectFrom('sms_part')
      .select([rowid.as('rowid'), 'at'])
      .where(rowid, '>=', given('from'))
      .orderBy(rowid)
      .limit(1),
  );
  const newest = statements.prepare(
    db.selectFrom('sms_part').select(sql<number | null>`max(rowid)`.as('rowid')),
  );
  const parts = statements.prepare(
    db
      .selectFrom('sms_part')
      .selectAll()
      .where(rowid, '>=', given('from'))
      .where('message', '=', given('message'))
      .where('at', '<=', given('until'))
      .orderBy(rowid)
      .limit(given('limit')),
  );
  const report = statements.prepare(
    db
      .selectFrom('sms_outbox')
      .select('seq')
      .where('client', '=', given('client'))
      .where(sql<number>`json_extract(data, '$.id')`, '=', given('id'))
      .limit(1),
  );

  /** The first row taken at this moment or later: rows are in order of time, and there is no index that would cost. */
  const firstAt = (moment: number): number => {
    let low = 1;
    let high = (newest.get({})?.rowid ?? 0) + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = at.get({ from: middle });
      if (!row || row.at >= moment) high = middle;
      else low = row.rowid + 1;
    }
    return low;
  };

  return {
    walk({ endsWith, before, from, look, limit }) {
      const low = lowest.get({ before, from, look: look - 1 })?.id ?? null;
      const rows = walked.all({ before, from: low ?? from, ending: `%${endsWith}`, limit });
      // A full answer may have more behind its last row.
      return { is: 'walked', rows, reached: rows.length === limit ? rows.at(-1)!.id : low };
    },
    depth: (before) => ({
      is: 'depth',
      streams: depth
        .all({})
        .map(({ stream, count, first }) => ({ stream, count: Number(count), first: Number(first) })),
      orphans: Number(orphans.get({ before })?.count ?? 0),
      held: countOf('held'),
      unknown: countOf('unknown'),
      returns: returns.all({}).map(({ client, count }) => ({ client, count: Number(count) })),
    }),
    trace(id) {
      const row = message.get({ id });
      if (!row) return { is: 'refused', why: 'gone' };
      let found: readonly PartRow[] = [];
      if (row.sent_parts > 0 && row.answered_at !== null)
        for (const since of [row.submitted_at ?? row.accepted_at, row.accepted_at]) {
          const from = firstAt(since);
          found = parts.all({ from, message: id, until: row.answered_at, limit: row.parts });
          if (found.reduce((sum, part) => sum + part.parts, 0) >= row.sent_parts) break;
        }
      const waits = report.get({ client: row.client, id }) !== undefined;
      return { is: 'trace', row, parts: found, reportWaits: waits };
    },
  };
}
