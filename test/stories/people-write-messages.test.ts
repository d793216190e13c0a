/** From a person at the page to the statement: category, user and group all the way, money that balances. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { AddressBookService } from '../../src/address-book/service.js';
import { AddressBookStore, addressBookMigrations } from '../../src/address-book/store.js';
import { Books } from '../../src/billing/books.js';
import type { BillingTables } from '../../src/billing/commands.js';
import { DayClosing } from '../../src/billing/day-closing.js';
import type { Tariff } from '../../src/billing/index.js';
import { RunningUsage } from '../../src/billing/running.js';
import { BillingService } from '../../src/billing/service.js';
import { createIdSource } from '../../src/kernel/ids.js';
import { MessageHistory } from '../../src/messenger/history.js';
import { peopleOf } from '../../src/messenger/people.js';
import { MessengerService } from '../../src/messenger/service.js';
import { MessengerStore, messengerMigrations } from '../../src/messenger/store.js';
import { openDatabase } from '../../src/runtime/database.js';
import { createRandomBytes } from '../../src/runtime/random-bytes.js';
import { recordSource } from '../../src/sms/records.js';
import { CATEGORIES, GROUP, LI_NA, SUN_LI, WANG_WEI, body } from '../unit/messenger/rig.js';
import { silent } from '../unit/sms/rig.js';
import { withGateway, type GatewayWorld } from './world/gateway.js';

const HOUR = 3_600_000;
/** 12:00 in Shanghai. */
const NOON = Date.parse('2026-11-21T04:00:00Z');
const TARIFFS: readonly Tariff[] = [
  {
    id: 'staff',
    versions: [
      {
        validFrom: 0,
        rows: [
          { segments: ['8613911'], price: 900 },
          { services: ['marketing'], price: 700 },
          { services: ['notice'], price: 400 },
        ],
      },
    ],
  },
];
const PEOPLE = peopleOf(
  [
    { ...GROUP, users: ['li-na', 'sun-li'], tariff: 'staff' },
    { ...GROUP, id: 'branch', name: 'Branch', users: ['wang-wei'], tariff: 'staff', categories: ['notice'] },
  ],
  CATEGORIES,
);

interface Office {
  readonly world: GatewayWorld;
  readonly messenger: () => MessengerService;
  readonly history: () => MessageHistory;
  readonly billing: () => BillingService;
  readonly folder: string;
  /** Another process: on the same tables, knowing nothing else. */
  readonly restart: () => Promise<void>;
  readonly delivered: (count: number) => Promise<void>;
}

async function withOffice(
  settings: Parameters<typeof withGateway>[0],
  work: (office: Office) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ringmaster-people-'));
  const database = await openDatabase({ kind: 'sqlite', path: ':memory:' }, [
    ...addressBookMigrations,
    ...messengerMigrations,
  ]);
  await withGateway({ tariffs: TARIFFS, ...settings }, async (world) => {
    const clock = { now: world.now };
    const ids = createIdSource(world.now, createRandomBytes());
    const store = new MessengerStore(database.db);
    const open = async () => {
      const books = new AddressBookService({ store: new AddressBookStore(database.db), ids, clock });
      const messenger = new MessengerService({
        ...{ store, books, clock, ids, people: PEOPLE, categories: CATEGORIES },
        release: false,
        log: silent,
      });
      await messenger.attach(world.gateway.service);
      const { writer, days } = world.gateway;
      const tables = writer as BillingTables;
      const source = recordSource(writer);
      const billing = new BillingService({
        ...{ tables, days, clock, ids },
        closing: new DayClosing(tables, source, days, folder),
        books: new Books(tables, new RunningUsage(source, days, clock), days),
        carriers: { mappingOf: () => undefined, recordsOf: () => Promise.resolve([]), keysOf: () => [] },
        recorder: { record: () => [] },
      });
      return { messenger, billing, history: new MessageHistory(messenger, store) };
    };
    let now = await open();
    try {
      await work({
        ...{ world, folder },
        messenger: () => now.messenger,
        billing: () => now.billing,
        history: () => now.history,
        async restart() {
          await now.messenger.stop();
          await world.restart();
          now = await open();
        },
        delivered: (count) =>
          world.until(`${count} delivered`, async () => {
            const rows = await world.gateway.service.find({ state: 'delivered' }, 100);
            return rows.length === count;
          }),
      });
    } finally {
      await now.messenger.stop();
    }
  });
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}

const to = (number: string) => ({ recipients: { numbers: [number], books: [], groups: [] } });
const DAY = { from: '2026-11-21', until: '2026-11-22' };

describe('Messages of people', function () {
  // Each has a gateway with a thread of its own, some three of them one after the other.
  this.timeout(180_000);
  it('cost what the tariff says of category and number, and are in file and statement by user and group', () =>
    withOffice({}, async ({ world, messenger, billing, delivered, folder }) => {
      const people = messenger();
      const usual = await people.preview(LI_NA, 'Hello', '', to('+8613900000001').recipients);
      const offer = await people.preview(LI_NA, 'Hello', 'marketing', to('+8613900000001').recipients);
      const dear = await people.preview(LI_NA, 'Hello', 'marketing', to('+8613911000001').recipients);
      assert.deepEqual([usual.cost, offer.cost, dear.cost], [400, 700, 900]);
      assert.equal(people.quote(LI_NA, 'Hello', 'marketing').cost, 700);
      const long = 'x'.repeat(200);
      await people.send(LI_NA, body({ text: long }));
      await people.send(LI_NA, body({ category: 'marketing' }));
      await people.send(WANG_WEI, body({ category: 'notice', ...to('+8613911000001') }));
      await assert.rejects(people.send(WANG_WEI, body({ category: 'marketing' })), {
        code: 'MESSAGES_CATEGORY',
      });
      await delivered(3);
      world.at(NOON + 13 * HOUR);
      await billing().closeDue(NOON + 13 * HOUR);
      const records = parse<Record<string, string>>(readFileSync(join(folder, '2026-11-21.csv')), {
        columns: true,
      });
      assert.deepEqual(
        records
          .filter(({ record }) => record === 'message')
          .map(({ user, group, service, price, result }) => [user, group, service, price, result])
          .toSorted(),
        [
          ['li-na', 'service', 'marketing', '0.0700', 'delivered'],
          ['li-na', 'service', 'notice', '0.0800', 'delivered'],
          ['wang-wei', 'branch', 'notice', '0.0900', 'delivered'],
        ],
      );
      const { lines, total, stand } = await billing().statement(DAY, { account: 'service' });
      assert.deepEqual(
        lines.map(({ group, user, service, messages, parts, amount }) => [
          ...[group, user, service, messages],
          ...[parts, amount],
        ]),
        [
          ['branch', 'wang-wei', 'notice', 1, 1, 900],
          ['service', 'li-na', 'marketing', 1, 1, 700],
          ['service', 'li-na', 'notice', 1, 2, 800],
        ],
      );
      assert.equal(total.amount, 2400);
      const account = (await people.sender(LI_NA)).balance!;
      assert.deepEqual(
        [stand!.opening, stand!.paid, stand!.used, stand!.closing],
        [0, 1_000_000, 2400, account.balance],
      );
      const own = await billing().statement(DAY, { user: 'wang-wei' });
      assert.deepEqual([own.total.amount, own.stand], [900, null]);
    }));

  it('of a category with quiet hours wait for the morning, through a restart, and others leave', () =>
    withOffice(
      { quietHours: [{ services: ['marketing'], from: 21 * 60, to: 8 * 60 }] },
      async ({ world, messenger, history, restart, delivered }) => {
        world.at(NOON + 10 * HOUR);
        // The clock is looked at by the gateway's own tick.
        await restart();
        const offer = await messenger().send(LI_NA, body({ text: 'offer', category: 'marketing' }));
        await messenger().send(LI_NA, body({ text: 'notice', category: 'notice' }));
        await delivered(1);
        assert.deepEqual(world.texts(), ['notice']);
        await restart();
        const waits = (await history().page(LI_NA, { limit: 10, category: 'marketing' })).messages;
        assert.deepEqual(
          waits.map(({ state, category, user, group }) => [state, category, user, group]),
          [['waiting', 'marketing', 'li-na', 'service']],
        );
        assert.deepEqual((await messenger().sending(LI_NA, offer.id)).counts, { waiting: 1 });
        world.at(NOON + 21 * HOUR);
        await delivered(2);
        assert.deepEqual(world.texts(), ['notice', 'offer']);
        assert.deepEqual((await messenger().sending(LI_NA, offer.id)).counts, { delivered: 1 });
      },
    ));

  it('are in the statement before the day is over, after a restart too, and the same when it is closed', () =>
    withOffice({}, async ({ world, messenger, billing, delivered, restart }) => {
      for (const text of ['one', 'two', 'three']) await messenger().send(LI_NA, body({ text }));
      await delivered(3);
      world.at(NOON + HOUR);
      await billing().payIn('chen', 'service', { key: 'transfer-1', amount: 50_000, note: '' });
      const filter = { account: 'service' };
      const running = await billing().statement(DAY, filter);
      assert.deepEqual([running.running, running.closedDays], [true, 0]);
      assert.deepEqual([running.total.amount, running.total.messages], [1200, 3]);
      await messenger().send(LI_NA, body({ text: 'four' }));
      await delivered(4);
      world.at(NOON + 2 * HOUR);
      // Read on from where it was; by another process from the beginning.
      const more = await billing().statement(DAY, filter);
      await restart();
      assert.deepEqual(await billing().statement(DAY, filter), more);
      assert.deepEqual([more.total.amount, more.total.messages], [1600, 4]);
      world.at(NOON + 13 * HOUR);
      await billing().closeDue(NOON + 13 * HOUR);
      const closed = await billing().statement(DAY, filter);
      assert.deepEqual({ ...closed, running: true, closedDays: 0 }, more);
      assert.deepEqual([closed.stand!.paid, closed.stand!.closing], [1_050_000, 1_000_000 + 50_000 - 1600]);
      // The next day begins with what the last one ended with, whatever is sent in it.
      await messenger().send(LI_NA, body({ text: 'five' }));
      await delivered(5);
      const next = await billing().statement({ from: '2026-11-22', until: '2026-11-23' }, filter);
      assert.deepEqual(
        [next.stand!.opening, next.stand!.used, next.stand!.closing],
        [closed.stand!.closing, 400, closed.stand!.closing - 400],
      );
      assert.equal((await billing().statement(DAY, filter)).stand!.closing, closed.stand!.closing);
    }));

  it('are in the reports that people define, by their columns, filter and days', () =>
    withOffice({}, async ({ world, messenger, billing, delivered }) => {
      await messenger().send(LI_NA, body({ category: 'marketing' }));
      await messenger().send(WANG_WEI, body({}));
      await delivered(2);
      world.at(NOON + HOUR);
      const chen = { user: 'chen', role: 'billing' };
      const { report } = await billing().putReport(chen, null, {
        name: 'By category',
        by: ['day', 'service'],
        show: ['messages', 'amount'],
        where: {},
        span: { kind: 'last-days', days: 2 },
      });
      const { result } = await billing().runReport(report);
      assert.deepEqual(result, {
        from: '2026-11-20',
        until: '2026-11-22',
        rows: [
          { keys: ['2026-11-21', 'marketing'], figures: [1, 700] },
          { keys: ['2026-11-21', 'notice'], figures: [1, 400] },
        ],
        total: [2, 1100],
      });
      const definition = { name: 'Li Na', by: ['user'], show: ['parts'] } as const;
      const where = { user: 'li-na' };
      await assert.rejects(
        billing().putReport({ user: 'sun-li', role: 'supervisor' }, report, {
          ...definition,
          where,
          span: { kind: 'this-month' },
        }),
        { code: 'BILLING_REPORT_UNKNOWN' },
      );
      await billing().putReport(chen, report, { ...definition, where, span: { kind: 'this-month' } });
      assert.deepEqual((await billing().runReport(report)).result.rows, [{ keys: ['li-na'], figures: [1] }]);
      await billing().removeReport({ user: 'boss', role: 'administrator' }, report);
      assert.deepEqual(await billing().reports(), []);
    }));

  it('are found by person, group, category, number and day; agents find their own only', () =>
    withOffice({}, async ({ world, messenger, history, delivered }) => {
      await messenger().send(LI_NA, body({ text: 'a', category: 'marketing' }));
      await messenger().send(WANG_WEI, body({ text: 'b', ...to('+8613911000001') }));
      await delivered(2);
      world.at(NOON + 24 * HOUR);
      await messenger().send(SUN_LI, body({ text: 'c' }));
      await delivered(3);
      const found = async (query: object, asker: { user: string; role: string } = SUN_LI) =>
        (await history().page(asker, { limit: 10, ...query })).messages.map(({ text }) => text).join('');
      assert.equal(await found({}), 'c');
      assert.equal(await found({ all: 'yes' }), 'cba');
      assert.equal(await found({ group: 'service' }), 'ca');
      assert.equal(await found({ user: 'wang-wei' }), 'b');
      assert.equal(await found({ user: 'wang-wei', group: 'service' }), '');
      assert.equal(await found({ all: 'yes', category: 'notice' }), 'cb');
      assert.equal(await found({ all: 'yes', number: '+86 139 1100 0001' }), 'b');
      assert.equal(await found({ all: 'yes', since: NOON, until: NOON + HOUR }), 'ba');
      assert.equal(await found({}, LI_NA), 'a');
      for (const query of [{ all: 'yes' }, { group: 'service' }, { user: 'sun-li' }])
        for (const role of ['agent', 'sender', 'operator'])
          await assert.rejects(found(query, { user: 'li-na', role }), { code: 'IDENTITY_FORBIDDEN' });
      const boss = { user: 'boss', role: 'administrator' };
      assert.equal(await found({ all: 'yes' }, boss), 'cba');
      await assert.rejects(found({}, boss), { code: 'MESSAGES_NOT_A_SENDER' });
    }));

  it('of an account that is spent to nothing do not open it a second time', () =>
    withOffice({}, async ({ messenger, restart, billing }) => {
      const { balance } = (await messenger().sender(LI_NA)).balance!;
      await billing().payIn('chen', 'service', { key: 'taken-back', amount: -balance, note: '' });
      await restart();
      assert.equal((await messenger().sender(LI_NA)).balance!.balance, 0);
    }));
});
