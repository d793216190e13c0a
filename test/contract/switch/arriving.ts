import assert from 'node:assert/strict';
import type { Scene } from './stage.js';

export function arriving(scene: Scene): void {
  scene('tells of a caller: number, dialled number, the trunk it came by', async ({ world, log }) => {
    const before = Date.now();
    const caller = await world.call();
    const event = await log.expect('leg.arrived', (e) => e.from.number === caller.number);
    assert.equal(event.dialled, caller.dialled);
    assert.notEqual(event.trunk, '');
    assert.ok(Math.abs(event.at - before) < 60_000, 'dated in milliseconds since 1970');
    assert.equal(log.all.find((e) => 'leg' in e && e.leg === event.leg)?.type, 'leg.arrived');
  });

  scene('tells the caller that it rings', async (stage) => {
    const { caller, leg } = await stage.arrived();
    await stage.port.indicateRinging(leg);
    await stage.until('the caller is told of the ringing', () => caller.told() === 'ringing');
    assert.equal(stage.log.of('leg.answered').length, 0);
  });

  scene('answers a caller', async (stage) => {
    const { caller, leg } = await stage.arrived();
    await stage.port.answer(leg);
    await stage.log.expect('leg.answered', (e) => e.leg === leg);
    await stage.until('the caller is told of the answer', () => caller.told() === 'answered');
  });

  scene('tells of a hang-up by the caller before the answer', async (stage) => {
    const { caller, leg } = await stage.arrived();
    await caller.hangUp();
    assert.equal(await stage.ended(leg), 'normal');
  });

  scene('tells of a hang-up by the caller after the answer', async (stage) => {
    const { caller, leg } = await stage.answered();
    await caller.hangUp();
    assert.equal(await stage.ended(leg), 'normal');
  });

  scene('hangs up an answered caller', async (stage) => {
    const { caller, leg } = await stage.answered();
    await stage.port.hangUp(leg);
    assert.equal(await stage.ended(leg), 'normal');
    await stage.until('the caller is told of the end', () => caller.told() === 'ended');
  });

  for (const cause of ['busy', 'rejected'] as const) {
    scene(`refuses a caller as ${cause}`, async (stage) => {
      const { caller, leg } = await stage.arrived();
      await stage.port.hangUp(leg, cause);
      await stage.ended(leg);
      await stage.until(`the caller is told: ${cause}`, () => caller.told() === cause);
    });
  }

  scene('tells every digit once and in order', async (stage) => {
    const { caller, leg } = await stage.answered();
    await caller.press('1590*#');
    await stage.log.expect('leg.digit', (e) => e.leg === leg, { nth: 6 });
    assert.equal(
      stage.log
        .of('leg.digit')
        .map((e) => e.digit)
        .join(''),
      '1590*#',
    );
  });

  scene('keeps the digits of two callers apart', async (stage) => {
    const one = await stage.answered();
    const two = await stage.answered();
    await Promise.all([one.caller.press('12'), two.caller.press('98')]);
    await stage.log.expect('leg.digit', () => true, { nth: 4 });
    const of = (leg: string): string =>
      stage.log
        .of('leg.digit', (e) => e.leg === leg)
        .map((e) => e.digit)
        .join('');
    assert.deepEqual([of(one.leg), of(two.leg)], ['12', '98']);
  });

  scene('reads tags back in the snapshot; tags not named keep their value', async (stage) => {
    const { leg } = await stage.answered();
    await stage.port.tag(leg, { call: 'call_1', role: 'caller', since: '1700000000000' });
    await stage.port.tag(leg, { queue: 'service', since: '1700000000001' });
    const { legs } = await stage.port.snapshot();
    const tags = legs.find((l) => l.leg === leg)?.tags;
    assert.deepEqual(
      { ...tags },
      { call: 'call_1', role: 'caller', queue: 'service', since: '1700000000001' },
    );
  });

  scene('the snapshot tells a ringing caller from an answered one', async (stage) => {
    const waiting = await stage.arrived();
    const up = await stage.answered();
    const { legs, bridges } = await stage.port.snapshot();
    const state = Object.fromEntries(legs.map((l) => [l.leg, l.state]));
    assert.deepEqual(state, { [waiting.leg]: 'ringing', [up.leg]: 'up' });
    assert.deepEqual(bridges, []);
  });
}
