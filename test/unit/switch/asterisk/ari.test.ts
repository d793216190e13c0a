import assert from 'node:assert/strict';
import {
  AriError,
  OPERATIONS,
  shape,
  type AriFault,
} from '../../../../src/switch/asterisk/ari-operations.js';
import { AriConnection, type AriEvent } from '../../../../src/switch/asterisk/ari.js';
import { FakeAri } from './fake-ari.js';

const failsAs =
  (kind: AriFault, status = 0) =>
  (error: unknown) =>
    error instanceof AriError && error.kind === kind && error.status === status;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('ARI', () => {
  let server: FakeAri;
  let events: AriEvent[];
  let closed: string[];
  let faults: unknown[];
  let connections: AriConnection[];

  const connect = (change: Partial<ConstructorParameters<typeof AriConnection>[0]> = {}): AriConnection => {
    const connection = new AriConnection(
      {
        host: '127.0.0.1',
        port: server.port,
        tls: false,
        user: 'someone',
        password: 'p:w',
        application: 'ringmaster',
        deadlineMs: 300,
        heartbeatMs: 60_000,
        connections: 4,
        ...change,
      },
      (event) => {
        events.push(event);
        if (event['type'] === 'Boom') throw new Error('listener');
      },
      (reason) => closed.push(reason),
      (error) => faults.push(error),
    );
    connections.push(connection);
    return connection;
  };
  const opened = async (change?: Parameters<typeof connect>[0]): Promise<AriConnection> => {
    const connection = connect(change);
    await connection.open();
    await server.until(() => server.sockets.length === 1);
    return connection;
  };

  beforeEach(async () => {
    server = await new FakeAri().open();
    [events, closed, faults, connections] = [[], [], [], []];
  });
  afterEach(async () => {
    for (const connection of connections) connection.close();
    await server.close();
  });

  it('connecting is one request for the socket, none for a list of resources', async () => {
    await opened();
    assert.deepEqual(server.requests, []);
    assert.equal(server.upgrades.length, 1);
  });

  it('the password stands in no address', async () => {
    await opened();
    assert.doesNotMatch(server.upgrades[0]!.url, /someone|p:w|p%3Aw/);
    assert.equal(server.upgrades[0]!.authorization, `Basic ${Buffer.from('someone:p:w').toString('base64')}`);
  });

  it('two connections keep their own credentials', async () => {
    const [one, two] = [connect({ user: 'one' }), connect({ user: 'two' })];
    await Promise.allSettled([one, two, one].map((each) => each.request('bridges.list')));
    const users = server.requests.map(
      (r) => Buffer.from(r.authorization.slice(6), 'base64').toString().split(':')[0],
    );
    assert.deepEqual(users.sort(), ['one', 'one', 'two']);
  });

  for (const status of [401, 403, 500, 503])
    it(`a server that answers ${status} at opening rejects with the status`, async () => {
      server.upgrade = status;
      await assert.rejects(connect().open(), failsAs('status', status));
      assert.deepEqual(closed, [], 'what never stood is not told as lost');
    });

  it('a server that is silent at opening is given up at the deadline', async () => {
    server.upgrade = 'ignore';
    await assert.rejects(connect().open(), failsAs('deadline'));
  });

  it('a port where nobody listens is refused', async () => {
    const ari = connect();
    await server.close();
    await assert.rejects(ari.open(), failsAs('refused'));
    await assert.rejects(connect({ port: 9 }).request('bridges.list'), failsAs('refused'));
    await server.open();
  });

  it('a request without an answer is rejected at its deadline', async () => {
    server.answer = () => undefined;
    await assert.rejects(connect().request('bridges.list'), failsAs('deadline'));
  });

  it('a switch whose answers take long is waited for beyond the deadline', async () => {
    server.answer = () => ({ status: 200, body: '[]' });
    const deadlineMs = 1000;
    const ari = connect({ connections: 80, deadlineMs });
    server.lateMs = 900;
    await Promise.all(Array.from({ length: 80 }, () => ari.request('bridges.list')));
    server.lateMs = deadlineMs + 100;
    assert.deepEqual(await ari.request('bridges.list'), []);
  });

  it('an answer that stops half way is rejected, not awaited for ever', async () => {
    server.answer = () => ({ status: 200, body: '[' });
    await assert.rejects(connect().request('bridges.list'), failsAs('answer'));
  });

  for (const [status, body, message] of [
    [404, '{"message":"Channel not found"}', 'Channel not found'],
    [500, '{"error":"Allocation failed"}', 'Allocation failed'],
    [502, '<html>proxy</html>', 'no reason given'],
    [500, '', 'no reason given'],
  ] as const)
    it(`an error carries its status ${status} and what was said: ${message}`, async () => {
      server.answer = () => ({ status, body });
      await assert.rejects(connect().request('channels.answer', { channelId: 'x' }), (error: AriError) => {
        assert.deepEqual([error.kind, error.status, error.message], ['status', status, message]);
        return true;
      });
    });

  it('unknown events are handed on and harm nothing', async () => {
    await opened();
    server.sockets[0]!.send('{"type":"InventedIn23","channel":{"id":"x"}}');
    server.sockets[0]!.send('{"type":"StasisStart"}');
    while (events.length < 2) await turn();
    assert.deepEqual(
      events.map((e) => e['type']),
      ['InventedIn23', 'StasisStart'],
    );
  });

  it('bad JSON, a bare number, null, a list and binary rubbish are faults; the socket lives on', async () => {
    await opened();
    for (const bad of ['{"type":', '7', 'null', '[]', '', Buffer.from([0xff, 0xfe, 0x00])])
      server.sockets[0]!.send(bad);
    server.sockets[0]!.send('{"type":"Next"}');
    while (events.length === 0) await turn();
    assert.deepEqual([events.map((e) => e['type']), faults.length, closed], [['Next'], 6, []]);
  });

  it('an exception in the receiver is a fault; the next event still comes', async () => {
    await opened();
    server.sockets[0]!.send('{"type":"Boom"}');
    server.sockets[0]!.send('{"type":"Next"}');
    while (events.length < 2) await turn();
    assert.equal(faults.length, 1);
    assert.equal(events[1]!['type'], 'Next');
  });

  it('an event of more than a megabyte closes the socket, which is told', async () => {
    await opened();
    server.sockets[0]!.send(JSON.stringify({ type: 'x'.repeat(1 << 21) }));
    while (closed.length === 0) await turn();
    assert.deepEqual(events, []);
  });

  it('a lost socket is told once, and requests that wait are rejected', async () => {
    const ari = await opened();
    server.answer = () => undefined;
    const waits = assert.rejects(ari.request('bridges.list'), (e: AriError) =>
      ['closed', 'refused'].includes(e.kind),
    );
    await server.until(() => server.requests.length === 1);
    server.drop();
    await waits;
    while (closed.length === 0) await turn();
    assert.equal(closed.length, 1);
    await assert.rejects(ari.request('bridges.list'), failsAs('closed'));
  });

  it('a socket whose far end does not answer pings is lost', async () => {
    server.answersPings = false;
    await opened({ heartbeatMs: 20 });
    while (closed.length === 0) await turn();
    assert.equal(closed.length, 1);
  });

  it('closing rejects what waits and tells no loss', async () => {
    const ari = await opened();
    server.answer = () => undefined;
    const waits = assert.rejects(ari.request('bridges.list'), failsAs('closed'));
    await server.until(() => server.requests.length === 1);
    ari.close();
    await waits;
    await turn();
    assert.deepEqual(closed, []);
  });

  it('ten thousand events of ten thousand channels leave nothing behind', async () => {
    await opened();
    const socket = server.sockets[0]!;
    for (let n = 0; n < 10_000; n++) socket.send(`{"type":"StasisStart","channel":{"id":"${n}"}}`);
    while (events.length < 10_000) await turn();
    const listeners = socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0);
    assert.ok(listeners < 10, `${listeners} listeners`);
  });

  describe('requests are shaped', () => {
    it('path parts are escaped, the rest goes into the query, undefined is left out', () => {
      assert.deepEqual(
        shape(OPERATIONS['channels.hangup'], { channelId: 'a/b?c', reason_code: 16, reason: undefined }),
        { path: '/channels/a%2Fb%3Fc?reason_code=16' },
      );
    });
    it('variables go into the body under their name, also one called "variables"', () => {
      const { body } = shape(OPERATIONS['channels.originate'], {
        endpoint: 'PJSIP/x',
        variables: { variables: '1' },
      });
      assert.deepEqual(JSON.parse(body!), { variables: { variables: '1' } });
    });
    it('a list of channels is JSON, not a comma list', () => {
      const { body, path } = shape(OPERATIONS['bridges.addChannel'], {
        bridgeId: 'b',
        json: { channel: ['x', 'y'] },
      });
      assert.deepEqual([path, JSON.parse(body!)], ['/bridges/b/addChannel', { channel: ['x', 'y'] }]);
    });
    for (const channelId of [undefined, '', '.', '..'])
      it(`a path part "${channelId}" is refused: it would name something else`, () => {
        assert.throws(() => shape(OPERATIONS['channels.hangup'], { channelId }), failsAs('answer'));
      });
  });
});
