import assert from 'node:assert/strict';
import { nodeKind } from '../../../../src/ivr/nodes/index.js';
import { ring } from '../../../../src/ivr/nodes/ring.js';

describe('ivr node ring', () => {
  const settings = { number: '601' };

  it('ends the flow and names whom to ring; the number must be one of the centre', () => {
    assert.equal(nodeKind('ring'), ring);
    assert.deepEqual(ring.exits(settings), []);
    assert.deepEqual(ring.needs(settings), { rings: ['601'] });
    const context = {
      language: 'en' as const,
      collected: {},
      now: 0,
      around: { opening: () => 'open' as const },
      newId: () => 'x',
    };
    assert.deepEqual(ring.enter(settings, context), { then: 'ring', number: '601' });
  });

  it('a number is needed', () => assert.equal(ring.settings.safeParse({}).success, false));
});
