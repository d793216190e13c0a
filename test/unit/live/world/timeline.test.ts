import assert from 'node:assert/strict';
import { NotSeenError, nowMs, Timeline } from '../../../live/world/timeline.js';
import { HeardAudio } from '../../../live/world/heard-audio.js';
import { sine, silence, toneTotalMs } from '../../../live/world/tones.js';

type Step =
  | { readonly what: 'rang'; readonly times: number }
  | { readonly what: 'answered' }
  | { readonly what: 'ended' };

describe('a timeline', () => {
  it('gives what has happened already and what is yet to happen', async () => {
    const line = new Timeline<Step>('the phone');
    line.note({ what: 'rang', times: 1 });
    assert.equal((await line.waitFor('rang')).times, 1);
    const second = line.waitFor('rang', { where: (event) => event.times === 2 });
    line.note({ what: 'rang', times: 2 });
    assert.equal((await second).times, 2);
  });

  it('tells what happened instead when a wait is in vain', async () => {
    const line = new Timeline<Step>('the phone');
    line.note({ what: 'rang', times: 1 });
    await assert.rejects(line.waitFor('answered', { withinMs: 10 }), (error: Error) => {
      assert.ok(error instanceof NotSeenError);
      assert.equal(error.message, 'the phone: no "answered" within 10 ms; so far: +0 ms rang {"times":1}');
      return true;
    });
  });

  it('ends a wait at once when it can no longer be fulfilled, but not by what came after its fulfilment', async () => {
    const line = new Timeline<Step>('the phone');
    const waiting = line.waitFor('answered', { unless: ['ended'] });
    line.note({ what: 'ended' });
    await assert.rejects(waiting, /"answered" can no longer happen/);
    const other = new Timeline<Step>('the phone');
    other.note({ what: 'answered' });
    other.note({ what: 'ended' });
    await other.waitFor('answered', { unless: ['ended'] });
  });

  it('leaves out what happened before a given time', async () => {
    const line = new Timeline<Step>('the phone');
    line.note({ what: 'ended' });
    await assert.rejects(line.waitFor('ended', { after: nowMs() + 1000, withinMs: 5 }), NotSeenError);
  });
});

describe('what was heard', () => {
  it('is placed by its own clock, with silence where nothing came', () => {
    const ear = new HeardAudio('the caller', 8000);
    const piece = sine({ hz: 620, ms: 100 });
    // Arrivals jitter by tens of milliseconds; one piece is lost.
    for (const [clock, jitter] of [
      [0, 0],
      [100, 35],
      [300, -20],
      [400, 60],
    ] as const)
      ear.add(piece, 's', clock, 5000 + clock + jitter);
    assert.deepEqual(ear.span, { from: 5000, to: 5500 });
    const sound = ear.heard();
    assert.equal(sound.length, 4000);
    assert.deepEqual(sound.subarray(1600, 2400), silence(100));
    assert.deepEqual(ear.heard({ from: 5050, to: 5150 }), sound.subarray(400, 1200));
    assert.equal(
      ear.heard({ from: 4000, to: 4500 }).some((sample) => sample !== 0),
      false,
    );
  });

  it('is placed anew when its stream jumps or another begins', () => {
    const ear = new HeardAudio('the caller', 8000);
    ear.add(silence(20), 'a', 0, 1000);
    ear.add(silence(20), 'a', 20, 1500);
    ear.add(silence(20), 'b', 900000, 1520);
    assert.equal(ear.span?.to, 1540);
  });

  it('fulfils a wait for a tone by sound that comes after it was asked for only', async () => {
    const ear = new HeardAudio('the caller', 8000);
    const past = nowMs() - 5000;
    for (let ms = 0; ms < 1000; ms += 20) ear.add(sine({ hz: 620, ms: 20 }), 's', ms, past + ms);
    assert.ok(toneTotalMs(ear.heard(), 620) > 900);
    await assert.rejects(
      ear.untilTone(620, { withinMs: 20 }),
      /a tone of 620 Hz for 500 ms was not heard within 20 ms/,
    );
    const waiting = ear.untilTone(620, { forMs: 300, withinMs: 1000 });
    const begin = nowMs() + 1;
    for (let ms = 0; ms < 1000; ms += 20) ear.add(sine({ hz: 620, ms: 20 }), 't', ms, begin + ms);
    const at = await waiting;
    assert.ok(at >= begin - 1 && at < begin + 200, `${at - begin}`);
  });
});
