import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readWav, writeWav } from '../../../live/world/wav.js';

const sample = fc.integer({ min: -32768, max: 32767 });

describe('WAV files', () => {
  it('hold what was written, by channel', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(sample, sample), { maxLength: 50 }),
        fc.constantFrom(8000, 16000, 48000),
        (pairs, rate) => {
          const channels = [
            Int16Array.from(pairs, ([left]) => left),
            Int16Array.from(pairs, ([, right]) => right),
          ];
          assert.deepEqual(readWav(writeWav({ rate, channels })), { rate, channels });
        },
      ),
    );
  });

  it('are read to their end when the length was never filled in, and past chunks that are unknown', () => {
    const whole = writeWav({ rate: 8000, channels: [Int16Array.of(1, 2, 3)] });
    const unfinished = Buffer.from(whole);
    unfinished.writeUInt32LE(0, 40);
    assert.deepEqual([...readWav(unfinished).channels[0]!], [1, 2, 3]);
    const list = Buffer.from('LIST\x03\x00\x00\x00abc\x00', 'latin1');
    const longer = Buffer.concat([whole.subarray(0, 36), list, whole.subarray(36)]);
    assert.deepEqual([...readWav(longer).channels[0]!], [1, 2, 3]);
  });

  it('are refused with what they are instead', () => {
    assert.throws(() => readWav(Buffer.from('ID3 something else')), /not a WAV file: it begins with "ID3/);
    const float = writeWav({ rate: 8000, channels: [Int16Array.of(1)] });
    float.writeUInt16LE(3, 20);
    assert.throws(() => readWav(float), /format 3 with 16 bits/);
    assert.throws(() => readWav(float.subarray(0, 30)), /ends inside its format/);
  });

  it('never make the reader do anything but read or refuse', () => {
    const whole = writeWav({ rate: 8000, channels: [Int16Array.of(1, 2, 3)] });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(49), fc.nat(255)), { maxLength: 6 }),
        fc.nat(50),
        (changes, length) => {
          const broken = Buffer.from(whole);
          for (const [at, octet] of changes) broken[at] = octet;
          try {
            readWav(broken.subarray(0, length));
          } catch (error) {
            assert.match((error as Error).message, /WAV file/);
          }
        },
      ),
    );
  });
});
