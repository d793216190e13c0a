/** Files of text as offices make them: which encoding they are in, and back into it. */
import iconv from 'iconv-lite';

export type TextEncoding = 'utf-8' | 'gb18030' | 'utf-16le';
/** What files are written in. */
export type FileEncoding = 'utf-8' | 'gb18030';

/**
 * By its byte order mark; else UTF-8 when all of it is valid, else GB18030 (with GBK and GB2312 in it) when all of it
 * is. Null: neither, so it is no text of these. Some short GB18030 texts are valid UTF-8 too: people can say which.
 * An empty file is UTF-8.
 */
export function detectEncoding(octets: Uint8Array): TextEncoding | null {
  if (octets[0] === 0xff && octets[1] === 0xfe) return 'utf-16le';
  if (reads(octets, 'utf-8')) return 'utf-8';
  return reads(octets, 'gb18030') ? 'gb18030' : null;
}

/** Without the mark. What is not valid becomes U+FFFD. */
export const decodeFile = (octets: Uint8Array, encoding: TextEncoding): string =>
  new TextDecoder(encoding).decode(octets);

/** UTF-8 with a mark, which spreadsheets need to know it by; GB18030 has none. */
export const fileMark = (encoding: FileEncoding): Buffer =>
  encoding === 'utf-8' ? Buffer.from([0xef, 0xbb, 0xbf]) : Buffer.alloc(0);

/** Every character has its octets in both. */
export const encodeForFile = (text: string, encoding: FileEncoding): Buffer =>
  encoding === 'utf-8' ? Buffer.from(text, 'utf8') : iconv.encode(text, 'gb18030');

/** Zero octets are valid UTF-8 and stand in no text. */
function reads(octets: Uint8Array, encoding: 'utf-8' | 'gb18030'): boolean {
  if (octets.includes(0)) return false;
  try {
    new TextDecoder(encoding, { fatal: true }).decode(octets);
    return true;
  } catch {
    return false;
  }
}
