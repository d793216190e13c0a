import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nextMembers } from '../../../src/call/hunt.js';

describe('Who of a ring group is rung next', () => {
  it('all: everybody at once; otherwise one after the other', () => {
    assert.equal(nextMembers('all', 4, 0), 4);
    assert.equal(nextMembers('in-order', 4, 0), 1);
    assert.equal(nextMembers('memory', 4, 3), 1);
    assert.equal(nextMembers('memory', 0, 0), 0);
  });

  it('each member is rung once, whatever the strategy', () => {
    fc.assert(
      fc.property(fc.constantFrom('all', 'in-order', 'memory'), fc.nat(50), (strategy, members) => {
        let tried = 0;
        for (
          let more = nextMembers(strategy, members, tried);
          more > 0;
          more = nextMembers(strategy, members, tried)
        )
          tried += more;
        assert.equal(tried, members);
      }),
    );
  });
});
