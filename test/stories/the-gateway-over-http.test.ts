/** What operators ask and do over REST: who may, what comes back, what is refused. */
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import type { Session } from '../../src/identity/index.js';
import { createRouteRegistry } from '../../src/runtime/http-route.js';
import { startHttp } from '../../src/runtime/http.js';
import { createLog } from '../../src/runtime/log.js';
import { createMetrics } from '../../src/runtime/metrics.js';
import { AnswerCounts } from '../../src/sms/answer-counts.js';
import { GatewayControl } from '../../src/sms/control.js';
import { GatewayDesk } from '../../src/sms/desk.js';
import { publicId } from '../../src/sms/message-id.js';
import { gatewayRoutes } from '../../src/sms/routes.js';
import { alarmList, auditList, foundList, statusView, traceView } from '../../src/sms/status-contract.js';
import { heldList, listedList } from '../../src/sms/contract.js';
import { statusRoutes } from '../../src/sms/status-routes.js';
import { StatusReader } from '../../src/sms/status.js';
import { GatewayWatch } from '../../src/sms/watch.js';
import { message } from '../unit/sms/rig.js';
import { withGateway, type GatewayWorld } from './world/gateway.js';
import { notebook } from './world/notebook.js';

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: unknown;
}
type Ask = (role: string, method: string, path: string, body?: unknown) => Promise<Answer>;

const QUIET = { linkDownMs: 1e9, oldestMs: 1e9, errorRate: 1, balance: 0, orphans: 1e9, diskBytes: 0 };

/** The gateway's routes on a server, for whoever says which role it has. */
async function withRoutes(
  work: (world: GatewayWorld, ask: Ask, watch: GatewayWatch) => Promise<void>,
  limits = QUIET,
): Promise<void> {
  await withGateway({ sensitiveWords: ['prize'] }, async (world) => {
    const { gateway, now } = world;
    const clock = { now };
    const log = createLog({ level: 'fatal' });
    const metrics = createMetrics(false);
    const { recorder, journal } = notebook(now);
    const registry = createRouteRegistry<Session>({
      version: '0',
      authenticate: (request) => {
        const role = String(request.headers['x-role'] ?? '');
        const principal = { user: role, role, locked: false } as Session;
        return Promise.resolve(role === '' ? null : { principal, bearer: true });
      },
    });
    const control = new GatewayControl(gateway, clock);
    const desk = new GatewayDesk({ gateway, recorder, clock, control, journal, routes: new Set() });
    const counts = { answers: new AnswerCounts(), reports: new AnswerCounts() };
    const status = new StatusReader({ gateway, control, clock, folder: tmpdir(), ...counts });
    const watch = new GatewayWatch({ status, clock, log, metrics, recorder, limits });
    gatewayRoutes(registry, desk);
    statusRoutes(registry, { watch, desk, clock, changed: () => status.forget() });
    const http = await startHttp<Session>({
      ...{ registry, log, metrics, host: '127.0.0.1', port: 0, trustedProxies: [], pages: tmpdir() },
      health: () => Promise.resolve({ ok: true, parts: {} }),
    });
    const ask: Ask = async (role, method, path, body) => {
      const answer = await fetch(`http://127.0.0.1:${http.port}/api/v1${path}`, {
        method,
        headers: { 'x-role': role, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      const parsed = text === '' ? undefined : (JSON.parse(text) as { error?: { code: string } });
      return { status: answer.status, code: parsed?.error?.code, body: parsed };
    };
    try {
      await work(world, ask, watch);
    } finally {
      await http.stop();
    }
  });
}

describe('The gateway over HTTP', function () {
  this.timeout(120_000);

  it('is looked at by operators and supervisors, and changed by operators only', () =>
    withRoutes(async (_world, ask) => {
      const looks = [
        '/sms/status',
        '/sms/alarms',
        '/sms/messages?number=0001',
        `/sms/messages/${publicId(1)}/trace`,
      ];
      for (const path of looks) {
        for (const role of ['operator', 'supervisor', 'administrator'])
          assert.notEqual((await ask(role, 'GET', path)).status, 403, `${role} ${path}`);
        for (const role of ['agent', 'sender', 'approver', 'billing'])
          assert.equal((await ask(role, 'GET', path)).status, 403, `${role} ${path}`);
        assert.equal((await ask('', 'GET', path)).status, 401, path);
      }
      const changes: [string, string, unknown?][] = [
        ['POST', '/sms/carriers/one/links/one/stop'],
        ['POST', '/sms/carriers/one/links/one/start'],
        ['POST', '/sms/carriers/one/pause'],
        ['POST', '/sms/carriers/one/resume'],
        ['POST', '/sms/alarms/acknowledge', { alarm: 'disk-low', about: '' }],
        ['GET', '/sms/audit'],
        ['GET', '/sms/lists/black'],
        ['POST', '/sms/lists/black', { number: '13900000001' }],
        ['DELETE', '/sms/lists/black/13900000001'],
      ];
      for (const [method, path, body] of changes)
        for (const role of ['agent', 'supervisor', 'sender', 'approver', 'billing'])
          assert.equal((await ask(role, method, path, body)).status, 403, `${role} ${path}`);
      for (const role of ['agent', 'supervisor', 'sender', 'operator', 'billing'])
        assert.equal((await ask(role, 'GET', '/sms/held')).status, 403, role);
    }));

  it('rubbish is refused with a code, and so is what does not exist', () =>
    withRoutes(async (_world, ask) => {
      const refused = async (method: string, path: string, body?: unknown): Promise<unknown[]> => {
        const { status, code } = await ask('administrator', method, path, body);
        return [status, code];
      };
      for (const number of ['', '123', 'abcd', '%25%25%25%25', '1'.repeat(30)])
        assert.deepEqual(await refused('GET', `/sms/messages?number=${number}`), [400, 'INPUT_INVALID']);
      assert.deepEqual(await refused('GET', '/sms/messages?number=0001&since=soon'), [400, 'INPUT_INVALID']);
      assert.deepEqual(await refused('GET', '/sms/messages?number=0001&before=x'), [400, 'INPUT_INVALID']);
      assert.deepEqual(await refused('GET', '/sms/messages?number=0001&limit=0'), [400, 'INPUT_INVALID']);
      assert.deepEqual(await refused('GET', '/sms/messages/short/trace'), [400, 'INPUT_INVALID']);
      assert.deepEqual(await refused('GET', '/sms/messages/UUUUUUUUUUU/trace'), [404, 'SMS_UNKNOWN']);
      assert.deepEqual(await refused('POST', '/sms/carriers/no/links/one/stop'), [404, 'SMS_LINK_UNKNOWN']);
      assert.deepEqual(await refused('POST', '/sms/carriers/one/links/no/start'), [404, 'SMS_LINK_UNKNOWN']);
      assert.deepEqual(await refused('POST', '/sms/carriers/no/pause'), [404, 'SMS_LINK_UNKNOWN']);
      assert.deepEqual(await refused('POST', '/sms/alarms/acknowledge', { alarm: 'disk-low', about: '' }), [
        409,
        'SMS_ALARM_OVER',
      ]);
      assert.deepEqual(await refused('POST', '/sms/alarms/acknowledge', { alarm: 'none', about: '' }), [
        400,
        'INPUT_INVALID',
      ]);
      assert.deepEqual(await refused('GET', '/sms/audit?since=-1'), [400, 'INPUT_INVALID']);
      assert.deepEqual(await refused('GET', '/sms/lists/white'), [400, 'INPUT_INVALID']);
      assert.deepEqual(await refused('POST', '/sms/lists/black', { number: 'x' }), [400, 'INPUT_INVALID']);
      assert.deepEqual(await refused('DELETE', '/sms/lists/black/13900000009'), [404, 'SMS_UNKNOWN']);
      const held = `/sms/held/${publicId(1)}/reject`;
      assert.deepEqual(await refused('POST', held, {}), [400, 'INPUT_INVALID']);
      assert.deepEqual(await refused('POST', held, { reason: '  ' }), [400, 'INPUT_INVALID']);
      assert.deepEqual(await refused('POST', held, { reason: 'no' }), [409, 'SMS_TOO_LATE']);
    }));

  it('a stopped link is shown with who did it, waits are counted, and each hand is in the audit', () =>
    withRoutes(async ({ gateway, send, until, at, now }, ask) => {
      const status = async () => statusView.parse((await ask('supervisor', 'GET', '/sms/status')).body);
      await until('the link is up', async () => {
        at(now() + 1001);
        return (await status()).links[0]!.state === 'bound';
      });
      assert.equal((await ask('operator', 'POST', '/sms/carriers/one/links/one/stop')).status, 204);
      await until('it is stopped', () => gateway.service.carriers.find('one', 'one')!.state === 'stopped');
      at(now() + 3000);
      await send(message('a', { priority: 3 }));
      const held = await send(message('you win a prize'));
      at(now() + 3000);
      const stopped = await status();
      assert.deepEqual(stopped.links[0]!.held?.by, 'operator');
      assert.deepEqual(
        stopped.queue.map(({ priority, waiting }) => [priority, waiting]),
        [
          [3, 1],
          [2, 0],
          [1, 0],
          [0, 0],
        ],
      );
      assert.equal(stopped.held, 1);
      assert.deepEqual(
        stopped.accounts.map(({ account, reserved }) => [account, reserved]),
        [['bank', 1000]],
      );
      assert.equal((await ask('operator', 'POST', '/sms/carriers/one/links/one/start')).status, 204);
      assert.equal((await ask('operator', 'POST', '/sms/carriers/one/pause')).status, 204);
      assert.equal((await status()).carriers[0]!.paused?.by, 'operator');
      assert.equal((await ask('administrator', 'POST', '/sms/carriers/one/resume')).status, 204);

      const waiting = heldList.parse((await ask('approver', 'GET', '/sms/held')).body).messages;
      assert.deepEqual(
        waiting.map(({ message: id, heldFor }) => [id, heldFor]),
        [[publicId(held), 'prize']],
      );
      const refusal = { reason: 'no prizes' };
      assert.equal(
        (await ask('approver', 'POST', `/sms/held/${publicId(held)}/reject`, refusal)).status,
        204,
      );
      assert.equal(
        (await ask('operator', 'POST', '/sms/lists/black', { number: '+8613900000009' })).status,
        204,
      );
      const { numbers } = listedList.parse((await ask('operator', 'GET', '/sms/lists/black')).body);
      assert.deepEqual(
        numbers.map(({ number, by }) => [number, by]),
        [['8613900000009', 'operator']],
      );
      assert.equal((await ask('operator', 'DELETE', '/sms/lists/black/8613900000009')).status, 204);

      at(now() + 1);
      const audit = async (query = '') =>
        auditList.parse((await ask('operator', 'GET', `/sms/audit${query}`)).body);
      const all = await audit();
      assert.deepEqual(
        all.entries.map(({ what, user, about, detail }) => [what, user, about, detail]),
        [
          ['sms.number-unlisted', 'operator', '8613900000009', 'black'],
          ['sms.number-listed', 'operator', '+8613900000009', 'black'],
          ['sms.rejected', 'approver', publicId(held), 'no prizes'],
          ['sms.carrier-resumed', 'administrator', 'one', ''],
          ['sms.carrier-paused', 'operator', 'one', ''],
          ['sms.link-started', 'operator', 'one/one', ''],
          ['sms.link-stopped', 'operator', 'one/one', ''],
        ],
      );
      assert.equal(all.more, false);
      assert.deepEqual(
        (await audit('?user=approver')).entries.map(({ what }) => what),
        ['sms.rejected'],
      );
      assert.deepEqual((await audit(`?until=${now() - 100_000}`)).entries, []);
    }));

  it('a message is found by its number and traced by its id', () =>
    withRoutes(async ({ gateway, send, until }, ask) => {
      const id = await send(message('hello'));
      await until('it is there', async () => (await gateway.service.get(id))!.state === 'delivered');
      const found = foundList.parse((await ask('operator', 'GET', '/sms/messages?number=0001')).body);
      assert.deepEqual(
        found.messages.map(({ message: name, state }) => [name, state]),
        [[publicId(id), 'delivered']],
      );
      assert.equal(found.more, null);
      const path = `/sms/messages/${publicId(id).toLowerCase()}/trace`;
      const trace = traceView.parse((await ask('operator', 'GET', path)).body);
      assert.deepEqual(
        trace.steps.map(({ step }) => step),
        ['accepted', 'screened', 'routed', 'submitted', 'taken', 'reported', 'returned'],
      );
    }));

  it('an alarm is acknowledged by an operator and stays raised until it is over', () =>
    withRoutes(
      async (_world, ask, watch) => {
        await watch.look();
        const list = async () => alarmList.parse((await ask('supervisor', 'GET', '/sms/alarms')).body).alarms;
        assert.deepEqual(
          (await list()).map(({ alarm, acknowledged }) => [alarm, acknowledged]),
          [['disk-low', null]],
        );
        const body = { alarm: 'disk-low', about: '' };
        assert.equal((await ask('operator', 'POST', '/sms/alarms/acknowledge', body)).status, 204);
        const [alarm] = await list();
        assert.deepEqual([alarm!.clearedAt, alarm!.acknowledged?.by], [null, 'operator']);
      },
      { ...QUIET, diskBytes: Number.MAX_SAFE_INTEGER },
    ));
});
