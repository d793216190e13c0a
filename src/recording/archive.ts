import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RecordedSound } from '../switch/port.js';
import type { SoundCheck } from './types.js';
import { LevelMeter, wavHeader } from './wav.js';

/** What the archive found while it took a recording in. */
export interface Archived extends SoundCheck {
  readonly sha256: string;
}

/**
 * The folder of finished recordings. A file appears under its name only when it is whole and on the disk, so that a
 * crash or a full disk leaves either the whole recording or none.
 */
export class Archive {
  constructor(private readonly directory: string) {}

  absolute(path: string): string {
    return join(this.directory, path);
  }

  /**
   * Copies a recording from the switch into the archive as WAV, measuring it on the way.
   * @throws what the file system says (ENOSPC, ENOENT ...); nothing half-written stays
   */
  async store(sound: RecordedSound, path: string): Promise<Archived> {
    const target = this.absolute(path);
    const temporary = `${target}.part`;
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const skip = sound.format === 'wav' ? 44 : 0;
    const size = Math.max(0, (await stat(sound.path)).size - skip);
    const meter = new LevelMeter(sound.sampleRate, sound.channels);
    const hash = createHash('sha256');
    const header = wavHeader(size, sound.sampleRate, sound.channels);
    try {
      const file = await open(temporary, 'w', 0o600);
      try {
        hash.update(header);
        await file.appendFile(header); // whole or an error, where `write` may stop short on a full disk
        if (size > 0)
          for await (const piece of createReadStream(sound.path, { start: skip, end: skip + size - 1 })) {
            const data = piece as Buffer;
            meter.feed(data);
            hash.update(data);
            await file.appendFile(data);
          }
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    return { ...meter.check(size + header.length), sha256: hash.digest('hex') };
  }
}
