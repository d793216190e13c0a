import assert from 'node:assert/strict';
import { addCounts, countsOfRun, totalsLine } from '../../../../scripts/testing/totals.js';

describe('the sum of all tests', () => {
  it('is one line, with skipped ones only when there are any', () => {
    assert.equal(totalsLine({ passed: 12, failed: 0, skipped: 0 }), '12 passed, 0 failed');
    assert.equal(totalsLine({ passed: 12, failed: 1, skipped: 2 }), '12 passed, 1 failed, 2 skipped');
  });
  it('adds what each kind counted', () =>
    assert.deepEqual(
      addCounts({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 }),
      {
        passed: 11,
        failed: 22,
        skipped: 33,
      },
    ));
  it('takes a run as it counted itself', () => {
    const counts = { passed: 5, failed: 2, skipped: 0 };
    assert.deepEqual(countsOfRun(counts, 2), counts);
    assert.deepEqual(countsOfRun({ ...counts, failed: 0 }, 0), { ...counts, failed: 0 });
  });
  it('counts a failure where a run left no result, had no test, or ended badly after success', () => {
    assert.equal(countsOfRun(undefined, 0).failed, 1);
    assert.equal(countsOfRun({ passed: 0, failed: 0, skipped: 0 }, 0).failed, 1);
    assert.equal(countsOfRun({ passed: 5, failed: 0, skipped: 0 }, 7).failed, 1);
  });
});
