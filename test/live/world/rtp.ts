/** RTP packets (RFC 3550) and telephone events (RFC 4733): octets to values and back. Pure. */

export interface RtpPacket {
  /** 0-127. */
  readonly payloadType: number;
  readonly marker: boolean;
  /** 0-65535. */
  readonly sequence: number;
  /** 0-4294967295, in units of the payload's clock. */
  readonly timestamp: number;
  /** 0-4294967295. */
  readonly ssrc: number;
  readonly payload: Uint8Array;
}

/** Counters wrap around: any integer is taken modulo its field. */
export function buildRtp(packet: RtpPacket): Buffer {
  const out = Buffer.alloc(12 + packet.payload.length);
  out[0] = 0x80;
  out[1] = (packet.marker ? 0x80 : 0) | (packet.payloadType & 0x7f);
  out.writeUInt16BE(packet.sequence & 0xffff, 2);
  out.writeUInt32BE(packet.timestamp >>> 0, 4);
  out.writeUInt32BE(packet.ssrc >>> 0, 8);
  out.set(packet.payload, 12);
  return out;
}

/** `undefined` for what is not RTP version 2: too short, STUN, RTCP, broken lengths. */
export function parseRtp(datagram: Uint8Array): RtpPacket | undefined {
  const bytes = Buffer.from(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  if (bytes.length < 12 || bytes[0]! >> 6 !== 2) return undefined;
  // Payload types 72-76 are where RTCP's 200-204 land when it shares the port (RFC 5761).
  const payloadType = bytes[1]! & 0x7f;
  if (payloadType >= 72 && payloadType <= 76) return undefined;
  let from = 12 + (bytes[0]! & 0x0f) * 4;
  if (bytes[0]! & 0x10) {
    if (from + 4 > bytes.length) return undefined;
    from += 4 + bytes.readUInt16BE(from + 2) * 4;
  }
  const padding = bytes[0]! & 0x20 ? bytes[bytes.length - 1]! : 0;
  if (from + padding > bytes.length) return undefined;
  return {
    payloadType,
    marker: (bytes[1]! & 0x80) !== 0,
    sequence: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    payload: bytes.subarray(from, bytes.length - padding),
  };
}

const DIGITS = '0123456789*#ABCD';

export interface TelephoneEvent {
  /** One of `0123456789*#ABCD`. */
  readonly digit: string;
  /** Last packets of the event. */
  readonly end: boolean;
  /** Power, dBm0 without its sign, 0-63. */
  readonly volume: number;
  /** So far, in timestamp units, 0-65535. */
  readonly duration: number;
}

/** @throws Error when the digit is none */
export function buildTelephoneEvent(event: TelephoneEvent): Buffer {
  const code = event.digit.length === 1 ? DIGITS.indexOf(event.digit) : -1;
  if (code < 0) throw new Error(`"${event.digit}" is not a digit of a telephone: use one of ${DIGITS}`);
  const out = Buffer.alloc(4);
  out[0] = code;
  out[1] = (event.end ? 0x80 : 0) | (event.volume & 0x3f);
  out.writeUInt16BE(event.duration & 0xffff, 2);
  return out;
}

/** `undefined` for anything but one of the sixteen digits. */
export function parseTelephoneEvent(payload: Uint8Array): TelephoneEvent | undefined {
  const digit = DIGITS[payload[0] ?? 255];
  if (payload.length < 4 || digit === undefined) return undefined;
  return {
    digit,
    end: (payload[1]! & 0x80) !== 0,
    volume: payload[1]! & 0x3f,
    duration: (payload[2]! << 8) | payload[3]!,
  };
}
