import assert from 'node:assert/strict';
import { SwitchError } from '../../../src/switch/port.js';
import type { Scene, Stage } from './stage.js';

/** Rings something that cannot be reached: either the command says so, or the leg's end does, never both. */
async function unreachable(stage: Stage, request: Parameters<Stage['port']['ring']>[0]): Promise<void> {
  try {
    await stage.port.ring(request);
  } catch (error) {
    assert.ok(error instanceof SwitchError);
    assert.equal(error.code, 'SWITCH_UNREACHABLE');
    assert.equal(stage.log.of('leg.ended', (e) => e.leg === request.leg).length, 0);
    return;
  }
  assert.equal(await stage.ended(request.leg), 'unreachable');
}

export function ringing(scene: Scene): void {
  scene('a phone rings, answers and hangs up', async (stage) => {
    const phone = await stage.phone();
    phone.onRing({ do: 'answer', afterMs: 200 });
    const request = stage.ringOf(phone);
    await stage.port.ring(request);
    await stage.log.expect('leg.answered', (e) => e.leg === request.leg);
    await phone.hangUp();
    assert.equal(await stage.ended(request.leg), 'normal');
    const told = stage.log.all.flatMap((e) => ('leg' in e && e.leg === request.leg ? [e.type] : []));
    assert.deepEqual(told, ['leg.ringing', 'leg.answered', 'leg.ended']);
  });

  scene('the tags of a ring stand on the leg while it rings', async (stage) => {
    const phone = await stage.phone();
    const tags = { call: 'call_1', role: 'agent', agent: 'agent-1', offer: 'offer_1' } as const;
    const request = stage.ringOf(phone, { tags });
    await stage.port.ring(request);
    await stage.log.expect('leg.ringing', (e) => e.leg === request.leg);
    const { legs } = await stage.port.snapshot();
    const leg = legs.find((l) => l.leg === request.leg);
    assert.deepEqual([leg?.state, { ...leg?.tags }], ['ringing', tags]);
  });

  scene('a refused ring ends as rejected', async (stage) => {
    const phone = await stage.phone();
    phone.onRing({ do: 'reject' });
    const request = stage.ringOf(phone);
    await stage.port.ring(request);
    assert.equal(await stage.ended(request.leg), 'rejected');
    assert.equal(stage.log.of('leg.answered').length, 0);
  });

  scene('a busy phone ends as busy', async (stage) => {
    const phone = await stage.phone();
    phone.onRing({ do: 'busy' });
    const request = stage.ringOf(phone);
    await stage.port.ring(request);
    assert.equal(await stage.ended(request.leg), 'busy');
  });

  scene('a phone that is not answered ends as no-answer when its time is over', async (stage) => {
    const phone = await stage.phone();
    phone.onRing({ do: 'ignore' });
    const request = stage.ringOf(phone, { ringMs: 1000 });
    await stage.port.ring(request);
    await stage.log.expect('leg.ringing', (e) => e.leg === request.leg);
    assert.equal(await stage.ended(request.leg), 'no-answer');
  });

  scene('a phone that is not registered is unreachable', async (stage) => {
    const phone = await stage.world.phone();
    await stage.port.providePhone(phone.account);
    await unreachable(stage, stage.ringOf(phone));
  });

  scene('a phone that does not exist is unreachable', async (stage) => {
    const phone = await stage.world.phone();
    await unreachable(stage, stage.ringOf(phone));
  });

  scene('a ring is taken back while the phone rings', async (stage) => {
    const phone = await stage.phone();
    phone.onRing({ do: 'ignore' });
    const request = stage.ringOf(phone);
    await stage.port.ring(request);
    await stage.log.expect('leg.ringing', (e) => e.leg === request.leg);
    await stage.port.hangUp(request.leg);
    assert.equal(await stage.ended(request.leg), 'normal');
    assert.equal(stage.log.of('leg.answered').length, 0);
  });

  scene('two phones ring at once and each tells its own end', async (stage) => {
    const [one, two] = [await stage.phone(), await stage.phone()];
    one.onRing({ do: 'reject' });
    two.onRing({ do: 'answer', afterMs: 100 });
    const [first, second] = [stage.ringOf(one), stage.ringOf(two)];
    await Promise.all([stage.port.ring(first), stage.port.ring(second)]);
    assert.equal(await stage.ended(first.leg), 'rejected');
    await stage.log.expect('leg.answered', (e) => e.leg === second.leg);
  });

  scene(
    'rings an outside number through a trunk',
    async (stage) => {
      const line = await stage.world.outside();
      const leg = stage.id('leg');
      await stage.ringUntilAnswered(line, {
        leg,
        to: { trunk: line.trunk, number: line.number },
        caller: { number: '2025550100', name: 'Contract' },
        ringMs: 20_000,
        tags: {},
      });
      assert.equal(line.calledBy(), '2025550100');
      await line.hangUp();
      assert.equal(await stage.ended(leg), 'normal');
    },
    ['outside'],
  );
}
