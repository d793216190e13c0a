import assert from 'node:assert/strict';
import type { LegId } from '../../../src/kernel/ids.js';
import { readSound, toneLevel } from './measured-sound.js';
import { refused, type Scene, type Stage } from './stage.js';
import type { FarEnd } from './world.js';

const begin = async (stage: Stage, leg: LegId, paused = false): Promise<string> => {
  const recording = stage.id('rec');
  await stage.port.startRecording({ recording, leg, paused });
  await stage.log.expect('recording.started', (e) => e.recording === recording);
  return recording;
};

const finish = async (stage: Stage, leg: LegId, recording: string) => {
  await stage.port.stopRecording(leg, recording);
  await stage.log.expect('recording.ended', (e) => e.recording === recording);
  const { sampleRate, left, right } = await readSound(await stage.port.recordedSound(recording));
  /** Whether this tone is in the part from `fromMs` to `toMs`, on any side. */
  const has = ({ toneHz }: FarEnd, fromMs: number, toMs: number): boolean =>
    [left, right].some((side) => {
      const part = side.slice((fromMs * sampleRate) / 1000, (toMs * sampleRate) / 1000);
      return toneLevel(part, sampleRate, toneHz) > -50;
    });
  return { has, ms: (left.length * 1000) / sampleRate };
};

export function pausing(scene: Scene): void {
  scene(
    'a pause is silent on both sides, and what follows stands at its time',
    async (stage) => {
      const { caller, callerLeg, phone } = await stage.talking();
      await stage.hears(caller, [phone]);
      const from = Date.now();
      const id = await begin(stage, callerLeg);
      await stage.world.elapse(800);
      await stage.port.pauseRecording(callerLeg, id);
      const paused = Date.now() - from;
      await stage.port.pauseRecording(callerLeg, id);
      await stage.world.elapse(1000);
      const resumed = Date.now() - from;
      await stage.port.resumeRecording(callerLeg, id);
      await stage.port.resumeRecording(callerLeg, id);
      await stage.world.elapse(800);
      const total = Date.now() - from;
      const { has, ms } = await finish(stage, callerLeg, id);
      for (const party of [caller, phone]) {
        assert.ok(has(party, 200, paused - 200), 'before the pause');
        assert.ok(!has(party, paused + 100, resumed - 200), 'in the pause');
        assert.ok(has(party, resumed + 300, total - 200), 'after the pause');
      }
      assert.ok(Math.abs(ms - total) < 350, `${ms} ms of ${total}`);
    },
    ['pausingRecordings'],
  );

  scene(
    'a pause outlasts a change of partner, and nothing of the next one is in it',
    async (stage) => {
      const { caller, callerLeg, phone, phoneLeg, bridge } = await stage.talking();
      const { phone: next, leg: nextLeg } = await stage.answeredPhone();
      await stage.hears(caller, [phone]);
      const from = Date.now();
      const id = await begin(stage, callerLeg);
      await stage.port.pauseRecording(callerLeg, id);
      await stage.port.unbridge(bridge, phoneLeg);
      await stage.left(bridge, phoneLeg);
      await stage.port.bridge(bridge, [nextLeg]);
      await stage.joined(bridge, nextLeg);
      await stage.hears(caller, [next]);
      await stage.world.elapse(500);
      const resumed = Date.now() - from;
      await stage.port.resumeRecording(callerLeg, id);
      await stage.world.elapse(1000);
      const { has, ms } = await finish(stage, callerLeg, id);
      for (const party of [caller, phone, next])
        assert.ok(!has(party, 100, resumed - 250), 'nothing of the pause is kept');
      for (const party of [caller, next]) assert.ok(has(party, ms - 600, ms - 100), 'the rest is');
    },
    ['pausingRecordings'],
  );

  scene(
    'a recording that begins paused has no sound before it is resumed',
    async (stage) => {
      const { caller, callerLeg, phone } = await stage.talking();
      await stage.hears(caller, [phone]);
      const from = Date.now();
      const id = await begin(stage, callerLeg, true);
      await stage.world.elapse(700);
      const resumed = Date.now() - from;
      await stage.port.resumeRecording(callerLeg, id);
      await stage.world.elapse(700);
      const { has, ms } = await finish(stage, callerLeg, id);
      for (const party of [caller, phone]) {
        assert.ok(!has(party, 40, resumed - 200));
        assert.ok(has(party, ms - 400, ms - 50));
      }
    },
    ['pausingRecordings'],
  );

  scene(
    'a paused recording ends with its leg, in one piece',
    async (stage) => {
      const { caller, callerLeg, phone } = await stage.talking();
      await stage.hears(caller, [phone]);
      const id = await begin(stage, callerLeg);
      await stage.world.elapse(600);
      await stage.port.pauseRecording(callerLeg, id);
      await caller.hangUp();
      await stage.log.expect('recording.ended', (e) => e.recording === id);
      await refused(stage.port.resumeRecording(callerLeg, id), 'SWITCH_NO_SUCH_LEG');
      await stage.port.recordedSound(id);
    },
    ['pausingRecordings'],
  );

  scene(
    'a recording that does not run can be neither paused nor resumed',
    async (stage) => {
      const { leg } = await stage.answered();
      const never = stage.id('rec');
      await refused(stage.port.pauseRecording(leg, never), 'SWITCH_NO_SUCH_LEG');
      await refused(stage.port.resumeRecording(leg, never), 'SWITCH_NO_SUCH_LEG');
    },
    ['pausingRecordings'],
  );
}
