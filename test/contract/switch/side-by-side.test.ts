import assert from 'node:assert/strict';
import { sideBySide } from './side-by-side.js';

describe('the report of the contract suite', () => {
  const seen = { passed: 3, failed: 1, notRun: 0 };

  it('puts the counts of all switches side by side; one that was not at hand has run nothing', () => {
    const lines = sideBySide([
      { name: 'one', counts: new Map([['mute', seen]]) },
      { name: 'other', counts: new Map([['mute', { passed: 4, failed: 0, notRun: 0 }]]) },
      { name: 'away', counts: new Map() },
    ]).split('\n');
    const told = lines.map((line) => line.trim().split(/\s+/).join(' '));
    assert.deepEqual(told.slice(2), ['mute 3 1 0 4 0 0 0 0 4', 'all 3 1 0 4 0 0 0 0 4']);
    assert.equal(told[0], 'one other away');
  });

  it('says nothing where no suite was run', () => {
    assert.equal(sideBySide([{ name: 'one', counts: new Map() }]), '');
  });
});
