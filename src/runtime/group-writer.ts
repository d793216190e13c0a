/**
 * A database in a thread of its own, written in groups. Commands are collected while the group before is being written
 * and go out as one transaction when it is done, so groups grow with the load by themselves and a disk that is slow
 * stops nobody but those who wait for it: calls go on.
 */
import type { Worker } from 'node:worker_threads';
import { DatabaseUnusable, type DatabaseSettings } from './database.js';
import type { Result } from './group-program.js';
import type { FromThread, ThreadData } from './group-thread.js';
import { startThread } from './thread.js';

export interface GroupWriter<Command, Outcome> {
  /**
   * Calls `done` once, after the commit. Commands take effect in the order given. While the file cannot be written
   * they are kept and tried again. What is handed in must not be changed afterwards.
   * @param refused given for a command that need not be kept: called once instead of `done`, possibly within this call,
   * when the file cannot be written now. Nothing of the command is written then, nor will be.
   */
  apply(command: Command, done: (outcome: Outcome) => void, refused?: () => void): void;
  ask(command: Command): Promise<Outcome>;
  /** Commands whose group is not committed yet. */
  readonly backlog: number;
  /** Writes what is left and what is still said when that is told, then lets go of the file. */
  close(): Promise<void>;
}

export interface GroupWriterSettings {
  /** URL of the module with `export const program: Program<Command, Outcome>`. */
  readonly program: URL;
  readonly database: DatabaseSettings;
  /** A command that threw: a bug. It is not tried again and its `done` is not called. */
  readonly onFault: (error: Error) => void;
  /** Told once when writing fails, and once when it works again (null). */
  readonly onTrouble: (message: string | null) => void;
  /** Commands of one transaction at most; default 2000. */
  readonly longest?: number;
}

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5000;
/** Failures before anything is refused: somebody who holds the file for a moment, a backup, is waited for. */
const FORGIVEN = 1;
/** A disk that is full takes the one and not the other: so long nothing that may be refused is tried on it. */
const REST_MS = 1000;

/** @throws DatabaseUnusable when the thread cannot open the file */
export async function openGroupWriter<Command, Outcome>(
  settings: GroupWriterSettings,
): Promise<GroupWriter<Command, Outcome>> {
  const data: ThreadData = { program: settings.program.href, database: settings.database };
  const worker = startThread(new URL('./group-thread.ts', import.meta.url), data);
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', (error) =>
      reject(
        error instanceof DatabaseUnusable ? error : new DatabaseUnusable(error.message, { cause: error }),
      ),
    );
  });
  worker.removeAllListeners('error');
  return new ThreadWriter<Command, Outcome>(worker, settings);
}

interface Waiting<Command, Outcome> {
  readonly command: Command;
  readonly done: (outcome: Outcome) => void;
  readonly refused: (() => void) | undefined;
}

class ThreadWriter<Command, Outcome> implements GroupWriter<Command, Outcome> {
  private next: Waiting<Command, Outcome>[] = [];
  private group: Waiting<Command, Outcome>[] = [];
  private scheduled = false;
  private trouble = false;
  /** The group, or what comes next, waits for its next try. */
  private resting = false;
  private restUntil = 0;
  /** Tries that failed since something was written. */
  private failures = 0;
  private closed = false;
  private retryMs = FIRST_RETRY_MS;
  private closing: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;
  private readonly longest: number;

  constructor(
    private readonly worker: Worker,
    private readonly settings: GroupWriterSettings,
  ) {
    this.longest = settings.longest ?? 2000;
    worker.on('message', (message: FromThread) => this.hear(message));
    worker.on('error', (error) => settings.onFault(error));
  }

  get backlog(): number {
    return this.next.length + this.group.length;
  }

  apply(command: Command, done: (outcome: Outcome) => void, refused?: () => void): void {
    if (this.closed) throw new Error('the writer is closed');
    if (refused && this.failures > FORGIVEN && (this.resting || performance.now() < this.restUntil))
      return refused();
    this.next.push({ command, done, refused });
    if (this.group.length > 0 || this.scheduled || this.resting) return;
    this.scheduled = true;
    setImmediate(() => this.send());
  }

  ask(command: Command): Promise<Outcome> {
    return new Promise((resolve) => this.apply(command, resolve));
  }

  close(): Promise<void> {
    if (!this.closing) {
      let resolve = (): void => undefined;
      const promise = new Promise<void>((done) => (resolve = done));
      this.closing = { promise, resolve };
      if (this.backlog === 0) this.end();
    }
    return this.closing.promise;
  }

  private send(): void {
    this.scheduled = false;
    if (this.group.length > 0) return;
    if (this.next.length > this.longest) this.group = this.next.splice(0, this.longest);
    else {
      this.group = this.next;
      this.next = [];
    }
    if (this.group.length > 0) this.post();
    else if (this.closing) this.end();
  }

  private end(): void {
    if (this.closed) return;
    this.closed = true;
    this.worker.postMessage('close');
  }

  private post(): void {
    this.worker.postMessage(this.group.map(({ command }) => command));
  }

  private hear(message: FromThread): void {
    if ('results' in message) {
      if (message.wrote) this.works();
      this.committed(message.results as readonly Result<Outcome>[]);
    } else if ('trouble' in message) this.failed(message.trouble);
    else if ('closed' in message) this.closing?.resolve();
  }

  private works(): void {
    this.retryMs = FIRST_RETRY_MS;
    this.failures = 0;
    if (!this.trouble) return;
    this.trouble = false;
    this.settings.onTrouble(null);
  }

  /** What was in the group is undone. Whoever may be refused hears so; the rest is tried again. */
  private failed(why: string): void {
    if (!this.trouble) this.settings.onTrouble(why);
    this.trouble = true;
    this.restUntil = performance.now() + REST_MS;
    const refused = ++this.failures > FORGIVEN ? this.giveUp() : [];
    this.resting = true;
    setTimeout(() => {
      this.resting = false;
      if (this.group.length > 0) this.post();
      else this.send();
    }, this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
    for (const tell of refused) tell();
  }

  private giveUp(): (() => void)[] {
    const refused = [...this.group, ...this.next].flatMap((one) => one.refused ?? []);
    this.group = this.group.filter((one) => !one.refused);
    this.next = this.next.filter((one) => !one.refused);
    return refused;
  }

  private committed(results: readonly Result<Outcome>[]): void {
    const group = this.group;
    this.group = [];
    // The next group is under way while these are told; but what they still have to say comes before the end.
    if (!this.closing) this.send();
    results.forEach((result, i) => {
      if ('fault' in result) this.settings.onFault(new Error(result.fault));
      else {
        try {
          group[i]!.done(result.outcome);
        } catch (error) {
          this.settings.onFault(error as Error);
        }
      }
    });
    if (this.closing) this.send();
  }
}
