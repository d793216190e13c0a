import assert from 'node:assert/strict';
import {
  bytesText,
  clockText,
  levelText,
  offsetText,
  percentText,
  preciseTimeText,
} from '../../../../src/web/time/format.js';

describe('figures as text', () => {
  it('shows a length of time in whole seconds, with hours only when there are some', () => {
    assert.equal(clockText(0), '0:00');
    assert.equal(clockText(59_999), '0:59');
    assert.equal(clockText(61_000), '1:01');
    assert.equal(clockText(3_600_000), '1:00:00');
    assert.equal(clockText(36_061_000), '10:01:01');
  });
  it('never shows a negative time when clocks disagree by a little', () => {
    assert.equal(clockText(-400), '0:00');
  });
  it('shows the distance of a step with milliseconds and sign', () => {
    assert.equal(offsetText(3250), '+0:03.250');
    assert.equal(offsetText(0), '+0:00.000');
    assert.equal(offsetText(-4), '−0:00.004');
  });
  it('says 100 % only when it is all', () => {
    assert.equal(percentText(0.9999), '99 %');
    assert.equal(percentText(1), '100 %');
    assert.equal(percentText(0.29), '29 %');
    assert.equal(percentText(null), '–');
  });
  it('shows levels and sizes, and a dash for what is not known', () => {
    assert.equal(levelText(-23.44), '−23.4 dBFS');
    assert.equal(levelText(null), '–');
    assert.equal(bytesText(5_941_804), '5.9 MB');
    assert.equal(bytesText(44), '0.0 kB');
    assert.equal(bytesText(null), '–');
  });
  it('keeps the milliseconds of a moment', () => {
    assert.match(preciseTimeText(Date.UTC(2026, 0, 2, 3, 4, 5, 6), 'en'), /:04:05\.006$/);
  });
});
