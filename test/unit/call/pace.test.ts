import assert from 'node:assert/strict';
import fc from 'fast-check';
import { firstPace, paced, type Pace } from '../../../src/call/pace.js';

const limits = { least: 4, most: 100 };

/** So many rings that each took so long, with as many under way as may be. */
function after(pace: Pace, rings: number, tookMs: number): Pace {
  let next = pace;
  for (let ring = 0; ring < rings; ring++)
    next = paced(next, { tookMs, underWay: Math.floor(next.window) }, limits);
  return next;
}

/**
 * A switch that does so many rings at a time at its best speed; more than that stand in line inside it. What a ring takes
 * follows from how many are let through.
 */
const inSwitch = (rings: number, capacity: number, bestMs: number): number =>
  rings <= capacity ? bestMs : (bestMs * rings) / capacity;

describe('The pace of rings', () => {
  it('stays within its limits, whatever the switch does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ tookMs: fc.nat(60_000), underWay: fc.integer({ min: 1, max: 500 }) })),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(200),
        (samples, least, more) => {
          const bounds = { least, most: least + more };
          let pace = firstPace(bounds);
          for (const sample of samples) {
            pace = paced(pace, sample, bounds);
            assert.ok(pace.window >= bounds.least && pace.window <= bounds.most);
            assert.ok(Number.isFinite(pace.usualMs));
          }
        },
      ),
    );
  });

  it('grows to its most while rings take what they usually take, be that little or much', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), (tookMs) => {
        assert.equal(after(firstPace(limits), 400, tookMs).window, limits.most);
      }),
    );
  });

  it('shrinks while rings take much longer than usual', () => {
    const usual = after(firstPace(limits), 400, 50);
    const slow = after(usual, 10, 1000);
    assert.ok(slow.window < usual.window / 1.5, String(slow.window));
  });

  it('one ring that took long among many does not cut it by more than a tenth', () => {
    const usual = after(firstPace(limits), 400, 50);
    assert.ok(after(usual, 1, 5000).window > usual.window * 0.9);
  });

  it('recovers from any past within a few hundred rings', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60_000 }), { maxLength: 300 }), (past) => {
        let pace = firstPace(limits);
        for (const tookMs of past) pace = after(pace, 1, tookMs);
        assert.equal(after(pace, 600, 40).window, limits.most);
      }),
    );
  });

  it('takes no slower machine for an overload: ten times slower for good leads back to its most', () => {
    const quick = after(firstPace(limits), 400, 30);
    assert.equal(after(quick, 200, 300).window, limits.most);
  });

  it('lets through no less than the switch can do, and in the first seconds of an overload not much more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 60 }), fc.integer({ min: 10, max: 500 }), (capacity, bestMs) => {
        const wide = { least: 4, most: 1000 };
        // Learnt while there was room.
        let pace: Pace = { window: wide.least, usualMs: bestMs };
        for (let ring = 0; ring < 60; ring++) {
          const underWay = Math.floor(pace.window);
          pace = paced(pace, { tookMs: inSwitch(underWay, capacity, bestMs), underWay }, wide);
        }
        assert.ok(pace.window >= capacity, `${pace.window} of ${capacity}`);
        assert.ok(pace.window <= capacity * 6 + 10, `${pace.window} of ${capacity}`);
      }),
    );
  });

  it('rings while there is room anyway move nothing but what is usual', () => {
    const first = firstPace(limits);
    assert.equal(paced(first, { tookMs: 9000, underWay: 3 }, limits).window, first.window);
  });

  it('a limit below the first window holds from the start', () => {
    assert.equal(firstPace({ least: 1, most: 3 }).window, 3);
  });
});
