import assert from 'node:assert/strict';
import { Rates } from '../../../src/sms/rates.js';

describe('Rates', () => {
  it('are not known at the first look, then what was added a second', () => {
    const rates = new Rates();
    assert.equal(rates.of('a', 100, 1000), null);
    assert.equal(rates.of('a', 110, 2000), 10);
    assert.equal(rates.of('b', 7, 2000), null, 'each by itself');
  });
  it('forget what was more than some seconds ago', () => {
    const rates = new Rates();
    for (let second = 0; second <= 20; second++) rates.of('a', second * 100, second * 1000);
    for (let second = 21; second <= 30; second++) rates.of('a', 2000, second * 1000);
    assert.equal(rates.of('a', 2000, 31_000), 0);
  });
  it('compare with the last look, however long ago it was', () => {
    const rates = new Rates();
    rates.of('a', 0, 0);
    assert.equal(rates.of('a', 600, 60_000), 10);
  });
  it('are the same when two ask in one moment', () => {
    const rates = new Rates();
    rates.of('a', 0, 0);
    assert.equal(rates.of('a', 10, 1000), 10);
    assert.equal(rates.of('a', 10, 1000), 10);
  });
});
