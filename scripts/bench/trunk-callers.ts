/** Callers over a trunk at a steady rate, each with the moment of its INVITE: wait, talk, are hung up on. */
import { createSocket, type Socket } from 'node:dgram';
import {
  header,
  addressOf,
  parameter,
  responseTo,
  type SipRequest,
  type SipResponse,
} from '../../test/live/world/sip-message.js';
import { SipSocket, token, type Peer } from '../../test/live/world/sip-socket.js';
import { buildRtp } from '../../test/live/world/rtp.js';
import { buildSdp, parseSdp } from '../../test/live/world/sdp.js';

const HOST = '127.0.0.1';
/** All of them murmur: a packet of silence in this time, so that there is something to record. */
const MURMUR_MS = 200;
const SILENCE = Buffer.alloc(160, 0xff);

/** A caller who was answered and is there. */
interface Line {
  readonly host: string;
  readonly port: number;
  packets: number;
}

export class TrunkCallers {
  /** When each caller's INVITE was sent, by number; milliseconds since 1970. */
  readonly invitedAt = new Map<string, number>();
  /** Refused, or not answered. */
  failed = 0;
  private timer: NodeJS.Timeout | undefined;
  private count = 0;
  /** By Call-ID. */
  private readonly lines = new Map<string, Line>();
  private readonly murmuring: NodeJS.Timeout;

  private constructor(
    private readonly socket: SipSocket,
    private readonly media: Socket,
    private readonly server: Peer,
    private readonly numberPrefix: string,
  ) {
    this.murmuring = setInterval(() => this.murmur(), MURMUR_MS);
  }

  static async open(server: Peer, numberPrefix: string): Promise<TrunkCallers> {
    const socket = await SipSocket.open(HOST, 0, {
      request: (request) => callers.hear(request),
      answerAgain: () => undefined,
    });
    const media = createSocket('udp4');
    await new Promise<void>((resolve) => media.bind(0, HOST, resolve));
    const callers = new TrunkCallers(socket, media, server, numberPrefix);
    return callers;
  }

  /** Calls this number so many times a second until `stop`. */
  start(dialled: string, perSecond: number): void {
    const began = performance.now();
    this.timer = setInterval(() => {
      // Late timers are made up for, so that the rate holds.
      while (this.count < ((performance.now() - began) / 1000) * perSecond) void this.call(dialled);
    }, 5);
  }

  /** No new callers; those who are there stay until they are hung up on. */
  stop(): void {
    clearInterval(this.timer);
  }

  close(): void {
    this.stop();
    clearInterval(this.murmuring);
    this.socket.close();
    this.media.close();
  }

  private async call(dialled: string): Promise<void> {
    const number = `${this.numberPrefix}${++this.count}`;
    const uri = `sip:${dialled}@${this.server.host}:${this.server.port}`;
    const from = { name: 'From', value: `<sip:${number}@${HOST}:${this.socket.port}>;tag=${token()}` };
    const callId = { name: 'Call-ID', value: token() };
    const contact = { name: 'Contact', value: `<sip:${number}@${HOST}:${this.socket.port}>` };
    this.invitedAt.set(number, performance.timeOrigin + performance.now());
    try {
      const sent = this.socket.request(
        {
          method: 'INVITE',
          uri,
          headers: [
            from,
            { name: 'To', value: `<${uri}>` },
            callId,
            { name: 'CSeq', value: '1 INVITE' },
            contact,
            { name: 'Content-Type', value: 'application/sdp' },
          ],
          body: buildSdp(
            { host: HOST, port: this.media.address().port, codecs: ['PCMU'], direction: 'sendrecv' },
            1,
          ),
        },
        this.server,
      );
      const answer = await sent.final;
      if (answer.status !== 200) this.failed++;
      else this.acknowledge(answer, from, callId);
    } catch {
      this.failed++;
    }
  }

  private acknowledge(
    answer: SipResponse,
    from: { name: string; value: string },
    callId: { name: string; value: string },
  ): void {
    const audio = parseSdp(answer.body);
    if (audio) this.lines.set(callId.value, { host: audio.host, port: audio.port, packets: 0 });
    const to = { name: 'To', value: header(answer, 'to') ?? '' };
    const uri = addressOf(header(answer, 'contact'));
    this.socket.acknowledge(
      { method: 'ACK', uri, headers: [from, to, callId, { name: 'CSeq', value: '1 ACK' }] },
      this.server,
    );
  }

  private murmur(): void {
    for (const line of this.lines.values()) {
      const sequence = ++line.packets;
      const packet = buildRtp({
        payloadType: 0,
        marker: sequence === 1,
        sequence,
        timestamp: sequence * MURMUR_MS * 8,
        ssrc: line.port,
        payload: SILENCE,
      });
      this.media.send(packet, line.port, line.host);
    }
  }

  private hear(request: SipRequest): void {
    if (request.method === 'ACK') return;
    if (request.method === 'BYE') this.lines.delete(header(request, 'call-id') ?? '');
    const tag = parameter(header(request, 'to'), 'tag') ?? token();
    const known = request.method === 'BYE' || request.method === 'OPTIONS';
    this.socket.respond(request, responseTo(request, known ? 200 : 405, known ? 'OK' : 'No', { toTag: tag }));
  }
}
