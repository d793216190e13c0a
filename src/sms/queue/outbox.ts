/** Reports on their way back to whoever sent the message, kept until they are taken. */
import { given, queries, type Statements } from '../../runtime/statements.js';
import { decodeText, type Coding } from '../text/coding.js';
import type { ReceiptState } from '../smpp/receipt.js';
import type { ClientId, OutboxItem, Report } from '../types.js';
import type { Outcome } from './commands.js';
import type { ReportedRow, SmsTables } from './tables.js';

export interface Outbox {
  /**
   * The last word about a message, if its sender wants to hear it.
   * @param row as it stands after the change
   */
  put(row: ReportedRow, state: ReceiptState): OutboxItem | null;
  done(client: ClientId, seqs: readonly number[]): Outcome;
  /** In order. */
  page(client: ClientId, after: number, limit: number): OutboxItem[];
  clients(): ClientId[];
}

export function createOutbox(statements: Statements): Outbox {
  const db = queries<SmsTables>();
  const insert = statements.prepare(
    db.insertInto('sms_outbox').values({ seq: given('seq'), client: given('client'), data: given('data') }),
  );
  const remove = statements.prepare(
    db.deleteFrom('sms_outbox').where('client', '=', given('client')).where('seq', '=', given('seq')),
  );
  const select = statements.prepare(
    db
      .selectFrom('sms_outbox')
      .selectAll()
      .where('client', '=', given('client'))
      .where('seq', '>', given('after'))
      .orderBy('seq')
      .limit(given('limit')),
  );
  const distinct = statements.prepare(db.selectFrom('sms_outbox').select('client').distinct());
  const newest = statements.prepare(db.selectFrom('sms_outbox').select((eb) => eb.fn.max('seq').as('seq')));
  // Numbers may be left out when a group is undone; they only have to grow.
  let seq = Number(newest.get({})?.seq ?? 0);

  return {
    put(row, state) {
      if (row.report === 'none' || (row.report === 'failure' && state === 'DELIVERED')) return null;
      const report = toReport(row, state);
      const item: OutboxItem = { seq: ++seq, report };
      insert.run({ seq: item.seq, client: row.client, data: JSON.stringify(report) });
      return item;
    },
    done(client, seqs) {
      for (const one of seqs) remove.run({ client, seq: one });
      return { is: 'done' };
    },
    page: (client, after, limit) =>
      select
        .all({ client, after, limit })
        .map((row) => ({ seq: row.seq, report: JSON.parse(row.data) as Report })),
    clients: () => distinct.all({}).map((row) => row.client),
  };
}

function toReport(row: ReportedRow, state: ReceiptState): Report {
  return {
    id: row.id,
    client: row.client,
    reference: row.reference,
    source: { ton: row.source_ton, npi: row.source_npi, number: row.source },
    destination: { ton: row.destination_ton, npi: row.destination_npi, number: row.destination },
    state,
    error: row.error,
    acceptedAt: row.accepted_at,
    doneAt: row.final_at ?? row.accepted_at,
    parts: row.parts,
    deliveredParts: row.delivered_parts,
    text: row.header ? '' : decodeText(row.octets.subarray(0, 40), row.coding as Coding).slice(0, 20),
  };
}
