import assert from 'node:assert/strict';
import type { Prompt } from '../../../src/switch/port.js';
import type { Scene, Stage } from './stage.js';

const play = async (stage: Stage, leg: string, prompts: readonly Prompt[]): Promise<string> => {
  const playback = stage.id('play');
  await stage.port.play(leg, { playback, prompts, language: 'en' });
  return playback;
};

const outcome = async (stage: Stage, playback: string): Promise<string> =>
  (await stage.log.expect('playback.ended', (e) => e.playback === playback, { withinMs: 15_000 })).outcome;

const LONG: readonly Prompt[] = [{ kind: 'silence', ms: 20_000 }];

export function playing(scene: Scene): void {
  scene('plays a prompt to its end', async (stage) => {
    const { leg } = await stage.answered();
    const playback = await play(stage, leg, [{ kind: 'prompt', name: stage.world.prompt }]);
    assert.equal(await outcome(stage, playback), 'completed');
    assert.equal(stage.log.of('playback.ended')[0]?.leg, leg);
  });

  scene(
    'the caller hears a prompt while it plays, and silence after it',
    async (stage) => {
      const { caller, leg } = await stage.answered();
      const prompts = Array.from({ length: 20 }, (): Prompt => ({
        kind: 'prompt',
        name: stage.world.prompt,
      }));
      const playback = await play(stage, leg, prompts);
      await stage.until('the caller hears the prompt', async () => (await caller.hears()).other);
      await stage.port.stopPlay(leg, playback);
      assert.equal(await outcome(stage, playback), 'stopped');
      await stage.until('silence', async () => !(await caller.hears()).other);
    },
    ['hear'],
  );

  scene('plays several prompts, digits, a number and silence as one playback', async (stage) => {
    const { leg } = await stage.answered();
    const playback = await play(stage, leg, [
      { kind: 'prompt', name: stage.world.prompt },
      { kind: 'digits', digits: '42' },
      { kind: 'number', number: 17 },
      { kind: 'silence', ms: 100 },
    ]);
    assert.equal(await outcome(stage, playback), 'completed');
    assert.equal(stage.log.of('playback.ended').length, 1);
  });

  scene('an empty playback is completed at once', async (stage) => {
    const { leg } = await stage.answered();
    assert.equal(await outcome(stage, await play(stage, leg, [])), 'completed');
  });

  scene('a prompt that is not there ends as failed, and the next one plays', async (stage) => {
    const { leg } = await stage.answered();
    const failed = await play(stage, leg, [{ kind: 'prompt', name: stage.world.unknownPrompt }]);
    assert.equal(await outcome(stage, failed), 'failed');
    const next = await play(stage, leg, [{ kind: 'prompt', name: stage.world.prompt }]);
    assert.equal(await outcome(stage, next), 'completed');
  });

  scene('a playback can be stopped, and stopped again', async (stage) => {
    const { leg } = await stage.answered();
    const playback = await play(stage, leg, LONG);
    await stage.port.stopPlay(leg, playback);
    assert.equal(await outcome(stage, playback), 'stopped');
    await stage.port.stopPlay(leg, playback);
  });

  scene('a second playback stops the first', async (stage) => {
    const { leg } = await stage.answered();
    const first = await play(stage, leg, LONG);
    const second = await play(stage, leg, [{ kind: 'silence', ms: 100 }]);
    assert.equal(await outcome(stage, first), 'stopped');
    assert.equal(await outcome(stage, second), 'completed');
  });

  scene('stopping the first playback late leaves the second alone', async (stage) => {
    const { leg } = await stage.answered();
    const first = await play(stage, leg, LONG);
    const second = await play(stage, leg, [{ kind: 'silence', ms: 500 }]);
    await stage.port.stopPlay(leg, first);
    assert.equal(await outcome(stage, second), 'completed');
  });

  scene('a playback ends with its leg, once', async (stage) => {
    const { caller, leg } = await stage.answered();
    const playback = await play(stage, leg, LONG);
    await caller.hangUp();
    assert.notEqual(await outcome(stage, playback), 'completed');
    await stage.ended(leg);
  });

  scene('digits are told while a prompt plays', async (stage) => {
    const { caller, leg } = await stage.answered();
    const playback = await play(stage, leg, LONG);
    await caller.press('7');
    await stage.log.expect('leg.digit', (e) => e.leg === leg && e.digit === '7');
    assert.equal(stage.log.of('playback.ended').length, 0);
    await stage.port.stopPlay(leg, playback);
  });

  scene(
    'music plays until it is stopped',
    async (stage) => {
      const { caller, leg } = await stage.answered();
      await stage.port.startMusic(leg, stage.world.music);
      await stage.until('the caller hears music', async () => (await caller.hears()).other);
      await stage.port.stopMusic(leg);
      await stage.until('silence', async () => !(await caller.hears()).other);
    },
    ['hear'],
  );

  scene(
    'music of an unknown class is the default music',
    async (stage) => {
      const { caller, leg } = await stage.answered();
      await stage.port.startMusic(leg, 'no-such-music');
      await stage.until('the caller hears music', async () => (await caller.hears()).other);
    },
    ['hear'],
  );

  scene(
    'a playback ends the music',
    async (stage) => {
      const { caller, leg } = await stage.answered();
      await stage.port.startMusic(leg, stage.world.music);
      await stage.until('the caller hears music', async () => (await caller.hears()).other);
      const playback = await play(stage, leg, LONG);
      await stage.until('silence', async () => !(await caller.hears()).other);
      await stage.port.stopPlay(leg, playback);
    },
    ['hear'],
  );

  scene('stopping music that does not play is no fault', async (stage) => {
    const { leg } = await stage.answered();
    await stage.port.stopMusic(leg);
  });
}
