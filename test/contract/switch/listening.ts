import assert from 'node:assert/strict';
import type { Scene, Stage } from './stage.js';

async function listen(stage: Stage) {
  const talk = await stage.talking();
  const { phone: supervisor, leg: listener } = await stage.answeredPhone();
  const id = stage.id('lsn');
  await stage.port.startListening({ listen: id, target: talk.phoneLeg, listener });
  const hearsBoth = async (): Promise<boolean> => {
    const { tones } = await supervisor.hears();
    return tones.includes(talk.caller.toneHz) && tones.includes(talk.phone.toneHz);
  };
  return { ...talk, supervisor, listener, id, hearsBoth };
}

export function listening(scene: Scene): void {
  scene(
    'the listener hears both parties and neither hears the listener',
    async (stage) => {
      const { caller, phone, supervisor, hearsBoth } = await listen(stage);
      await stage.until('the listener hears both', hearsBoth);
      for (const party of [caller, phone])
        assert.ok(!(await party.hears()).tones.includes(supervisor.toneHz), 'the listener is not heard');
      assert.ok((await caller.hears()).tones.includes(phone.toneHz), 'the talk goes on');
    },
    ['hear', 'listening'],
  );

  scene(
    'listening ends; the listener stays up and hears nothing',
    async (stage) => {
      const { supervisor, listener, id, hearsBoth } = await listen(stage);
      await stage.until('the listener hears both', hearsBoth);
      await stage.port.stopListening(id);
      await stage.until(
        'the listener hears nothing',
        async () => (await supervisor.hears()).tones.length === 0,
      );
      assert.equal((await stage.port.snapshot()).legs.find((l) => l.leg === listener)?.state, 'up');
      await stage.port.stopListening(id);
    },
    ['hear', 'listening'],
  );

  scene(
    'the listener may hang up; the talk goes on and nothing of the listening is left',
    async (stage) => {
      const { callerLeg, phoneLeg, supervisor, listener, id, bridge } = await listen(stage);
      await supervisor.hangUp();
      await stage.ended(listener);
      await stage.port.stopListening(id);
      await stage.until('only the talk is left', async () => {
        const { legs, bridges } = await stage.port.snapshot();
        return legs.length === 2 && bridges.length === 1;
      });
      const { bridges } = await stage.port.snapshot();
      assert.deepEqual(
        [bridges[0]?.bridge, [...(bridges[0]?.legs ?? [])].sort()],
        [bridge, [callerLeg, phoneLeg].sort()],
      );
    },
    ['listening'],
  );

  scene(
    'when the target hangs up the listener stays until it is hung up',
    async (stage) => {
      const { phone, phoneLeg, listener, id } = await listen(stage);
      await phone.hangUp();
      await stage.ended(phoneLeg);
      await stage.port.stopListening(id);
      assert.equal((await stage.port.snapshot()).legs.find((l) => l.leg === listener)?.state, 'up');
    },
    ['listening'],
  );

  scene(
    'listening goes on through the next conversation of the target',
    async (stage) => {
      const { phone, phoneLeg, supervisor, bridge } = await listen(stage);
      await stage.port.unbridge(bridge, phoneLeg);
      await stage.log.expect('bridge.left', (e) => e.leg === phoneLeg);
      const next = await stage.answered();
      const again = stage.id('brg');
      await stage.port.bridge(again, [next.leg, phoneLeg]);
      await stage.joined(again, next.leg, phoneLeg);
      await stage.until('the listener hears the next two', async () => {
        const { tones } = await supervisor.hears();
        return tones.includes(next.caller.toneHz) && tones.includes(phone.toneHz);
      });
      assert.ok(!(await next.caller.hears()).tones.includes(supervisor.toneHz), 'the listener is not heard');
    },
    ['hear', 'listening'],
  );
}
