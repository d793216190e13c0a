/**
 * Tones to speak with and to listen for. Samples are 16 bit linear. Levels are in dBFS where a sine that just reaches
 * ±32768 is 0 dBFS as a tone and -3.01 dBFS as RMS; silence is -Infinity.
 */

/** Tone A: what the caller says. Not a harmonic of B, inside the telephone band, no DTMF frequency near. */
export const TONE_A_HZ = 620;
/** Tone B: what the agent's fake microphone says. */
export const TONE_B_HZ = 1730;
/** Tone C: what a second agent says. */
export const TONE_C_HZ = 2310;

const FULL_SCALE = 32768;

/**
 * A sine.
 * @param options.hz frequency
 * @param options.ms length
 * @param options.rate samples a second, default 8000
 * @param options.dbfs level, default -12
 */
export function sine(options: { hz: number; ms: number; rate?: number; dbfs?: number }): Int16Array {
  const rate = options.rate ?? 8000;
  const amplitude = FULL_SCALE * 10 ** ((options.dbfs ?? -12) / 20);
  const samples = new Int16Array(Math.round((options.ms * rate) / 1000));
  for (let i = 0; i < samples.length; i++) {
    const value = Math.round(amplitude * Math.sin((2 * Math.PI * options.hz * i) / rate));
    samples[i] = Math.max(-32768, Math.min(32767, value));
  }
  return samples;
}

/** Zeros for `ms` milliseconds at `rate` (default 8000) samples a second. */
export function silence(ms: number, rate = 8000): Int16Array {
  return new Int16Array(Math.round((ms * rate) / 1000));
}

/** One after the other. */
export function joined(...parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Both at once: sums, limited to 16 bits; as long as the longer. */
export function mixed(a: Int16Array, b: Int16Array): Int16Array {
  const out = new Int16Array(Math.max(a.length, b.length));
  for (let i = 0; i < out.length; i++) out[i] = Math.max(-32768, Math.min(32767, (a[i] ?? 0) + (b[i] ?? 0)));
  return out;
}

/**
 * The same sound with fewer samples a second: each is the mean of those it stands for, which is filter enough for
 * tones (2 kHz lose 0.9 dB on the way from 48,000 to 8000).
 * @throws Error when `from` is no multiple of `to`
 */
export function fewer(samples: Int16Array, from: number, to: number): Int16Array {
  const ratio = from / to;
  if (!Number.isInteger(ratio))
    throw new Error(`${from} samples a second cannot be made ${to}: not a multiple`);
  const out = new Int16Array(Math.floor(samples.length / ratio));
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < ratio; k++) sum += samples[i * ratio + k]!;
    out[i] = Math.round(sum / ratio);
  }
  return out;
}

/**
 * The level of one frequency: Goertzel's recursion under a Hann window, so that a loud neighbour 4 / length away or
 * further leaks less than -31 dB (in 100 ms: 40 Hz).
 * @returns dBFS; -Infinity for silence or no samples
 */
export function toneLevel(samples: Int16Array, hz: number, rate = 8000): number {
  const n = samples.length;
  if (n === 0) return -Infinity;
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / rate);
  let one = 0;
  let two = 0;
  for (let i = 0; i < n; i++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / n);
    const zero = window * samples[i]! + coefficient * one - two;
    two = one;
    one = zero;
  }
  const power = Math.max(0, one * one + two * two - coefficient * one * two);
  // The window's mean is 1/2, a sine gives half of its amplitude on each side of zero frequency.
  const amplitude = (4 * Math.sqrt(power)) / n;
  return 20 * Math.log10(amplitude / FULL_SCALE);
}

/**
 * The level of one frequency in sound that came over a line: the median over windows of 50 ms. A jitter buffer that
 * stretches time breaks the phase, which a single long window takes for a fall of several dB.
 * @returns dBFS; -Infinity for less than one window
 */
export function medianToneLevel(samples: Int16Array, hz: number, rate = 8000): number {
  const window = Math.round(rate / 20);
  const levels: number[] = [];
  for (let at = 0; at + window <= samples.length; at += window)
    levels.push(toneLevel(samples.subarray(at, at + window), hz, rate));
  levels.sort((a, b) => a - b);
  return levels[Math.floor(levels.length / 2)] ?? -Infinity;
}

/** RMS in dBFS (a full-scale sine is -3.01); -Infinity for silence or no samples. */
export function rmsLevel(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? -Infinity : 10 * Math.log10(sum / samples.length / FULL_SCALE ** 2);
}

/** A stretch of time in which a tone was there, milliseconds from the first sample. */
export interface ToneSpan {
  readonly fromMs: number;
  readonly toMs: number;
  /** Mean of the levels seen in it, dBFS. */
  readonly dbfs: number;
}

/** How to look for spans. */
export interface SpanSearch {
  /** Samples a second, default 8000. */
  readonly rate?: number;
  /** Length of the window that is measured, default 50 ms; spans are right to about half of it. */
  readonly windowMs?: number;
  /** A window has the tone at this level or louder, default -35 dBFS. */
  readonly atLeastDbfs?: number;
  /**
   * And the tone must be at most this far below everything that sounds in the window, default 12 dB: keeps music or
   * speech that happens to pass the frequency from counting. Infinity switches this off.
   */
  readonly withinDbOfAll?: number;
  /** Shorter spans are left out, default 100 ms. */
  readonly minMs?: number;
  /** Gaps up to this are bridged, default 60 ms. */
  readonly joinMs?: number;
}

/** Where the tone is, in order. Empty when it is nowhere. */
export function toneSpans(samples: Int16Array, hz: number, search: SpanSearch = {}): ToneSpan[] {
  const {
    rate = 8000,
    windowMs = 50,
    atLeastDbfs = -35,
    withinDbOfAll = 12,
    minMs = 100,
    joinMs = 60,
  } = search;
  const window = Math.round((windowMs * rate) / 1000);
  const step = Math.max(1, Math.round(window / 4));
  const stepMs = (step * 1000) / rate;
  const runs: { from: number; to: number; levels: number[] }[] = [];
  for (let at = 0; at + window <= samples.length; at += step) {
    const part = samples.subarray(at, at + window);
    const level = toneLevel(part, hz, rate);
    // rms of the tone alone would be level - 3.01.
    if (level < atLeastDbfs || rmsLevel(part) - (level - 3.01) > withinDbOfAll) continue;
    // A window stands for its middle step, so neighbouring windows tile time.
    const from = ((at + window / 2) * 1000) / rate - stepMs / 2;
    const last = runs.at(-1);
    if (last && from - last.to <= joinMs) {
      last.to = from + stepMs;
      last.levels.push(level);
    } else runs.push({ from, to: from + stepMs, levels: [level] });
  }
  return runs
    .filter((run) => run.to - run.from >= minMs)
    .map((run) => ({
      fromMs: run.from,
      toMs: run.to,
      dbfs: run.levels.reduce((sum, level) => sum + level, 0) / run.levels.length,
    }));
}

/** Milliseconds in all in which the tone was there. */
export function toneTotalMs(samples: Int16Array, hz: number, search: SpanSearch = {}): number {
  return toneSpans(samples, hz, search).reduce((sum, span) => sum + span.toMs - span.fromMs, 0);
}
