import assert from 'node:assert/strict';
import { readSound, toneLevel } from './measured-sound.js';
import { refused, type Scene } from './stage.js';

export function muting(scene: Scene): void {
  scene(
    'a muted leg is not heard and hears on, until it is unmuted',
    async (stage) => {
      const { caller, phone, phoneLeg } = await stage.talking();
      await stage.hears(caller, [phone]);
      await stage.port.mute(phoneLeg, true);
      await stage.hears(caller, []);
      await stage.hears(phone, [caller]);
      await stage.port.mute(phoneLeg, true);
      await stage.port.mute(phoneLeg, false);
      await stage.hears(caller, [phone]);
      await stage.port.mute(phoneLeg, false);
      await stage.hears(caller, [phone]);
    },
    ['hear', 'muting'],
  );

  scene(
    'a leg stays muted through another bridge and in a conference',
    async (stage) => {
      const { caller, callerLeg, phone, phoneLeg, bridge } = await stage.talking();
      await stage.port.mute(phoneLeg, true);
      await stage.port.unbridge(bridge, phoneLeg);
      await stage.left(bridge, phoneLeg);
      const next = stage.id('brg');
      const { phone: other, leg: otherLeg } = await stage.answeredPhone();
      await stage.port.bridge(next, [phoneLeg, otherLeg, callerLeg]);
      await stage.joined(next, phoneLeg, otherLeg, callerLeg);
      await stage.hears(caller, [other]);
      await stage.hears(phone, [caller, other]);
      await stage.port.mute(phoneLeg, false);
      await stage.hears(caller, [phone, other]);
      await stage.port.endBridge(bridge);
    },
    ['hear', 'muting'],
  );

  scene(
    'what a muted leg says is in no recording: not in its own, nor in that of the other side',
    async (stage) => {
      const { caller, callerLeg, phone, phoneLeg } = await stage.talking();
      await stage.port.mute(phoneLeg, true);
      await stage.hears(caller, []);
      const ids = [stage.id('rec'), stage.id('rec')] as const;
      await stage.port.startRecording({ recording: ids[0], leg: callerLeg });
      await stage.port.startRecording({ recording: ids[1], leg: phoneLeg });
      for (const id of ids) await stage.log.expect('recording.started', (e) => e.recording === id);
      await stage.world.elapse(1000);
      await stage.port.stopRecording(callerLeg, ids[0]);
      await stage.port.stopRecording(phoneLeg, ids[1]);
      for (const id of ids) {
        await stage.log.expect('recording.ended', (e) => e.recording === id);
        const { sampleRate, left, right } = await readSound(await stage.port.recordedSound(id));
        assert.ok(left.length > 0.7 * sampleRate, `${left.length} samples`);
        for (const side of [left, right])
          assert.ok(toneLevel(side, sampleRate, phone.toneHz) < -60, 'the muted party is not recorded');
        const heard = stage.port.capabilities.stereoRecording && id === ids[1] ? right : left;
        assert.ok(toneLevel(heard, sampleRate, caller.toneHz) > -40, 'the other party is');
      }
    },
    ['hear', 'muting'],
  );

  scene(
    'a leg that rings cannot be muted',
    async (stage) => {
      const phone = await stage.phone();
      const request = stage.ringOf(phone);
      await stage.port.ring(request);
      await stage.log.expect('leg.ringing', (e) => e.leg === request.leg);
      await refused(stage.port.mute(request.leg, true), 'SWITCH_BAD_REQUEST');
    },
    ['muting'],
  );
}
