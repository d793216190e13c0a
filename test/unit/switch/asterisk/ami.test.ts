import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  AmiConnection,
  AmiError,
  type AmiBlock,
  type AmiFault,
} from '../../../../src/switch/asterisk/ami.js';
import { FakeAmi } from './fake-ami.js';

const failsAs = (kind: AmiFault) => (error: unknown) => error instanceof AmiError && error.kind === kind;

describe('AMI through asterisk-manager', () => {
  let server: FakeAmi;
  let events: AmiBlock[];
  let closed: string[];
  let faults: unknown[];
  let connections: AmiConnection[];

  const connect = (change: Partial<ConstructorParameters<typeof AmiConnection>[0]> = {}): AmiConnection => {
    const connection = new AmiConnection(
      {
        host: '127.0.0.1',
        port: server.port,
        user: 'someone',
        password: 'right',
        deadlineMs: 1000,
        heartbeatMs: 60_000,
        ...change,
      },
      (event) => {
        events.push(event);
        if (event['event'] === 'Boom') throw new Error('listener');
      },
      (reason) => closed.push(reason),
      (error) => faults.push(error),
    );
    connections.push(connection);
    return connection;
  };
  const opened = async (change?: Parameters<typeof connect>[0]): Promise<AmiConnection> => {
    const connection = connect(change);
    await connection.open();
    return connection;
  };

  beforeEach(async () => {
    server = await new FakeAmi().open();
    [events, closed, faults, connections] = [[], [], [], []];
  });
  afterEach(async () => {
    for (const connection of connections) connection.close();
    await server.close();
  });

  it('a wrong password is told at opening, with the user and without the password', async () => {
    server.answer = (a) =>
      a['action'] === 'login' ? 'Response: Error\r\nMessage: Authentication failed' : undefined;
    await assert.rejects(connect({ password: 'wrong' }).open(), (error: AmiError) => {
      assert.equal(error.kind, 'credentials');
      assert.match(error.message, /someone/);
      assert.doesNotMatch(error.message, /wrong$|"wrong"/);
      return true;
    });
  });

  it('a server that never answers the log-in is given up at the deadline, and its socket is closed', async () => {
    server.answer = () => '';
    const opening = connect().open();
    // Watched from the start: on a busy machine the deadline may come before the log-in has been sent.
    const given = assert.rejects(opening, failsAs('deadline'));
    await server.action('login');
    await given;
    if (!server.sockets[0]!.destroyed) await once(server.sockets[0]!, 'close');
  });

  it('a port where nobody listens is refused at once', async () => {
    await server.close();
    await assert.rejects(connect().open(), failsAs('refused'));
    assert.deepEqual(closed, []);
    await server.open();
  });

  it('a server that closes during the log-in is refused', async () => {
    server.answer = (_a, socket) => {
      socket.destroy();
      return undefined;
    };
    await assert.rejects(connect().open(), failsAs('refused'));
    assert.deepEqual(closed, [], 'what never stood is not told as lost');
  });

  for (const [where, value] of [
    ['a value', { action: 'Status', channel: 'a\r\nAction: Originate' }],
    ['a value with a bare line feed', { action: 'Status', channel: 'a\nAction: Originate' }],
    ['a name', { action: 'Status', 'chan\r\nAction: Originate': 'x' }],
    ['a name with a colon', { action: 'Status', 'Action: Originate\t': 'x' }],
  ] as const)
    it(`a line break in ${where} is refused and nothing is sent`, async () => {
      const ami = await opened();
      const before = server.received;
      await assert.rejects(ami.action(value), failsAs('argument'));
      const answered = ami.action({ action: 'Ping' });
      await server.action('Ping');
      assert.doesNotMatch(server.received.slice(before.length), /Originate/);
      await assert.rejects(answered, failsAs('deadline'));
    });

  it('a line break in the password is refused before anything is sent', async () => {
    await assert.rejects(connect({ password: 'x\r\nAction: Originate' }).open(), failsAs('argument'));
    assert.equal(server.received, '');
  });

  it('an action that gets no answer is rejected at its deadline; a late answer is dropped', async () => {
    const ami = await opened();
    await assert.rejects(ami.action({ action: 'Status' }), failsAs('deadline'));
    const { actionid } = await server.action('Status');
    server.answer = (a) =>
      a['action'] === 'Ping' ? `Response: Success\r\nActionID: ${actionid}\r\n\r\nResponse: Pong` : undefined;
    assert.equal((await ami.action({ action: 'Ping' }))['response'], 'Pong');
  });

  it('an action is rejected with the reason of the switch', async () => {
    server.answer = (a) =>
      a['action'] === 'MixMonitor' ? 'Response: Error\r\nMessage: No such channel' : undefined;
    const ami = await opened();
    await assert.rejects(
      ami.action({ action: 'MixMonitor' }),
      (e: AmiError) => e.kind === 'response' && e.message === 'No such channel',
    );
  });

  it('actions that wait are rejected when the switch closes, the loss is told once', async () => {
    const ami = await opened();
    const waits = assert.rejects(ami.action({ action: 'Status' }), failsAs('closed'));
    await server.action('Status');
    server.sockets[0]!.destroy();
    await waits;
    assert.equal(closed.length, 1);
    await assert.rejects(ami.action({ action: 'Status' }), failsAs('closed'));
  });

  it('closing rejects what waits and tells no loss', async () => {
    const ami = await opened();
    const waits = assert.rejects(ami.action({ action: 'Status' }), failsAs('closed'));
    ami.close();
    await waits;
    assert.deepEqual(closed, []);
  });

  it('a half-read event of one connection is not glued to the greeting of the next', async () => {
    await opened();
    server.sockets[0]!.write('Event: Hangup\r\nChannel: PJSIP/old');
    server.sockets[0]!.end();
    while (closed.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await opened();
    server.sockets[1]!.write('Event: Marker\r\nX: 1\r\n\r\n');
    while (events.length === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      events.map((e) => e['event']),
      ['Marker'],
    );
  });

  it('a connection is opened once: the next link is a new one', async () => {
    const ami = await opened();
    await assert.rejects(ami.open(), failsAs('closed'));
  });

  it('actions sent in the same millisecond have different ActionIDs, and each gets its own answer', async () => {
    server.answer = (a) => (a['action'] === 'Get' ? `Response: Success\r\nValue: ${a['key']}` : undefined);
    const ami = await opened();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, key) => ami.action({ action: 'Get', key })),
    );
    assert.deepEqual(
      answers.map((a) => a['value']),
      Array.from({ length: 50 }, (_, key) => String(key)),
    );
    assert.equal(new Set(server.actions.map((a) => a['actionid'])).size, server.actions.length);
  });

  it('events are asked for by a header that Asterisk knows', async () => {
    await opened();
    assert.equal((await server.action('Events'))['eventmask'], 'on');
  });

  it('a list is complete when the switch says so; other events go between', async () => {
    server.answer = (a, socket) => {
      if (a['action'] !== 'Status') return undefined;
      const of = `ActionID: ${a['actionid']}\r\n`;
      socket.write(`Response: Success\r\n${of}EventList: start\r\n\r\n`);
      socket.write(
        `Event: Status\r\n${of}Uniqueid: 1\r\nVariable: RM_CALL=c1\r\nVariable: RM_ROLE=a=b\r\n\r\n`,
      );
      socket.write('Event: ContactStatus\r\nAOR: p1\r\n\r\n');
      socket.write(
        `Event: Status\r\n${of}Uniqueid: 2\r\n\r\nEvent: StatusComplete\r\n${of}EventList: Complete\r\n\r\n`,
      );
      return '';
    };
    const ami = await opened();
    const list = await ami.list({ action: 'Status' });
    assert.deepEqual(
      list.map((e) => e['uniqueid']),
      ['1', '2'],
    );
    assert.deepEqual(list[0]!['variable'], { RM_CALL: 'c1', RM_ROLE: 'a=b' });
    assert.deepEqual(
      events.map((e) => e['aor']),
      ['p1'],
    );
  });

  it('a list that stops half way is rejected at its deadline', async () => {
    server.answer = (a) => (a['action'] === 'Status' ? 'Response: Success\r\nEventList: start' : undefined);
    const ami = await opened();
    await assert.rejects(ami.list({ action: 'Status' }), failsAs('deadline'));
  });

  it('an unanswered heartbeat is a lost link', async () => {
    await opened({ heartbeatMs: 20, deadlineMs: 500 });
    await server.action('Ping');
    while (closed.length === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.match(closed[0]!, /does not answer/);
  });

  for (const name of ['Close', 'Error', 'Connect', 'rm-1'])
    it(`an event named "${name}" is an event and nothing else`, async () => {
      const ami = await opened();
      server.sockets[0]!.write(`Event: ${name}\r\nX: 1\r\n\r\n`);
      while (events.length === 0) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(events[0]!['event'], name);
      assert.ok(ami.isOpen);
      assert.deepEqual(closed, []);
    });

  it('an exception in the receiver is handed on and harms no later event', async () => {
    await opened();
    server.sockets[0]!.write('Event: Boom\r\n\r\nEvent: Next\r\n\r\n');
    while (events.length < 2) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(faults.length, 1);
    assert.equal(events[1]!['event'], 'Next');
  });

  it('rubbish on the wire changes nothing', async () => {
    const ami = await opened();
    server.answer = (a) => (a['action'] === 'Ping' ? 'Response: Success' : undefined);
    server.sockets[0]!.write(
      '\r\n\r\nno colon here\r\n\r\n: \r\n\r\nResponse: \r\n\r\nResponse: Follows\r\n--END COMMAND--\r\n\r\n',
    );
    await ami.action({ action: 'Ping' });
    assert.deepEqual(events, []);
  });

  it('nothing is written to the console, also when the link is lost', async () => {
    const written: string[] = [];
    const { log, error } = console;
    const stderr = process.stderr.write.bind(process.stderr);
    console.log = console.error = (...args: unknown[]) => void written.push(args.join(' '));
    process.stderr.write = ((text: string) => void written.push(text)) as never;
    try {
      const ami = await opened();
      server.sockets[0]!.resetAndDestroy();
      while (closed.length === 0) await new Promise((resolve) => setImmediate(resolve));
      await assert.rejects(ami.action({ action: 'Ping' }), failsAs('closed'));
    } finally {
      Object.assign(console, { log, error });
      process.stderr.write = stderr;
    }
    assert.deepEqual(written, []);
  });
});
