/** The thread's side of `group-writer.ts`: owns the file, runs groups, answers. */
import { parentPort, workerData } from 'node:worker_threads';
import { openSynchronous, type DatabaseSettings } from './database.js';
import { runGroup, type Program } from './group-program.js';

/** What the thread is started with. */
export interface ThreadData {
  /** URL of a module with an export `program`. */
  readonly program: string;
  readonly database: DatabaseSettings;
}
export type ToThread = readonly unknown[] | 'close';
export type FromThread =
  | { readonly ready: true }
  /** `wrote`: something reached the file; a group that only looked says nothing about the disk. */
  | { readonly results: readonly unknown[]; readonly wrote: boolean }
  /** The group could not be written; it is to be sent again. */
  | { readonly trouble: string }
  | { readonly closed: true };

const port = parentPort;
if (!port) throw new Error('this module runs in a thread');
const data = workerData as ThreadData;
const { program } = (await import(data.program)) as { program: Program<unknown, unknown> };
const database = await openSynchronous(data.database, program.migrations);
const steps = program.start(database.statements);
const say = (message: FromThread): void => port.postMessage(message);

port.on('message', (message: ToThread) => {
  if (message === 'close') {
    database.close();
    say({ closed: true });
    port.close();
    return;
  }
  try {
    const before = database.written;
    const results = runGroup(database, steps, message);
    say({ results, wrote: database.written > before });
  } catch (error) {
    say({ trouble: error instanceof Error ? error.message : String(error) });
  }
});
say({ ready: true });
