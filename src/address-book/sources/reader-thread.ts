/** The thread's side of `reader.ts`: reads the source, then hands its contacts over in pieces as they are asked for. */
import { parentPort, workerData } from 'node:worker_threads';
import { RingmasterError } from '../../kernel/error.js';
import { numberKey } from '../rules.js';
import { readSource, type SourceContent } from './read.js';
import type { SourceContact } from './rules.js';
import type { SourceSettings } from './settings.js';

export interface ReaderData {
  readonly source: SourceSettings;
  readonly secret: string | null;
}
export interface ToReader {
  readonly want: 'keys' | 'contacts';
  readonly from: number;
  readonly count: number;
}
export type FromReader =
  | { readonly read: Omit<SourceContent, 'contacts'> & { readonly contacts: number } }
  | { readonly failed: { readonly code: string; readonly message: string; readonly status: number } }
  | { readonly bug: string }
  | { readonly keys: readonly string[] }
  | { readonly contacts: readonly SourceContact[] };

const port = parentPort;
if (!port) throw new Error('this module runs in a thread');
const say = (message: FromReader): void => port.postMessage(message);
const { source, secret } = workerData as ReaderData;

try {
  const { contacts, ...content } = await readSource(source, secret);
  port.on('message', ({ want, from, count }: ToReader) => {
    const piece = contacts.slice(from, from + count);
    if (want === 'keys') say({ keys: piece.map(({ number }) => numberKey(number)) });
    else say({ contacts: piece });
  });
  say({ read: { ...content, contacts: contacts.length } });
} catch (error) {
  if (error instanceof RingmasterError) {
    const { code, message, status } = error;
    say({ failed: { code, message, status } });
  } else say({ bug: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  port.close();
}
