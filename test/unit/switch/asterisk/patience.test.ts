import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  answered,
  NO_ANSWER_YET,
  patienceMs,
  type Answers,
} from '../../../../src/switch/asterisk/patience.js';

const LEAST_MS = 5000;

const after = (answers: Answers, tookMs: readonly number[]): Answers => tookMs.reduce(answered, answers);

const times = (count: number, tookMs: number): number[] => Array<number>(count).fill(tookMs);

describe('Patience with a switch', () => {
  it('is the least before the first answer, and with one that answers at once', () => {
    assert.equal(patienceMs(NO_ANSWER_YET, LEAST_MS), LEAST_MS);
    assert.equal(patienceMs(after(NO_ANSWER_YET, times(1000, 12)), LEAST_MS), LEAST_MS);
  });

  it('is never less than the least nor more than six times that, whatever answers take', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300_000)), (tookMs) => {
        const patience = patienceMs(after(NO_ANSWER_YET, tookMs), LEAST_MS);
        assert.ok(patience >= LEAST_MS && patience <= 6 * LEAST_MS);
      }),
    );
  });

  it('grows beyond what answers take, before they take longer than the least', () => {
    const rising = Array.from({ length: 400 }, (_unused, at) => at * 10);
    assert.ok(patienceMs(after(NO_ANSWER_YET, rising), LEAST_MS) > LEAST_MS);
  });

  it('covers answers of 2 to 8 seconds', () => {
    const slow = Array.from({ length: 400 }, (_unused, at) => 2000 + ((at * 37) % 61) * 100);
    assert.ok(patienceMs(after(NO_ANSWER_YET, slow), LEAST_MS) > 8000);
  });

  it('is the least again a few hundred quick answers after the worst', () => {
    const worst = after(NO_ANSWER_YET, times(1000, 30_000));
    assert.equal(patienceMs(after(worst, times(600, 20)), LEAST_MS), LEAST_MS);
  });
});
