import assert from 'node:assert/strict';
import fc from 'fast-check';
import { firstPace, paced, type Pace } from '../../../src/call/pace.js';

const limits = { least: 4, most: 100, slowMs: 500 };
const quick = { tookMs: 20, full: true };

describe('The pace of rings', () => {
  it('stays within its limits, whatever the switch does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ tookMs: fc.nat(10_000), full: fc.boolean(), gap: fc.nat(2000) })),
        (samples) => {
          let pace = firstPace(limits);
          let at = 1_000_000;
          for (const { gap, ...sample } of samples) {
            pace = paced(pace, { ...sample, at: (at += gap) }, limits);
            assert.ok(pace.window >= limits.least && pace.window <= limits.most);
          }
        },
      ),
    );
  });

  it('a slow answer makes it smaller, once for all that were asked before', () => {
    const first = firstPace(limits);
    const cut = paced(first, { tookMs: 2000, at: 10_000, full: true }, limits);
    assert.ok(cut.window < first.window);
    assert.deepEqual(paced(cut, { tookMs: 2000, at: 10_500, full: true }, limits), cut);
    assert.ok(paced(cut, { tookMs: 2000, at: 12_100, full: true }, limits).window < cut.window);
  });

  it('a whole window of quick answers makes room for a few more; up to the most', () => {
    let pace: Pace = { window: 10, cutAt: 0 };
    for (let at = 0; at < 10; at++) pace = paced(pace, { ...quick, at }, limits);
    assert.ok(pace.window > 13 && pace.window < 15, String(pace.window));
    for (let at = 0; at < 10_000; at++) pace = paced(pace, { ...quick, at }, limits);
    assert.equal(pace.window, limits.most);
  });

  it('quick answers while there is room anyway tell nothing', () => {
    const first = firstPace(limits);
    assert.deepEqual(paced(first, { tookMs: 1, at: 5, full: false }, limits), first);
  });

  it('a limit below the first window holds from the start', () => {
    assert.equal(firstPace({ least: 1, most: 3, slowMs: 500 }).window, 3);
  });
});
