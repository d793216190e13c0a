import assert from 'node:assert/strict';
import { RingGate } from '../../../src/call/ring-gate.js';
import { SimulatedTime } from '../../../src/runtime/simulated-time.js';

describe('The gate for rings', () => {
  const gateOf = (most: number) => {
    const time = new SimulatedTime(1_000_000);
    const gate = new RingGate({ scheduler: time, clock: time }, { least: 1, most }, 5000);
    const entered: string[] = [];
    const enter = (leg: string): void => {
      const held = gate.enter(leg);
      if (held) void held.then(() => entered.push(leg));
      else entered.push(leg);
    };
    return { time, gate, entered, enter };
  };

  it('lets so many through at once and the others in their order, each when one before it was heard of', async () => {
    const { gate, entered, enter } = gateOf(2);
    for (const leg of ['a', 'b', 'c', 'd']) enter(leg);
    assert.deepEqual(entered, ['a', 'b']);
    gate.heard('b');
    gate.heard('b');
    gate.heard('nobody');
    await Promise.resolve();
    assert.deepEqual(entered, ['a', 'b', 'c']);
    gate.heard('a');
    await Promise.resolve();
    assert.deepEqual(entered, ['a', 'b', 'c', 'd']);
    assert.deepEqual(gate.figures, { underWay: 2, held: 0, limit: 2 });
  });

  it('a ring that nothing is heard of holds up the others no longer than its time', async () => {
    const { time, entered, enter } = gateOf(1);
    enter('a');
    enter('b');
    await time.advance(4999);
    assert.deepEqual(entered, ['a']);
    await time.advance(1);
    assert.deepEqual(entered, ['a', 'b']);
  });

  it('a switch that takes much longer than it usually does is asked for fewer at a time', async () => {
    const { time, gate, enter } = gateOf(10);
    const ring = async (leg: string, tookMs: number): Promise<void> => {
      const others = Array.from({ length: 9 }, (_unused, at) => `${leg}-${at}`);
      for (const one of [leg, ...others]) enter(one);
      await time.advance(tookMs);
      gate.heard(leg);
      for (const one of others) gate.dropped(one);
    };
    for (let at = 0; at < 20; at++) await ring(`quick-${at}`, 20);
    assert.equal(gate.figures.limit, 10);
    for (let at = 0; at < 5; at++) await ring(`slow-${at}`, 3000);
    assert.ok(gate.figures.limit <= 8, String(gate.figures.limit));
  });

  it('a ring that was not made after all makes room and says nothing of the switch', async () => {
    const { time, gate, entered, enter } = gateOf(1);
    enter('a');
    enter('b');
    await time.advance(4000);
    gate.dropped('a');
    await Promise.resolve();
    assert.deepEqual(entered, ['a', 'b']);
    assert.equal(gate.figures.limit, 1);
  });
});
