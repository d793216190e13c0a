import type { Instant, Millis } from '../../kernel/time.js';

/** One thing that can be heard: the voice of a far end (a tone of its own), a prompt, music. */
export interface Sound {
  /** `leg:<id>`, `prompt:<name>`, `digits:<digits>`, `number:<n>`, `music:<class>`, `ringing`. */
  readonly what: string;
  /** The tone that stands for it in recordings, Hz. */
  readonly hz: number;
}

/** Tones of what the switch itself says; those of far ends begin above them. */
export const PROMPT_HZ = 440;
export const MUSIC_HZ = 570;
/** Has no tone in recordings. */
export const RINGING: Sound = { what: 'ringing', hz: 0 };

/** Tone of the nth far end, n from 0: 700 Hz upwards in steps of 130 Hz, 18 different ones, then again. */
export const farEndHz = (n: number): number => 700 + 130 * (n % 18);

export const SAMPLE_RATE = 8000;
const AMPLITUDE = 0.2 * 32767;

interface Stretch {
  readonly from: Instant;
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** What two directions sounded like over time, kept as stretches of unchanged sound. */
export class SoundTrack {
  private readonly stretches: Stretch[] = [];

  /** From now on it sounds like this; tones in Hz. */
  change(at: Instant, left: readonly number[], right: readonly number[]): void {
    const last = this.stretches.at(-1);
    if (last && same(last.left, left) && same(last.right, right)) return;
    this.stretches.push({ from: at, left, right });
  }

  /** The whole as a WAV file: 8 kHz, 16 bit, left and right. A minute is just under 2 MB. */
  wav(end: Instant): Buffer {
    const start = this.stretches[0]?.from ?? end;
    const data = Buffer.alloc(samplesIn(end - start) * 4);
    this.stretches.forEach((stretch, i) => {
      const to = samplesIn((this.stretches[i + 1]?.from ?? end) - start);
      for (let n = samplesIn(stretch.from - start); n < to; n++) {
        data.writeInt16LE(mix(stretch.left, n), n * 4);
        data.writeInt16LE(mix(stretch.right, n), n * 4 + 2);
      }
    });
    return Buffer.concat([header(data.length), data]);
  }
}

const samplesIn = (ms: Millis): number => Math.round((ms * SAMPLE_RATE) / 1000);

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((hz, i) => hz === b[i]);

function mix(tones: readonly number[], sample: number): number {
  let sum = 0;
  for (const hz of tones) sum += AMPLITUDE * Math.sin((2 * Math.PI * hz * sample) / SAMPLE_RATE);
  return Math.max(-32768, Math.min(32767, Math.round(sum)));
}

function header(dataBytes: number): Buffer {
  const h = Buffer.alloc(44);
  h.write('RIFF', 0, 'latin1');
  h.writeUInt32LE(36 + dataBytes, 4);
  h.write('WAVEfmt ', 8, 'latin1');
  h.writeUInt32LE(16, 16); // length of the format chunk
  h.writeUInt16LE(1, 20); // PCM
  h.writeUInt16LE(2, 22); // channels
  h.writeUInt32LE(SAMPLE_RATE, 24);
  h.writeUInt32LE(SAMPLE_RATE * 4, 28); // bytes a second
  h.writeUInt16LE(4, 32); // bytes a frame
  h.writeUInt16LE(16, 34); // bits a sample
  h.write('data', 36, 'latin1');
  h.writeUInt32LE(dataBytes, 40);
  return h;
}
