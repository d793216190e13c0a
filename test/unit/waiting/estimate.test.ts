import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  ENOUGH,
  NO_ERROR,
  NO_PACE,
  WINDOW,
  errorAfter,
  estimateAt,
  paceAfterDeparture,
  paceAfterEntry,
  type Pace,
} from '../../../src/waiting/estimate.js';

/** A line that never empties and of which somebody leaves at each of these times. */
function paceOf(departures: readonly number[]): Pace {
  let pace = paceAfterEntry(NO_PACE, 0);
  for (const at of departures) pace = paceAfterDeparture(pace, at, 1);
  return pace;
}

describe('the estimate of a wait', () => {
  it('is nothing before anybody left and without an assumption', () => {
    assert.equal(estimateAt(NO_PACE, 3, undefined), undefined);
    assert.equal(estimateAt(paceOf([10_000]), 3, undefined), undefined);
  });

  it('is the assumption, by its name, until enough have left', () => {
    assert.deepEqual(estimateAt(paceOf([10_000]), 3, 20_000), { method: 'assumed', ms: 60_000 });
  });

  it('is place times pace of a steady line', () => {
    const departures = Array.from({ length: ENOUGH }, (_, n) => (n + 1) * 30_000);
    assert.deepEqual(estimateAt(paceOf(departures), 4, 1), { method: 'pace', ms: 120_000 });
  });

  it('does not count the time in which nobody waited', () => {
    let pace = paceOf([30_000, 60_000]);
    pace = paceAfterDeparture(pace, 90_000, 0); // the last one
    pace = paceAfterEntry(pace, 4_000_000);
    pace = paceAfterDeparture(pace, 4_030_000, 0);
    assert.equal(pace.meanMs, 30_000);
  });

  it('follows a line that becomes slower', () => {
    const fast = Array.from({ length: WINDOW }, (_, n) => (n + 1) * 10_000);
    const end = fast.at(-1)!;
    const slow = Array.from({ length: 3 * WINDOW }, (_, n) => end + (n + 1) * 60_000);
    const { meanMs } = paceOf([...fast, ...slow]);
    assert.ok(meanMs > 55_000 && meanMs <= 60_000, `${meanMs}`);
  });

  it('lies between the shortest and the longest interval, whatever happened', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600_000 }), { minLength: 1 }), (intervals) => {
        let at = 0;
        const pace = paceOf(intervals.map((interval) => (at += interval)));
        assert.ok(pace.meanMs >= Math.min(...intervals) - 1e-6);
        assert.ok(pace.meanMs <= Math.max(...intervals) + 1e-6);
      }),
    );
  });

  it('has its error added up: bias keeps the sign, the distance does not', () => {
    const error = errorAfter(errorAfter(NO_ERROR, 60_000, 90_000), 60_000, 40_000);
    assert.deepEqual(error, { count: 2, biasMs: 10_000, absoluteMs: 50_000 });
  });
});
