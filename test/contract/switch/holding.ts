import assert from 'node:assert/strict';
import type { LegId } from '../../../src/kernel/ids.js';
import { SwitchError } from '../../../src/switch/port.js';
import type { Scene, Stage } from './stage.js';

/** Out of the bridge and onto music. */
async function hold(stage: Stage, bridge: string, leg: LegId): Promise<void> {
  await stage.port.unbridge(bridge, leg);
  await stage.left(bridge, leg);
  await stage.port.startMusic(leg, stage.world.music);
}

export function holding(scene: Scene): void {
  scene(
    'a held leg hears music and nobody, the other hears nobody; both talk again afterwards',
    async (stage) => {
      const { caller, callerLeg, phone, bridge } = await stage.talking();
      await stage.hears(caller, [phone]);
      await hold(stage, bridge, callerLeg);
      await stage.hears(caller, [], 'music');
      await stage.hears(phone, []);
      await stage.port.bridge(bridge, [callerLeg]);
      await stage.log.expect('bridge.joined', (e) => e.leg === callerLeg, { nth: 2 });
      await stage.hears(caller, [phone]);
      await stage.hears(phone, [caller]);
    },
    ['hear'],
  );

  scene(
    'consult: two talk while the third hears music; then each of the three hears the others',
    async (stage) => {
      const { caller, callerLeg, phone, phoneLeg, bridge } = await stage.talking();
      const { phone: other, leg: otherLeg } = await stage.answeredPhone();
      await hold(stage, bridge, callerLeg);
      const consult = stage.id('brg');
      // Straight from one bridge into the other.
      await stage.port.bridge(consult, [phoneLeg, otherLeg]);
      await stage.left(bridge, phoneLeg);
      await stage.joined(consult, phoneLeg, otherLeg);
      await stage.hears(phone, [other]);
      await stage.hears(other, [phone]);
      await stage.hears(caller, [], 'music');
      await stage.port.bridge(consult, [callerLeg]);
      await stage.joined(consult, callerLeg);
      await stage.hears(caller, [phone, other]);
      await stage.hears(phone, [caller, other]);
      await stage.hears(other, [caller, phone]);
      await stage.port.endBridge(bridge);
    },
    ['hear'],
  );

  scene(
    'a conference of four becomes one of three and a talk of two, and nobody is lost',
    async (stage) => {
      const { caller, callerLeg, phone, phoneLeg, bridge } = await stage.talking();
      const { phone: third, leg: thirdLeg } = await stage.answeredPhone();
      const { phone: fourth, leg: fourthLeg } = await stage.answeredPhone();
      await stage.port.bridge(bridge, [thirdLeg, fourthLeg]);
      await stage.joined(bridge, thirdLeg, fourthLeg);
      const all = [caller, phone, third, fourth];
      for (const party of all)
        await stage.hears(
          party,
          all.filter((other) => other !== party),
        );
      await stage.port.unbridge(bridge, phoneLeg);
      await stage.left(bridge, phoneLeg);
      await stage.hears(phone, []);
      await stage.hears(caller, [third, fourth]);
      await fourth.hangUp();
      await stage.ended(fourthLeg);
      await stage.hears(caller, [third]);
      await stage.hears(third, [caller]);
      assert.equal((await stage.port.snapshot()).legs.find((l) => l.leg === callerLeg)?.bridge, bridge);
    },
    ['hear'],
  );

  scene(
    'a leg that is up hears a ringing tone until it is bridged',
    async (stage) => {
      const { caller, leg } = await stage.answered();
      await stage.port.indicateRinging(leg);
      await stage.hears(caller, [], 'music');
      const { phone, leg: phoneLeg } = await stage.answeredPhone();
      const bridge = stage.id('brg');
      await stage.port.bridge(bridge, [leg, phoneLeg]);
      await stage.joined(bridge, leg, phoneLeg);
      await stage.hears(caller, [phone]);
    },
    ['hear'],
  );

  scene(
    'a ringing tone gives way to music, and ends when it is told to',
    async (stage) => {
      const { caller, leg } = await stage.answered();
      await stage.port.indicateRinging(leg);
      await stage.hears(caller, [], 'music');
      await stage.port.startMusic(leg, stage.world.music);
      await stage.port.stopMusic(leg);
      await stage.hears(caller, []);
      await stage.port.indicateRinging(leg);
      await stage.hears(caller, [], 'music');
      await stage.port.stopMusic(leg);
      await stage.hears(caller, []);
    },
    ['hear'],
  );

  scene(
    'a leg taken out of a bridge it is not in: too late or no matter, and nothing changes',
    async (stage) => {
      const { callerLeg, phoneLeg, bridge } = await stage.talking();
      const { leg } = await stage.answeredPhone();
      const wrong = [
        [bridge, leg],
        [stage.id('brg'), callerLeg],
      ] as const;
      for (const [from, which] of wrong)
        await stage.port.unbridge(from, which).catch((error: unknown) => {
          assert.ok(error instanceof SwitchError && error.code === 'SWITCH_NO_SUCH_LEG', String(error));
        });
      const { bridges } = await stage.port.snapshot();
      assert.deepEqual([...bridges[0]!.legs].sort(), [callerLeg, phoneLeg].sort());
    },
  );
}
