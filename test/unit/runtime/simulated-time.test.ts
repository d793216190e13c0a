import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Mailboxes } from '../../../src/runtime/mailbox.js';
import { SimulatedTime } from '../../../src/runtime/simulated-time.js';

const turns = async (n: number): Promise<void> => {
  for (let i = 0; i < n; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe('simulated time', () => {
  it('stands still until it is moved, and then moves by exactly so much', async () => {
    const time = new SimulatedTime(1000);
    await turns(3);
    assert.equal(time.now(), 1000);
    await time.advance(250);
    assert.equal(time.now(), 1250);
  });

  it('runs timers at their own moment, in order of time and then of setting', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 12 }), async (delays) => {
        const time = new SimulatedTime(0, 1);
        const ran: { at: number; n: number }[] = [];
        delays.forEach((delay, n) => time.set(`t${n}`, delay, () => ran.push({ at: time.now(), n })));
        await time.advance(20);
        const expected = delays.map((at, n) => ({ at, n })).sort((a, b) => a.at - b.at || a.n - b.n);
        assert.deepEqual(ran, expected);
        assert.deepEqual(time.pending(), []);
      }),
      { numRuns: 30 },
    );
  });

  it('runs no timer beyond the time that has passed', async () => {
    const time = new SimulatedTime(0);
    let ran = 0;
    time.set('late', 101, () => ran++);
    await time.advance(100);
    assert.equal(ran, 0);
    assert.deepEqual(time.pending(), ['late']);
    await time.advance(1);
    assert.equal(ran, 1);
  });

  it('a timer set again is moved and runs once', async () => {
    const time = new SimulatedTime(0);
    const ran: number[] = [];
    time.set('deadline', 10, () => ran.push(time.now()));
    time.set('deadline', 30, () => ran.push(time.now()));
    await time.advance(100);
    assert.deepEqual(ran, [30]);
  });

  it('a cancelled timer does not run, nor any after a stop', async () => {
    const time = new SimulatedTime(0);
    let ran = 0;
    for (const key of ['a', 'b', 'c']) time.set(key, 10, () => ran++);
    time.cancel('a');
    time.cancel('no such timer');
    assert.deepEqual(time.pending(), ['b', 'c']);
    time.stop();
    await time.advance(100);
    assert.equal(ran, 0);
  });

  it('lets the work of one timer finish before the next one runs', async () => {
    const time = new SimulatedTime(0);
    const boxes = new Mailboxes((error) => assert.fail(String(error)));
    const seen: string[] = [];
    const work = (name: string) => () =>
      void boxes.post('one', async () => {
        for (let i = 0; i < 20; i++) await Promise.resolve();
        await turns(1);
        seen.push(`${name}@${time.now()}`);
      });
    time.set('first', 10, work('first'));
    time.set('second', 20, work('second'));
    await time.advance(50);
    assert.deepEqual(seen, ['first@10', 'second@20']);
  });

  it('timers set while time moves run in the same move when they are due', async () => {
    const time = new SimulatedTime(0);
    const ran: number[] = [];
    const again = (): void => {
      ran.push(time.now());
      if (ran.length < 4) time.set('again', time.now() + 5, again);
    };
    time.set('again', 5, again);
    await time.advance(100);
    assert.deepEqual(ran, [5, 10, 15, 20]);
  });

  it('a timer that is due already runs in a later turn, without anybody moving the time', async () => {
    const time = new SimulatedTime(0);
    const ran: string[] = [];
    time.set('now', 0, () => ran.push('now'));
    time.set('past', -5, () => ran.push('past'));
    assert.deepEqual(ran, []);
    await turns(4);
    assert.deepEqual(ran, ['past', 'now']);
    assert.equal(time.now(), 0);
  });

  it('runs until something holds and stops in that moment', async () => {
    const time = new SimulatedTime(0);
    let done = false;
    time.set('it', 70, () => {
      done = true;
    });
    time.set('later', 80, () => assert.fail('too far'));
    assert.equal(await time.runUntil(() => done), 70);
    assert.equal(time.now(), 70);
  });

  it('says what waits when it never holds', async () => {
    const time = new SimulatedTime(0);
    time.set('far-off', 1e9, () => undefined);
    await assert.rejects(
      time.runUntil(() => false, 500),
      /not within 500 ms.*far-off/,
    );
    assert.equal(time.now(), 500);
  });

  it('runs until a promise has settled and hands back its outcome', async () => {
    const time = new SimulatedTime(0);
    const kept = new Promise<string>((resolve) => time.set('kept', 40, () => resolve('kept')));
    const broken = new Promise<string>((_, reject) =>
      time.set('broken', 90, () => reject(new Error('broken'))),
    );
    assert.equal(await time.runUntilSettled(kept), 'kept');
    assert.equal(time.now(), 40);
    await assert.rejects(time.runUntilSettled(broken), /broken/);
    assert.equal(time.now(), 90);
  });

  it('refuses to be moved by two at once', async () => {
    const time = new SimulatedTime(0);
    const moving = time.advance(10);
    await assert.rejects(time.advance(10), /being moved already/);
    await moving;
    await time.advance(10);
    assert.equal(time.now(), 20);
  });
});
