/**
 * The default alphabet of GSM 03.38 (3GPP TS 23.038, 6.2.1) and its extension table, one septet an octet, as SMPP
 * carries it with data_coding 0. Characters outside have no octet: whoever calls asks `fitsGsm7` first.
 */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** What follows an escape. */
const EXTENSION: readonly (readonly [number, string])[] = [
  [0x0a, '\f'],
  [0x14, '^'],
  [0x28, '{'],
  [0x29, '}'],
  [0x2f, '\\'],
  [0x3c, '['],
  [0x3d, '~'],
  [0x3e, ']'],
  [0x40, '|'],
  [0x65, '€'],
];
export const ESCAPE = 0x1b;

/** One octet, or two as 0x1b00 + second; index is the UTF-16 unit. All others are absent. */
const TO_OCTETS: ReadonlyMap<number, number> = new Map([
  ...[...BASIC]
    .map((char, octet) => [char.charCodeAt(0), octet] as const)
    .filter(([, octet]) => octet !== ESCAPE),
  ...EXTENSION.map(([octet, char]) => [char.charCodeAt(0), (ESCAPE << 8) | octet] as const),
]);
const FROM_EXTENSION: ReadonlyMap<number, string> = new Map(EXTENSION);

/** Whether every character has its octet. True for ''. */
export function fitsGsm7(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!TO_OCTETS.has(text.charCodeAt(i))) return false;
  return true;
}

/** Septets as octets. Characters outside the alphabet become `?`. */
export function encodeGsm7(text: string): Buffer {
  const octets = Buffer.allocUnsafe(text.length * 2);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = TO_OCTETS.get(text.charCodeAt(i)) ?? 0x3f;
    if (code > 0xff) octets[length++] = code >> 8;
    octets[length++] = code & 0xff;
  }
  return Buffer.from(octets.subarray(0, length));
}

/**
 * An escape before an octet without meaning is dropped and the octet taken from the basic table, as the standard asks
 * of receivers; an escape at the end is a space, octets above 127 are `?`.
 */
export function decodeGsm7(octets: Uint8Array): string {
  let text = '';
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i]!;
    if (octet !== ESCAPE) text += BASIC[octet] ?? '?';
    else if (i + 1 >= octets.length) text += ' ';
    else {
      const extended = FROM_EXTENSION.get(octets[i + 1]!);
      if (extended !== undefined) {
        text += extended;
        i++;
      }
    }
  }
  return text;
}
