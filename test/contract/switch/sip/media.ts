/** The sound of one call in a test: RTP with A-law, a tone out, what came in kept for measuring, RFC 4733 digits. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { decodeAlaw, encodeAlaw } from './audio.js';

const FRAME = 160; // 20 ms at 8000 samples a second
const EVENTS = '0123456789*#';

export class Media {
  private socket?: Socket;
  private port = 0;
  private remote?: { port: number; host: string };
  private timer?: NodeJS.Timeout;
  private stamp: number;
  private phase = 0;
  private frequency = 0;
  private started = 0;
  private digitsSent?: () => void;
  private digits: { event: number; sent: number; stamp: number }[] = [];
  private frames: { readonly at: number; readonly samples: number[] }[] = [];

  /** @param sequence of the first packet, 0-65535; its timestamp follows from it */
  constructor(private sequence = 1) {
    this.stamp = sequence * FRAME;
  }

  async open(): Promise<void> {
    if (this.socket) return;
    this.socket = createSocket('udp4');
    this.socket.on('message', (packet) => this.receive(packet));
    this.socket.bind(0, '127.0.0.1');
    await once(this.socket, 'listening');
    this.port = this.socket.address().port;
  }

  describe(): string {
    return [
      'v=0',
      `o=- ${this.port} 1 IN IP4 127.0.0.1`,
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${this.port} RTP/AVP 8 101`,
      'a=rtpmap:8 PCMA/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-15',
      'a=ptime:20',
      'a=sendrecv',
      '',
    ].join('\r\n');
  }

  /** Starts sending (silence until `tone`) to what the other side described. */
  connect(description: string): void {
    const port = Number(/^m=audio (\d+)/m.exec(description)?.[1] ?? 0);
    if (!port || this.remote) return;
    this.remote = { port, host: /^c=IN IP4 (\S+)/m.exec(description)?.[1] ?? '127.0.0.1' };
    this.started = performance.now();
    let frames = 0;
    this.timer = setInterval(() => {
      for (const due = (performance.now() - this.started) / 20; frames < due; frames++) this.sendFrame();
    }, 10);
  }

  /** @param frequency in Hz; 0 is silence */
  tone(frequency: number): void {
    this.frequency = frequency;
  }

  /** Sends RFC 4733 digits of 100 ms with a pause between; resolves when the last has been sent. */
  sendDigits(digits: string): Promise<void> {
    for (const digit of digits) this.digits.push({ event: EVENTS.indexOf(digit), sent: 0, stamp: -1 });
    return new Promise((resolve) => (this.digitsSent = resolve));
  }

  private sendFrame(): void {
    const digit = this.digits[0];
    this.stamp += FRAME;
    if (!digit) return this.packet(8, this.speech(), this.stamp);
    if (digit.stamp < 0) digit.stamp = this.stamp;
    digit.sent++;
    if (digit.sent > 12) {
      this.digits.shift(); // the frames 9-12 were the pause
      if (this.digits.length === 0) this.digitsSent?.();
      return;
    }
    if (digit.sent > 8) return this.packet(8, this.speech(), this.stamp);
    const body = Buffer.alloc(4);
    body[0] = digit.event;
    body[1] = (digit.sent >= 6 ? 0x80 : 0) | 10;
    body.writeUInt16BE(Math.min(digit.sent, 6) * FRAME, 2);
    this.packet(101, body, digit.stamp, digit.sent === 1);
  }

  private receiveDigit(stamp: number, event: number): void {
    if (stamp === this.lastDigitStamp) return;
    this.lastDigitStamp = stamp;
    this.heardDigits += EVENTS[event] ?? '?';
  }

  private speech(): Buffer {
    const body = Buffer.alloc(FRAME);
    for (let i = 0; i < FRAME; i++, this.phase++)
      body[i] = encodeAlaw(
        this.frequency ? 8000 * Math.sin((2 * Math.PI * this.frequency * this.phase) / 8000) : 0,
      );
    return body;
  }

  private packet(type: number, body: Buffer, stamp: number, marker = false): void {
    const head = Buffer.alloc(12);
    head[0] = 0x80;
    head[1] = type | (marker ? 0x80 : 0);
    head.writeUInt16BE(this.sequence++ & 0xffff, 2);
    head.writeUInt32BE(stamp >>> 0, 4);
    head.writeUInt32BE(this.port, 8);
    this.socket?.send(Buffer.concat([head, body]), this.remote!.port, this.remote!.host);
  }

  private receive(packet: Buffer): void {
    if (packet.length < 13) return;
    const type = packet[1]! & 0x7f;
    if (type === 101) return this.receiveDigit(packet.readUInt32BE(4), packet[12]!);
    if (type !== 8) return;
    const at = performance.now();
    this.frames.push({ at, samples: [...packet.subarray(12)].map(decodeAlaw) });
    if (this.frames.length > 200) this.frames = this.frames.filter((frame) => frame.at > at - 2000);
  }

  /** RFC 4733 digits that came in; one for each stamp, however many packets tell of it. */
  heardDigits = '';
  private lastDigitStamp?: number;

  /** What came in during the last half second: 4000 samples, silence where no packet came. */
  lately(): number[] {
    const since = performance.now() - 500;
    const samples = this.frames.filter((frame) => frame.at > since).flatMap((frame) => frame.samples);
    return [...new Array<number>(Math.max(0, 4000 - samples.length)).fill(0), ...samples].slice(-4000);
  }

  close(): void {
    clearInterval(this.timer);
    this.socket?.close();
    this.socket = undefined;
  }
}
