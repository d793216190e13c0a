import assert from 'node:assert/strict';
import type { Prompt } from '../../../src/switch/port.js';
import { EventLog } from './event-log.js';
import { refused, type Scene, type Stage } from './stage.js';

async function cut(stage: Stage): Promise<void> {
  stage.linkWasLost = true;
  await stage.world.cut();
  await stage.log.expect('link.down');
}

async function restored(stage: Stage) {
  const before = stage.log.of('link.up').length;
  await stage.world.restore();
  return (await stage.log.expect('link.up', () => true, { nth: before + 1, withinMs: 15_000 })).snapshot;
}

export function linking(scene: Scene): void {
  scene('starting ends with link.up and an empty snapshot', async ({ log, port }) => {
    const { snapshot } = await log.expect('link.up');
    assert.equal(port.connected, true);
    assert.deepEqual([snapshot.legs, snapshot.bridges], [[], []]);
    assert.equal(log.all[0]?.type, 'link.up');
  });

  scene(
    'a lost link is told; commands are refused until it is back',
    async (stage) => {
      const { leg } = await stage.answered();
      await cut(stage);
      assert.equal(stage.port.connected, false);
      await refused(stage.port.tag(leg, { call: 'call_1' }), 'SWITCH_DOWN');
      await refused(stage.port.snapshot(), 'SWITCH_DOWN');
      await restored(stage);
      assert.equal(stage.port.connected, true);
      await stage.port.tag(leg, { call: 'call_1' });
    },
    ['cut'],
  );

  scene(
    'calls go on while the link is lost and stand in the snapshot with bridge and tags',
    async (stage) => {
      const { caller, callerLeg, phoneLeg, bridge } = await stage.talking();
      await stage.port.tag(callerLeg, { call: 'call_7', role: 'caller', since: '1700000000000' });
      await cut(stage);
      const snapshot = await restored(stage);
      assert.equal(caller.told(), 'answered');
      const found = snapshot.legs.find((l) => l.leg === callerLeg);
      assert.deepEqual(
        { ...found, tags: { ...found?.tags } },
        {
          leg: callerLeg,
          state: 'up',
          bridge,
          tags: { call: 'call_7', role: 'caller', since: '1700000000000' },
        },
      );
      assert.deepEqual([...(snapshot.bridges[0]?.legs ?? [])].sort(), [callerLeg, phoneLeg].sort());
      await caller.hangUp();
      assert.equal(await stage.ended(callerLeg), 'normal', 'events of old legs flow again');
    },
    ['cut', 'survivesController'],
  );

  scene(
    'a leg that ended while the link was lost is not in the snapshot and ends at most once',
    async (stage) => {
      const { caller, leg } = await stage.answered();
      await cut(stage);
      await caller.hangUp();
      await stage.world.elapse(300);
      const snapshot = await restored(stage);
      assert.deepEqual(snapshot.legs, []);
      await refused(stage.port.answer(leg), 'SWITCH_NO_SUCH_LEG');
    },
    ['cut'],
  );

  scene(
    'the link can be lost again and again',
    async (stage) => {
      for (let times = 1; times <= 3; times++) {
        stage.linkWasLost = true;
        await stage.world.cut();
        await stage.log.expect('link.down', () => true, { nth: times });
        await restored(stage);
      }
      await stage.answered();
    },
    ['cut'],
  );

  scene(
    'a restarted switch comes back with an empty snapshot and takes calls',
    async (stage) => {
      const { callerLeg } = await stage.talking();
      stage.linkWasLost = true;
      await stage.world.restart();
      await stage.log.expect('link.down', () => true, { withinMs: 15_000 });
      const { snapshot } = await stage.log.expect('link.up', () => true, { nth: 2, withinMs: 40_000 });
      assert.deepEqual([snapshot.legs, snapshot.bridges], [[], []]);
      await refused(stage.port.answer(callerLeg), 'SWITCH_NO_SUCH_LEG');
      await stage.answered();
    },
    ['restart'],
  );

  scene(
    'a command that gets no answer is refused after its deadline',
    async (stage) => {
      const { leg } = await stage.answered();
      stage.linkWasLost = true;
      await stage.world.stall();
      const before = Date.now();
      await refused(stage.port.tag(leg, { call: 'call_1' }), 'SWITCH_DEADLINE');
      assert.ok(Date.now() - before >= stage.port.commandDeadlineMs - 50, 'not before its deadline');
      await stage.world.resume();
      await stage.until('commands succeed again', async () => {
        try {
          await stage.port.snapshot();
          return true;
        } catch {
          return false;
        }
      });
    },
    ['stall'],
  );

  scene(
    'a command that waits settles when the link is lost',
    async (stage) => {
      const { leg } = await stage.answered();
      stage.linkWasLost = true;
      await stage.world.stall();
      const waits = refused(stage.port.tag(leg, { call: 'call_1' }), 'SWITCH_DOWN', 'SWITCH_DEADLINE');
      await stage.world.cut();
      await waits;
      await stage.world.resume();
      await restored(stage);
    },
    ['stall', 'cut'],
  );

  scene(
    'stopping refuses the commands that wait',
    async (stage) => {
      const { leg } = await stage.answered();
      await stage.world.stall();
      const waits = refused(stage.port.tag(leg, { call: 'call_1' }), 'SWITCH_DOWN');
      await stage.port.stop();
      await waits;
      await stage.world.resume();
    },
    ['stall'],
  );

  scene('after a stop commands are refused and nothing more is told', async (stage) => {
    const { caller, leg } = await stage.answered();
    await stage.port.stop();
    assert.equal(stage.port.connected, false);
    await refused(stage.port.hangUp(leg), 'SWITCH_DOWN');
    const told = stage.log.all.length;
    await caller.press('5');
    await stage.world.elapse(300);
    assert.deepEqual(stage.log.of('leg.digit'), []);
    assert.ok(stage.log.all.slice(told).every((e) => e.type === 'link.down'));
  });

  scene(
    'a call outlives its controller: the next one finds it with its tags and controls it',
    async (stage) => {
      const { caller, leg } = await stage.answered();
      await stage.port.tag(leg, { call: 'call_9', role: 'caller' });
      await stage.port.stop();
      assert.equal(caller.told(), 'answered');
      const next = stage.world.anotherPort();
      const log = new EventLog(stage.world.patienceMs);
      next.onEvent(log.receive);
      await next.start();
      const { snapshot } = await log.expect('link.up');
      const found = snapshot.legs.find((l) => l.leg === leg);
      assert.deepEqual([found?.state, { ...found?.tags }], ['up', { call: 'call_9', role: 'caller' }]);
      await next.hangUp(leg);
      await log.expect('leg.ended', (e) => e.leg === leg);
      await stage.until('the caller is told of the end', () => caller.told() === 'ended');
      await next.stop();
    },
    ['survivesController'],
  );

  scene(
    'what a former controller plays does not stand in the way of the next one',
    async (stage) => {
      const { leg } = await stage.answered();
      const silence: Prompt = { kind: 'silence', ms: 20_000 };
      const former = stage.id('play');
      await stage.port.play(leg, { playback: former, prompts: [silence, silence, silence], language: 'en' });
      await stage.port.stop();
      const next = stage.world.anotherPort();
      const log = new EventLog(stage.world.patienceMs);
      next.onEvent(log.receive);
      await next.start();
      await log.expect('link.up');
      await next.tag(leg, { call: 'call_9', role: 'caller' });
      const playback = stage.id('play');
      const prompts: Prompt[] = [{ kind: 'prompt', name: stage.world.prompt }];
      await next.play(leg, { playback, prompts, language: 'en' });
      const ended = await log.expect('playback.ended', (e) => e.playback === playback, { withinMs: 15_000 });
      assert.equal(ended.outcome, 'completed');
      await next.hangUp(leg);
      await log.expect('leg.ended', (e) => e.leg === leg);
      await next.stop();
    },
    ['survivesController'],
  );
}
