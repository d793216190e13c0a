import assert from 'node:assert/strict';
import {
  couldHaveEnded,
  countIn,
  idles,
  isDoubleOffer,
  type AgentNote,
} from '../../../../scripts/bench/agent-log.js';

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

  it('could have ended the call it was in, and then one after the other', () => {
    const could = (notes: readonly AgentNote[]): number => couldHaveEnded(notes, [1000, 2000], 300);
    // In a talk until 1100: 1100, 1400, 1700, and 2000 is outside.
    assert.equal(could([invited(800), talking(900), hungUp(1100), invited(1900)]), 3);
    // Rung at the beginning of the span.
    assert.equal(could([invited(990), talking(1090), hungUp(1290)]), 3);
    // Idle at the beginning: as if rung at once.
    assert.equal(could([]), 3);
    assert.equal(could([hungUp(900), invited(1500), talking(1600), hungUp(1800)]), 3);
    // A first call that is shorter than others, begun at once, ends at 1050.
    assert.equal(could([invited(1500), talking(1510), hungUp(1550)]), 4);
    // Talks beyond the end of the span.
    assert.equal(could([invited(900), talking(990), hungUp(2500)]), 0);
    assert.equal(could([invited(900), talking(990)]), 0);
  });

  it('could have ended about time / (ring + talk) calls, summed over agents', () => {
    let all = 0;
    for (let agent = 0; agent < 100; agent++)
      all += couldHaveEnded([invited(-1 - agent), talking(-1 - agent), hungUp(99 - agent)], [0, 10_000], 100);
    assert.equal(all, 100 * 100);
  });
});
