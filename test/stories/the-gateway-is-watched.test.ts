import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { createLog } from '../../src/runtime/log.js';
import { createMetrics } from '../../src/runtime/metrics.js';
import { AnswerCounts } from '../../src/sms/answer-counts.js';
import { GatewayControl, type Found } from '../../src/sms/control.js';
import { GatewayDesk } from '../../src/sms/desk.js';
import { publicId } from '../../src/sms/message-id.js';
import { StatusReader } from '../../src/sms/status.js';
import type { SmsEvent } from '../../src/sms/types.js';
import { GatewayWatch } from '../../src/sms/watch.js';
import { message } from '../unit/sms/rig.js';
import { withGateway } from './world/gateway.js';
import { notebook } from './world/notebook.js';

describe('The gateway is watched', function () {
  this.timeout(120_000);

  it('a carrier that goes away is told, with what waits and since when; and told again when it is back', () =>
    withGateway({}, async (world) => {
      const { gateway, smsc, send, until, at, now } = world;
      const audit: SmsEvent[] = [];
      const recorder = {
        record: (drafts: readonly unknown[]) => {
          audit.push(...(drafts as SmsEvent[]));
          return [];
        },
      };
      const clock = { now };
      const metrics = createMetrics(false);
      const counts = { answers: new AnswerCounts(), reports: new AnswerCounts() };
      const control = new GatewayControl(gateway, clock);
      const watch = new GatewayWatch({
        ...{ clock, recorder, metrics },
        status: new StatusReader({ gateway, control, clock, folder: tmpdir(), ...counts }),
        log: createLog({ level: 'fatal' }),
        limits: {
          ...{ linkDownMs: 60_000, oldestMs: 90_000, errorRate: 0.5, balance: 0, orphans: 0, diskBytes: 0 },
        },
      });
      await until('the link is up', async () => (await watch.status()).links[0]!.state === 'bound');
      await watch.look();
      assert.deepEqual(watch.list(), []);
      smsc.behave({ password: 'other' });
      smsc.cut();
      await until('the link is down', () => gateway.service.carriers.all()[0]!.state !== 'bound');
      at(now() + 3000);
      await watch.look();
      const ids = [
        await send(message('a', { priority: 3 })),
        await send(message('b')),
        await send(message('c')),
      ];
      at(now() + 100_000);
      await watch.look();
      const { queue, links } = await watch.status();
      assert.deepEqual(
        queue.map(({ waiting }) => waiting),
        [1, 0, 2, 0],
      );
      assert.ok(queue[0]!.oldestMs! >= 99_000 && queue[0]!.oldestMs! <= 100_000, String(queue[0]!.oldestMs));
      assert.ok(links[0]!.downMs >= 100_000);
      assert.deepEqual(
        watch.list().map(({ alarm, about }) => [alarm, about]),
        [
          ['link-down', 'one/one'],
          ['oldest-too-old', ''],
        ],
      );
      assert.match(await metrics.text(), /ringmaster_sms_alarms\{alarm="link-down"\} 1/);
      smsc.behave({ password: 'secret' });
      await until('all are there', async () => {
        const rows = await Promise.all(ids.map((id) => gateway.service.get(id)));
        return rows.every((row) => row!.state === 'delivered');
      });
      at(now() + 3000);
      await watch.look();
      assert.ok(watch.list().every(({ clearedAt }) => clearedAt === now()));
      assert.deepEqual(
        audit.map(({ type }) => type),
        ['sms.alarm-raised', 'sms.alarm-raised', 'sms.alarm-cleared', 'sms.alarm-cleared'],
      );
    }));

  it('a message is traced from acceptance over its parts to its end, among others', () =>
    withGateway({ sensitiveWords: ['prize'] }, async (world) => {
      const { gateway, send, until, at, now } = world;
      const clock = { now };
      const { recorder, journal } = notebook(now);
      const control = new GatewayControl(gateway, clock);
      const desk = new GatewayDesk({ gateway, recorder, clock, control, journal, routes: new Set() });
      const held = await send(message(`prize ${'x'.repeat(300)}`));
      for (let i = 0; i < 20; i++) await send(message(`other ${i}`));
      at(now() + 60_000);
      await desk.approve('chen', publicId(held));
      await until('it is there', async () => (await gateway.service.get(held))!.state === 'delivered');
      for (let i = 0; i < 20; i++) await send(message(`later ${i}`));
      const trace = await desk.trace(publicId(held));
      assert.deepEqual(
        trace.steps.map(({ step, part }) => [step, part]),
        [
          ['accepted', null],
          ['held', null],
          ['routed', null],
          ['approved', null],
          ['submitted', null],
          ['taken', 1],
          ['taken', 2],
          ['reported', null],
          ['returned', null],
        ],
      );
      const [, hold, routed, approved, submitted, first, , reported, returned] = trace.steps;
      assert.equal(hold!.detail, 'prize');
      assert.equal(routed!.detail, 'all');
      assert.deepEqual([approved!.detail, approved!.at], ['chen', now()]);
      assert.equal(submitted!.link, 'one/one');
      assert.equal(first!.link, 'one/one');
      assert.notEqual(first!.remote, '');
      assert.equal(reported!.detail, 'delivered');
      assert.deepEqual([returned!.at, returned!.detail], [null, 'waits']);
      assert.equal(trace.reportWaits, true, 'nobody has taken the report');
      await assert.rejects(desk.trace('00000000000'), { code: 'SMS_UNKNOWN' });
    }));

  it('a link that an operator stops answers what is under way, stays stopped over a restart, and comes back', () =>
    withGateway(
      {},
      async (world) => {
        const { send, until, now } = world;
        const of = () => world.gateway.service.carriers.find('one', 'one')!;
        const state = async (id: number) => (await world.gateway.service.get(id))!.state;
        await until('the link is up', () => of().state === 'bound');
        const before = await Promise.all(Array.from({ length: 100 }, (_, i) => send(message(`a ${i}`))));
        await until('some are under way', () => of().figures.underWay > 0);
        const control = () => new GatewayControl(world.gateway, { now });
        assert.equal(await control().setLink('one', 'other', false, 'chen'), false);
        assert.equal(await control().setLink('one', 'one', false, 'chen'), true);
        const after = await send(message('b'));
        await until('it is stopped', () => of().state === 'stopped');
        const states = await Promise.all(before.map(state));
        assert.ok(!states.includes('unknown') && !states.includes('submitting'), states.join(' '));
        assert.equal(await state(after), 'waiting');
        await world.restart();
        assert.equal(of().state, 'stopped');
        assert.deepEqual(await control().held(), [{ carrier: 'one', link: 'one', at: now(), by: 'chen' }]);
        await control().setLink('one', 'one', true, 'chen');
        await until('all have been taken', async () =>
          (await Promise.all([...before, after].map(state))).every((one) =>
            ['sent', 'delivered'].includes(one),
          ),
        );
        assert.equal(world.taken.length, 101, 'none went twice');
        assert.deepEqual(await control().held(), []);
      },
      { latencyMs: 30 },
    ));

  it('a carrier that is paused gets nothing and tells its reports; resumed, what waited goes', () =>
    withGateway({}, async (world) => {
      const { gateway, send, until, now } = world;
      const control = new GatewayControl(gateway, { now });
      await until('the link is up', () => gateway.service.carriers.up('one'));
      assert.equal(await control.setCarrier('none', false, 'chen'), false);
      await control.setCarrier('one', false, 'chen');
      const id = await send(message('a'));
      assert.equal(gateway.service.carriers.find('one', 'one')!.state, 'bound');
      await world.restart();
      await until(
        'the link is up again',
        () => world.gateway.service.carriers.find('one', 'one')!.state === 'bound',
      );
      assert.equal(world.gateway.service.carriers.up('one'), false);
      assert.equal((await world.gateway.service.get(id))!.state, 'waiting');
      assert.equal(world.taken.length, 0);
      await new GatewayControl(world.gateway, { now }).setCarrier('one', true, 'chen');
      await until('it is there', async () => (await world.gateway.service.get(id))!.state === 'delivered');
    }));

  it('messages are found by the end of the number, page by page, in the span of time', () =>
    withGateway({}, async (world) => {
      const { gateway, send, at, now } = world;
      const control = new GatewayControl(gateway, { now });
      const to = (number: string) => ({ destination: { ton: 0, npi: 0, number } });
      const old = await send(message('old', to('+8613900000777')));
      const noon = now() + 3_600_000;
      at(noon);
      const mine: number[] = [];
      for (let i = 0; i < 7; i++) {
        mine.push(await send(message(`mine ${i}`, to(i % 2 ? '8613900000777' : '+8613900000777'))));
        await send(message(`other ${i}`, to('+8613900000778')));
      }
      const span = { since: noon, until: noon + 1000 };
      const found: number[] = [];
      let before: number | null = null;
      do {
        const page: Found = await control.search('0777', span, before, 3);
        assert.ok(page.rows.length <= 3);
        found.push(...page.rows.map(({ id }) => id));
        before = page.reached;
      } while (before !== null);
      assert.deepEqual(found, mine.toReversed());
      const all = await control.search('13900000777', { since: 0, until: noon }, null, 50);
      assert.deepEqual([all.rows.map(({ id }) => id), all.reached], [[old], null]);
    }));
});
