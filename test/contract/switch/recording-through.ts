import assert from 'node:assert/strict';
import { readSound, toneLevel } from './measured-sound.js';
import type { Scene, Stage } from './stage.js';
import type { FarCaller, FarEnd } from './world.js';

/** What was to be heard from when to when, in milliseconds of the recording. */
interface Part {
  readonly name: string;
  readonly others: readonly FarEnd[];
  /** Music has a little of every tone; a voice is at -15 dBFS. */
  readonly silenceDb: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Records a leg from now on and keeps, part by part, what must be in it. */
async function recorder(stage: Stage, caller: FarCaller, leg: string) {
  const recording = stage.id('rec');
  await stage.port.startRecording({ recording, leg });
  await stage.log.expect('recording.started', (e) => e.recording === recording);
  const start = Date.now();
  const parts: Part[] = [];
  return {
    /** Waits until the caller hears just these, then lets it be so for a while. */
    async part(name: string, others: readonly FarEnd[], besides: 'nothing' | 'music' = 'nothing') {
      await stage.hears(caller, others, besides);
      const fromMs = Date.now() - start;
      await stage.world.elapse(900);
      parts.push({
        name,
        others,
        silenceDb: besides === 'music' ? -35 : -55,
        fromMs,
        toMs: Date.now() - start,
      });
    },
    /** Ends the recording and holds every part against it. */
    async holds(everybody: readonly FarEnd[]) {
      await stage.port.stopRecording(leg, recording);
      await stage.log.expect('recording.ended', (e) => e.recording === recording);
      const { sampleRate, left, right } = await readSound(await stage.port.recordedSound(recording));
      for (const { name, others, silenceDb, fromMs, toMs } of parts) {
        // Kept away from both ends: a recording may be some frames off.
        const cut = (side: readonly number[]): readonly number[] =>
          side.slice(((fromMs + 100) * sampleRate) / 1000, ((toMs - 200) * sampleRate) / 1000);
        const [says, hears] = stage.port.capabilities.stereoRecording
          ? [cut(left), cut(right)]
          : [cut(left), cut(left)];
        assert.ok(toneLevel(says, sampleRate, caller.toneHz) > -40, `${name}: the caller is recorded`);
        for (const other of everybody) {
          const level = toneLevel(hears, sampleRate, other.toneHz);
          if (others.includes(other)) assert.ok(level > -45, `${name}: ${other.toneHz} Hz at ${level} dBFS`);
          else assert.ok(level < silenceDb, `${name}: ${other.toneHz} Hz is not in it, but at ${level} dBFS`);
        }
      }
    },
  };
}

export function recordingThrough(scene: Scene): void {
  scene(
    'a recording has both sides of hold, another partner in the same bridge, three, four and two again',
    async (stage) => {
      const { caller, callerLeg, phone, phoneLeg, bridge } = await stage.talking();
      const { phone: second, leg: secondLeg } = await stage.answeredPhone();
      const { phone: third, leg: thirdLeg } = await stage.answeredPhone();
      const { port } = stage;
      const rec = await recorder(stage, caller, callerLeg);
      await rec.part('talk', [phone]);
      await port.unbridge(bridge, callerLeg);
      await port.startMusic(callerLeg, stage.world.music);
      await rec.part('hold', [], 'music');
      await port.bridge(bridge, [callerLeg]);
      await rec.part('back from hold', [phone]);
      await port.bridge(bridge, [secondLeg]);
      await port.unbridge(bridge, phoneLeg);
      await rec.part('another partner', [second]);
      await port.bridge(bridge, [thirdLeg]);
      await rec.part('three', [second, third]);
      await port.bridge(bridge, [phoneLeg]);
      await rec.part('four', [phone, second, third]);
      await port.unbridge(bridge, secondLeg);
      await port.unbridge(bridge, thirdLeg);
      await rec.part('two again', [phone]);
      await port.unbridge(bridge, phoneLeg);
      await port.bridge(bridge, [thirdLeg]);
      await rec.part('one after the other', [third]);
      await rec.holds([phone, second, third]);
    },
    ['hear'],
  );

  scene(
    'a listener hears both sides through the same changes',
    async (stage) => {
      const { caller, callerLeg, phone, phoneLeg, bridge } = await stage.talking();
      const { phone: second, leg: secondLeg } = await stage.answeredPhone();
      const { phone: supervisor, leg: listener } = await stage.answeredPhone();
      await stage.port.startListening({ listen: stage.id('lsn'), target: callerLeg, listener });
      await stage.hears(supervisor, [caller, phone]);
      await stage.port.bridge(bridge, [secondLeg]);
      await stage.hears(supervisor, [caller, phone, second]);
      await stage.port.unbridge(bridge, phoneLeg);
      await stage.hears(supervisor, [caller, second]);
      await stage.port.unbridge(bridge, secondLeg);
      await stage.port.bridge(bridge, [phoneLeg]);
      await stage.hears(supervisor, [caller, phone]);
      await stage.hears(caller, [phone]);
    },
    ['hear', 'listening'],
  );

  scene(
    'a listener put on in the moment in which the partner changes hears the new one, and so does the recording',
    async (stage) => {
      const { caller, callerLeg, phone, phoneLeg, bridge } = await stage.talking();
      const { phone: second, leg: secondLeg } = await stage.answeredPhone();
      const { phone: supervisor, leg: listener } = await stage.answeredPhone();
      const rec = await recorder(stage, caller, callerLeg);
      await rec.part('first', [phone]);
      // Back and forth: the numbers of one of the two are lower than the other's.
      for (const [left, came, partner] of [
        [phoneLeg, secondLeg, second],
        [secondLeg, phoneLeg, phone],
      ] as const) {
        await stage.port.unbridge(bridge, left);
        await stage.port.bridge(bridge, [came]);
        const listen = stage.id('lsn');
        await stage.port.startListening({ listen, target: callerLeg, listener });
        await stage.hears(supervisor, [caller, partner]);
        await rec.part('another partner', [partner]);
        await stage.port.stopListening(listen);
      }
      await rec.holds([phone, second]);
    },
    ['hear', 'listening'],
  );
}
