import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countdown } from '../../../../src/web/time/countdown.js';

describe('countdown', () => {
  it('starts full and shows whole seconds rounded up', () => {
    assert.deepEqual(countdown(1000, 31_000, 1000), {
      leftMs: 30_000,
      leftSeconds: 30,
      percent: 100,
      urgent: false,
    });
    assert.equal(countdown(1000, 31_000, 1001).leftSeconds, 30);
  });
  it('shows 0 only when it is over', () => {
    assert.equal(countdown(0, 30_000, 29_999).leftSeconds, 1);
    assert.equal(countdown(0, 30_000, 30_000).leftSeconds, 0);
    assert.equal(countdown(0, 30_000, 99_000).leftMs, 0);
  });
  it('hurries in the last fifth, at least in the last five seconds', () => {
    assert.equal(countdown(0, 60_000, 47_999).urgent, false);
    assert.equal(countdown(0, 60_000, 48_000).urgent, true);
    assert.equal(countdown(0, 10_000, 5000).urgent, true);
  });
  it('is over at once when it ends at or before its start', () => {
    assert.equal(countdown(5, 5, 0).percent, 0);
    assert.equal(countdown(5, 1, 0).leftMs, 0);
  });
  it('never leaves its range and never grows with time, whatever the clocks say', () => {
    const moment = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(moment, moment, moment, moment, (since, until, now, later) => {
        const a = countdown(since, until, now);
        const b = countdown(since, until, now + later);
        assert.ok(a.percent >= 0 && a.percent <= 100);
        assert.ok(b.leftMs <= a.leftMs);
      }),
    );
  });
});
