/** A message goes out: claimed, taken by the carrier or not, or lost sight of. */
import { sql } from 'kysely';
import type { Accounts } from '../../billing/index.js';
import { given, queries, type Statements } from '../../runtime/statements.js';
import type { Command, Outcome } from './commands.js';
import type { Outbox } from './outbox.js';
import type { Reporting } from './reporting.js';
import type { MessageRow, SmsTables } from './tables.js';

type Of<K extends Command['do']> = Extract<Command, { do: K }>;
export interface Sending {
  claim(command: Of<'claim'>): Outcome;
  taken(command: Of<'taken'>): Outcome;
  later(command: Of<'later'>): Outcome;
  failed(command: Of<'failed'>): Outcome;
  unknown(command: Of<'unknown'>): Outcome;
  settleUnknown(command: Of<'settle-unknown'>): Outcome;
}

/** What is still set aside for a message. */
export const openMoney = (row: MessageRow): number => row.part_price * (row.parts - row.sent_parts);

export function createSending(
  statements: Statements,
  deps: { readonly accounts: Accounts; readonly outbox: Outbox; readonly reporting: Reporting },
): Sending {
  const { accounts, outbox, reporting } = deps;
  const db = queries<SmsTables>();
  const ofId = db.updateTable('sms_message').where('id', '=', given<number>('id'));
  const claim = statements.prepare(
    ofId
      .set((eb) => ({
        state: 'submitting',
        queued: 0,
        carrier: given('carrier'),
        link: given('link'),
        submitted_at: given('at'),
        attempts: eb('attempts', '+', 1),
      }))
      .where('queued', '=', 1),
  );
  /** Also from `unknown`: an answer that came after its deadline is an answer. */
  const taken = statements.prepare(
    ofId
      .set({ state: given('state'), sent_parts: given('sent_parts'), answered_at: given('at') })
      .where('final_at', 'is', null),
  );
  const get = statements.prepare(db.selectFrom('sms_message').selectAll().where('id', '=', given('id')));
  const brief = statements.prepare(
    db
      .selectFrom('sms_message')
      .select(['state', 'parts', 'sent_parts', 'part_price', 'account', 'final_at', 'link'])
      .where('id', '=', given('id')),
  );
  const later = statements.prepare(
    ofId
      .set({
        state: 'waiting',
        queued: given('queued'),
        due_at: given('due_at'),
        error: given('error'),
        stream: given('stream'),
      })
      .where('state', 'in', ['submitting', 'unknown']),
  );
  const failed = statements.prepare(
    ofId.set({ state: 'failed', queued: 0, due_at: null, error: given('error'), final_at: given('at') }),
  );
  const unknown = statements.prepare(ofId.set({ state: 'unknown' }).where('state', '=', 'submitting'));
  const unknowns = statements.prepare(
    db
      .selectFrom('sms_message')
      .select(['id', 'stream'])
      .where('state', '=', 'unknown')
      .where('final_at', 'is', null)
      .where('carrier', '=', given('carrier'))
      .where('submitted_at', '<', given('before'))
      .limit(given('limit')),
  );
  const requeue = statements.prepare(
    ofId.set({ state: 'waiting', queued: 1, due_at: sql<null>`null`, turn: given('turn') }),
  );

  const fail = (id: number, error: string, at: number): Outcome => {
    const row = get.get({ id });
    if (!row || row.final_at !== null) return { is: 'refused', why: 'gone' };
    failed.run({ id, error, at });
    if (row.account !== null) accounts.release(row.account, openMoney(row));
    const changed = { ...row, state: 'failed', error, final_at: at };
    return { is: 'reported', id, final: true, item: outbox.put(changed, 'REJECTED') };
  };

  return {
    claim: ({ id, carrier, link, at }) =>
      claim.run({ id, carrier, link, at }) === 1 ? { is: 'done' } : { is: 'refused', why: 'gone' },
    taken({ id, part, through, carrier, remote, at }) {
      const row = brief.get({ id });
      if (!row || row.final_at !== null) return { is: 'refused', why: 'gone' };
      const sent = Math.max(through, row.sent_parts);
      const parts = sent - row.sent_parts;
      const price = row.part_price * parts;
      if (row.account !== null) accounts.settle(row.account, price);
      taken.run({ id, at, sent_parts: sent, state: sent >= row.parts ? 'sent' : row.state });
      const link = row.link ?? '';
      const told = reporting.expectPart({ carrier, remote, message: id, part, at, price, parts, link });
      return told ?? { is: 'done' };
    },
    later({ id, error, dueAt, stream }) {
      const changed = later.run({ id, error, stream, due_at: dueAt, queued: dueAt === null ? 1 : 0 });
      return changed === 1 ? { is: 'done' } : { is: 'refused', why: 'gone' };
    },
    failed: ({ id, error, at }) => fail(id, error, at),
    unknown: ({ id }) => {
      unknown.run({ id });
      return { is: 'done' };
    },
    settleUnknown({ carrier, rule, before, turn, now, limit }) {
      const rows = unknowns.all({ carrier, before, limit });
      const streams = new Map<string, number>();
      const items = [];
      for (const [i, row] of rows.entries()) {
        if (rule === 'resend') {
          requeue.run({ id: row.id, turn: turn + i });
          streams.set(row.stream, (streams.get(row.stream) ?? 0) + 1);
        } else {
          const outcome = fail(row.id, 'no answer from the carrier', now);
          if (outcome.is === 'reported' && outcome.item) items.push(outcome.item);
        }
      }
      return {
        is: 'streams',
        streams: [...streams].map(([stream, count]) => ({ stream, count })),
        more: rows.length === limit,
        items,
      };
    },
  };
}
