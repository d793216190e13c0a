import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeGsm7, encodeGsm7, fitsGsm7 } from '../../../../src/sms/text/gsm7.js';

const ALPHABET =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà\f^{}\\[~]|€';
const gsmText = fc.array(fc.constantFrom(...ALPHABET), { maxLength: 300 }).map((chars) => chars.join(''));

describe('GSM 7-bit alphabet', () => {
  it('has the octets of the standard for characters that others get wrong', () => {
    for (const [char, octets] of [
      ['@', '00'],
      ['_', '11'],
      ['$', '02'],
      ['€', '1b65'],
      ['[', '1b3c'],
      ['\\', '1b2f'],
      ['|', '1b40'],
      ['\f', '1b0a'],
      ['¿', '60'],
      ['à', '7f'],
      ['Ç', '09'],
      ['Ξ', '1a'],
      ['É', '1f'],
    ] as const)
      assert.equal(encodeGsm7(char).toString('hex'), octets, char);
  });

  it('brings back every text of the alphabet', () =>
    fc.assert(fc.property(gsmText, (text) => fitsGsm7(text) && decodeGsm7(encodeGsm7(text)) === text)));

  it('has room for 127 characters and ten extended ones, and no more', () => {
    const fitting = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(fitsGsm7);
    assert.equal(fitting.length, 137);
    assert.deepEqual(new Set(fitting), new Set(ALPHABET));
  });

  it('reads any octets without failing, extended or not', () =>
    fc.assert(fc.property(fc.uint8Array(), (octets) => typeof decodeGsm7(octets) === 'string')));

  it('reads an unknown extension as the basic character, and an escape at the end as a space', () => {
    assert.equal(decodeGsm7(Buffer.from([0x1b, 0x41])), 'A');
    assert.equal(decodeGsm7(Buffer.from([0x41, 0x1b])), 'A ');
  });

  it('does not take Chinese for its own', () => assert.equal(fitsGsm7('您好'), false));
});
