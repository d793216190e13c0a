import assert from 'node:assert/strict';
import { refused, type Scene } from './stage.js';

export function bridging(scene: Scene): void {
  scene('a bridge is confirmed for each leg and stands in the snapshot', async (stage) => {
    const { callerLeg, phoneLeg, bridge } = await stage.talking();
    const { legs, bridges } = await stage.port.snapshot();
    assert.deepEqual(
      bridges.map((b) => [b.bridge, [...b.legs].sort()]),
      [[bridge, [callerLeg, phoneLeg].sort()]],
    );
    assert.deepEqual(
      legs.map((l) => l.bridge),
      [bridge, bridge],
    );
    assert.equal(stage.log.of('bridge.joined').length, 2);
  });

  scene(
    'bridged legs hear each other, and not themselves',
    async (stage) => {
      const { caller, phone } = await stage.talking();
      await stage.until('the caller hears the phone', async () =>
        (await caller.hears()).tones.includes(phone.toneHz),
      );
      await stage.until('the phone hears the caller', async () =>
        (await phone.hears()).tones.includes(caller.toneHz),
      );
      assert.ok(!(await caller.hears()).tones.includes(caller.toneHz));
    },
    ['hear'],
  );

  scene('a leg that hears a prompt can be bridged; the prompt ends', async (stage) => {
    const { leg: callerLeg } = await stage.answered();
    const { leg: phoneLeg } = await stage.answeredPhone();
    const playback = stage.id('play');
    await stage.port.play(callerLeg, {
      playback,
      prompts: [{ kind: 'silence', ms: 30_000 }],
      language: 'en',
    });
    const bridge = stage.id('brg');
    await stage.port.bridge(bridge, [callerLeg, phoneLeg]);
    await stage.joined(bridge, callerLeg, phoneLeg);
    const { outcome } = await stage.log.expect('playback.ended', (e) => e.playback === playback);
    assert.equal(outcome, 'stopped');
  });

  scene(
    'a leg that hears music can be bridged; the music ends',
    async (stage) => {
      const { caller, leg: callerLeg } = await stage.answered();
      await stage.port.startMusic(callerLeg, stage.world.music);
      await stage.until('the caller hears music', async () => (await caller.hears()).other);
      const { phone, leg: phoneLeg } = await stage.answeredPhone();
      const bridge = stage.id('brg');
      await stage.port.bridge(bridge, [callerLeg, phoneLeg]);
      await stage.joined(bridge, callerLeg, phoneLeg);
      await stage.until('the caller hears the phone only', async () => {
        const heard = await caller.hears();
        return heard.tones.includes(phone.toneHz) && !heard.other;
      });
    },
    ['hear'],
  );

  scene('a leg can join a bridge that is there', async (stage) => {
    const { bridge } = await stage.talking();
    const { leg } = await stage.answeredPhone();
    await stage.port.bridge(bridge, [leg]);
    await stage.joined(bridge, leg);
    const { bridges } = await stage.port.snapshot();
    assert.equal(bridges[0]?.legs.length, 3);
  });

  scene('a leg is taken out without being hung up', async (stage) => {
    const { caller, callerLeg, phoneLeg, bridge } = await stage.talking();
    await stage.port.unbridge(bridge, callerLeg);
    await stage.log.expect('bridge.left', (e) => e.bridge === bridge && e.leg === callerLeg);
    const { legs } = await stage.port.snapshot();
    const left = legs.find((l) => l.leg === callerLeg);
    assert.deepEqual([left?.state, left?.bridge], ['up', undefined]);
    assert.equal(legs.find((l) => l.leg === phoneLeg)?.bridge, bridge);
    assert.equal(caller.told(), 'answered');
  });

  scene('the end of a bridge leaves its legs up', async (stage) => {
    const { callerLeg, phoneLeg, bridge } = await stage.talking();
    await stage.port.endBridge(bridge);
    for (const leg of [callerLeg, phoneLeg]) await stage.log.expect('bridge.left', (e) => e.leg === leg);
    const { legs, bridges } = await stage.port.snapshot();
    assert.deepEqual(bridges, []);
    assert.deepEqual(
      legs.map((l) => [l.state, l.bridge]),
      [
        ['up', undefined],
        ['up', undefined],
      ],
    );
    await stage.port.endBridge(bridge);
  });

  scene('legs can be bridged again after a bridge has ended', async (stage) => {
    const { callerLeg, phoneLeg, bridge } = await stage.talking();
    await stage.port.endBridge(bridge);
    for (const leg of [callerLeg, phoneLeg]) await stage.log.expect('bridge.left', (e) => e.leg === leg);
    const again = stage.id('brg');
    await stage.port.bridge(again, [callerLeg, phoneLeg]);
    await stage.joined(again, callerLeg, phoneLeg);
  });

  scene('when one party hangs up the other stays up', async (stage) => {
    const { caller, callerLeg, phoneLeg } = await stage.talking();
    await caller.hangUp();
    assert.equal(await stage.ended(callerLeg), 'normal');
    const { legs } = await stage.port.snapshot();
    assert.deepEqual(
      legs.map((l) => [l.leg, l.state]),
      [[phoneLeg, 'up']],
    );
  });

  scene('a leg that is gone cannot be bridged, and the other leg is not harmed', async (stage) => {
    const { caller, leg: callerLeg } = await stage.answered();
    const { leg: phoneLeg } = await stage.answeredPhone();
    await caller.hangUp();
    await stage.ended(callerLeg);
    await refused(stage.port.bridge(stage.id('brg'), [callerLeg, phoneLeg]), 'SWITCH_NO_SUCH_LEG');
    const { legs } = await stage.port.snapshot();
    assert.deepEqual(
      legs.map((l) => [l.leg, l.state]),
      [[phoneLeg, 'up']],
    );
  });
}
