import assert from 'node:assert/strict';
import { Tariffs, type PricedThing } from '../../../src/billing/tariffs.js';

const at = (text: string): number => Date.parse(text);
const thing = (changes: Partial<PricedThing> = {}): PricedThing => ({
  service: '',
  number: '8613900000001',
  carrier: () => 'mobile',
  minuteOfDay: () => 600,
  ...changes,
});
const tariffs = new Tariffs([
  {
    id: 'standard',
    versions: [
      { validFrom: at('2026-06-01T00:00:00Z'), rows: [{ price: 700 }] },
      {
        validFrom: at('2026-01-01T00:00:00Z'),
        rows: [
          { services: ['otp'], price: 400 },
          { segments: ['86139'], carriers: ['mobile'], price: 450 },
          { segments: ['86'], hours: { from: 1320, to: 480 }, price: 300 },
          { segments: ['86'], price: 500 },
        ],
      },
    ],
  },
]);
const price = (of: PricedThing, when = '2026-03-01T00:00:00Z'): number | undefined =>
  tariffs.price('standard', of, at(when))?.price;

describe('Tariffs', () => {
  it('take the longest segment first, then the first row that fits', () => {
    assert.equal(price(thing()), 450);
    assert.equal(price(thing({ carrier: () => 'other' })), 500);
    assert.equal(price(thing({ number: '8613800000001' })), 500);
  });
  it('know the night, past midnight too', () => {
    const night = { number: '8613800000001' };
    assert.deepEqual(
      [1320, 0, 479, 480, 1319].map((minute) => price(thing({ ...night, minuteOfDay: () => minute }))),
      [300, 300, 300, 500, 500],
    );
  });
  it('fall back to rows without a segment, and without one there is no price', () => {
    assert.equal(price(thing({ number: '4477', service: 'otp' })), 400);
    assert.equal(price(thing({ number: '4477' })), undefined);
  });
  it('have versions: each counts from its moment, the one before until then, none before the first', () => {
    assert.equal(price(thing(), '2026-05-31T23:59:59.999Z'), 450);
    assert.equal(price(thing(), '2026-06-01T00:00:00Z'), 700);
    assert.equal(price(thing(), '2025-12-31T23:59:59Z'), undefined);
    assert.equal(
      tariffs.price('standard', thing(), at('2026-07-01T00:00:00Z'))?.version,
      'standard@2026-06-01#2',
    );
  });
  it('that nobody knows have no price', () => assert.equal(tariffs.price('gone', thing(), 0), null));
});
