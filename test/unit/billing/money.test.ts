import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatMoney, parseMoney } from '../../../src/billing/money.js';

describe('Amounts', () => {
  it('are written and read back exactly, negative ones too', () =>
    fc.assert(
      fc.property(fc.integer({ min: -1e14, max: 1e14 }), (amount) => {
        assert.equal(parseMoney(formatMoney(amount)), amount);
      }),
    ));
  it('are read without a fraction ever being computed', () => {
    assert.deepEqual(
      ['0.1', '0.0001', '1', '12.5', '-3.25', '0.10000'].map(parseMoney),
      [1000, 1, 10_000, 125_000, -32_500, 1000],
    );
  });
  it('that are none are told', () =>
    assert.deepEqual(
      ['', '1,5', '0.00001', '1e3', '--1', 'x', '.5', '1.'].map(parseMoney),
      Array<null>(8).fill(null),
    ));
});
