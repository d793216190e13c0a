/**
 * A source read in a thread of its own: waiting, decoding, parsing and a database that answers within the call hold up
 * nobody else. What was read is handed over in pieces.
 */
import type { Worker } from 'node:worker_threads';
import { RingmasterError } from '../../kernel/error.js';
import { startThread } from '../../runtime/thread.js';
import { sourceErrors } from '../errors.js';
import type { SourceContent } from './read.js';
import type { FromReader, ReaderData, ToReader } from './reader-thread.js';
import type { SourceContact } from './rules.js';
import type { SourceSettings } from './settings.js';

export interface SourceReader {
  readonly content: Omit<SourceContent, 'contacts'> & { readonly contacts: number };
  /** `numberKey` of all contacts, in pieces. */
  keys(): AsyncGenerator<readonly string[]>;
  contacts(piece: number): AsyncGenerator<readonly SourceContact[]>;
  close(): void;
}

/** Above what the limits of a source can come to; a thread that outgrows it ends alone. */
const MOST_MEGABYTES = 2048;
const KEYS = 2000;

/**
 * @param signal ends the reading
 * @throws sourceErrors
 */
export async function openReader(
  source: SourceSettings,
  secret: string | null,
  signal: AbortSignal,
): Promise<SourceReader> {
  const data: ReaderData = { source, secret };
  const worker = startThread(new URL('./reader-thread.ts', import.meta.url), data, {
    maxOldGenerationSizeMb: MOST_MEGABYTES,
  });
  let timer: NodeJS.Timeout | undefined;
  let stop = (): void => undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(sourceErrors.timeout()), source.timeoutSeconds * 1000);
      stop = () => reject(sourceErrors.interrupted());
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
    });
    const said = await Promise.race([answerOf(worker), late]);
    if (!('read' in said)) throw new Error('the reader answers before it has read');
    return new ThreadReader(worker, said.read);
  } catch (error) {
    void worker.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

class ThreadReader implements SourceReader {
  constructor(
    private readonly worker: Worker,
    readonly content: SourceReader['content'],
  ) {}

  async *keys(): AsyncGenerator<readonly string[]> {
    for (let from = 0; from < this.content.contacts; from += KEYS) {
      const said = await this.ask({ want: 'keys', from, count: KEYS });
      yield 'keys' in said ? said.keys : [];
    }
  }

  async *contacts(piece: number): AsyncGenerator<readonly SourceContact[]> {
    for (let from = 0; from < this.content.contacts; from += piece) {
      const said = await this.ask({ want: 'contacts', from, count: piece });
      yield 'contacts' in said ? said.contacts : [];
    }
  }

  close(): void {
    void this.worker.terminate();
  }

  private ask(wish: ToReader): Promise<FromReader> {
    const answer = answerOf(this.worker);
    this.worker.postMessage(wish);
    return answer;
  }
}

/** The next word of the thread; its end is one too. */
function answerOf(worker: Worker): Promise<FromReader> {
  return new Promise((resolve, reject) => {
    const over = (): void => void worker.off('message', hear).off('error', fail).off('exit', ended);
    const hear = (message: FromReader): void => {
      over();
      if ('failed' in message) {
        const { code, message: text, status } = message.failed;
        reject(new RingmasterError(code, text, status));
      } else if ('bug' in message) reject(new Error(message.bug));
      else resolve(message);
    };
    const fail = (error: Error & { code?: string }): void => {
      over();
      reject(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? sourceErrors.tooLarge('it does not fit into memory')
          : error,
      );
    };
    const ended = (): void => {
      over();
      reject(new Error('the reader ended'));
    };
    worker.on('message', hear).on('error', fail).on('exit', ended);
  });
}
