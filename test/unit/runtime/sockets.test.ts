import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import WebSocket from 'ws';
import type { Session } from '../../../src/identity/index.js';
import type { Event } from '../../../src/kernel/event.js';
import { startStreams, type Streams } from '../../../src/runtime/sockets.js';
import type { ClientMessage, ServerMessage } from '../../../src/runtime/stream-contract.js';
import { HandScheduler } from './hand-scheduler.js';
import { PASSWORD, startRig, type Rig } from './rig.js';
import { Page } from './stream-page.js';

describe('event stream', () => {
  let rig: Rig;
  let scheduler: HandScheduler;
  let streams: Streams<Session>;
  let tokens: Record<string, string>;
  let heard: [string, ClientMessage['type']][];
  let comings: string[];
  let boards: number;
  let padding: string;
  const pages: Page[] = [];

  const start = (maxWaitingBytes?: number): void => {
    scheduler = new HandScheduler(rig.clock);
    streams = startStreams<Session>({
      server: rig.http.server,
      authenticate: rig.authenticate,
      journal: rig.journal,
      clock: rig.clock,
      scheduler,
      log: rig.log,
      metrics: rig.metrics,
      origins: ['https://desk.example'],
      ...(maxWaitingBytes === undefined ? {} : { maxWaitingBytes }),
      audience: {
        mayView: (who, name) => (name === 'board' ? who.role === 'supervisor' : true),
        mayBeSeen: (who, event) => who.role === 'supervisor' || event.agent === who.agent,
        view: (who, name) => ({ for: who.user, name, count: ++boards, padding }),
        opened: (client) => void comings.push(`+${client.principal.user}`),
        message: (client, message) => void heard.push([client.principal.user, message.type]),
        closed: (client) => void comings.push(`-${client.principal.user}`),
      },
    });
    rig.bus.subscribe('*', (event) => streams.publish(event));
  };
  beforeEach(async () => {
    rig = await startRig();
    heard = [];
    comings = [];
    boards = 0;
    padding = '';
    start();
    tokens = { ann: await rig.token('ann'), sue: await rig.token('sue') };
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) page.socket.terminate();
    await streams.stop();
    await rig.stop();
  });

  const url = (query = ''): string => `ws://127.0.0.1:${rig.port}/api/v1/stream${query}`;
  const open = (user: string, query = '', headers: Record<string, string> = {}): Page => {
    const page = new Page(
      new WebSocket(url(query), { headers: { authorization: `Bearer ${tokens[user]}`, ...headers } }),
    );
    pages.push(page);
    return page;
  };
  const note = (agent?: string, size = 0): Event =>
    rig.recorder.record<Event>([
      { type: 'test.noted', ...(agent && { agent }), data: { text: 'x'.repeat(size) } },
    ])[0]!;
  const status = (address: string, headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(address, { headers });
      socket.once('unexpected-response', (_request, response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      });
      socket.once('open', () => {
        socket.terminate();
        resolve(101);
      });
      socket.on('error', (error) => (error.message.includes('closed before') ? undefined : reject(error)));
    });
  const cookieOf = async (user: string): Promise<string> => {
    const answer = await rig.post('/api/v1/session', JSON.stringify({ user, password: PASSWORD }));
    return answer.headers.get('set-cookie')!.split(';')[0]!;
  };

  it('greets first, then shows the views asked for', async () => {
    const page = open('sue', '?views=desk,board');
    await page.take('view', 2);
    assert.deepEqual(
      page.got.map((m) => (m.type === 'view' ? m.name : m.type)),
      ['hello', 'desk', 'board'],
    );
    const hello = page.got[0] as Extract<ServerMessage, { type: 'hello' }>;
    assert.deepEqual(hello, {
      type: 'hello',
      seq: rig.journal.last,
      now: rig.clock.now(),
      user: 'sue',
      role: 'supervisor',
    });
    assert.deepEqual(comings, ['+sue']);
  });

  it('sends from now on when it is not told where to resume', async () => {
    note();
    const page = open('sue');
    await page.take('hello');
    const next = note();
    await page.take('event');
    assert.deepEqual(page.events, [next.seq]);
  });

  it('resumes after a number without losing or doubling any event of a racing writer', async () => {
    const first = rig.journal.last;
    for (let i = 0; i < 500; i++) note();
    let writing = true;
    const writer = (async () => {
      for (let i = 0; i < 300 || writing; i++) {
        note();
        if (i % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const all = [0, 1, 2, 3].map(() => open('sue', `?after=${first}`));
    await Promise.all(all.map((page) => page.take('event', 600)));
    writing = false;
    await writer;
    const expected = Array.from({ length: rig.journal.last - first }, (_, i) => first + 1 + i);
    for (const page of all) {
      await page.take('event', expected.length);
      assert.deepEqual(page.events, expected);
    }
  });

  it('shows an agent only what the agent may see', async () => {
    const before = rig.journal.last;
    note('agent-bob');
    const own = note('agent-ann');
    const page = open('ann', `?after=${before}`);
    await page.take('event');
    note('agent-bob');
    const later = note('agent-ann');
    await page.take('event', 2);
    assert.deepEqual(page.events, [own.seq, later.seq]);
  });

  it('tells to start anew when the number is unknown or too old', async () => {
    for (let i = 0; i < 10_001; i++) note();
    for (const after of [() => 0, () => rig.journal.last + 1, () => 999_999_999_999]) {
      const page = open('sue', `?after=${after()}&views=board`);
      await page.take('view');
      assert.deepEqual(
        page.got.map((m) => m.type),
        ['hello', 'reset', 'view'],
      );
      assert.equal((await page.take('reset'))[0]!.seq, rig.journal.last);
      const next = note();
      await page.take('event');
      assert.deepEqual(page.events, [next.seq]);
    }
  });

  it('sends a changed view to those who asked for it and whom it concerns', async () => {
    const ann = open('ann', '?views=desk');
    const sue = open('sue', '?views=desk');
    const blind = open('sue');
    await Promise.all([ann.take('view'), sue.take('view'), blind.take('hello')]);
    streams.changed('desk', (who) => who.user === 'ann');
    await ann.take('view', 2);
    note();
    await Promise.all([sue.take('event'), blind.take('event')]);
    assert.equal((await sue.take('view')).length, 1);
    assert.ok(!blind.got.some((m) => m.type === 'view'));
  });

  it('sends the board at most five times a second', async () => {
    const sue = open('sue', '?views=board');
    await sue.take('view');
    streams.changed('board');
    await sue.take('view', 2);
    for (let i = 0; i < 20; i++) streams.changed('board');
    scheduler.advance(199);
    const seen = note();
    await sue.take('event');
    assert.equal((await sue.take('view', 2)).length, 2);
    scheduler.advance(1);
    const views = await sue.take('view', 3);
    assert.equal(views.length, 3);
    assert.equal(views[2]!.seq, seen.seq);
  });

  it('answers pings and passes on what the page tells', async () => {
    const page = open('ann');
    await page.take('hello');
    page.socket.send('{"type":"pop-painted","offer":"offer_1","paintedMs":12}');
    page.socket.send('{"type":"ping","at":5}');
    assert.deepEqual(await page.take('pong'), [{ type: 'pong', at: 5, now: rig.clock.now() }]);
    assert.deepEqual(heard, [['ann', 'pop-painted']]);
  });

  it('closes with 1008 on anything it does not understand', async () => {
    for (const rubbish of [
      'hello',
      '{',
      'null',
      '[]',
      '{"type":"hang-up"}',
      '{"type":"ping"}',
      '{"type":"ping","at":1,"more":2}',
      '{"type":"ping","at":"1"}',
      '{"type":"pop-painted","offer":"o","paintedMs":-1}',
      '{"__proto__":{"type":"ping"},"at":1}',
      Buffer.from('{"type":"ping","at":1}'),
    ]) {
      const page = open('ann');
      await page.take('hello');
      page.socket.send(rubbish);
      assert.equal(await page.closed, 1008, String(rubbish));
    }
    assert.deepEqual(heard, []);
    assert.equal((await fetch(`${rig.base}/healthz`)).status, 200);
  });

  it('closes with 1009 on a message over 16 KiB, also one in pieces', async () => {
    const whole = open('ann');
    await whole.take('hello');
    whole.socket.send('x'.repeat(16 * 1024 + 1));
    assert.equal(await whole.closed, 1009);
    const pieces = open('ann');
    await pieces.take('hello');
    for (let i = 0; i < 20; i++) pieces.socket.send('x'.repeat(1024), { fin: false });
    assert.equal(await pieces.closed, 1009);
  });

  it('closes with 1008 on a flood of messages', async () => {
    const page = open('ann');
    await page.take('hello');
    for (let i = 0; i < 300; i++) page.socket.send('{"type":"ping","at":1}');
    assert.equal(await page.closed, 1008);
  });

  it('survives bytes that are no frames', async () => {
    const socket = connect(rig.port, '127.0.0.1');
    socket.write(
      `GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer ${tokens['ann']}\r\n\r\n`,
    );
    const closed = once(socket, 'close');
    await once(socket, 'data');
    socket.on('error', () => undefined);
    socket.resume();
    socket.write(Buffer.alloc(5000, 0xff));
    await closed;
    assert.equal((await fetch(`${rig.base}/healthz`)).status, 200);
  });

  it('opens for nobody without a session, at another address, with a strange query or for a forbidden view', async () => {
    const bearer = { authorization: `Bearer ${tokens['ann']}` };
    assert.equal(await status(url(), {}), 401);
    assert.equal(await status(url(), { authorization: 'Bearer nonsense' }), 401);
    assert.equal(await status(url(), { authorization: `Bearer ${'A'.repeat(43)}` }), 401);
    assert.equal(await status(`ws://127.0.0.1:${rig.port}/api/v1/other`, bearer), 404);
    for (const query of [
      '?after=-1',
      '?after=x',
      '?after=1e3',
      `?after=${'9'.repeat(400)}`,
      '?views=secrets',
    ])
      assert.equal(await status(url(query), bearer), 400, query);
    assert.equal(await status(url('?views=board'), bearer), 403);
    assert.deepEqual(comings, []);
  });

  it('opens with a cookie only for pages of our own origin', async () => {
    const cookie = await cookieOf('ann');
    const from = (origin?: string) => status(url(), { cookie, ...(origin && { origin }) });
    assert.equal(await from(`http://127.0.0.1:${rig.port}`), 101);
    assert.equal(await from('https://desk.example'), 101);
    for (const origin of [
      undefined,
      'null',
      'https://evil.example',
      'http://127.0.0.1',
      `http://127.0.0.1:${rig.port}.evil.example`,
    ])
      assert.equal(await from(origin), 403, String(origin));
  });

  it('refuses an eleventh stream of one session', async () => {
    for (let i = 0; i < 10; i++) await open('ann').take('hello');
    assert.equal(await status(url(), { authorization: `Bearer ${tokens['ann']}` }), 429);
    await open('sue').take('hello');
  });

  it('closes with 4001 when the session ends, at once by log-out, at the heartbeat otherwise', async () => {
    const page = open('ann');
    const other = open('sue');
    await Promise.all([page.take('hello'), other.take('hello')]);
    await rig.service.sweep();
    rig.bus.subscribe('identity.logged-out', (event) =>
      streams.endSession((event.data as { session: string }).session),
    );
    await fetch(`${rig.base}/api/v1/session`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${tokens['ann']}` },
    });
    assert.equal(await page.closed, 4001);
    scheduler.advance(13 * 3_600_000);
    assert.equal(await other.closed, 4001);
  });

  describe('of a session whose screen is locked', () => {
    const say = async (path: string, body = ''): Promise<number> =>
      (
        await fetch(`${rig.base}/api/v1/session/${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${tokens['ann']}`, 'content-type': 'application/json' },
          ...(body === '' ? {} : { body }),
        })
      ).status;
    const follow = (): void => {
      for (const [type, locked] of [
        ['identity.locked', true],
        ['identity.unlocked', false],
      ] as const)
        rig.bus.subscribe(type, (event) =>
          streams.lockSession((event.data as { session: string }).session, locked),
        );
    };
    const answered = async (page: Page): Promise<void> => {
      const before = page.got.filter(({ type }) => type === 'pong').length;
      page.socket.send('{"type":"ping","at":1}');
      await page.take('pong', before + 1);
    };

    it('stays open and carries nothing, other sessions go on, and unlocking begins with the views', async () => {
      follow();
      const page = open('ann', '?views=desk');
      const other = open('sue');
      await Promise.all([page.take('view'), other.take('hello')]);
      assert.equal(await say('lock'), 204);
      await page.take('locked');
      const hidden = note('agent-ann');
      streams.changed('desk');
      streams.changedAside('desk', () => true);
      scheduler.advance(1000);
      page.socket.send('{"type":"pop-painted","offer":"o","paintedMs":5}');
      await answered(page);
      assert.deepEqual(page.got.map(({ type }) => type).slice(-2), ['locked', 'pong']);
      assert.deepEqual(heard, [], 'nothing is done for it');
      assert.deepEqual(comings, ['+ann', '+sue'], 'its page counts as there');
      await other.take('event');
      assert.ok(other.events.includes(hidden.seq));
      assert.equal(await status(url(), { authorization: `Bearer ${tokens['ann']}` }), 423);

      assert.equal(await say('unlock', JSON.stringify({ password: 'a-wrong-password' })), 401);
      await answered(page);
      assert.equal(page.got.at(-1)!.type, 'pong');
      assert.equal(await say('unlock', JSON.stringify({ password: PASSWORD })), 200);
      await page.take('view', 2);
      assert.deepEqual(page.got.map(({ type }) => type).slice(-3), ['unlocked', 'reset', 'view']);
      const next = note('agent-ann');
      await page.take('event');
      assert.deepEqual(page.events, [next.seq]);
    });

    it('is noticed at the heartbeat where the lock itself was not heard of', async () => {
      const page = open('ann', '?views=desk');
      await page.take('view');
      await say('lock');
      scheduler.advance(15_000);
      await page.take('locked');
      note('agent-ann');
      await answered(page);
      assert.deepEqual(page.events, []);
    });
  });

  it('counts as a sign of life: a desk that only waits is not logged out for being idle', async () => {
    const page = open('ann');
    await page.take('hello');
    for (let minute = 0; minute < 180; minute += 30) {
      const pinged = once(page.socket, 'ping');
      scheduler.advance(30 * 60_000);
      await pinged;
      // The pong travels on the same connection before this ping is answered.
      page.socket.send('{"type":"ping","at":1}');
      await page.take('pong', minute / 30 + 1);
    }
    const who = await fetch(`${rig.base}/api/v1/session`, {
      headers: { authorization: `Bearer ${tokens['ann']}` },
    });
    assert.equal(who.status, 200);
  });

  it('cuts off a client that no longer answers', async () => {
    const page = new Page(
      new WebSocket(url(), { headers: { authorization: `Bearer ${tokens['ann']}` }, autoPong: false }),
    );
    pages.push(page);
    await page.take('hello');
    const pinged = once(page.socket, 'ping');
    scheduler.advance(15_000);
    await pinged;
    scheduler.advance(15_000);
    assert.equal(await page.closed, 1006);
    assert.deepEqual(comings, ['+ann', '-ann']);
  });

  it('closes with 1013 a client that does not take what it is sent, and goes on for others', async () => {
    const slow = open('sue', '?views=desk');
    const good = open('ann', '?views=desk');
    await Promise.all([slow.take('view'), good.take('view')]);
    slow.socket.pause();
    padding = 'x'.repeat(1_000_000);
    const closing = new Promise<void>((resolve) => {
      const client = [...streams.clients].find((one) => one.principal.user === 'sue')!;
      const close = client.close.bind(client);
      client.close = (code, reason) => {
        assert.equal(code, 1013);
        close(code, reason);
        resolve();
      };
    });
    for (let i = 0; i < 40; i++) {
      streams.changed('desk', (who) => who.user === 'sue');
      await new Promise((resolve) => setImmediate(resolve));
    }
    await closing;
    padding = '';
    streams.changed('desk');
    await good.take('view', 2);
    slow.socket.resume();
    assert.equal(await slow.closed, 1013);
  });

  it('tells a page that another one took its place', async () => {
    const page = open('ann');
    await page.take('hello');
    for (const client of streams.clients) client.replace();
    assert.equal(await page.closed, 4002);
    assert.equal(page.got.at(-1)!.type, 'replaced');
  });

  it('closes with 1001 when the centre stops, and leaves no timer', async () => {
    const page = open('ann');
    await page.take('hello');
    await streams.stop();
    assert.equal(await page.closed, 1001);
    assert.deepEqual(scheduler.pending(), []);
    assert.equal(await status(url(), { authorization: `Bearer ${tokens['ann']}` }), 503);
  });
});
