/**
 * Messages from customers' phones: parts until they are whole, then what becomes of them. Parts that were told stay for
 * a while, so that one that the carrier repeats afterwards is no message of its own.
 */
import type { Instant } from '../../kernel/time.js';
import { given, givenAll, queries, type Statements } from '../../runtime/statements.js';
import type { Migration } from '../../runtime/database.js';
import type { Heard } from '../inbound/reading.js';
import type { Outcome } from './commands.js';

/** `new`: no rule was asked yet. `forward`: to be posted. `open`: for people to read. `done`. `undeliverable`. */
export type InboundState = 'new' | 'forward' | 'open' | 'done' | 'undeliverable';

export interface InboundRow {
  readonly id: number;
  readonly carrier: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly at: Instant;
  /** 0: parts of it never came. */
  readonly whole: number;
  readonly state: InboundState;
  readonly rule: string;
  /** URL, or name of a mailbox. */
  readonly target: string;
}

export type InboundCommand =
  | { readonly do: 'hear'; readonly heard: Heard; readonly at: Instant }
  /** Parts whose missing ones have not come: what is there becomes a message. */
  | {
      readonly do: 'overdue-parts';
      readonly before: Instant;
      /** Parts that were told and came before are forgotten: the same again is a new message. */
      readonly repeatsBefore: Instant;
      readonly limit: number;
    }
  | {
      readonly do: 'inbound-state';
      readonly id: number;
      readonly state: InboundState;
      readonly rule: string;
      readonly target: string;
    }
  /** In order, behind one. */
  | {
      readonly do: 'inbound';
      readonly state: InboundState;
      readonly target: string | null;
      readonly after: number;
      readonly limit: number;
    };

interface PartRow {
  carrier: string;
  from: string;
  to: string;
  reference: number;
  total: number;
  number: number;
  text: string;
  at: number;
  /** 1: a message was made of it and its like. Of one long message all parts are told, or none. */
  told: number;
}
interface Tables {
  sms_inbound: InboundRow;
  sms_inbound_part: PartRow;
}

export const inboundMigrations: readonly Migration[] = [
  {
    name: 'sms-004-inbound',
    async up({ schema }) {
      let inbound = schema.createTable('sms_inbound').addColumn('id', 'integer', (c) => c.primaryKey());
      for (const column of ['carrier', 'from', 'to', 'text', 'state', 'rule', 'target'])
        inbound = inbound.addColumn(column, 'text', (c) => c.notNull());
      for (const column of ['at', 'whole']) inbound = inbound.addColumn(column, 'bigint', (c) => c.notNull());
      await inbound.execute();
      await schema.createIndex('sms_inbound_by_state').on('sms_inbound').columns(['state', 'id']).execute();
      let part = schema.createTable('sms_inbound_part');
      for (const column of ['carrier', 'from', 'to', 'text'])
        part = part.addColumn(column, 'text', (c) => c.notNull());
      for (const column of ['reference', 'total', 'number', 'at'])
        part = part.addColumn(column, 'bigint', (c) => c.notNull());
      await part
        .addPrimaryKeyConstraint('sms_inbound_part_key', [
          'carrier',
          'from',
          'to',
          'reference',
          'total',
          'number',
        ] as never[])
        .execute();
      await schema.createIndex('sms_inbound_part_at').on('sms_inbound_part').columns(['at']).execute();
    },
  },
  {
    name: 'sms-006-told-parts',
    async up({ schema }) {
      await schema
        .alterTable('sms_inbound_part')
        .addColumn('told', 'bigint', (c) => c.notNull().defaultTo(0))
        .execute();
    },
  },
];

export function createInboundSteps(statements: Statements): { apply(command: InboundCommand): Outcome } {
  const db = queries<Tables>();
  const insert = statements.prepare(
    db
      .insertInto('sms_inbound')
      .values(
        givenAll<Omit<InboundRow, 'id'>>([
          ...(['carrier', 'from', 'to', 'text', 'at', 'whole', 'state', 'rule', 'target'] as const),
        ]) as never,
      )
      .returningAll(),
  );
  // The same part twice: the carrier repeats what it believes unanswered.
  const putPart = statements.prepare(
    db
      .insertInto('sms_inbound_part')
      .values({
        ...givenAll<Omit<PartRow, 'told'>>([
          ...(['carrier', 'from', 'to', 'reference', 'total', 'number', 'text', 'at'] as const),
        ]),
        told: 0,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['carrier', 'from', 'to', 'reference', 'total', 'number'])
          .doUpdateSet({ text: given('text') }),
      ),
  );
  const ofMessage = ['carrier', 'from', 'to', 'reference', 'total'] as const;
  let parts = db.selectFrom('sms_inbound_part').selectAll().orderBy('number');
  let removal = db.deleteFrom('sms_inbound_part');
  let telling = db.updateTable('sms_inbound_part').set({ told: 1 });
  for (const column of ofMessage) {
    parts = parts.where(column, '=', given<never>(column));
    removal = removal.where(column, '=', given<never>(column));
    telling = telling.where(column, '=', given<never>(column));
  }
  const partsOf = statements.prepare(parts);
  const removeParts = statements.prepare(removal);
  const tellParts = statements.prepare(telling);
  const forgetTold = statements.prepare(
    db.deleteFrom('sms_inbound_part').where('told', '=', 1).where('at', '<', given<number>('repeatsBefore')),
  );
  const old = statements.prepare(
    db
      .selectFrom('sms_inbound_part')
      .select([...ofMessage])
      .where('told', '=', 0)
      .groupBy([...ofMessage])
      .having((eb) => eb(eb.fn.min('at'), '<', given<number>('before')))
      .limit(given('limit')),
  );
  const setState = statements.prepare(
    db
      .updateTable('sms_inbound')
      .set({ state: given('state'), rule: given('rule'), target: given('target') })
      .where('id', '=', given('id')),
  );
  const inState = db
    .selectFrom('sms_inbound')
    .selectAll()
    .where('state', '=', given<InboundState>('state'))
    .where('id', '>', given<number>('after'))
    .orderBy('id')
    .limit(given('limit'));
  const list = statements.prepare(inState);
  const listOf = statements.prepare(inState.where('target', '=', given<string>('target')));

  const put = (one: Pick<PartRow, 'carrier' | 'from' | 'to' | 'text' | 'at'>, whole: boolean): InboundRow => {
    const { carrier, from, to, text, at } = one;
    const row = { carrier, from, to, text, at, whole: whole ? 1 : 0, state: 'new', rule: '', target: '' };
    return insert.get(row) as unknown as InboundRow;
  };
  const join = (rows: readonly PartRow[]): InboundRow => {
    const [first] = rows as [PartRow];
    const text = rows.map((row) => row.text).join('');
    const { carrier, from, to, reference, total } = first;
    tellParts.run({ carrier, from, to, reference, total });
    return put({ ...first, text }, rows.length === total);
  };

  return {
    apply(command) {
      switch (command.do) {
        case 'hear': {
          const { heard, at } = command;
          if (!heard.part) return { is: 'inbound', rows: [put({ ...heard, at }, true)] };
          const { id: reference, total, number } = heard.part;
          const { carrier, from, to, text } = heard;
          const told = partsOf.all({ carrier, from, to, reference, total }).filter((row) => row.told === 1);
          if (told.some((row) => row.number === number && row.text === text))
            return { is: 'inbound', rows: [] };
          // Something else under the same reference: the phone has begun to count anew.
          if (told.length > 0) removeParts.run({ carrier, from, to, reference, total });
          putPart.run({ carrier, from, to, reference, total, number, text, at });
          const rows = partsOf.all({ carrier, from, to, reference, total });
          return { is: 'inbound', rows: rows.length === total ? [join(rows)] : [] };
        }
        case 'overdue-parts': {
          const { before, repeatsBefore, limit } = command;
          forgetTold.run({ repeatsBefore });
          const groups = old.all({ before, limit });
          return { is: 'inbound', rows: groups.map((group) => join(partsOf.all({ ...group }))) };
        }
        case 'inbound-state': {
          const { id, state, rule, target } = command;
          setState.run({ id, state, rule, target });
          return { is: 'done' };
        }
        case 'inbound': {
          const { state, target, after, limit } = command;
          return {
            is: 'inbound',
            rows:
              target === null
                ? list.all({ state, after, limit })
                : listOf.all({ state, target, after, limit }),
          };
        }
      }
    },
  };
}
