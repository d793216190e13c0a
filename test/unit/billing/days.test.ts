import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createDays } from '../../../src/billing/days.js';

const ZONES = ['Asia/Shanghai', 'Europe/Berlin', 'America/Sao_Paulo', 'Asia/Beirut', 'Asia/Kathmandu', 'UTC'];

describe('Days of a zone', () => {
  for (const zone of ZONES)
    it(`begin at their first moment in ${zone}, at changes of clocks too`, () => {
      const days = createDays(zone);
      fc.assert(
        fc.property(fc.integer({ min: Date.UTC(2016, 0), max: Date.UTC(2030, 0) }), (at) => {
          const day = days.dayOf(at);
          const start = days.startOf(day);
          assert.ok(start <= at);
          assert.equal(days.dayOf(start), day);
          assert.ok(days.dayOf(start - 1) < day);
          assert.equal(Date.parse(days.write(at)), at);
        }),
        { numRuns: 300 },
      );
    });
  it('follow each other', () => {
    const days = createDays('Asia/Shanghai');
    assert.equal(days.after('2026-12-31'), '2027-01-01');
    assert.equal(days.startOf('2026-11-22'), Date.parse('2026-11-21T16:00:00Z'));
    assert.equal(days.write(Date.parse('2026-11-22T00:00:00Z')), '2026-11-22T08:00:00.000+08:00');
    assert.equal(days.minuteOfDay(Date.parse('2026-11-22T00:30:00Z')), 510);
  });
});
