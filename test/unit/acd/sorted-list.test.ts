import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SortedList } from '../../../src/acd/sorted-list.js';

describe('SortedList', () => {
  it('holds what a sorted array holds, through splits and merges of its chunks', () => {
    const deed = fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 700 }));
    fc.assert(
      fc.property(
        fc.array(deed, { minLength: 300, maxLength: 1500, size: 'max' }),
        fc.boolean(),
        (deeds, fill) => {
          const list = new SortedList<number>((a, b) => a - b);
          const plain = new Set<number>();
          if (fill) for (let i = 0; i <= 700; i++) assert.equal((plain.add(i), list.add(i)), true);
          for (const [add, item] of deeds) {
            if (add) assert.equal(list.add(item), !plain.has(item));
            else assert.equal(list.delete(item), plain.has(item));
            if (add) plain.add(item);
            else plain.delete(item);
          }
          const sorted = [...plain].sort((a, b) => a - b);
          assert.deepEqual(list.toArray(), sorted);
          assert.equal(list.size, sorted.length);
          assert.equal(list.first(), sorted[0]);
          sorted.forEach((item, i) => assert.equal(list.placeOf(item), i));
          assert.equal(list.placeOf(-1), -1);
          for (const item of sorted) assert.equal(list.delete(item), true);
          assert.deepEqual([list.size, list.first()], [0, undefined]);
        },
      ),
      { numRuns: 30 },
    );
  });
});
