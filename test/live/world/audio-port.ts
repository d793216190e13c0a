/**
 * One UDP port that speaks and hears G.711: sends a packet every 20 ms, presses RFC 4733 digits, keeps all that it
 * hears, decoded, with the time it came.
 */
import { createSocket, type Socket } from 'node:dgram';
import { randomInt } from 'node:crypto';
import { decodeG711, encodeG711, G711_PAYLOAD_TYPE, type G711 } from './g711.js';
import { buildRtp, buildTelephoneEvent, parseRtp, parseTelephoneEvent, type RtpPacket } from './rtp.js';
import { HeardAudio } from './heard-audio.js';
import { nowMs } from './timeline.js';

/** Samples of one packet: 20 ms at 8000 a second. */
const FRAME = 160;
const FRAME_MS = 20;
/** A stall of this process longer than this is not made up for. */
const STALL_MS = 200;

/** Where packets go and what they carry, as negotiated. */
export interface AudioTarget {
  readonly host: string;
  readonly port: number;
  readonly codec: G711;
  readonly eventType?: number;
}

interface Press {
  readonly digit: string;
  /** In timestamp units. */
  readonly duration: number;
  /** Frames of quiet after it. */
  readonly gap: number;
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

export class AudioPort {
  /** All that was heard, 8000 samples a second; readable after the end too. */
  readonly heard: HeardAudio;
  readonly port: number;
  /** Digits the other side pressed (RFC 4733), each once, in order. */
  readonly digitsHeard: string[] = [];
  private readonly presses: Press[] = [];
  private readonly ssrc = randomInt(2 ** 32);
  private sequence = randomInt(2 ** 16);
  private timestamp = randomInt(2 ** 32);
  private target?: AudioTarget;
  private sending = true;
  private timer?: NodeJS.Timeout;
  private due = 0;
  private marker = true;
  private voice: Int16Array = new Int16Array(0);
  private voiceAt = 0;
  private pressedAt = 0;
  private pressed = 0;
  private rest = 0;
  private closed = false;
  private lastEvent = -1;
  private clock = 0;

  private constructor(
    listener: string,
    private readonly socket: Socket,
  ) {
    this.heard = new HeardAudio(listener, 8000);
    this.port = socket.address().port;
    socket.on('message', (datagram) => this.hear(datagram));
    // A port that is gone on the other side comes back as an ICMP error: no news for a stream.
    socket.on('error', () => undefined);
  }

  /**
   * @param listener whose port it is, for messages
   * @param port 0 (default) takes any free one
   */
  static async open(listener: string, host: string, port = 0): Promise<AudioPort> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(port, host, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    return new AudioPort(listener, socket);
  }

  /** Starts the stream, or sends it elsewhere from the next packet on. */
  sendTo(target: AudioTarget): void {
    if (this.closed) return;
    this.target = target;
    if (this.timer) return;
    this.due = nowMs();
    this.tick();
  }

  /** False: holds the packets back (the call is on hold); time goes on. */
  setSending(sending: boolean): void {
    this.sending = sending;
  }

  /**
   * What to say from the next packet on, repeated for ever; empty (as at the beginning) is silence. For a clean loop
   * give a whole number of periods and of packets: one second of any whole number of Hz is both.
   */
  say(samples: Int16Array): void {
    this.voice = samples;
    this.voiceAt = 0;
  }

  /** Presses digits one after the other; fulfilled when the last has been sent. Default 160 ms each, 80 ms between. */
  async press(digits: string, options: { durationMs?: number; gapMs?: number } = {}): Promise<void> {
    const { durationMs = 160, gapMs = 80 } = options;
    if (this.target && this.target.eventType === undefined)
      throw new Error('the other side takes no telephone events (RFC 4733): digits cannot be pressed');
    for (const digit of digits) buildTelephoneEvent({ digit, end: false, volume: 10, duration: 0 });
    await Promise.all(
      [...digits].map(
        (digit) =>
          new Promise<void>((done, failed) =>
            this.presses.push({
              digit,
              duration: durationMs * 8,
              gap: Math.ceil(gapMs / FRAME_MS),
              done,
              failed,
            }),
          ),
      ),
    );
  }

  /** Ends speaking and hearing; a second time does nothing. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.timer);
    this.target = undefined;
    const ended = new Error('the call ended before the digit was pressed');
    for (const press of this.presses.splice(0)) press.failed(ended);
    this.socket.close();
  }

  private tick(): void {
    const now = nowMs();
    // After a stall of this process go on from now: a burst would only be dropped as late on the other side.
    if (now - this.due > STALL_MS) {
      const missed = Math.floor((now - this.due) / FRAME_MS);
      this.due += missed * FRAME_MS;
      this.timestamp = (this.timestamp + missed * FRAME) >>> 0;
    }
    while (this.due <= now) {
      this.sendFrame();
      this.due += FRAME_MS;
    }
    this.timer = setTimeout(() => this.tick(), Math.max(1, this.due - nowMs()));
  }

  private sendFrame(): void {
    const frame = this.nextVoice();
    const press = this.presses[0];
    if (this.rest > 0) this.rest--;
    else if (press) {
      this.sendPress(press);
      return;
    }
    const codec = this.target!.codec;
    if (this.sending) this.send(G711_PAYLOAD_TYPE[codec], encodeG711(codec, frame), this.timestamp);
    this.timestamp = (this.timestamp + FRAME) >>> 0;
  }

  private nextVoice(): Int16Array {
    const frame = new Int16Array(FRAME);
    if (this.voice.length === 0) return frame;
    for (let i = 0; i < FRAME; i++) frame[i] = this.voice[(this.voiceAt + i) % this.voice.length]!;
    this.voiceAt = (this.voiceAt + FRAME) % this.voice.length;
    return frame;
  }

  /** One packet of an event: they all carry the time stamp of its beginning, the last is sent three times. */
  private sendPress(press: Press): void {
    const type = this.target!.eventType ?? 101;
    if (this.pressed === 0) {
      this.marker = true;
      // Kept: a stall of this process moves the clock on, and another time stamp would be another press.
      this.pressedAt = this.timestamp;
    }
    this.pressed = Math.min(this.pressed + FRAME, press.duration);
    const end = this.pressed >= press.duration;
    const payload = buildTelephoneEvent({ digit: press.digit, end, volume: 10, duration: this.pressed });
    for (let i = 0; i < (end ? 3 : 1); i++) this.send(type, payload, this.pressedAt);
    if (!end) return;
    this.timestamp = (this.timestamp + Math.ceil(press.duration / FRAME) * FRAME) >>> 0;
    this.pressed = 0;
    this.rest = press.gap;
    this.marker = true;
    this.presses.shift();
    press.done();
  }

  private send(payloadType: number, payload: Uint8Array, timestamp: number): void {
    const { host, port } = this.target!;
    const packet: RtpPacket = {
      payloadType,
      marker: this.marker,
      sequence: this.sequence,
      timestamp,
      ssrc: this.ssrc,
      payload,
    };
    this.marker = false;
    this.sequence = (this.sequence + 1) & 0xffff;
    this.socket.send(buildRtp(packet), port, host);
  }

  private hear(datagram: Buffer): void {
    const now = nowMs();
    const packet = parseRtp(datagram);
    if (!packet) return;
    if (packet.payloadType === 0 || packet.payloadType === 8) {
      const samples = decodeG711(packet.payloadType === 0 ? 'PCMU' : 'PCMA', packet.payload);
      this.heard.add(samples, String(packet.ssrc), this.unwrapped(packet.timestamp) / 8, now);
    } else if (packet.payloadType === this.target?.eventType) {
      const event = parseTelephoneEvent(packet.payload);
      if (!event || packet.timestamp === this.lastEvent) return;
      this.lastEvent = packet.timestamp;
      this.digitsHeard.push(event.digit);
    }
  }

  /** Time stamps wrap around every six days, or at once by a random start. */
  private unwrapped(timestamp: number): number {
    this.clock += (timestamp - this.clock) | 0;
    return this.clock;
  }
}
