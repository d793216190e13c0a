/** WAV files with 16 bit linear PCM, one channel or more: what Asterisk records and what Chromium's fake microphone reads. */

export interface Wav {
  /** Samples a second. */
  readonly rate: number;
  /** One array a channel, all of the same length: [0] is left, [1] is right. */
  readonly channels: readonly Int16Array[];
}

/** The octets of a WAV file. */
export function writeWav(wav: Wav): Buffer {
  const count = wav.channels.length;
  const length = wav.channels[0]?.length ?? 0;
  if (count === 0 || wav.channels.some((channel) => channel.length !== length))
    throw new Error('a WAV file needs one channel or more, all of the same length');
  const size = length * count * 2;
  const file = Buffer.alloc(44 + size);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + size, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(count, 22);
  file.writeUInt32LE(wav.rate, 24);
  file.writeUInt32LE(wav.rate * count * 2, 28);
  file.writeUInt16LE(count * 2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(size, 40);
  for (let i = 0; i < length; i++)
    for (let c = 0; c < count; c++) file.writeInt16LE(wav.channels[c]![i]!, 44 + (i * count + c) * 2);
  return file;
}

/**
 * Reads a WAV file. A data chunk that says it is longer than the file, or whose length was never filled in (a recording
 * still being written), ends with the file.
 * @throws Error that says what the file is instead
 */
export function readWav(file: Uint8Array): Wav {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (
    bytes.length < 12 ||
    bytes.toString('latin1', 0, 4) !== 'RIFF' ||
    bytes.toString('latin1', 8, 12) !== 'WAVE'
  )
    throw new Error(`not a WAV file: it begins with ${JSON.stringify(bytes.toString('latin1', 0, 12))}`);
  let format: { count: number; rate: number } | undefined;
  let at = 12;
  while (at + 8 <= bytes.length) {
    const kind = bytes.toString('latin1', at, at + 4);
    const told = bytes.readUInt32LE(at + 4);
    const from = at + 8;
    if (kind === 'fmt ') {
      if (from + 16 > bytes.length) throw new Error('the WAV file ends inside its format');
      const code = bytes.readUInt16LE(from);
      const bits = bytes.readUInt16LE(from + 14);
      // 0xfffe is "extensible", which Chromium and ffmpeg write for plain PCM too.
      if ((code !== 1 && code !== 0xfffe) || bits !== 16)
        throw new Error(`the WAV file has format ${code} with ${bits} bits, not 16 bit PCM`);
      format = { count: bytes.readUInt16LE(from + 2), rate: bytes.readUInt32LE(from + 4) };
      if (format.count === 0) throw new Error('the WAV file has no channel');
    } else if (kind === 'data') {
      if (!format) throw new Error('the WAV file has data before its format');
      const rest = bytes.length - from;
      const size = told === 0 || told > rest ? rest : told;
      return { rate: format.rate, channels: split(bytes.subarray(from, from + size), format.count) };
    }
    at = from + told + (told % 2);
  }
  throw new Error('the WAV file has no data');
}

function split(data: Buffer, count: number): Int16Array[] {
  const length = Math.floor(data.length / 2 / count);
  return Array.from({ length: count }, (_, c) =>
    Int16Array.from({ length }, (_unused, i) => data.readInt16LE((i * count + c) * 2)),
  );
}
