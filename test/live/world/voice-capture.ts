/**
 * A capture file (pcap) of one caller's sound for sipp to play: a tone, and keys pressed in RFC 4733 events. sipp's
 * other way to speak, rtp_stream, cannot press keys, and playing a capture beside it sends nothing and says nothing.
 */
import { encodeG711, G711_PAYLOAD_TYPE } from './g711.js';
import { buildRtp, buildTelephoneEvent } from './rtp.js';
import { sine } from './tones.js';

const FRAME_MS = 20;
const FRAME = 160;
const PRESS_MS = 160;

export interface VoiceCapture {
  readonly hz: number;
  /** Default -12. */
  readonly dbfs?: number;
  /** How long the caller speaks in all. */
  readonly lengthMs: number;
  /** One packet of 20 ms in so many milliseconds, a multiple of 20; default 20: without gaps. */
  readonly everyMs?: number;
  /** Keys, in order of time, 250 ms apart or more. */
  readonly presses?: readonly { readonly digit: string; readonly atMs: number }[];
}

/** @throws Error when a digit is none */
export function voiceCapture(voice: VoiceCapture): Buffer {
  const second = sine({ hz: voice.hz, ms: 1000, ...(voice.dbfs === undefined ? {} : { dbfs: voice.dbfs }) });
  const octets = encodeG711('PCMU', second);
  const packets: Buffer[] = [fileHeader()];
  let sequence = 0;
  const add = (
    atMs: number,
    payloadType: number,
    marker: boolean,
    timestampMs: number,
    payload: Buffer,
  ): void => {
    const rtp = buildRtp({
      payloadType,
      marker,
      sequence: ++sequence,
      timestamp: timestampMs * 8,
      ssrc: 0x52494e47,
      payload,
    });
    packets.push(framed(rtp, atMs));
  };
  const presses = [...(voice.presses ?? [])];
  let marker = true;
  for (let at = 0; at < voice.lengthMs; at += FRAME_MS) {
    const press = presses[0];
    if (press === undefined || at < press.atMs) {
      if (at % (voice.everyMs ?? FRAME_MS) !== 0) continue;
      const from = ((at / FRAME_MS) * FRAME) % octets.length;
      add(at, G711_PAYLOAD_TYPE.PCMU, marker, at, octets.subarray(from, from + FRAME));
      marker = false;
      continue;
    }
    // One time stamp for the whole event, growing durations, the last packet three times.
    const begin = at;
    for (let ms = FRAME_MS; ms <= PRESS_MS; ms += FRAME_MS) {
      const end = ms === PRESS_MS;
      const event = buildTelephoneEvent({ digit: press.digit, end, volume: 10, duration: ms * 8 });
      for (let i = 0; i < (end ? 3 : 1); i++) add(begin + ms - FRAME_MS, 101, ms === FRAME_MS, begin, event);
    }
    at = begin + PRESS_MS - FRAME_MS;
    marker = true;
    presses.shift();
  }
  return Buffer.concat(packets);
}

function fileHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65535, 16);
  header.writeUInt32LE(1, 20); // Ethernet: what sipp expects
  return header;
}

/** Record header, Ethernet, IPv4 and UDP around a payload; sipp takes lengths from here and sets addresses anew. */
function framed(payload: Buffer, atMs: number): Buffer {
  const size = 14 + 20 + 8 + payload.length;
  const out = Buffer.alloc(16 + size);
  out.writeUInt32LE(Math.floor(atMs / 1000), 0);
  out.writeUInt32LE((atMs % 1000) * 1000, 4);
  out.writeUInt32LE(size, 8);
  out.writeUInt32LE(size, 12);
  const ethernet = out.subarray(16);
  ethernet.writeUInt16BE(0x0800, 12);
  const ip = ethernet.subarray(14);
  ip[0] = 0x45;
  ip.writeUInt16BE(28 + payload.length, 2);
  ip[8] = 64;
  ip[9] = 17;
  ip.set([127, 0, 0, 1], 12);
  ip.set([127, 0, 0, 1], 16);
  const udp = ip.subarray(20);
  udp.writeUInt16BE(20000, 0);
  udp.writeUInt16BE(20002, 2);
  udp.writeUInt16BE(8 + payload.length, 4);
  udp.set(payload, 8);
  return out;
}
