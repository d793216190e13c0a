/** What the octets of a message mean: the choice of a coding for a text, and back. */
import { decodeGsm7, encodeGsm7, fitsGsm7 } from './gsm7.js';

/** `binary`: octets that are no text (WAP push, tones); they pass as they came. */
export type Coding = 'gsm7' | 'latin1' | 'ucs2' | 'binary';

/** Of SMPP 3.4, 5.2.19. */
export const DATA_CODING: Readonly<Record<Coding, number>> = { gsm7: 0, latin1: 3, ucs2: 8, binary: 4 };

/** The coding behind a data_coding; class and compression bits of GSM 03.38 (0xf0-0xff) are looked through. */
export function codingOf(dataCoding: number): Coding {
  if (dataCoding >= 0xf0) return dataCoding & 0x04 ? 'binary' : 'gsm7';
  switch (dataCoding) {
    case 0:
    case 1:
      return 'gsm7';
    case 3:
      return 'latin1';
    case 8:
      return 'ucs2';
    default:
      return 'binary';
  }
}

/** The narrowest coding that holds the text: GSM 7-bit, else UCS-2. Latin-1 only on request: it saves nothing on air. */
export const bestCoding = (text: string): 'gsm7' | 'ucs2' => (fitsGsm7(text) ? 'gsm7' : 'ucs2');

/** Characters without a place in Latin-1 or GSM 7-bit become `?`. */
export function encodeText(text: string, coding: Exclude<Coding, 'binary'>): Buffer {
  if (coding === 'gsm7') return encodeGsm7(text);
  if (coding === 'ucs2') return Buffer.from(text, 'utf16le').swap16();
  return Buffer.from(text.replace(/[^\u0000-\u00ff]/g, '?'), 'latin1');
}

/** An odd octet at the end of UCS-2 is left out. Binary is told as hexadecimal digits. */
export function decodeText(octets: Uint8Array, coding: Coding): string {
  switch (coding) {
    case 'gsm7':
      return decodeGsm7(octets);
    case 'latin1':
      return Buffer.from(octets).toString('latin1');
    case 'ucs2':
      // A copy: the swap works in place.
      return Buffer.from(octets.subarray(0, octets.length & ~1))
        .swap16()
        .toString('utf16le');
    case 'binary':
      return Buffer.from(octets).toString('hex');
  }
}
