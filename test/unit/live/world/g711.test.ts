import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeG711, encodeG711, type G711 } from '../../../live/world/g711.js';

const laws: readonly G711[] = ['PCMU', 'PCMA'];

describe('G.711', () => {
  it('has the octets of the recommendation at the ends and in the middle', () => {
    const ends = Int16Array.of(0, 32767, -32768);
    assert.deepEqual([...encodeG711('PCMU', ends)], [0xff, 0x80, 0x00]);
    assert.deepEqual([...encodeG711('PCMA', ends)], [0xd5, 0xaa, 0x2a]);
    assert.deepEqual([...decodeG711('PCMU', Uint8Array.of(0xff, 0x80, 0x00))], [0, 32124, -32124]);
    assert.deepEqual([...decodeG711('PCMA', Uint8Array.of(0xd5, 0xaa, 0x2a))], [8, 32256, -32256]);
  });

  for (const law of laws) {
    it(`gives every ${law} octet back after decoding and encoding`, () => {
      const all = Uint8Array.from({ length: 256 }, (_, i) => i);
      // µ-law has two zeros: -0 comes back as +0.
      const expected = law === 'PCMU' ? all.map((octet) => (octet === 0x7f ? 0xff : octet)) : all;
      assert.deepEqual([...encodeG711(law, decodeG711(law, all))], [...expected]);
    });

    it(`keeps every sample within a thirtieth of itself by ${law}`, () => {
      fc.assert(
        fc.property(fc.integer({ min: -32000, max: 32000 }), (sample) => {
          const back = decodeG711(law, encodeG711(law, Int16Array.of(sample)))[0]!;
          assert.ok(Math.abs(back - sample) <= Math.abs(sample) / 30 + 8, `${sample} became ${back}`);
        }),
      );
    });
  }
});
