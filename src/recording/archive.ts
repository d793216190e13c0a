import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RecordedSound } from '../switch/port.js';
import type { SoundCheck } from './types.js';
import { LevelMeter, wavHeader } from './wav.js';

/** What the archive found while it took a recording in. */
export interface Archived extends SoundCheck {
  readonly sha256: string;
}

/** Large, for what a piece costs beside its samples: most recordings are a few of them. */
const PIECE = 256 * 1024;

/** Reads so many octets from there on; fewer when the file ends before. A piece is used again for the next one. */
async function eachPiece(
  path: string,
  from: number,
  size: number,
  take: (piece: Buffer) => Promise<void>,
): Promise<void> {
  if (size === 0) return;
  const source = await open(path, 'r');
  try {
    const room = Buffer.allocUnsafe(Math.min(PIECE, size));
    for (let at = 0; at < size;) {
      const { bytesRead } = await source.read(room, 0, Math.min(room.length, size - at), from + at);
      if (bytesRead === 0) return;
      await take(room.subarray(0, bytesRead));
      at += bytesRead;
    }
  } finally {
    await source.close();
  }
}

const headerOf = ({ format }: RecordedSound): number => (format === 'wav' ? 44 : 0);

/**
 * The folder of finished recordings. A file appears under its name only when it is whole and on the disk, so that a
 * crash or a full disk leaves either the whole recording or none.
 */
export class Archive {
  constructor(private readonly directory: string) {}

  absolute(path: string): string {
    return join(this.directory, path);
  }

  /** Whether there is any sound at all. @throws what the file system says */
  async holdsSound(sound: RecordedSound): Promise<boolean> {
    return (await stat(sound.path)).size > headerOf(sound);
  }

  /**
   * Copies a recording from the switch into the archive as WAV, measuring it on the way.
   * @throws what the file system says (ENOSPC, ENOENT ...); nothing half-written stays
   */
  async store(sound: RecordedSound, path: string): Promise<Archived> {
    const target = this.absolute(path);
    const temporary = `${target}.part`;
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const skip = headerOf(sound);
    const size = Math.max(0, (await stat(sound.path)).size - skip);
    const meter = new LevelMeter(sound.sampleRate, sound.channels);
    const hash = createHash('sha256');
    const header = wavHeader(size, sound.sampleRate, sound.channels);
    try {
      const file = await open(temporary, 'w', 0o600);
      try {
        hash.update(header);
        await file.appendFile(header); // whole or an error, where `write` may stop short on a full disk
        await eachPiece(sound.path, skip, size, async (piece) => {
          meter.feed(piece);
          hash.update(piece);
          await file.appendFile(piece);
        });
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
