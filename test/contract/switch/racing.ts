import assert from 'node:assert/strict';
import { SwitchError } from '../../../src/switch/port.js';
import type { Scene } from './stage.js';

/** Too late is allowed, anything else is a fault. */
async function orTooLate(command: Promise<unknown>): Promise<'done' | 'too late'> {
  try {
    await command;
    return 'done';
  } catch (error) {
    assert.ok(error instanceof SwitchError && error.code === 'SWITCH_NO_SUCH_LEG', String(error));
    return 'too late';
  }
}

export function racing(scene: Scene): void {
  scene(
    'answer against cancel: the leg ends once and nothing is left, whoever was first',
    async (stage) => {
      const phone = await stage.phone();
      phone.onRing({ do: 'answer-at-cancel' });
      const request = stage.ringOf(phone);
      await stage.port.ring(request);
      await stage.log.expect('leg.ringing', (e) => e.leg === request.leg);
      await stage.port.hangUp(request.leg);
      await stage.ended(request.leg);
      assert.equal((await stage.port.snapshot()).legs.length, 0);
    },
    ['answer-at-cancel'],
  );

  for (const ms of [0, 20, 40]) {
    scene(`a phone that answers ${ms} ms after it rings, against a cancel at the ringing`, async (stage) => {
      const phone = await stage.phone();
      phone.onRing({ do: 'answer', afterMs: ms });
      const request = stage.ringOf(phone);
      await stage.port.ring(request);
      await stage.log.expect('leg.ringing', (e) => e.leg === request.leg);
      await stage.port.hangUp(request.leg);
      await stage.ended(request.leg);
    });
  }

  scene('a ring that is taken back before it was confirmed still ends once', async (stage) => {
    const phone = await stage.phone();
    phone.onRing({ do: 'answer', afterMs: 300 });
    const request = stage.ringOf(phone);
    const rung = stage.port.ring(request);
    await stage.port.hangUp(request.leg);
    if ((await orTooLate(rung)) === 'done') {
      // The cancel may have been too early for the switch to know the leg; it must then be possible to repeat it.
      await stage.port.hangUp(request.leg);
      await stage.ended(request.leg);
    }
  });

  scene(
    'hang-up while a recording starts: it ends, fails, or was refused, and does not stay open',
    async (stage) => {
      const { caller, callerLeg } = await stage.talking();
      const recording = stage.id('rec');
      const [started] = await Promise.all([
        orTooLate(stage.port.startRecording({ recording, leg: callerLeg })),
        caller.hangUp(),
      ]);
      await stage.ended(callerLeg);
      if (started === 'too late') return;
      await stage.until(
        'the recording has ended or failed',
        () =>
          stage.log.of('recording.ended', (e) => e.recording === recording).length === 1 ||
          stage.log.of('recording.failed', (e) => e.recording === recording).length === 1,
      );
    },
  );

  scene(
    'bridge against hang-up: the leg ends once, the other leg stays and can be bridged',
    async (stage) => {
      const { caller, leg: callerLeg } = await stage.answered();
      const { leg: phoneLeg } = await stage.answeredPhone();
      const bridge = stage.id('brg');
      await Promise.all([orTooLate(stage.port.bridge(bridge, [callerLeg, phoneLeg])), caller.hangUp()]);
      await stage.ended(callerLeg);
      await stage.port.endBridge(bridge);
      const { caller: next, leg: nextLeg } = await stage.answered();
      const again = stage.id('brg');
      await stage.port.bridge(again, [nextLeg, phoneLeg]);
      await stage.joined(again, nextLeg, phoneLeg);
      assert.equal(next.told(), 'answered');
      await stage.port.endBridge(again);
    },
  );

  scene('answer against hang-up by the caller: one end', async (stage) => {
    const { caller, leg } = await stage.arrived();
    await Promise.all([orTooLate(stage.port.answer(leg)), caller.hangUp()]);
    await stage.ended(leg);
  });

  scene('hang-up from both sides at once: one end', async (stage) => {
    const { caller, leg } = await stage.answered();
    await Promise.all([stage.port.hangUp(leg), caller.hangUp()]);
    await stage.ended(leg);
  });
}
