import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { startSimulator } from '../../scripts/smsc/simulator.js';
import { DayClosing } from '../../src/billing/day-closing.js';
import { createDays } from '../../src/billing/days.js';
import type { Tariff } from '../../src/billing/index.js';
import { Books } from '../../src/billing/books.js';
import { RunningUsage } from '../../src/billing/running.js';
import { BillingService } from '../../src/billing/service.js';
import type { BillingTables } from '../../src/billing/commands.js';
import type { BillingEvent } from '../../src/billing/types.js';
import type { CarrierSettings } from '../../src/sms/carriers/settings.js';
import { publicId } from '../../src/sms/message-id.js';
import { carrierRecords, recordSource } from '../../src/sms/records.js';
import { CLIENT, carrier, link, message, startRig, type Rig } from '../unit/sms/rig.js';

const BANK = { ...CLIENT, account: 'bank', tariff: 'standard', group: 'retail' };
const TARIFFS: readonly Tariff[] = [
  {
    id: 'standard',
    versions: [
      {
        validFrom: Date.parse('2026-01-01T00:00:00Z'),
        rows: [{ services: ['otp'], price: 300 }, { price: 500 }],
      },
      { validFrom: Date.parse('2026-11-21T16:00:00Z'), rows: [{ price: 900 }] },
    ],
  },
  { id: 'purchase', versions: [{ validFrom: 0, rows: [{ price: 200 }] }] },
];
/** 23:50 in Shanghai, ten minutes before the newer version. */
const EVENING = Date.parse('2026-11-21T15:50:00Z');
const HOUR = 3_600_000;
const NOVEMBER = { from: '2026-11-01', until: '2026-12-01' };

interface Office {
  readonly rig: Rig;
  readonly billing: BillingService;
  readonly audit: BillingEvent[];
  readonly ids: () => string[];
  readonly at: (moment: number) => void;
  readonly lines: (day: string) => Record<string, string>[];
  readonly file: (day: string) => string;
}

async function withOffice(
  work: (office: Office) => Promise<void>,
  changes: Partial<CarrierSettings> = {},
): Promise<void> {
  const taken: string[] = [];
  const smsc = await startSimulator({ onTaken: ({ id }) => taken.push(id) });
  let now = EVENING;
  const clock = { now: () => now };
  const carriers = [carrier([link(smsc.port)], { tariff: 'purchase', ...changes })];
  const rig = await startRig({ carriers, clock, tariffs: TARIFFS, validityMs: 48 * HOUR });
  const days = createDays('Asia/Shanghai');
  const audit: BillingEvent[] = [];
  const tables = rig.writer as BillingTables;
  const folder = join(rig.folder, 'billing');
  const mapping = {
    ...{ header: true, delimiter: ';', id: 'ID', status: 'STAT', parts: 'N', price: 'FEE' },
    statuses: { DELIVRD: 'delivered' as const, UNDELIV: 'failed' as const },
  };
  const { writer } = rig;
  let number = 0;
  const source = recordSource(writer);
  const billing = new BillingService({
    ...{ tables, days },
    closing: new DayClosing(tables, source, days, folder),
    books: new Books(tables, new RunningUsage(source, days, clock), days),
    carriers: carrierRecords({
      ...{ writer, carriers, tariffs: TARIFFS, days, clock },
      mappings: new Map([['one', mapping]]),
    }),
    recorder: {
      record: (drafts) => {
        audit.push(...(drafts as unknown as BillingEvent[]));
        return [];
      },
    },
    clock,
    ids: { next: (prefix) => `${prefix}_${++number}` },
  });
  const office: Office = {
    ...{ rig, billing, audit },
    ids: () => taken,
    at: (moment) => (now = moment),
    file: (day) => join(folder, `${day}.csv`),
    lines: (day) => parse<Record<string, string>>(readFileSync(office.file(day)), { columns: true }),
  };
  try {
    await rig.service.open('bank', 1_000_000);
    await work(office);
  } finally {
    await rig.stop();
    await smsc.stop();
  }
}

const account = async (rig: Rig) => (await rig.service.books()).accounts[0]!;

describe('Messages are billed', () => {
  it('at the price of the version at acceptance, whatever comes into force before they leave', () =>
    withOffice(async ({ rig, at }) => {
      const held = await rig.send(message('later', { held: true }), BANK);
      const otp = await rig.send(message('123456', { service: 'otp', held: true }), BANK);
      assert.equal((await account(rig)).reserved, 800);
      at(EVENING + HOUR);
      for (const id of [held, otp]) await rig.service.release(id);
      await rig.until([held, otp], ['delivered']);
      const next = await rig.send(message('now'), BANK);
      await rig.until([next], ['delivered']);
      const { balance, reserved } = await account(rig);
      assert.deepEqual([balance, reserved], [1_000_000 - 800 - 900, 0]);
      const rows = await Promise.all([held, next].map((id) => rig.service.get(id)));
      assert.deepEqual(
        rows.map((row) => row!.tariff),
        ['standard@2026-01-01#1', 'standard@2026-11-21#2'],
      );
    }));

  it('for all parts when a carrier takes a long message whole, and its one report ends it', () =>
    withOffice(
      async ({ rig }) => {
        const id = await rig.send(message('x'.repeat(400)), BANK);
        await rig.until([id], ['delivered']);
        assert.deepEqual(await account(rig), { account: 'bank', balance: 998_500, reserved: 0, limit: 0 });
      },
      { longMessages: 'payload' },
    ));

  it('up to the balance, or to the limit of who pays later, and not a part further', () =>
    withOffice(async ({ rig, billing, audit }) => {
      const tight = { ...BANK, account: 'tight' };
      await assert.rejects(rig.send(message('x'), tight), /no-account/);
      await billing.payIn('chen', 'tight', { key: 'transfer-1', amount: 700, note: '' });
      await rig.send(message('x', { held: true }), tight);
      await assert.rejects(rig.send(message('x'), tight), /no-funds/);
      await billing.setLimit('chen', 'tight', 300);
      await rig.send(message('x', { held: true }), tight);
      await assert.rejects(rig.send(message('x'), tight), /no-funds/);
      assert.deepEqual(
        audit.map((event) => event.type),
        ['billing.paid-in', 'billing.limit-set'],
      );
    }));

  it('into an account that is paid into once a key, however often it is asked', () =>
    withOffice(async ({ billing, audit }) => {
      const payment = { key: 'transfer-77', amount: 50_000, note: 'November' };
      const first = await billing.payIn('chen', 'bank', payment);
      const again = await billing.payIn('chen', 'bank', payment);
      assert.deepEqual([first.repeated, again.repeated], [false, true]);
      assert.equal(again.account.balance, 1_050_000);
      await assert.rejects(billing.payIn('chen', 'bank', { ...payment, amount: 1 }), {
        code: 'BILLING_KEY_REUSED',
      });
      assert.equal((await billing.payments('bank', 10)).length, 2, 'the opening and this one');
      assert.equal(audit.length, 1);
    }));

  it('in a file a day: parts and endings of that day, the same again when it is made again', () =>
    withOffice(async ({ rig, billing, at, lines, file }) => {
      const first = await rig.send(message('x'.repeat(200)), BANK);
      const second = await rig.send(
        message('=1+1', { destination: { ton: 1, npi: 1, number: '+8613900000002' } }),
        BANK,
      );
      const silent = await rig.send(message('no report', { report: 'none' }), BANK);
      await rig.until([first, second], ['delivered']);
      await rig.until([silent], ['sent']);
      at(EVENING + HOUR);
      const tomorrow = await rig.send(message('tomorrow'), BANK);
      await rig.until([tomorrow], ['delivered']);
      await billing.closeDue(EVENING + HOUR);
      const [day] = await billing.days(10);
      assert.equal(day!.day, '2026-11-21');
      const rows = lines('2026-11-21');
      assert.deepEqual(
        rows.map(({ record, message: id, result, price }) => [record, id, result, price]),
        [
          ...rows
            .filter(({ record }) => record === 'part')
            .map(({ message: id }) => ['part', id, 'taken', '0.0500']),
          ...[first, second].map((id) => [
            'message',
            publicId(id),
            'delivered',
            id === first ? '0.1000' : '0.0500',
          ]),
          ['message', publicId(silent), 'sent', '0.0500'],
        ],
      );
      assert.equal(rows.filter(({ record }) => record === 'part').length, 4);
      assert.equal(rows.find(({ record }) => record === 'part')!.at!.slice(-6), '+08:00');
      const text = readFileSync(file('2026-11-21'));
      assert.equal(createHash('sha256').update(text).digest('hex'), day!.sha256);
      rmSync(file('2026-11-21'));
      await billing.remake('2026-11-21');
      assert.deepEqual(readFileSync(file('2026-11-21')), text);
      assert.equal(readFileSync(`${file('2026-11-21')}.sha256`, 'utf8'), `${day!.sha256}  2026-11-21.csv\n`);
      // Somebody makes it cheaper: what is handed out is what was closed.
      const cheaper = text.toString().replace('0.0500', '0.0100');
      writeFileSync(file('2026-11-21'), cheaper);
      assert.deepEqual(readFileSync(await billing.fileOf('2026-11-21')), text);
      // What is forgotten cannot be told again: better no file than another one.
      await rig.service.forget(day!.toAt);
      await assert.rejects(billing.remake('2026-11-21'), { code: 'BILLING_DAY_CHANGED' });
      assert.deepEqual(readFileSync(await billing.fileOf('2026-11-21')), text);
      writeFileSync(file('2026-11-21'), cheaper);
      await assert.rejects(billing.fileOf('2026-11-21'), { code: 'BILLING_DAY_CHANGED' });
    }));

  it('on every day, those too that passed while nobody ran; forgetting never charges again', () =>
    withOffice(async ({ rig, billing, at, lines }) => {
      const sent = await rig.send(message('one'), BANK);
      await rig.until([sent], ['delivered']);
      at(EVENING + 72 * HOUR);
      await billing.closeDue(EVENING + 72 * HOUR);
      assert.deepEqual(
        (await billing.days(10)).map(({ day, rows }) => [day, rows]),
        [
          ['2026-11-23', 0],
          ['2026-11-22', 0],
          ['2026-11-21', 2],
        ],
      );
      await rig.service.forget(EVENING + 72 * HOUR);
      assert.equal(await rig.service.get(sent), undefined);
      const later = await rig.send(message('two'), BANK);
      await rig.until([later], ['delivered']);
      await billing.closeDue(EVENING + 96 * HOUR);
      assert.deepEqual(
        lines('2026-11-24').map(({ message: id }) => id),
        [publicId(later), publicId(later)],
      );
    }));

  it('in a statement of the month by user and group', () =>
    withOffice(async ({ rig, billing }) => {
      const by = { user: 'li-na', group: 'branch' };
      const sent = [
        await rig.send(message('x'.repeat(200), { by }), BANK),
        await rig.send(message('123456', { service: 'otp' }), BANK),
      ];
      await rig.until(sent, ['delivered']);
      await billing.closeDue(EVENING + HOUR);
      const { lines, groups, total, closedDays, stand } = await billing.statement(NOVEMBER, {
        account: 'bank',
      });
      assert.equal(closedDays, 21);
      assert.deepEqual(
        lines.map(({ group, user, service, parts, amount }) => [group, user, service, parts, amount]),
        [
          ['branch', 'li-na', '', 2, 1000],
          ['retail', '', 'otp', 1, 300],
        ],
      );
      assert.deepEqual(
        groups.map(({ group, amount }) => [group, amount]),
        [
          ['branch', 1000],
          ['retail', 300],
        ],
      );
      assert.deepEqual([total.amount, total.delivered], [1300, 2]);
      const books = await account(rig);
      assert.equal(1_000_000 - books.balance, total.amount, 'the statement is what was paid');
      assert.deepEqual([stand!.opening, stand!.paid, stand!.used], [0, 1_000_000, 1300]);
      assert.equal(stand!.closing, books.balance);
      const october = await billing.statement(
        { from: '2026-10-01', until: '2026-11-01' },
        { account: 'bank' },
      );
      assert.deepEqual([october.total.amount, october.stand!.closing], [0, 0]);
    }));

  it("and compared with the carrier's file: what is missing there or here, other status, parts, price", () =>
    withOffice(async ({ rig, billing, ids, audit }) => {
      const sent = [];
      for (let i = 0; i < 5; i++) sent.push(await rig.send(message(`message ${i}`), BANK));
      await rig.until(sent, ['delivered']);
      await billing.closeDue(EVENING + HOUR);
      const [a, b, c, d, e] = ids() as [string, string, string, string, string];
      const file = [
        'ID;STAT;N;FEE',
        `${a};DELIVRD;1;0.02`,
        `${b};UNDELIV;1;0.02`,
        `0000${c};DELIVRD;2;0.02`,
        `${d};DELIVRD;1;0.03`,
        '99999;DELIVRD;1;0.02',
        '',
      ].join('\n');
      const { counts, differences, reconciliation } = await billing.reconcile(
        'chen',
        'one',
        '2026-11-21',
        Readable.from([Buffer.from(file)]),
      );
      const { agreed, missingThere, missingHere, status, parts, price, ourPrice, theirPrice } = counts;
      assert.deepEqual([agreed, missingThere, missingHere, status, parts, price], [1, 1, 1, 1, 1, 1]);
      assert.deepEqual([ourPrice, theirPrice], [1000, 1100]);
      assert.deepEqual(
        differences.map(({ kind, id }) => [kind, id]),
        [
          ['status', b],
          ['parts', c],
          ['price', d],
          ['missing-here', '99999'],
          ['missing-there', e],
        ],
      );
      assert.deepEqual((await billing.reconciliation(reconciliation)).differences, differences);
      assert.equal(audit.at(-1)!.type, 'billing.reconciled');
      const bad = (text: string) =>
        billing.reconcile('chen', 'one', '2026-11-21', Readable.from([Buffer.from(text)]));
      await assert.rejects(bad('ID;STAT\n1;DELIVRD\n'), { code: 'BILLING_FILE' });
      await assert.rejects(bad('ID;STAT;N;FEE\n1;DELIVRD;1;cheap\n'), { code: 'BILLING_FILE' });
      await assert.rejects(bad(`ID;STAT;N;FEE\n"${'x'.repeat(100_000)}`), { code: 'BILLING_FILE' });
    }));
});
