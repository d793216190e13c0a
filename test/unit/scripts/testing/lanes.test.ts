import assert from 'node:assert/strict';
import { deal } from '../../../../scripts/testing/lanes.js';

describe('files for runs side by side', () => {
  it('are all dealt, each once, in the order of their names', () => {
    assert.deepEqual(deal(['d', 'a', 'c', 'b', 'e'], 2), [
      ['a', 'c', 'e'],
      ['b', 'd'],
    ]);
  });

  it('make no lane without a file, and none at all of nothing', () => {
    assert.deepEqual(deal(['a'], 3), [['a']]);
    assert.deepEqual(deal([], 2), []);
  });
});
