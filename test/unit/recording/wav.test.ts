import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LevelMeter, storedPath, wavHeader } from '../../../src/recording/wav.js';

/** Samples of one channel or of left and right in turn. */
const samples = (...values: number[]): Buffer => {
  const data = Buffer.alloc(values.length * 2);
  values.forEach((value, i) => data.writeInt16LE(value, i * 2));
  return data;
};

describe('The header of a recording', () => {
  it('tells rate, channels and length as a player reads them', () => {
    const header = wavHeader(3200, 8000, 2);
    assert.equal(header.length, 44);
    assert.equal(header.toString('latin1', 0, 4), 'RIFF');
    assert.equal(header.readUInt32LE(4), 3236);
    assert.equal(header.toString('latin1', 8, 16), 'WAVEfmt ');
    assert.equal(header.readUInt16LE(22), 2);
    assert.equal(header.readUInt32LE(24), 8000);
    assert.equal(header.readUInt32LE(28), 32_000);
    assert.equal(header.readUInt16LE(32), 4);
    assert.equal(header.readUInt32LE(40), 3200);
  });
});

describe('The level meter', () => {
  it('says the same however the sound is cut into pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -32768, max: 32767 }), { maxLength: 64 }),
        fc.constantFrom(1 as const, 2 as const),
        fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 20 }),
        (values, channels, cuts) => {
          const whole = samples(...values);
          const once = new LevelMeter(8000, channels);
          once.feed(whole);
          const cut = new LevelMeter(8000, channels);
          let at = 0;
          for (let i = 0; at < whole.length; i++) {
            const length = cuts[i % cuts.length]! + (i % 3 === 2 ? 1 : 0);
            cut.feed(whole.subarray(at, at + length));
            at += length;
          }
          assert.deepEqual(cut.check(1), once.check(1));
        },
      ),
    );
  });

  it('full scale is 0 dBFS, half is 6 below, each side for itself', () => {
    const meter = new LevelMeter(8000, 2);
    for (let i = 0; i < 800; i++) meter.feed(samples(-32768, i % 2 ? 16384 : -16384));
    assert.deepEqual(meter.check(99), { bytes: 99, durationMs: 100, leftDbfs: 0, rightDbfs: -6 });
  });

  it('silence and nothing at all are -100', () => {
    const silent = new LevelMeter(8000, 2);
    silent.feed(samples(0, 0, 0, 0));
    assert.equal(silent.check(0).leftDbfs, -100);
    assert.deepEqual(new LevelMeter(8000, 2).check(0), {
      bytes: 0,
      durationMs: 0,
      leftDbfs: -100,
      rightDbfs: -100,
    });
  });

  it('of a mono recording both sides are the same', () => {
    const meter = new LevelMeter(8000, 1);
    meter.feed(samples(16384, -16384));
    const { leftDbfs, rightDbfs } = meter.check(0);
    assert.equal(leftDbfs, -6);
    assert.equal(rightDbfs, leftDbfs);
  });
});

describe('The place of a recording', () => {
  it('is by the day on which it began, in UTC', () => {
    assert.equal(storedPath('rec_1', Date.UTC(2026, 10, 22, 23, 59, 59, 999)), '2026/11/22/rec_1.wav');
    assert.equal(storedPath('rec_1', Date.UTC(2026, 10, 23)), '2026/11/23/rec_1.wav');
  });
});
