import { readFile } from 'node:fs/promises';
import type { RecordedSound } from '../../../src/switch/port.js';

/** Samples between -1 and 1; `right` is empty when the sound has one channel. */
export interface Samples {
  readonly sampleRate: number;
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** Reads 16 bit sound, with or without a WAV header. */
export async function readSound(sound: RecordedSound): Promise<Samples> {
  const bytes = await readFile(sound.path);
  const data = sound.format === 'wav' ? wavData(bytes) : bytes;
  const left: number[] = [];
  const right: number[] = [];
  const frame = 2 * sound.channels;
  for (let at = 0; at + frame <= data.length; at += frame) {
    left.push(data.readInt16LE(at) / 32768);
    if (sound.channels === 2) right.push(data.readInt16LE(at + 2) / 32768);
  }
  return { sampleRate: sound.sampleRate, left, right };
}

function wavData(bytes: Buffer): Buffer {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF') throw new Error('no RIFF header');
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === 'data') return bytes.subarray(at + 8, at + 8 + size);
    at += 8 + size + (size % 2);
  }
  throw new Error('no data chunk');
}

/** Level of one tone in dBFS (a full-scale sine is about -3), by Goertzel's recurrence; -100 when there is nothing. */
export function toneLevel(samples: readonly number[], sampleRate: number, hz: number): number {
  if (samples.length === 0) return -100;
  const turn = 2 * Math.cos((2 * Math.PI * hz) / sampleRate);
  let last = 0;
  let beforeLast = 0;
  for (const sample of samples) [last, beforeLast] = [sample + turn * last - beforeLast, last];
  const power = Math.max(0, last * last + beforeLast * beforeLast - turn * last * beforeLast);
  const rms = (Math.SQRT2 * Math.sqrt(power)) / samples.length;
  return rms < 1e-5 ? -100 : 20 * Math.log10(rms);
}
