import assert from 'node:assert/strict';
import { once } from 'node:events';
import fc from 'fast-check';
import {
  EslConnection,
  EslError,
  type EslEvent,
  type EslFault,
} from '../../../../src/switch/freeswitch/esl.js';
import { apiAnswer, eventOf, FakeEsl, reply } from './fake-esl.js';

const failsAs = (kind: EslFault) => (error: unknown) => error instanceof EslError && error.kind === kind;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the event socket through modesl', () => {
  let server: FakeEsl;
  let events: EslEvent[];
  let closed: string[];
  let faults: unknown[];
  let connections: EslConnection[];

  const connect = (change: { password?: string; deadlineMs?: number } = {}): EslConnection => {
    const connection = new EslConnection(
      { host: '127.0.0.1', port: server.port, password: 'right', deadlineMs: 400, ...change },
      (event) => {
        events.push(event);
        if (event['Event-Name'] === 'BOOM') throw new Error('listener');
      },
      (reason) => closed.push(reason),
      (error) => faults.push(error),
    );
    connections.push(connection);
    return connection;
  };
  const opened = async (change?: Parameters<typeof connect>[0]): Promise<EslConnection> => {
    const connection = connect(change);
    await connection.open();
    return connection;
  };
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await turn();
  };

  beforeEach(async () => {
    server = await new FakeEsl().open();
    [events, closed, faults, connections] = [[], [], [], []];
  });
  afterEach(async () => {
    for (const connection of connections) connection.close();
    await server.close();
  });

  it('a wrong password is told at opening, and not repeated in the message', async () => {
    await assert.rejects(connect({ password: 'wr0ng' }).open(), (error: EslError) => {
      assert.equal(error.kind, 'credentials');
      assert.doesNotMatch(error.message, /wr0ng/);
      return true;
    });
  });

  it('a server that never greets is given up at the deadline, and its socket is closed', async () => {
    server.greeting = '\n';
    await assert.rejects(connect().open(), failsAs('deadline'));
    if (!server.sockets[0]!.destroyed) await once(server.sockets[0]!, 'close');
  });

  it('a port where nobody listens is refused at once', async () => {
    await server.close();
    await assert.rejects(connect().open(), failsAs('refused'));
    assert.deepEqual(closed, [], 'what never stood is not told as lost');
  });

  it('an address that the switch does not let in is refused with the reason', async () => {
    server.greeting = 'Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n';
    await assert.rejects(connect().open(), (error: EslError) => {
      assert.equal(error.kind, 'refused');
      assert.match(error.message, /refuses this address/);
      return true;
    });
  });

  it('commands are answered in the order of asking, whatever kind of answer each one gets', async () => {
    const esl = await opened();
    server.answer = ({ line }) => (line === 'api forbidden' ? reply('-ERR permission denied') : undefined);
    const answers = await Promise.all([
      esl.api('first'),
      esl.api('forbidden'),
      esl.command('noevents'),
      esl.api('last'),
    ]);
    assert.deepEqual(answers, ['+OK\n', '-ERR permission denied', '+OK', '+OK\n']);
  });

  it('a command leaves in one piece', async () => {
    const esl = await opened();
    const before = server.pieces;
    await esl.execute('chan', { app: 'playback', data: '/a.wav', id: 'p1' });
    assert.equal(server.pieces - before, 1);
    assert.deepEqual(server.commands.at(-1), {
      line: 'sendmsg chan',
      headers: {
        'call-command': 'execute',
        'execute-app-name': 'playback',
        'execute-app-arg': '/a.wav',
        'Event-UUID': 'p1',
      },
    });
  });

  for (const [where, ask] of [
    ['a command', (esl: EslConnection) => esl.api('status\n\napi fsctl shutdown')],
    ['an argument', (esl: EslConnection) => esl.execute('c', { app: 'set', data: 'a=b\napi x', id: 'i' })],
    ['a channel', (esl: EslConnection) => esl.execute('c\r\n\r\napi x', { app: 'a', data: '', id: 'i' })],
    ['a message', (esl: EslConnection) => esl.message('c', { 'eavesdrop-command': '*\n\napi x' })],
  ] as const)
    it(`a line break in ${where} is refused and nothing is sent`, async () => {
      const esl = await opened();
      const before = server.received;
      await assert.rejects(ask(esl), failsAs('argument'));
      await esl.api('status');
      assert.equal(server.received.slice(before.length), 'api status\n\n');
    });

  it('a line break in the password is refused before anything is sent', async () => {
    await assert.rejects(connect({ password: 'x\n\napi fsctl shutdown' }).open(), failsAs('argument'));
    assert.equal(server.received, '');
  });

  it('a command that gets no answer is rejected at its deadline; the late answer is not the next one', async () => {
    const esl = await opened();
    server.answer = ({ line }) => (line === 'api slow' ? '' : undefined);
    await assert.rejects(esl.api('slow'), failsAs('deadline'));
    server.answer = () => apiAnswer('late') + apiAnswer('mine');
    assert.equal(await esl.api('next'), 'mine');
  });

  it('commands that wait are rejected when the switch closes, and the loss is told once', async () => {
    const esl = await opened();
    server.answer = () => '';
    const waits = assert.rejects(esl.api('status'), failsAs('closed'));
    await server.command('api status');
    server.sockets[0]!.destroy();
    await waits;
    assert.equal(closed.length, 1);
    await assert.rejects(esl.api('status'), failsAs('closed'));
  });

  it('closing rejects what waits and tells no loss', async () => {
    const esl = await opened();
    server.answer = () => '';
    const waits = assert.rejects(esl.api('status'), failsAs('closed'));
    esl.close();
    await waits;
    await turn();
    assert.deepEqual(closed, []);
  });

  it('a good-bye of the switch is a loss, without waiting for the socket', async () => {
    await opened();
    server.say('Content-Type: text/disconnect-notice\nContent-Length: 5\n\nbye!\n');
    await until(() => closed.length === 1);
  });

  it('a bare % and Latin-1 in an answer are passed on, and later answers are their own', async () => {
    const esl = await opened();
    server.answer = ({ line }) =>
      line === 'first'
        ? Buffer.from('Content-Type: command/reply\nReply-Text: +OK 100% \xe9\n\n', 'latin1')
        : undefined;
    const [first, second] = await Promise.all([esl.command('first'), esl.command('second')]);
    assert.match(first, /^\+OK 100% /);
    assert.equal(second, '+OK');
    assert.equal(await esl.api('third'), '+OK\n');
    assert.deepEqual(faults, []);
  });

  it('values are decoded where they are encoded', async () => {
    const esl = await opened();
    server.answer = () => reply('%2BOK%20%E4%BD%A0');
    assert.equal(await esl.command('x'), '+OK 你');
  });

  it('an event that is no JSON is told as a fault, and the next one is heard', async () => {
    await opened();
    server.say(
      'Content-Length: 5\nContent-Type: text/event-json\n\n{"a":' + eventOf({ 'Event-Name': 'DTMF' }),
    );
    await until(() => events.length === 1);
    assert.equal(faults.length, 1);
    assert.deepEqual(closed, []);
  });

  it('what a listener throws is told as a fault, and the next event is heard', async () => {
    await opened();
    server.say(eventOf({ 'Event-Name': 'BOOM' }) + eventOf({ 'Event-Name': 'DTMF' }));
    await until(() => events.length === 2);
    assert.equal(faults.length, 1);
  });

  it('names of events do not reach the package: one that names its internals is an event like any other', async () => {
    const esl = await opened();
    server.say(eventOf({ 'Event-Name': 'auth::request', 'Job-UUID': 'esl::end', 'Reply-Text': '-ERR x' }));
    await until(() => events.length === 1);
    assert.equal(await esl.api('status'), '+OK\n');
  });

  for (const [what, bytes] of [
    ['a length that is no number', 'Content-Length: many\nContent-Type: text/event-json\n\n{}'],
    ['a negative length', 'Content-Length: -5\nContent-Type: text/event-json\n\n{}'],
    ['a length of 20 MB', 'Content-Length: 20971520\nContent-Type: text/event-json\n\n'],
    ['headers without an end', 'X: y\n'.repeat(20_000)],
    ['a hundred thousand empty blocks', '\n'.repeat(200_000)],
  ] as const)
    it(`${what}: the connection is given up, what waits is rejected`, async () => {
      const esl = await opened();
      server.answer = () => '';
      const waits = assert.rejects(esl.api('status'), failsAs('closed'));
      await server.command('api status');
      server.say(bytes);
      await waits;
      assert.equal(closed.length, 1);
      assert.match(closed[0]!, /cannot be read/);
      assert.ok(faults.length > 0);
    });

  it('however the bytes are cut, the same events come out', async () => {
    await opened();
    const texts = ['%', '你好', '\\u0000', '100% \n\n', 'x'.repeat(3000)];
    const wire = Buffer.from(texts.map((value, at) => eventOf({ 'Event-Name': 'E', at, value })).join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 20 }), async (cuts) => {
        events = [];
        let at = 0;
        for (const cut of [...cuts, wire.length]) {
          server.say(wire.subarray(at, at + cut));
          at += cut;
          await turn();
        }
        await until(() => events.length === texts.length);
        assert.deepEqual(
          events.map((event) => event['value']),
          texts,
        );
      }),
      { numRuns: 20 },
    );
  });
});
