/** Callers over a trunk at a steady rate, each with the moment of its INVITE: wait, talk, are hung up on. Without sound. */
import {
  header,
  addressOf,
  parameter,
  responseTo,
  type SipRequest,
  type SipResponse,
} from '../../test/live/world/sip-message.js';
import { SipSocket, token, type Peer } from '../../test/live/world/sip-socket.js';
import { buildSdp } from '../../test/live/world/sdp.js';

const HOST = '127.0.0.1';
/** Nobody listens there: the callers are deaf. */
const NO_MEDIA_PORT = 9;

export class TrunkCallers {
  /** When each caller's INVITE was sent, by number; milliseconds since 1970. */
  readonly invitedAt = new Map<string, number>();
  /** Refused, or not answered. */
  failed = 0;
  private timer: NodeJS.Timeout | undefined;
  private count = 0;

  private constructor(
    private readonly socket: SipSocket,
    private readonly server: Peer,
    private readonly numberPrefix: string,
  ) {}

  static async open(server: Peer, numberPrefix: string): Promise<TrunkCallers> {
    const socket = await SipSocket.open(HOST, 0, {
      request: (request) => callers.hear(request),
      answerAgain: () => undefined,
    });
    const callers = new TrunkCallers(socket, server, numberPrefix);
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
    this.socket.close();
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
          body: buildSdp({ host: HOST, port: NO_MEDIA_PORT, codecs: ['PCMU'], direction: 'sendrecv' }, 1),
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
    const to = { name: 'To', value: header(answer, 'to') ?? '' };
    const uri = addressOf(header(answer, 'contact'));
    this.socket.acknowledge(
      { method: 'ACK', uri, headers: [from, to, callId, { name: 'CSeq', value: '1 ACK' }] },
      this.server,
    );
  }

  private hear(request: SipRequest): void {
    if (request.method === 'ACK') return;
    const tag = parameter(header(request, 'to'), 'tag') ?? token();
    const known = request.method === 'BYE' || request.method === 'OPTIONS';
    this.socket.respond(request, responseTo(request, known ? 200 : 405, known ? 'OK' : 'No', { toTag: tag }));
  }
}
