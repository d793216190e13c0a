import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { createLog } from '../../src/runtime/log.js';
import { createMetrics } from '../../src/runtime/metrics.js';
import { AnswerCounts } from '../../src/sms/answer-counts.js';
import { GatewayControl } from '../../src/sms/control.js';
import { GatewayDesk } from '../../src/sms/desk.js';
import { publicId } from '../../src/sms/message-id.js';
import { StatusReader } from '../../src/sms/status.js';
import type { SmsEvent } from '../../src/sms/types.js';
import { GatewayWatch } from '../../src/sms/watch.js';
import { message } from '../unit/sms/rig.js';
import { withGateway } from './world/gateway.js';

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
      const recorder = { record: () => [] };
      const clock = { now };
      const control = new GatewayControl(gateway, clock);
      const journal = { read: () => Promise.resolve([]) };
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
          ['submitted', null],
          ['taken', 1],
          ['taken', 2],
          ['ended', null],
        ],
      );
      assert.equal(trace.steps[1]!.detail, 'prize');
      assert.equal(trace.steps[5]!.detail, 'delivered');
      assert.equal(trace.reportWaits, true, 'nobody has taken the report');
      await assert.rejects(desk.trace('00000000000'), { code: 'SMS_UNKNOWN' });
    }));
});
