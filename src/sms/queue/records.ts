/** What is charged and what ended, in order, for files and statements. Read in pages: messages get their turns between. */
import { sql } from 'kysely';
import type { Charge, Ending } from '../../billing/index.js';
import { given, queries, type Statements } from '../../runtime/statements.js';
import type { CarrierCharge, Command, Outcome } from './commands.js';
import type { SmsTables } from './tables.js';

type Of<K extends Command['do']> = Extract<Command, { do: K }>;
export interface Records {
  charges(command: Of<'charges'>): Outcome;
  carrierCharges(command: Of<'carrier-charges'>): Outcome;
  lastCharge(before: number): Outcome;
  /** 0 before the first. */
  newestCharge(): number;
  endings(command: Of<'endings'>): Outcome;
  oldest(): Outcome;
  closeSent(command: Of<'close-sent'>): Outcome;
}

/** The place of a row in its table: in order of being taken. */
const rowid = sql<number>`sms_part.rowid`;

export function createRecords(statements: Statements): Records {
  const db = queries<SmsTables>();
  const charges = statements.prepare<Charge>(
    db
      .selectFrom('sms_part')
      .innerJoin('sms_message', 'sms_message.id', 'sms_part.message')
      .select([
        rowid.as('charge'),
        'sms_part.at as at',
        'sms_part.message as message',
        'sms_part.part as part',
        'sms_message.accepted_at as acceptedAt',
        sql<string>`coalesce(sms_message.account, '')`.as('account'),
        'sms_message.client as client',
        'sms_message.user as user',
        'sms_message.team as group',
        'sms_message.service as service',
        'sms_message.source as source',
        'sms_message.destination as destination',
        'sms_part.carrier as carrier',
        'sms_part.link as link',
        'sms_part.remote as remote',
        'sms_message.priority as priority',
        'sms_message.tariff as tariff',
        'sms_part.price as price',
        'sms_part.parts as parts',
      ])
      .where(rowid, '>', given('after'))
      .where(rowid, '<=', given('upTo'))
      .orderBy(rowid)
      .limit(given('limit')),
  );
  const ofCarrier = statements.prepare<CarrierCharge>(
    db
      .selectFrom('sms_part')
      .innerJoin('sms_message', 'sms_message.id', 'sms_part.message')
      .select([
        rowid.as('charge'),
        'sms_part.at as at',
        'sms_part.message as message',
        'sms_part.remote as remote',
        'sms_message.destination as destination',
        'sms_message.service as service',
        'sms_part.parts as parts',
        'sms_message.state as state',
      ])
      .where(rowid, '>', given('after'))
      .where(rowid, '<=', given('upTo'))
      .where('sms_part.carrier', '=', given('carrier'))
      .orderBy(rowid)
      .limit(given('limit')),
  );
  const last = statements.prepare<{ charge: number }>(
    db
      .selectFrom('sms_part')
      .select(rowid.as('charge'))
      .where('at', '<', given('before'))
      .orderBy(rowid, 'desc')
      .limit(1),
  );
  const newest = statements.prepare<{ charge: number | null }>(
    db.selectFrom('sms_part').select(sql<number | null>`max(sms_part.rowid)`.as('charge')),
  );
  const endings = statements.prepare<Ending>(
    db
      .selectFrom('sms_message')
      .select([
        'final_at as at',
        'id as message',
        'accepted_at as acceptedAt',
        sql<string>`coalesce(account, '')`.as('account'),
        'client',
        'user',
        'team as group',
        'service',
        'source',
        'destination',
        sql<string>`coalesce(carrier, '')`.as('carrier'),
        sql<string>`coalesce(link, '')`.as('link'),
        'priority',
        'tariff',
        'parts',
        'sent_parts as sentParts',
        'delivered_parts as deliveredParts',
        'state',
        'error',
        sql<number>`part_price * sent_parts`.as('price'),
      ])
      .where('final_at', 'is not', null)
      .where('final_at', '>=', given<number>('from'))
      .where('final_at', '<', given<number>('until'))
      .where(sql<boolean>`(final_at, id) > (${given('afterAt')}, ${given('afterId')})`)
      .orderBy('final_at')
      .orderBy('id')
      .limit(given('limit')),
  );
  const oldest = statements.prepare(
    db.selectFrom('sms_message').select('accepted_at').orderBy('id').limit(1),
  );
  const silent = statements.prepare(
    db
      .selectFrom('sms_message')
      .select('id')
      .where('final_at', 'is', null)
      .where('state', '=', 'sent')
      .where((eb) => eb.or([eb('report', '=', 'none'), eb('answered_at', '<', given<number>('before'))]))
      .limit(given('limit')),
  );
  const close = statements.prepare(
    db
      .updateTable('sms_message')
      .set({ final_at: given('at') })
      .where('id', '=', given<number>('id')),
  );

  return {
    charges: ({ after, upTo, limit }) => ({ is: 'charges', charges: charges.all({ after, upTo, limit }) }),
    carrierCharges: ({ carrier, after, upTo, limit }) => ({
      is: 'carrier-charges',
      charges: ofCarrier.all({ carrier, after, upTo, limit }),
    }),
    lastCharge: (before) => ({ is: 'number', number: last.get({ before })?.charge ?? 0 }),
    newestCharge: () => Number(newest.get({})?.charge ?? 0),
    endings: ({ from, until, afterAt, afterId, limit }) => ({
      is: 'endings',
      endings: endings.all({ from, until, afterAt, afterId, limit }),
    }),
    oldest: () => ({ is: 'number', number: oldest.get({})?.accepted_at ?? null }),
    closeSent({ before, at, limit }) {
      const rows = silent.all({ before, limit });
      for (const { id } of rows) close.run({ id, at });
      return { is: 'streams', streams: [], more: rows.length === limit, items: [] };
    },
  };
}
