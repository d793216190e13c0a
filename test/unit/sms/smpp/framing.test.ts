import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encode } from '../../../../src/sms/smpp/codec.js';
import { BrokenStream, Framer, LONGEST_UNIT } from '../../../../src/sms/smpp/framing.js';
import { unit } from './units.js';

const collect = (framer: Framer, chunks: readonly Buffer[]): string[] => {
  const frames: string[] = [];
  for (const chunk of chunks) framer.push(chunk, (frame) => frames.push(frame.toString('hex')));
  return frames;
};
const length = (octets: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(octets);
  return buffer;
};

describe('Framing', () => {
  it('finds the same units however the stream is cut', () =>
    fc.assert(
      fc.property(
        fc.array(unit, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 30 }),
        (pdus, cuts) => {
          const frames = pdus.map(encode);
          const stream = Buffer.concat(frames);
          const chunks: Buffer[] = [];
          for (let at = 0, i = 0; at < stream.length; i++) {
            const size = cuts[i % cuts.length]!;
            chunks.push(stream.subarray(at, at + size));
            at += size;
          }
          const framer = new Framer();
          assert.deepEqual(
            collect(framer, chunks),
            frames.map((frame) => frame.toString('hex')),
          );
          assert.equal(framer.held, 0);
        },
      ),
    ));

  it('takes a unit octet by octet, and keeps what it was given when the sender reuses the buffer', () => {
    const frame = encode({ command: 'enquire_link', status: 0, sequence: 1 });
    const framer = new Framer();
    const one = Buffer.alloc(1);
    const found: string[] = [];
    for (const octet of frame) {
      one[0] = octet;
      framer.push(one, (whole) => found.push(whole.toString('hex')));
    }
    assert.deepEqual(found, [frame.toString('hex')]);
  });

  for (const wrong of [0, 1, 15, LONGEST_UNIT + 1, 0x7fffffff, 0xffffffff])
    it(`ends at a length of ${wrong}`, () => {
      assert.throws(() => collect(new Framer(), [length(wrong)]), BrokenStream);
      assert.throws(
        () =>
          collect(
            new Framer(),
            [...length(wrong)].map((octet) => Buffer.from([octet])),
          ),
        BrokenStream,
      );
    });

  it('hands out what stood before the fault', () => {
    const frame = encode({ command: 'unbind', status: 0, sequence: 5 });
    const found: string[] = [];
    assert.throws(() =>
      new Framer().push(Buffer.concat([frame, length(3)]), (whole) => found.push(whole.toString('hex'))),
    );
    assert.deepEqual(found, [frame.toString('hex')]);
  });

  it('holds at most one unit, whatever comes', () =>
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 })), (chunks) => {
        const framer = new Framer(64);
        try {
          for (const chunk of chunks) {
            framer.push(Buffer.from(chunk), (frame) => assert.ok(frame.length <= 64));
            assert.ok(framer.held < 64);
          }
        } catch (error) {
          assert.ok(error instanceof BrokenStream);
        }
      }),
    ));
});
