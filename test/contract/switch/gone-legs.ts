import type { LegId } from '../../../src/kernel/ids.js';
import type { SwitchPort } from '../../../src/switch/port.js';
import { refused, type Scene, type Stage } from './stage.js';

type Command = (port: SwitchPort, leg: LegId, stage: Stage) => Promise<unknown>;

const TOO_LATE: Readonly<Record<string, Command>> = {
  indicateRinging: (port, leg) => port.indicateRinging(leg),
  answer: (port, leg) => port.answer(leg),
  tag: (port, leg) => port.tag(leg, { call: 'call_1' }),
  play: (port, leg, stage) =>
    port.play(leg, {
      playback: stage.id('play'),
      prompts: [{ kind: 'prompt', name: stage.world.prompt }],
      language: 'en',
    }),
  startMusic: (port, leg, stage) => port.startMusic(leg, stage.world.music),
  stopMusic: (port, leg) => port.stopMusic(leg),
  bridge: (port, leg, stage) => port.bridge(stage.id('brg'), [leg]),
  unbridge: (port, leg, stage) => port.unbridge(stage.id('brg'), leg),
  mute: (port, leg) => port.mute(leg, true),
  unmute: (port, leg) => port.mute(leg, false),
  sendDigits: (port, leg) => port.sendDigits(leg, '1'),
  pauseRecording: (port, leg, stage) => port.pauseRecording(leg, stage.id('rec')),
  resumeRecording: (port, leg, stage) => port.resumeRecording(leg, stage.id('rec')),
  startRecording: (port, leg, stage) => port.startRecording({ recording: stage.id('rec'), leg }),
  stopRecording: (port, leg, stage) => port.stopRecording(leg, stage.id('rec')),
};

const NO_MATTER: Readonly<Record<string, Command>> = {
  stopPlay: (port, leg, stage) => port.stopPlay(leg, stage.id('play')),
  endBridge: (port, _leg, stage) => port.endBridge(stage.id('brg')),
  stopListening: (port, _leg, stage) => port.stopListening(stage.id('lsn')),
  discardRecording: (port, _leg, stage) => port.discardRecording(stage.id('rec')),
  hangUp: (port, leg) => port.hangUp(leg),
};

export function goneLegs(scene: Scene): void {
  for (const [name, command] of Object.entries(TOO_LATE)) {
    scene(`${name} on a leg that has gone is too late`, async (stage) => {
      const { caller, leg } = await stage.answered();
      await caller.hangUp();
      await stage.ended(leg);
      await refused(command(stage.port, leg, stage), 'SWITCH_NO_SUCH_LEG');
    });
  }

  scene('every such command on a leg that never was is too late', async (stage) => {
    for (const command of Object.values(TOO_LATE)) {
      await refused(command(stage.port, stage.id('leg'), stage), 'SWITCH_NO_SUCH_LEG');
    }
  });

  for (const [name, command] of Object.entries(NO_MATTER)) {
    scene(`${name} resolves when there is nothing left to end`, async (stage) => {
      const { caller, leg } = await stage.answered();
      await caller.hangUp();
      await stage.ended(leg);
      await command(stage.port, leg, stage);
    });
  }

  scene('listening to a leg that has gone is too late', async (stage) => {
    const { caller, leg: target } = await stage.answered();
    const { leg: listener } = await stage.answeredPhone();
    await caller.hangUp();
    await stage.ended(target);
    await refused(
      stage.port.startListening({ listen: stage.id('lsn'), target, listener }),
      'SWITCH_NO_SUCH_LEG',
    );
  });

  scene('the sound of an unknown recording is not there', async (stage) => {
    await refused(stage.port.recordedSound(stage.id('rec')), 'SWITCH_NO_SUCH_LEG');
  });
}
