import { endianness } from 'node:os';
import type { Instant } from '../kernel/time.js';
import type { SoundCheck } from './types.js';

/** The 44 octets before the samples of a 16 bit PCM file (RIFF/WAVE). `dataBytes` beyond 4 GiB are not possible. */
export function wavHeader(dataBytes: number, sampleRate: number, channels: 1 | 2): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'ascii');
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'ascii');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'ascii');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

const SCALE = 32768 * 32768;

/** 16 bit little-endian samples as numbers, without a copy where memory and processor allow. */
function littleEndian(data: Buffer): Int16Array {
  const count = data.length / 2;
  if (LITTLE_ENDIAN && data.byteOffset % 2 === 0) return new Int16Array(data.buffer, data.byteOffset, count);
  return Int16Array.from({ length: count }, (_unused, at) => data.readInt16LE(2 * at));
}

const LITTLE_ENDIAN = endianness() === 'LE';

/** Levels of what has been fed so far; a whole recording never stands in memory. */
export class LevelMeter {
  private samples = 0;
  private left = 0;
  private right = 0;
  private carry: Buffer = Buffer.alloc(0);

  constructor(
    private readonly sampleRate: number,
    private readonly channels: 1 | 2,
  ) {}

  /** Takes 16 bit little-endian samples, interleaved; pieces may be cut anywhere. */
  feed(piece: Buffer): void {
    const data = this.carry.length > 0 ? Buffer.concat([this.carry, piece]) : piece;
    const frame = this.channels * 2;
    const whole = data.length - (data.length % frame);
    const samples = littleEndian(data.subarray(0, whole));
    const step = this.channels;
    // Squares of whole numbers: a piece's sum is exact, and scaled once.
    let left = 0;
    let right = 0;
    for (let at = 0; at < samples.length; at += step) {
      left += samples[at]! * samples[at]!;
      if (step === 2) right += samples[at + 1]! * samples[at + 1]!;
    }
    this.left += left / SCALE;
    this.right += right / SCALE;
    this.samples += samples.length / step;
    this.carry = Buffer.from(data.subarray(whole));
  }

  /** RMS over everything in dBFS; -100 for digital silence and for no samples at all. Mono: right equals left. */
  check(bytes: number): SoundCheck {
    const level = (sum: number): number =>
      this.samples === 0 || sum === 0
        ? -100
        : Math.max(-100, Math.round(100 * Math.log10(sum / this.samples)) / 10);
    const left = level(this.left);
    return {
      bytes,
      durationMs: Math.round((this.samples * 1000) / this.sampleRate),
      leftDbfs: left,
      rightDbfs: this.channels === 2 ? level(this.right) : left,
    };
  }
}

/** `2026/11/22/<recording>.wav`, by the day (UTC) on which it began. */
export function storedPath(recording: string, startedAt: Instant): string {
  return `${new Date(startedAt).toISOString().slice(0, 10).replaceAll('-', '/')}/${recording}.wav`;
}
