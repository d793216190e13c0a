import assert from 'node:assert/strict';
import fc from 'fast-check';
import { percentile, rounded } from '../../../../scripts/bench/figures.js';

describe('figures of benches', () => {
  it('a percentile is a value that was seen, which that share of all do not exceed', () => {
    const ten = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
    assert.deepEqual(
      [0, 0.1, 0.5, 0.51, 0.99, 1].map((share) => percentile(ten, share)),
      [1, 1, 5, 6, 10, 10],
    );
    assert.deepEqual([percentile([], 0.5), percentile([7], 0.99)], [0, 7]);
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, share) => {
          const found = percentile(values, share);
          const below = values.filter((value) => value < found).length;
          const notAbove = values.filter((value) => value <= found).length;
          assert.ok(values.includes(found));
          assert.ok(notAbove >= share * values.length - 1e-9 && below < share * values.length + 1e-9);
        },
      ),
    );
  });

  it('leaves the values as they were', () => {
    const values = [3, 1, 2];
    percentile(values, 0.5);
    assert.deepEqual(values, [3, 1, 2]);
  });

  it('rounds to hundredths', () => assert.deepEqual([1.234, 1.236, 2].map(rounded), [1.23, 1.24, 2]));
});
