import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createAttempts, network } from '../../../src/identity/attempts.js';
import { turns } from '../../../src/identity/passwords.js';

const HERE = '192.0.2.1';
/** Ends when it is told to. */
function open<T>(): { promise: Promise<T>; end: (value: T) => void; fail: (error: Error) => void } {
  let end!: (value: T) => void;
  let fail!: (error: Error) => void;
  const promise = new Promise<T>((resolve, reject) => ((end = resolve), (fail = reject)));
  return { promise, end, fail };
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('attempts', () => {
  it('are looked at as many at a time as may still fail; the others wait for their outcome', async () => {
    const attempts = createAttempts(3);
    const looked = Array.from({ length: 5 }, () => open<boolean>());
    const begun: number[] = [];
    const made = looked.map(({ promise }, i) =>
      attempts.make(`user${i}`, HERE, () => {
        begun.push(i);
        return promise;
      }),
    );
    await settle();
    assert.deepEqual(begun, [0, 1, 2]);
    looked[1]!.end(true);
    assert.deepEqual(await made[1], { was: 'right' });
    await settle();
    assert.deepEqual(begun, [0, 1, 2, 3], 'one that was right makes room for the next');
    for (const i of [0, 2, 3]) looked[i]!.end(false);
    for (const i of [0, 2, 3]) assert.deepEqual(await made[i], { was: 'wrong' });
    const last = await made[4]!;
    assert.deepEqual([last.was, begun.length], ['locked', 4], 'nothing is looked at behind three failures');
  });

  it('that could not be looked at count as nothing and make room', async () => {
    const attempts = createAttempts(1);
    for (let i = 0; i < 3; i++)
      await assert.rejects(attempts.make('ann', HERE, () => Promise.reject(new Error('no database'))));
    assert.deepEqual(await attempts.make('ann', HERE, () => Promise.resolve(true)), { was: 'right' });
  });

  it('of one user wait for each other from whatever address, and those of others go on', async () => {
    const attempts = createAttempts(1);
    const first = open<boolean>();
    const slow = attempts.make('ann', '192.0.2.7', () => first.promise);
    await settle();
    let looked = false;
    const waits = attempts.make('ann', '192.0.2.8', () => {
      looked = true;
      return Promise.resolve(true);
    });
    assert.deepEqual(await attempts.make('bob', '192.0.2.9', () => Promise.resolve(true)), { was: 'right' });
    assert.equal(looked, false);
    first.end(true);
    assert.deepEqual([await slow, await waits], [{ was: 'right' }, { was: 'right' }]);
  });

  it('are told to come back when more than a thousand are under way', async () => {
    const attempts = createAttempts(1);
    const held = open<boolean>();
    const made = Array.from({ length: 1000 }, () => attempts.make('ann', HERE, () => held.promise));
    const more = await attempts.make('bob', '192.0.2.2', () => Promise.resolve(true));
    assert.deepEqual(more, { was: 'locked', seconds: 1, first: false });
    held.end(false);
    const outcomes = await Promise.all(made);
    assert.equal(outcomes.filter(({ was }) => was === 'wrong').length, 1);
    assert.deepEqual(await attempts.make('bob', '192.0.2.2', () => Promise.resolve(true)), { was: 'right' });
  });

  it('never let more guesses through than are allowed, however they come', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(
          fc.record({ user: fc.constantFrom('ann', 'bob'), right: fc.boolean(), turns: fc.nat({ max: 3 }) }),
          { maxLength: 40 },
        ),
        async (max, tries) => {
          const attempts = createAttempts(max);
          const outcomes = await Promise.all(
            tries.map(({ user, right, turns: ticks }) =>
              attempts.make(user, HERE, async () => {
                for (let i = 0; i < ticks; i++) await settle();
                return right;
              }),
            ),
          );
          const wrong = outcomes.filter(({ was }) => was === 'wrong').length;
          assert.ok(wrong <= max);
          const guesses = tries.filter(({ right }) => !right).length;
          if (guesses < max) assert.ok(outcomes.every(({ was }) => was !== 'locked'));
        },
      ),
      { numRuns: 100, seed: 20_261_122 },
    ));

  it('count an IPv6 network as one address', () =>
    assert.equal(network('2001:DB8:0:1::5'), network('2001:db8::1:ffff:0:0:9')));
});

describe('hashes', () => {
  it('are worked on in turn, so many at a time, also when one fails', async () => {
    const inTurn = turns(2);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const results = await Promise.allSettled(
      Array.from({ length: 9 }, (_, i) =>
        inTurn(async () => {
          order.push(i);
          most = Math.max(most, ++running);
          await settle();
          running--;
          if (i === 4) throw new Error('failed');
          return i;
        }),
      ),
    );
    assert.equal(most, 2);
    assert.deepEqual(order, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert.equal(results.filter(({ status }) => status === 'rejected').length, 1);
  });
});
