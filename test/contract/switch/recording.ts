import assert from 'node:assert/strict';
import { readSound, toneLevel } from './measured-sound.js';
import { refused, type Scene, type Stage } from './stage.js';

const start = async (stage: Stage, leg: string): Promise<string> => {
  const recording = stage.id('rec');
  await stage.port.startRecording({ recording, leg });
  await stage.log.expect('recording.started', (e) => e.recording === recording && e.leg === leg);
  return recording;
};

export function recording(scene: Scene): void {
  scene('records what the leg says left and what it hears right', async (stage) => {
    const { caller, callerLeg, phone } = await stage.talking();
    const id = await start(stage, callerLeg);
    await stage.world.elapse(1500);
    await stage.port.stopRecording(callerLeg, id);
    await stage.log.expect('recording.ended', (e) => e.recording === id && e.leg === callerLeg);
    const sound = await stage.port.recordedSound(id);
    const { sampleRate, left, right } = await readSound(sound);
    assert.ok(left.length > sampleRate, `more than a second was recorded: ${left.length} samples`);
    const level = (side: readonly number[], hz: number): number => toneLevel(side, sampleRate, hz);
    if (!stage.port.capabilities.stereoRecording) {
      assert.equal(sound.channels, 1);
      assert.ok(level(left, caller.toneHz) > -40 && level(left, phone.toneHz) > -40);
      return;
    }
    assert.equal(sound.channels, 2);
    assert.ok(level(left, caller.toneHz) > -40, `caller left: ${level(left, caller.toneHz)} dBFS`);
    assert.ok(level(right, phone.toneHz) > -40, `phone right: ${level(right, phone.toneHz)} dBFS`);
    assert.ok(level(left, caller.toneHz) - level(right, caller.toneHz) > 20, 'the caller is left only');
    assert.ok(level(right, phone.toneHz) - level(left, phone.toneHz) > 20, 'the phone is right only');
  });

  scene('a recording ends with its leg and its sound stays', async (stage) => {
    const { caller, callerLeg } = await stage.talking();
    const id = await start(stage, callerLeg);
    await stage.world.elapse(600);
    await caller.hangUp();
    await stage.log.expect('recording.ended', (e) => e.recording === id);
    await stage.ended(callerLeg);
    const { left } = await readSound(await stage.port.recordedSound(id));
    assert.ok(left.length > 0);
    assert.equal(stage.log.of('recording.ended', (e) => e.recording === id).length, 1);
  });

  scene('a recording stays with its leg through two bridges', async (stage) => {
    const { callerLeg, phoneLeg, phone, bridge } = await stage.talking();
    const id = await start(stage, callerLeg);
    await stage.world.elapse(700);
    await stage.port.endBridge(bridge);
    await stage.log.expect('bridge.left', (e) => e.leg === callerLeg);
    await stage.port.hangUp(phoneLeg);
    const { phone: other, leg: otherLeg } = await stage.answeredPhone();
    const next = stage.id('brg');
    await stage.port.bridge(next, [callerLeg, otherLeg]);
    await stage.joined(next, callerLeg, otherLeg);
    await stage.world.elapse(700);
    await stage.port.stopRecording(callerLeg, id);
    await stage.log.expect('recording.ended', (e) => e.recording === id);
    const { sampleRate, left, right } = await readSound(await stage.port.recordedSound(id));
    const heard = stage.port.capabilities.stereoRecording ? right : left;
    for (const { toneHz } of [phone, other]) assert.ok(toneLevel(heard, sampleRate, toneHz) > -45);
  });

  scene('the sound of a discarded recording is gone', async (stage) => {
    const { leg } = await stage.answered();
    const id = await start(stage, leg);
    await stage.world.elapse(300);
    await stage.port.stopRecording(leg, id);
    await stage.log.expect('recording.ended', (e) => e.recording === id);
    await stage.port.recordedSound(id);
    await stage.port.discardRecording(id);
    await refused(stage.port.recordedSound(id), 'SWITCH_NO_SUCH_LEG');
    await stage.port.discardRecording(id);
  });
}
