import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  fewer,
  joined,
  medianToneLevel,
  mixed,
  rmsLevel,
  silence,
  sine,
  toneLevel,
  toneSpans,
  toneTotalMs,
  TONE_A_HZ,
  TONE_B_HZ,
  TONE_C_HZ,
} from '../../../live/world/tones.js';

const near = (actual: number, expected: number, by: number): void =>
  assert.ok(Math.abs(actual - expected) <= by, `${actual} is not within ${by} of ${expected}`);

describe('tones', () => {
  it('measures the level that a sine was made with, at any frequency, level and rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 3600 }),
        fc.integer({ min: -40, max: -1 }),
        fc.constantFrom(8000, 16000, 48000),
        (hz, dbfs, rate) => {
          const sound = sine({ hz, ms: 200, rate, dbfs });
          near(toneLevel(sound, hz, rate), dbfs, 0.3);
          near(rmsLevel(sound), dbfs - 3.01, 0.3);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('tells tones A, B and C apart by 50 dB and more in a tenth of a second', () => {
    const tones = [TONE_A_HZ, TONE_B_HZ, TONE_C_HZ];
    for (const said of tones)
      for (const sought of tones.filter((hz) => hz !== said))
        assert.ok(toneLevel(sine({ hz: said, ms: 100 }), sought) < -62, `${said} is heard as ${sought}`);
  });

  it('measures a tone whose phase breaks at its level, where one long window would see less', () => {
    const broken = joined(...[0, 1, 2, 3].map((i) => sine({ hz: TONE_B_HZ, ms: 250.25 + i * 0.125 })));
    near(medianToneLevel(broken, TONE_B_HZ), -12, 0.5);
    assert.ok(toneLevel(broken, TONE_B_HZ) < -13);
    assert.equal(medianToneLevel(silence(49), TONE_B_HZ), -Infinity);
  });

  it('hears each of two tones at its own level', () => {
    const both = mixed(
      sine({ hz: TONE_A_HZ, ms: 300, dbfs: -12 }),
      sine({ hz: TONE_B_HZ, ms: 300, dbfs: -20 }),
    );
    near(toneLevel(both, TONE_A_HZ), -12, 0.2);
    near(toneLevel(both, TONE_B_HZ), -20, 0.2);
  });

  it('has no level for silence and for nothing', () => {
    for (const nothing of [silence(100), new Int16Array(0)]) {
      assert.equal(toneLevel(nothing, 620), -Infinity);
      assert.equal(rmsLevel(nothing), -Infinity);
      assert.deepEqual(toneSpans(nothing, 620), []);
    }
  });

  it('finds where a tone is, to a half window, and not where another is', () => {
    const sound = joined(
      silence(500),
      sine({ hz: TONE_A_HZ, ms: 1000 }),
      sine({ hz: TONE_B_HZ, ms: 700 }),
      sine({ hz: TONE_A_HZ, ms: 300 }),
    );
    const spans = toneSpans(sound, TONE_A_HZ);
    assert.equal(spans.length, 2);
    near(spans[0]!.fromMs, 500, 30);
    near(spans[0]!.toMs, 1500, 30);
    near(spans[1]!.fromMs, 2200, 30);
    near(spans[1]!.toMs, 2500, 30);
    near(toneTotalMs(sound, TONE_B_HZ), 700, 60);
  });

  it('bridges gaps up to joinMs and leaves blips shorter than minMs out', () => {
    const blip = sine({ hz: TONE_A_HZ, ms: 60 });
    const sound = joined(
      sine({ hz: TONE_A_HZ, ms: 300 }),
      silence(40),
      sine({ hz: TONE_A_HZ, ms: 300 }),
      silence(400),
      blip,
    );
    assert.equal(toneSpans(sound, TONE_A_HZ).length, 1);
    assert.equal(toneSpans(sound, TONE_A_HZ, { joinMs: 0, minMs: 20 }).length, 3);
  });

  it('does not take noise that holds the frequency for the tone', () => {
    // A fixed linear congruence: the same noise in every run.
    let state = 1;
    const noise = Int16Array.from({ length: 16000 }, () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 17) - 16384;
    });
    assert.deepEqual(toneSpans(noise, TONE_A_HZ), []);
  });

  it('keeps a tone when samples are made fewer, and refuses what is no multiple', () => {
    const sound = fewer(sine({ hz: TONE_B_HZ, ms: 500, rate: 48000 }), 48000, 8000);
    assert.equal(sound.length, 4000);
    near(toneLevel(sound, TONE_B_HZ), -12, 1);
    assert.throws(() => fewer(sound, 44100, 8000), /not a multiple/);
  });
});
