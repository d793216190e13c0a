/**
 * G.711 µ-law and A-law (ITU-T G.711), 8000 samples a second, one octet a sample. Samples are 16 bit linear with the
 * meaning left-aligned, so ±32124 (µ-law) and ±32256 (A-law) are full scale.
 */

const MU_BIAS = 0x84;
const MU_CLIP = 32635;

function muEncodeOne(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), MU_CLIP) + MU_BIAS;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

function muDecodeOne(octet: number): number {
  const value = ~octet & 0xff;
  const exponent = (value >> 4) & 0x07;
  const magnitude = (((value & 0x0f) << 3) + MU_BIAS) << exponent;
  return value & 0x80 ? MU_BIAS - magnitude : magnitude - MU_BIAS;
}

function aEncodeOne(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  // One's complement keeps -1 next to 0, as the recommendation's table has it.
  const magnitude = Math.min(sample >= 0 ? sample : ~sample, 32767) >> 3;
  const exponent = magnitude < 32 ? 0 : 31 - Math.clz32(magnitude) - 4;
  const mantissa = (magnitude >> Math.max(exponent, 1)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

function aDecodeOne(octet: number): number {
  const value = octet ^ 0x55;
  const exponent = (value >> 4) & 0x07;
  const mantissa = value & 0x0f;
  const magnitude = exponent === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
  return value & 0x80 ? magnitude : -magnitude;
}

/** The two laws, by their names in SDP. */
export type G711 = 'PCMU' | 'PCMA';

/** The static RTP payload types of RFC 3551. */
export const G711_PAYLOAD_TYPE: Readonly<Record<G711, number>> = { PCMU: 0, PCMA: 8 };

/** One octet for every sample. Empty for an empty input. */
export function encodeG711(law: G711, samples: Int16Array): Buffer {
  const one = law === 'PCMU' ? muEncodeOne : aEncodeOne;
  const octets = Buffer.alloc(samples.length);
  for (let i = 0; i < samples.length; i++) octets[i] = one(samples[i]!);
  return octets;
}

/** One 16 bit sample for every octet. Empty for an empty input. */
export function decodeG711(law: G711, octets: Uint8Array): Int16Array {
  const one = law === 'PCMU' ? muDecodeOne : aDecodeOne;
  const samples = new Int16Array(octets.length);
  for (let i = 0; i < octets.length; i++) samples[i] = one(octets[i]!);
  return samples;
}
