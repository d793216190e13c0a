/** Delivery reports of carriers: matched, kept when their message is not known yet, told once. */
import { given, givenAll, queries, type Statements } from '../../runtime/statements.js';
import { idKeys, type ReceiptState } from '../smpp/receipt.js';
import type { MessageId } from '../types.js';
import type { Command, Outcome } from './commands.js';
import type { Outbox } from './outbox.js';
import { sameNumber } from './same-number.js';
import {
  REPORTED_COLUMNS,
  type OrphanRow,
  type PartRow,
  type ReportedRow,
  type SmsTables,
} from './tables.js';

type ReportCommand = Extract<Command, { do: 'report' }>;

export interface Reporting {
  report(command: ReportCommand): Outcome;
  /** A part was taken: from now on its report is found; one that was here before is taken up now. */
  expectPart(part: {
    carrier: string;
    remote: string;
    message: MessageId;
    part: number;
    at: number;
    link: string;
    price: number;
    parts: number;
  }): Outcome | null;
  /** The tables are not what the steps have left: their group was undone. */
  undone(): void;
}

export function createReporting(statements: Statements, deps: { readonly outbox: Outbox }): Reporting {
  const db = queries<SmsTables>();
  const findPart = statements.prepare(
    db
      .selectFrom('sms_part')
      .selectAll()
      .where('carrier', '=', given('carrier'))
      .where('remote', '=', given('remote')),
  );
  const putPart = statements.prepare(
    db
      .insertInto('sms_part')
      .values(
        givenAll<PartRow>(['carrier', 'remote', 'message', 'part', 'done', 'at', 'link', 'price', 'parts']),
      )
      .onConflict((conflict) => conflict.columns(['carrier', 'remote']).doNothing()),
  );
  // A carrier that uses an id again means the newer message; what was charged for the older one stays.
  const renamePart = statements.prepare(
    db
      .updateTable('sms_part')
      .set({ remote: given('aside') })
      .where('carrier', '=', given('carrier'))
      .where('remote', '=', given('remote')),
  );
  const partDone = statements.prepare(
    db
      .updateTable('sms_part')
      .set({ done: 1 })
      .where('carrier', '=', given('carrier'))
      .where('remote', '=', given('remote')),
  );
  const anyOrphan = statements.prepare(db.selectFrom('sms_orphan').select('report').limit(1));
  const getMessage = statements.prepare(
    db.selectFrom('sms_message').select(REPORTED_COLUMNS).where('id', '=', given('id')),
  );
  const putResult = statements.prepare(
    db
      .updateTable('sms_message')
      .set({
        done_parts: given('done_parts'),
        delivered_parts: given('delivered_parts'),
        error: given('error'),
        state: given('state'),
        final_at: given('final_at'),
      })
      .where('id', '=', given('id')),
  );
  const putOrphan = statements.prepare(
    db
      .insertInto('sms_orphan')
      .values(
        givenAll<OrphanRow>(['carrier', 'remote', 'report', 'exact', 'number', 'state', 'error', 'at']),
      ),
  );
  const findOrphans = statements.prepare(
    db
      .selectFrom('sms_orphan')
      .selectAll()
      .where('carrier', '=', given('carrier'))
      .where('remote', '=', given('remote'))
      .orderBy('exact', 'desc')
      .orderBy('at'),
  );
  /** Whether any is kept; looking for one at each part that is taken would be a quarter of that step. */
  let mayHaveOrphans = anyOrphan.get({}) !== undefined;
  const removeOrphan = statements.prepare(db.deleteFrom('sms_orphan').where('report', '=', given('report')));
  const newestOrphan = statements.prepare(
    db.selectFrom('sms_orphan').select((eb) => eb.fn.max('report').as('report')),
  );
  let orphans = Number(newestOrphan.get({})?.report ?? 0);

  const conclude = (
    part: PartRow,
    row: ReportedRow,
    state: ReceiptState,
    error: string,
    at: number,
  ): Outcome => {
    partDone.run({ carrier: part.carrier, remote: part.remote });
    const delivered = state === 'DELIVERED';
    const done = row.done_parts + part.parts;
    const deliveredParts = row.delivered_parts + (delivered ? part.parts : 0);
    const final = done >= row.parts && row.final_at === null;
    // The first part that went wrong names the fault.
    const fault = row.error !== '' ? row.error : delivered ? '' : error || state;
    const changed: ReportedRow = {
      ...row,
      done_parts: done,
      delivered_parts: deliveredParts,
      error: fault,
      state: final ? (deliveredParts === row.parts ? 'delivered' : 'failed') : row.state,
      final_at: final ? at : row.final_at,
    };
    putResult.run({
      id: row.id,
      done_parts: done,
      delivered_parts: deliveredParts,
      error: fault,
      state: changed.state,
      final_at: changed.final_at,
    });
    if (!final) return { is: 'reported', id: row.id, final: false, item: null };
    const word = deliveredParts === row.parts ? 'DELIVERED' : delivered ? 'UNDELIVERABLE' : state;
    return { is: 'reported', id: row.id, final: true, item: deps.outbox.put(changed, word) };
  };

  return {
    report({ carrier, keys, number, state, error, at }) {
      for (const [i, remote] of keys.entries()) {
        const part = findPart.get({ carrier, remote });
        if (!part) continue;
        const row = getMessage.get({ id: part.message });
        if (!row || (i > 0 && !sameNumber(row.destination, number))) continue;
        return part.done ? { is: 'duplicate' } : conclude(part, row, state, error, at);
      }
      // Doubled while it is an orphan: once is enough.
      const exact = keys[0]!;
      if (
        findOrphans
          .all({ carrier, remote: exact })
          .some((o) => o.exact && o.number === number && o.state === state)
      )
        return { is: 'duplicate' };
      const report = ++orphans;
      mayHaveOrphans = true;
      for (const [i, remote] of keys.entries())
        putOrphan.run({ carrier, remote, report, exact: i === 0 ? 1 : 0, number, state, error, at });
      return { is: 'orphan' };
    },
    expectPart({ carrier, remote, message, part, at, link, price, parts }) {
      // A part without an id is charged too; no report finds it.
      const key = remote === '' ? `-${message}.${part}` : idKeys(remote)[0]!;
      const row: PartRow = { carrier, remote: key, message, part, done: 0, at, link, price, parts };
      if (putPart.run({ ...row }) === 0) {
        const aside = `-${message}.${part}.${key}`;
        renamePart.run({ carrier, remote: key, aside });
        putPart.run({ ...row });
      }
      if (remote === '' || !mayHaveOrphans) return null;
      const waiting = findOrphans.all({ carrier, remote: key });
      if (waiting.length === 0) return null;
      const of = getMessage.get({ id: message });
      if (!of) return null;
      const orphan = waiting.find((one) => one.exact || sameNumber(of.destination, one.number));
      if (!orphan) return null;
      removeOrphan.run({ report: orphan.report });
      mayHaveOrphans = anyOrphan.get({}) !== undefined;
      // Ended now, not when the report came: a day that is closed already gets nothing more.
      return conclude(row, of, orphan.state as ReceiptState, orphan.error, at);
    },
    undone() {
      mayHaveOrphans = anyOrphan.get({}) !== undefined;
    },
  };
}
