import { watch } from 'node:fs';
import { appendFile, stat, statfs } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Millis } from '../../kernel/time.js';

/** The last audio is written within one frame of 20 ms; no growth for this long, twice, is the end of the file. */
export const SETTLE_MS = 60;
/** With less room than this a recording cannot be believed: two seconds of sound. */
const LEAST_ROOM = 64_000;
/** 16 bit, two channels, 8000 Hz. */
const BYTES_PER_MS = 32;
/** Silence is appended in whole frames of 20 ms. */
const FRAME_MS = 20;

export const DISK_FULL = 'the disk is full';

/** Whether there is too little room to believe that a recording goes on. One that cannot be asked is not full. */
export async function diskIsFull(folder: string): Promise<boolean> {
  const room = await statfs(folder).catch(() => undefined);
  return room !== undefined && room.bavail * room.bsize < LEAST_ROOM;
}

/** The file of one recording, written by the switch, as this process sees it. */
export class RecordingFile {
  constructor(
    readonly path: string,
    private readonly folder: string,
  ) {}

  isThere(): Promise<boolean> {
    return stat(this.path).then(
      (found) => found.isFile(),
      () => false,
    );
  }

  /** Resolves with true when the file is there, with false when it is not within the time. */
  async appears(withinMs: Millis): Promise<boolean> {
    // Made with the first frame: asked then, nearly every one is there, and no watch is needed.
    await delay(Math.min(withinMs, 2 * FRAME_MS));
    if (await this.isThere()) return true;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), withinMs);
    try {
      await new Promise<void>((resolve, reject) => {
        const watcher = watch(this.folder, { signal: stop.signal });
        const look = (): void => void this.isThere().then((there) => there && resolve());
        // The folder tells of every write to every recording that runs.
        watcher.on('change', (_kind, name) => name === basename(this.path) && look());
        watcher.on('error', reject);
        watcher.on('close', () => reject(new Error('closed')));
        look();
      });
      return true;
    } catch {
      return this.isThere();
    } finally {
      clearTimeout(timer);
      stop.abort();
    }
  }

  /** How much sound it holds; undefined when it is gone. */
  async lengthMs(): Promise<Millis | undefined> {
    const size = await this.size();
    return size === undefined ? undefined : size / BYTES_PER_MS;
  }

  /**
   * Appends silence until it holds this much sound; nothing when it does. Nobody else may write to it meanwhile.
   * @throws when this process may not write to a file of the switch
   */
  async padTo(ms: Millis): Promise<void> {
    const missing = ms - ((await this.lengthMs()) ?? ms);
    const frames = Math.floor(missing / FRAME_MS);
    if (frames > 0) await appendFile(this.path, Buffer.alloc(frames * FRAME_MS * BYTES_PER_MS));
  }

  /** Resolves when nobody writes to it any more; with why it cannot be believed, or undefined. */
  async settles(lasted: Millis): Promise<string | undefined> {
    const size = await this.settledSize();
    if (size === undefined) return 'the file is gone';
    if (size === 0 && lasted > 1000) return 'the file is empty';
    return (await diskIsFull(this.folder)) ? DISK_FULL : undefined;
  }

  private async settledSize(): Promise<number | undefined> {
    let last = -1;
    let same = 0;
    while (same < 2) {
      const size = await this.size();
      if (size === undefined) return undefined;
      same = size === last ? same + 1 : 0;
      last = size;
      if (same < 2) await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
    return last;
  }

  private size(): Promise<number | undefined> {
    return stat(this.path).then(
      (found) => found.size,
      () => undefined,
    );
  }
}
