/** G.711 A-law and tones, to put something measurable on a line and to measure what comes out. */
export function encodeAlaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  let magnitude = Math.min(32635, Math.abs(Math.trunc(sample)));
  let coded: number;
  if (magnitude >= 256) {
    let exponent = 7;
    for (let mask = 0x4000; (magnitude & mask) === 0 && exponent > 1; mask >>= 1) exponent--;
    coded = (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f);
  } else {
    magnitude >>= 4;
    coded = magnitude;
  }
  return (coded | sign) ^ 0x55;
}

export function decodeAlaw(byte: number): number {
  const coded = byte ^ 0x55;
  const exponent = (coded & 0x70) >> 4;
  let magnitude = ((coded & 0x0f) << 4) + 8;
  if (exponent > 0) magnitude = (magnitude + 0x100) << (exponent - 1);
  return (coded & 0x80) !== 0 ? magnitude : -magnitude;
}

/** Power of one frequency in samples at `rate` (Goertzel), as the amplitude a pure tone would have, 0-32767. */
export function amplitudeOf(samples: ArrayLike<number>, frequency: number, rate = 8000): number {
  const n = samples.length;
  if (n === 0) return 0;
  const w = (2 * Math.PI * frequency) / rate;
  const c = 2 * Math.cos(w);
  let a = 0;
  let b = 0;
  for (let i = 0; i < n; i++) [a, b] = [samples[i]! + c * a - b, a];
  return (2 * Math.sqrt(Math.max(0, a * a + b * b - c * a * b))) / n;
}
