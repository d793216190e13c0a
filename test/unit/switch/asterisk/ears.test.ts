import assert from 'node:assert/strict';
import { Ears, type EarsOnLegs } from '../../../../src/switch/asterisk/ears.js';

/** A kind of ear that is on the given legs and notes what is done to it. */
class Noting implements EarsOnLegs {
  constructor(
    private readonly name: string,
    private readonly on: readonly string[],
    private readonly done: string[],
  ) {}
  async takeOff(leg: string): Promise<(() => Promise<void>) | undefined> {
    await Promise.resolve();
    if (!this.on.includes(leg)) return undefined;
    this.done.push(`${this.name} off`);
    return () => {
      this.done.push(`${this.name} on`);
      return Promise.resolve();
    };
  }
}

describe('what hears on one leg', () => {
  it('comes off all together before any of it is put on anew', async () => {
    const done: string[] = [];
    const kinds = [new Noting('recorder', ['a'], done), new Noting('supervisor', ['a'], done)];
    const ears = new Ears(() => kinds);
    ears.sourceChanged('a', false);
    await ears.inTurn('a', () => Promise.resolve(done.push('next')));
    assert.deepEqual(done, ['recorder off', 'supervisor off', 'recorder on', 'supervisor on', 'next']);
  });

  it('is renewed once for several changes that come before it has begun', async () => {
    const done: string[] = [];
    const ears = new Ears(() => [new Noting('recorder', ['a'], done)]);
    let end!: () => void;
    const first = ears.inTurn('a', () => new Promise<void>((resolve) => (end = resolve)));
    await Promise.resolve();
    for (let i = 0; i < 3; i++) ears.sourceChanged('a', false);
    end();
    await first;
    await ears.inTurn('a', () => Promise.resolve());
    assert.deepEqual(done, ['recorder off', 'recorder on']);
    ears.sourceChanged('a', true);
    await ears.inTurn('a', () => Promise.resolve());
    assert.equal(done.length, 4, 'a later change is another renewal');
  });

  it('has its turn one after the other on a leg, also after a failure, and legs do not wait for each other', async () => {
    const ears = new Ears(() => []);
    const order: string[] = [];
    let end!: () => void;
    const slow = ears.inTurn('a', () => new Promise<void>((resolve) => (end = resolve)));
    const failing = ears.inTurn('a', () => {
      order.push('a2');
      return Promise.reject(new Error('gone'));
    });
    const last = ears.inTurn('a', () => Promise.resolve(order.push('a3')));
    await ears.inTurn('b', () => Promise.resolve(order.push('b')));
    end();
    await slow;
    await assert.rejects(failing, /gone/);
    await last;
    assert.deepEqual(order, ['b', 'a2', 'a3']);
  });

  it('goes on when one kind cannot be taken off', async () => {
    const ears = new Ears(() => [{ takeOff: () => Promise.reject(new Error('no')) }]);
    ears.sourceChanged('a', false);
    assert.equal(await ears.inTurn('a', () => Promise.resolve('works')), 'works');
  });
});
