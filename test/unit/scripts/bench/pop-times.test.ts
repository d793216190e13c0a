import assert from 'node:assert/strict';
import { paintedPops } from '../../../../scripts/bench/pop-times.js';

const row = (type: string, at: number, data: object = {}, call = 'call_1') => ({
  type,
  call,
  at,
  data: JSON.stringify(data),
});

describe('The times of pops', () => {
  const begin = [row('call.arrived', 100, { from: { number: '13611' } }), row('call.queued', 110)];

  it('a pop that the desk has painted, with the moments on its way', () => {
    const rows = [
      ...begin,
      row('acd.offer-made', 130),
      row('agent.pop-shown', 170, { by: 'desk', paintedMs: 35 }),
    ];
    assert.deepEqual(paintedPops(rows), {
      painted: [{ caller: '13611', at: 170, paintedMs: 35, arrivedAt: 100, queuedAt: 110, offeredAt: 130 }],
      byDeadline: 0,
    });
  });

  it('one that the deadline let through is counted apart; of two pops of a call the first counts', () => {
    const rows = [
      ...begin,
      row('acd.offer-made', 120),
      row('agent.pop-shown', 820, { by: 'deadline' }),
      row('acd.offer-made', 900),
      row('agent.pop-shown', 950, { by: 'desk', paintedMs: 30 }),
      row('acd.offer-made', 1900),
      row('agent.pop-shown', 1950, { by: 'desk', paintedMs: 30 }),
    ];
    const { painted, byDeadline } = paintedPops(rows);
    assert.deepEqual(
      painted.map(({ at, offeredAt }) => [at, offeredAt]),
      [[950, 900]],
    );
    assert.equal(byDeadline, 1);
  });
});
