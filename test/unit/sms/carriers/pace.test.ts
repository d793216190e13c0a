import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RateLimit, steady, throttled, took, type Pace } from '../../../../src/sms/carriers/pace.js';

describe('The pace of a link', () => {
  it('pauses for 20 milliseconds when the carrier is full, for twice as long each time, never for more than 5 seconds', () => {
    let pace = steady(10);
    const pauses: number[] = [];
    for (let now = 1000; pauses.length < 10; now = pace.until) {
      pace = throttled(pace, now);
      pauses.push(pace.until - now);
    }
    assert.deepEqual(pauses, [20, 40, 80, 160, 320, 640, 1280, 2560, 5000, 5000]);
  });

  it('takes refusals of what was under way already for one', () => {
    const once = throttled(steady(10), 1000);
    assert.equal(throttled(throttled(once, 1005), 1019), once);
    assert.equal(once.window, 5);
  });

  it('has its whole window and no pause again after good answers', () => {
    let pace = throttled(throttled(throttled(steady(10), 0), 20), 60);
    assert.equal(pace.window, 10 / 8);
    let answers = 0;
    while (pace.window < 10 || pace.pauseMs > 0) {
      pace = took(pace, 10);
      assert.ok(++answers < 100, 'as many answers as there are in a second of most carriers');
    }
    assert.equal(throttled(pace, 1000).until, 1020, 'and begins with the shortest pause the next time');
  });

  it('stays between one and the window, whatever the carrier says', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 6000 })), { maxLength: 300 }),
        (most, history) => {
          let pace: Pace = steady(most);
          let now = 0;
          for (const [full, later] of history) {
            now += later;
            pace = full ? throttled(pace, now) : took(pace, most);
            assert.ok(pace.window >= 1 && pace.window <= most, String(pace.window));
            assert.ok(pace.until - now <= 5000);
          }
        },
      ),
    ));
});

describe('A rate', () => {
  it('is kept over any second, after a pause too', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 100 }),
        (perSecond, steps) => {
          const rate = new RateLimit(perSecond);
          const taken: number[] = [];
          let now = 5000;
          for (const step of steps) {
            now += step;
            while (rate.wait(now) === 0) {
              rate.take();
              taken.push(now);
            }
          }
          // A tenth of a second's worth may have been saved up.
          const most = perSecond + Math.max(1, perSecond / 10) + 1;
          for (const at of taken)
            assert.ok(taken.filter((one) => one >= at && one < at + 1000).length <= most);
        },
      ),
      { numRuns: 50 },
    ));

  it('of zero is no limit', () => assert.equal(new RateLimit(0).wait(0), 0));

  it('is asked for again exactly when one more may go', () => {
    const rate = new RateLimit(10);
    assert.equal(rate.wait(0), 0);
    rate.take();
    assert.equal(rate.wait(0), 100);
    assert.equal(rate.wait(100), 0);
  });

  it('goes on when the clock is set back', () => {
    const rate = new RateLimit(10);
    rate.wait(1_000_000);
    rate.take();
    rate.wait(0);
    assert.equal(rate.wait(100), 0);
  });
});
