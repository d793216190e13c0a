import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Sources } from '../../../../src/switch/asterisk/sources.js';

/** What was told of changes, as `leg` or `leg alone`, since it was asked last. */
function watched() {
  let told: string[] = [];
  const sources = new Sources((leg, alone) => told.push(alone ? `${leg} alone` : leg));
  const move = (type: 'bridge.joined' | 'bridge.left', bridge: string, leg: string): void =>
    sources.hear({ type, bridge, leg, at: 0 });
  return {
    sources,
    joins: (leg: string, bridge = 'talk') => move('bridge.joined', bridge, leg),
    leaves: (leg: string, bridge = 'talk') => move('bridge.left', bridge, leg),
    ends: (leg: string) => sources.hear({ type: 'leg.ended', leg, cause: 'normal', at: 0 }),
    changes: () => {
      const all = told.sort();
      told = [];
      return all;
    },
  };
}

describe('where the sound of a conversation comes from', () => {
  it('the first partner is no change', () => {
    const w = watched();
    w.joins('a');
    w.joins('b');
    assert.deepEqual(w.changes(), []);
  });

  it('a third member changes what the first two hear, not what it hears itself', () => {
    const w = watched();
    for (const leg of ['a', 'b', 'c']) w.joins(leg);
    assert.deepEqual(w.changes(), ['a', 'b']);
    w.joins('d');
    assert.deepEqual(w.changes(), [], 'all heard the mixer since there were three');
  });

  it('whoever leaves, and whoever is left alone, may hear somebody else next', () => {
    const w = watched();
    for (const leg of ['a', 'b']) w.joins(leg);
    w.leaves('b');
    assert.deepEqual(w.changes(), ['a alone', 'b alone']);
    w.joins('c');
    assert.deepEqual(w.changes(), [], 'ears were put on when it was alone');
  });

  it('back from the mixer to one partner is a change', () => {
    const w = watched();
    for (const leg of ['a', 'b', 'c']) w.joins(leg);
    w.changes();
    w.leaves('c');
    assert.deepEqual(w.changes(), ['a', 'b', 'c alone']);
  });

  it('what a snapshot shows differently from before is a change; what it shows again is none', () => {
    const w = watched();
    for (const leg of ['a', 'b']) w.joins(leg);
    w.sources.adopt([{ bridge: 'talk', legs: ['a', 'b'] }]);
    assert.deepEqual(w.changes(), []);
    w.sources.adopt([{ bridge: 'x', legs: ['a', 'c'] }]);
    assert.deepEqual(w.changes(), ['a']);
  });

  it('a leg that never hears two sources in a row without a change between, whatever happens', () => {
    const moves = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('x', 'y', 'out')), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(moves, (steps) => {
        const at = new Map<string, string>();
        const fresh = new Set<string>(['a', 'b', 'c', 'd']);
        const heard = new Map<string, string>();
        const sources = new Sources((leg) => fresh.add(leg));
        for (const [leg, to] of steps) {
          const from = at.get(leg);
          if (from === to) continue;
          if (from) sources.hear({ type: 'bridge.left', bridge: from, leg, at: 0 });
          at.delete(leg);
          if (to !== 'out') {
            at.set(leg, to);
            sources.hear({ type: 'bridge.joined', bridge: to, leg, at: 0 });
          }
          for (const [each, bridge] of at) {
            const others = [...at].filter(([other, where]) => where === bridge && other !== each);
            if (others.length === 0) continue;
            const source = others.length === 1 ? others[0]![0] : `mixer of ${bridge}`;
            if (heard.get(each) !== undefined && heard.get(each) !== source && !fresh.has(each))
              assert.fail(`${each} hears ${source} with the ears made for ${heard.get(each)}`);
            if (heard.get(each) !== source) fresh.delete(each);
            heard.set(each, source);
          }
        }
      }),
    );
  });
});
