import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Event } from '../../../src/kernel/event.js';
import { StreamFeed } from '../../../src/runtime/stream-feed.js';
import { ViewPusher } from '../../../src/runtime/stream-views.js';
import type { Scheduler } from '../../../src/runtime/scheduler.js';

const event = (seq: number): Event => ({
  seq,
  id: `ev_${seq}`,
  at: seq,
  site: 'main',
  type: 'a.b',
  data: null,
});

const unexpected = (what: unknown): void => assert.fail(JSON.stringify(what));

/** A journal whose readings take as many turns as the test says. */
class SlowJournal {
  readonly oldest = 1;
  last = 0;
  private waiting: (() => void)[] = [];
  async read(after: number, limit: number): Promise<Event[]> {
    const from = after;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    const end = Math.min(this.last, from + limit);
    return Array.from({ length: end - from }, (_, i) => event(from + 1 + i));
  }
  /** Lets the readings that wait go on, and what follows from them run. */
  async answer(): Promise<void> {
    for (const go of this.waiting.splice(0)) go();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('stream feed', () => {
  it('gives every event once and in order, whatever a writer does while old ones are read', async () => {
    const step = fc.constantFrom('append' as const, 'publish' as const, 'answer' as const);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 500 }),
        fc.array(step, { maxLength: 60 }),
        async (before, steps) => {
          const journal = new SlowJournal();
          journal.last = before;
          const got: number[] = [];
          const feed = new StreamFeed(
            journal,
            0,
            (e) => void got.push(e.seq),
            () => Promise.resolve(),
            unexpected,
          );
          // Appended to the journal and not yet handed to the stream: the bus may lag behind.
          let published = before;
          for (const action of steps) {
            if (action === 'append') journal.last++;
            else if (action === 'publish' && published < journal.last) feed.offer(event(++published));
            else if (action === 'answer') await journal.answer();
          }
          while (published < journal.last) feed.offer(event(++published));
          while (feed.replaying) await journal.answer();
          assert.deepEqual(
            got,
            Array.from({ length: journal.last }, (_, i) => i + 1),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('goes back to reading when a live event is missing', async () => {
    const journal = new SlowJournal();
    const got: number[] = [];
    const feed = new StreamFeed(
      journal,
      0,
      (e) => void got.push(e.seq),
      () => Promise.resolve(),
      unexpected,
    );
    journal.last = 3;
    feed.offer(event(1));
    feed.offer(event(3));
    assert.deepEqual(got, [1]);
    while (feed.replaying) await journal.answer();
    assert.deepEqual(got, [1, 2, 3]);
  });

  it('waits for a slow client before it reads on', async () => {
    const journal = new SlowJournal();
    journal.last = 1000;
    let taken = (): void => undefined;
    let got = 0;
    const feed = new StreamFeed(
      journal,
      0,
      () => void got++,
      () => new Promise((resolve) => (taken = resolve)),
      unexpected,
    );
    await journal.answer();
    const first = got;
    await journal.answer();
    assert.ok(first > 0 && first < 1000);
    assert.equal(got, first);
    taken();
    await new Promise((resolve) => setImmediate(resolve));
    await journal.answer();
    assert.ok(got > first);
    feed.close();
  });

  it('reports a journal that cannot be read, and ends', async () => {
    const reported = await new Promise<unknown>((resolve) => {
      new StreamFeed(
        { last: 5, oldest: 1, read: () => Promise.reject(new Error('locked')) },
        0,
        unexpected,
        () => Promise.resolve(),
        resolve,
      );
    });
    assert.equal((reported as Error).message, 'locked');
  });
});

describe('view pusher', () => {
  const rig = (everyMs: number) => {
    let now = 1000;
    const timers = new Map<string, { at: number; run: () => void }>();
    const scheduler: Scheduler = {
      set: (key, at, run) => void timers.set(key, { at, run }),
      cancel: (key) => void timers.delete(key),
      pending: () => [...timers.keys()],
      stop: () => timers.clear(),
    };
    const sent: [string, number][] = [];
    const pusher = new ViewPusher<string>('key', everyMs, { now: () => now }, scheduler, (client) =>
      sent.push([client, now]),
    );
    const advance = async (ms: number): Promise<void> => {
      const end = now + ms;
      await Promise.resolve();
      for (let due = timers.get('key'); due && due.at <= end; due = timers.get('key')) {
        now = due.at;
        timers.delete('key');
        due.run();
        await Promise.resolve();
      }
      now = end;
    };
    return { pusher, sent, advance };
  };

  it('sends at once where nothing is limited, changes of one moment together', async () => {
    const { pusher, sent, advance } = rig(0);
    pusher.changed(['ann']);
    pusher.changed(['ann', 'bob']);
    await advance(0);
    pusher.changed(['ann']);
    await advance(0);
    assert.deepEqual(sent, [
      ['ann', 1000],
      ['bob', 1000],
      ['ann', 1000],
    ]);
  });

  it('sends a limited view at most five times a second and never forgets the last change', async () => {
    const { pusher, sent, advance } = rig(200);
    for (let i = 0; i < 100; i++) {
      pusher.changed(['sue']);
      await advance(10);
    }
    await advance(1000);
    const times = sent.map(([, at]) => at);
    assert.equal(times[0], 1000);
    assert.ok(times.at(-1)! >= 1990, 'the last change was shown');
    for (let i = 1; i < times.length; i++) assert.ok(times[i]! - times[i - 1]! >= 200);
    assert.equal(times.length, 6);
  });

  it('sends nothing to who has gone', async () => {
    const { pusher, sent, advance } = rig(200);
    pusher.changed(['ann', 'bob']);
    pusher.forget('ann');
    await advance(1000);
    assert.deepEqual(sent, [['bob', 1000]]);
  });
});
