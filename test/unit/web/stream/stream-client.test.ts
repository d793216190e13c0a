import assert from 'node:assert/strict';
import {
  DEAD_AFTER_MS,
  PING_EVERY_MS,
  StreamClient,
  type Socket,
  type StreamListener,
} from '../../../../src/web/stream/stream-client.js';

class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  closed = false;
  constructor(readonly query: string) {}
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {
    this.closed = true;
  }
  says(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

/** A client with sockets and a clock in the test's hand. */
function setUp(over: Partial<StreamListener> = {}) {
  const sockets: FakeSocket[] = [];
  const told: string[] = [];
  const timers: { at: number; run: () => void; gone: boolean }[] = [];
  let clock = 1_000_000;
  const client = new StreamClient(
    'desk',
    {
      page: 'p1',
      openSocket(query) {
        const socket = new FakeSocket(query);
        sockets.push(socket);
        return socket;
      },
      now: () => clock,
      chance: () => 0,
      after(ms, run) {
        const timer = { at: clock + ms, run, gone: false };
        timers.push(timer);
        return () => {
          timer.gone = true;
        };
      },
    },
    {
      onConnection: (connection) => told.push(connection),
      onView: (name, data) => told.push(`view ${name} ${JSON.stringify(data)}`),
      onEvent: (event) => told.push(`event ${event.seq}`),
      onReset: () => told.push('reset'),
      onLock: () => told.push('lock'),
      onUnreachable: () => told.push('unreachable'),
      ...over,
    },
  );
  return {
    client,
    sockets,
    told,
    last: () => sockets.at(-1)!,
    /** Lets time pass, running what falls due in order. */
    pass(ms: number) {
      const end = clock + ms;
      for (;;) {
        const due = timers.filter((t) => !t.gone && t.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        due.gone = true;
        clock = Math.max(clock, due.at);
        due.run();
      }
      clock = end;
    },
    waiting: () => timers.filter((t) => !t.gone).length,
    now: () => clock,
  };
}
const hello = (seq: number, now = 1_000_000) => ({ type: 'hello', seq, now, user: 'chen', role: 'agent' });

describe('stream client', () => {
  it('is online at the greeting, not before', () => {
    const t = setUp();
    t.client.start();
    assert.deepEqual(t.told, ['connecting']);
    assert.equal(t.client.send({ type: 'ping', at: 1 }), false);
    t.last().says(hello(41));
    assert.deepEqual(t.told, ['connecting', 'online']);
    assert.equal(t.last().query, 'views=desk&page=p1');
  });

  it('tells of a lock and stays connected; what comes after unlocking starts anew', () => {
    const t = setUp();
    t.client.start();
    t.last().says(hello(41));
    t.last().says({ type: 'locked' });
    t.last().says({ type: 'unlocked' });
    t.last().says({ type: 'reset', seq: 60 });
    assert.deepEqual(t.told, ['connecting', 'online', 'lock', 'lock', 'reset']);
    t.last().onclose!();
    t.pass(200);
    assert.equal(t.last().query, 'views=desk&page=p1&after=60');
  });

  it('resumes after the last event it saw', () => {
    const t = setUp();
    t.client.start();
    t.last().says(hello(41));
    t.last().says({ type: 'event', event: { seq: 42 } });
    t.last().says({ type: 'event', event: { seq: 45 } });
    t.last().onclose!();
    t.pass(200);
    assert.equal(t.last().query, 'views=desk&page=p1&after=45');
    assert.deepEqual(t.told, ['connecting', 'online', 'event 42', 'event 45', 'offline', 'connecting']);
  });

  it('resumes after the greeting when it saw no event, so that none in between is missed', () => {
    const t = setUp();
    t.client.start();
    t.last().says(hello(41));
    t.last().onclose!();
    t.pass(200);
    assert.equal(t.last().query, 'views=desk&page=p1&after=41');
    // The second greeting tells a newer number; what lies between is still to come.
    t.last().says(hello(60));
    t.last().onclose!();
    t.pass(200);
    assert.equal(t.last().query, 'views=desk&page=p1&after=41');
  });

  it('starts from the number of a reset', () => {
    const t = setUp();
    t.client.start();
    t.last().says(hello(41));
    t.last().says({ type: 'reset', seq: 90_000 });
    t.last().onclose!();
    t.pass(200);
    assert.equal(t.last().query, 'views=desk&page=p1&after=90000');
    assert.ok(t.told.includes('reset'));
  });

  it('waits longer after each failure and short again after a success', () => {
    const t = setUp();
    t.client.start();
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      const before = t.sockets.length;
      t.last().onclose!();
      let waited = 0;
      while (t.sockets.length === before) {
        t.pass(100);
        waited += 100;
      }
      waits.push(waited);
    }
    assert.deepEqual(waits, [200, 400, 800, 1600]);
    t.last().says(hello(1));
    t.last().onclose!();
    t.pass(200);
    assert.equal(t.sockets.length, 6);
  });

  it('asks to look at the session when two attempts in a row get no greeting', () => {
    const t = setUp();
    t.client.start();
    t.last().onclose!();
    assert.ok(!t.told.includes('unreachable'));
    t.pass(200);
    t.last().onclose!();
    assert.ok(t.told.includes('unreachable'));
  });

  it('stops for good when the listener stops it on finding no session', () => {
    const holder: { client?: StreamClient } = {};
    const t = setUp({ onUnreachable: () => holder.client!.stop() });
    holder.client = t.client;
    t.client.start();
    t.last().onclose!();
    t.pass(200);
    t.last().onclose!();
    t.pass(60_000);
    assert.equal(t.sockets.length, 2);
    assert.equal(t.told.at(-1), 'closed');
  });

  it('stays away after it was replaced until told to take over', () => {
    const t = setUp();
    t.client.start();
    t.last().says(hello(41));
    t.last().says({ type: 'replaced' });
    t.last().onclose!();
    t.pass(60_000);
    assert.equal(t.sockets.length, 1);
    assert.equal(t.told.at(-1), 'replaced');
    t.client.start();
    assert.equal(t.sockets.length, 2);
    assert.equal(t.last().query, 'views=desk&page=p1&after=41');
  });

  it("measures the centre's clock by ping and pong", () => {
    const t = setUp();
    t.client.start();
    t.last().says(hello(1, 1_005_000));
    assert.equal(t.client.centreNow() - t.now(), 5000);
    const ping = t.last().sent[0]!;
    assert.equal(ping['type'], 'ping');
    t.pass(400);
    // 400 ms there and back: worse than the greeting's sample of 0 ms.
    t.last().says({ type: 'pong', at: ping['at'], now: 1_005_900 });
    assert.equal(t.client.centreNow() - t.now(), 5000);
  });

  it('pings while it is online, and takes silence for a lost line', () => {
    const t = setUp();
    t.client.start();
    t.last().says(hello(1));
    t.pass(PING_EVERY_MS);
    assert.equal(t.last().sent.filter((message) => message['type'] === 'ping').length, 2);
    assert.equal(t.told.at(-1), 'online');
    t.pass(DEAD_AFTER_MS);
    assert.ok(t.sockets[0]!.closed);
    assert.ok(t.told.includes('offline'));
    assert.equal(t.sockets.length >= 2, true);
  });

  it('takes nothing from a socket it has let go', () => {
    const t = setUp();
    t.client.start();
    const first = t.last();
    first.says(hello(1));
    first.onclose!();
    t.pass(200);
    first.says({ type: 'event', event: { seq: 99 } });
    assert.ok(!t.told.includes('event 99'));
  });

  it('leaves no timer and no open socket behind when stopped', () => {
    const t = setUp();
    t.client.start();
    t.last().says(hello(1));
    t.client.stop();
    assert.equal(t.waiting(), 0);
    assert.ok(t.last().closed);
    t.client.start();
    t.last().onclose!();
    t.client.stop();
    assert.equal(t.waiting(), 0);
  });
});
