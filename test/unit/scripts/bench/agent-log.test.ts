import assert from 'node:assert/strict';
import { countIn, idles, isDoubleOffer, type AgentNote } from '../../../../scripts/bench/agent-log.js';

const invited = (at: number, busy = false): AgentNote => ({ what: 'invited', at, caller: '1', busy });
const talking = (at: number): AgentNote => ({ what: 'talking', at, caller: '1' });
const hungUp = (at: number): AgentNote => ({ what: 'hung-up', at, caller: '1' });
const takenAway = (at: number, inTalk: boolean): AgentNote => ({
  what: 'taken-away',
  at,
  caller: '1',
  talking: inTalk,
});

describe("an agent's log", () => {
  it('is idle from each BYE of its own to the next INVITE', () => {
    const notes = [invited(0), talking(100), hungUp(5100), invited(5110), talking(5210), hungUp(9000)];
    assert.deepEqual(idles(notes), [{ from: 5100, to: 5110 }, { from: 9000 }]);
  });

  it('does not count the time before the first call, nor after a call that was taken away', () => {
    assert.deepEqual(idles([invited(50), takenAway(60, false), invited(900), talking(1000)]), []);
  });

  it('takes an INVITE that it must refuse for a double offer, and no other', () => {
    const notes = [
      invited(0),
      invited(10, true),
      talking(100),
      invited(200, true),
      hungUp(300),
      invited(301),
    ];
    assert.equal(notes.filter(isDoubleOffer).length, 2);
  });

  it('counts within a span, its end not included', () => {
    const notes = [hungUp(9), hungUp(10), talking(11), hungUp(19), hungUp(20)];
    assert.equal(
      countIn(notes, [10, 20], ({ what }) => what === 'hung-up'),
      2,
    );
  });
});
