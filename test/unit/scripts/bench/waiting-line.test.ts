import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WaitingLine, type Waited } from '../../../../scripts/bench/waiting-line.js';

describe('who waited when', () => {
  it('a caller waits from the answer until a phone is rung', () => {
    const line = new WaitingLine([
      { queue: 0, from: 10, to: 20 },
      { queue: 0, from: 15, to: 30 },
      { queue: 1, from: 12 },
    ]);
    assert.deepEqual(
      [9, 10, 14, 15, 19, 20, 29, 30].map((at) => line.waiting(0, at)),
      [0, 1, 1, 2, 2, 1, 1, 0],
    );
    assert.deepEqual([line.waiting(1, 11), line.waiting(1, 1e9), line.waiting(2, 15)], [0, 1, 0]);
  });

  it('whose phone was rung before the answer was logged never waited', () => {
    const line = new WaitingLine([{ queue: 0, from: 10, to: 9 }]);
    assert.deepEqual([line.waiting(0, 9), line.waiting(0, 10), line.waiting(0, 11)], [0, 0, 0]);
  });

  it('agrees with counting one by one', () => {
    const waited = fc.record(
      {
        queue: fc.integer({ min: 0, max: 2 }),
        from: fc.integer({ min: 0, max: 30 }),
        to: fc.integer({ min: 0, max: 30 }),
      },
      { requiredKeys: ['queue', 'from'] },
    ) as fc.Arbitrary<Waited>;
    fc.assert(
      fc.property(fc.array(waited), fc.integer({ min: 0, max: 30 }), (callers, at) => {
        const line = new WaitingLine(callers);
        for (const queue of [0, 1, 2])
          assert.equal(
            line.waiting(queue, at),
            callers.filter(
              ({ queue: own, from, to }) =>
                own === queue && from <= at && (to === undefined || Math.max(from, to) > at),
            ).length,
          );
      }),
    );
  });
});
