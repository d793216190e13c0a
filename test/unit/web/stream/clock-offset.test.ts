import assert from 'node:assert/strict';
import fc from 'fast-check';
import { backOffMs } from '../../../../src/web/stream/back-off.js';
import { clockOffset, withSample, type ClockSample } from '../../../../src/web/stream/clock-offset.js';

describe("the centre's clock", () => {
  it('counts as our own without a sample', () => {
    assert.equal(clockOffset([]), 0);
  });
  it('is taken from the exchange with the shortest way', () => {
    const slow: ClockSample = { sentAt: 0, centreAt: 9000, receivedAt: 4000 };
    const fast: ClockSample = { sentAt: 5000, centreAt: 12_010, receivedAt: 5020 };
    assert.equal(clockOffset([slow, fast, slow]), 7000);
  });
  it('is wrong by at most half of the way there and back', () => {
    const way = fc.integer({ min: 0, max: 3000 });
    fc.assert(
      fc.property(fc.integer({ min: -1e7, max: 1e7 }), way, way, (ahead, there, back) => {
        const sample = { sentAt: 1000, centreAt: 1000 + there + ahead, receivedAt: 1000 + there + back };
        assert.ok(Math.abs(clockOffset([sample]) - ahead) <= (there + back) / 2);
      }),
    );
  });
  it('forgets all but the last eight samples, so that a changed clock is found again', () => {
    let samples: readonly ClockSample[] = [];
    for (let i = 0; i < 20; i++) samples = withSample(samples, { sentAt: i, centreAt: i, receivedAt: i });
    assert.deepEqual(
      samples.map((sample) => sample.sentAt),
      [12, 13, 14, 15, 16, 17, 18, 19],
    );
  });
});

describe('back-off', () => {
  it('doubles from 0.2 s to 5 s', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 7, 100].map((failures) => backOffMs(failures, 0)),
      [200, 400, 800, 1600, 3200, 5000, 5000, 5000],
    );
  });
  it('is spread by chance and stays within 0.2 s and 5 s', () => {
    assert.equal(backOffMs(6, 1), 2500);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, chance) => {
          const ms = backOffMs(n, chance);
          assert.ok(ms >= 200 && ms <= 5000);
        },
      ),
    );
  });
});
