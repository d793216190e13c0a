import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  DATA_CODING,
  bestCoding,
  codingOf,
  decodeText,
  encodeText,
  type Coding,
} from '../../../../src/sms/text/coding.js';
import {
  concatenationHeader,
  countParts,
  readHeader,
  split,
  type Reference,
} from '../../../../src/sms/text/parts.js';

const references: readonly Reference[] = ['udh8', 'udh16'];
const texts: fc.Arbitrary<{ text: string; coding: Exclude<Coding, 'binary'> }> = fc.oneof(
  fc
    .array(fc.constantFrom('a', '€', '{', '@', 'z'), { maxLength: 700 })
    .map((chars) => ({ text: chars.join(''), coding: 'gsm7' as const })),
  fc
    .array(fc.constantFrom('您', '好', 'a', '😀', '𠮷'), { maxLength: 400 })
    .map((chars) => ({ text: chars.join(''), coding: 'ucs2' as const })),
  fc
    .array(fc.constantFrom('é', 'a', 'ÿ'), { maxLength: 500 })
    .map((chars) => ({ text: chars.join(''), coding: 'latin1' as const })),
);

describe('Long messages', () => {
  it('hold 160 characters, 70 Chinese ones or 140 octets in one part, and one more needs two', () => {
    for (const [text, coding] of [
      ['a'.repeat(160), 'gsm7'],
      ['好'.repeat(70), 'ucs2'],
      ['é'.repeat(140), 'latin1'],
      ['€'.repeat(80), 'gsm7'],
    ] as const) {
      assert.equal(countParts(encodeText(text, coding), coding), 1);
      assert.equal(countParts(encodeText(text + text[0]!, coding), coding), 2);
    }
    assert.equal(countParts(Buffer.alloc(0), 'gsm7'), 1);
  });

  it('are cut at 153 and 152 septets, 67 and 66 Chinese characters', () => {
    const sizes = (text: string, coding: 'gsm7' | 'ucs2', reference: Reference) =>
      split(encodeText(text, coding), coding, reference).map((piece) => piece.length);
    assert.deepEqual(sizes('a'.repeat(306), 'gsm7', 'udh8'), [153, 153]);
    assert.deepEqual(sizes('a'.repeat(306), 'gsm7', 'udh16'), [152, 152, 2]);
    assert.deepEqual(sizes('好'.repeat(134), 'ucs2', 'udh8'), [134, 134]);
    assert.deepEqual(sizes('好'.repeat(134), 'ucs2', 'udh16'), [132, 132, 4]);
  });

  it('are whole again when the parts are put together, and each part can be read alone', () =>
    fc.assert(
      fc.property(texts, fc.constantFrom(...references), ({ text, coding }, reference) => {
        const octets = encodeText(text, coding);
        const pieces = split(octets, coding, reference);
        assert.ok(Buffer.concat(pieces).equals(octets));
        assert.equal(pieces.map((piece) => decodeText(piece, coding)).join(''), text);
        const room = coding === 'gsm7' ? 160 : 140;
        const header = pieces.length > 1 ? (reference === 'udh8' ? 6 : 7) : 0;
        for (const piece of pieces) {
          const septets = coding === 'gsm7' ? Math.ceil((header * 8) / 7) : header;
          assert.ok(piece.length + septets <= room);
        }
      }),
    ));

  it('carry headers that are read back', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...references),
        fc.integer({ min: 0, max: 65535 }),
        fc.integer({ min: 1, max: 255 }),
        fc.uint8Array({ maxLength: 130 }),
        (reference, id, total, rest) => {
          const number = 1 + (id % total);
          const octets = Buffer.concat([concatenationHeader(reference, id, total, number), rest]);
          const read = readHeader(octets);
          assert.deepEqual(read?.concatenation, { id: reference === 'udh8' ? id & 0xff : id, total, number });
          assert.ok(Buffer.from(read.rest).equals(Buffer.from(rest)));
        },
      ),
    ));

  it('with a header that does not add up are told as such, whatever the octets', () => {
    assert.equal(readHeader(Buffer.from([5, 0, 9, 1, 2, 1])), null);
    assert.equal(readHeader(Buffer.from([200, 0])), null);
    assert.equal(readHeader(Buffer.alloc(0)), null);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
        const read = readHeader(octets);
        return read === null || read.rest.length < octets.length;
      }),
    );
  });
});

describe('The coding of a text', () => {
  it('is 7-bit where that is possible, else UCS-2', () => {
    assert.equal(bestCoding('Ihr Kontostand: 100 €'), 'gsm7');
    assert.equal(bestCoding('余额100元'), 'ucs2');
    assert.equal(bestCoding(''), 'gsm7');
  });

  it('is found again from what stands on the wire', () => {
    for (const coding of ['gsm7', 'latin1', 'ucs2', 'binary'] as const)
      assert.equal(codingOf(DATA_CODING[coding]), coding);
    assert.equal(codingOf(0xf0), 'gsm7');
    assert.equal(codingOf(0xf5), 'binary');
  });

  it('of any octets can be read for people', () =>
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom<Coding>('gsm7', 'latin1', 'ucs2', 'binary'),
        (octets, coding) => typeof decodeText(octets, coding) === 'string',
      ),
    ));
});
