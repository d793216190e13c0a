import assert from 'node:assert/strict';
import { RingGate } from '../../../src/call/ring-gate.js';
import { SimulatedTime } from '../../../src/runtime/simulated-time.js';

describe('The gate for rings', () => {
  const gateOf = (most: number) => {
    const time = new SimulatedTime(1_000_000);
    const gate = new RingGate({ scheduler: time, clock: time }, { least: 1, most, slowMs: 500 }, 5000);
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

  it('a slow switch is asked for fewer', () => {
    const { time, gate } = gateOf(10);
    gate.measured(3000);
    assert.equal(gate.figures.limit, 7);
    void time;
  });
});
