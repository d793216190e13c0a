/** One agent: a SIP user agent on a port of its own that answers after a while, talks for a while and hangs up. */
import type { Socket } from 'node:dgram';
import { answerChallenge } from '../../test/live/world/sip-digest.js';
import {
  addressOf,
  header,
  headerKey,
  responseTo,
  type SipHeader,
  type SipRequest,
  type SipResponse,
} from '../../test/live/world/sip-message.js';
import { SipSocket, token, type Peer } from '../../test/live/world/sip-socket.js';
import { buildSdp } from '../../test/live/world/sdp.js';
import type { AgentNote } from './agent-log.js';

export interface AgentPhoneSettings {
  readonly server: Peer;
  /** Also the agent's address. */
  readonly host: string;
  readonly account: string;
  readonly secret: string;
  readonly ringMs: number;
  /** Length of the next talk. */
  readonly talkMs: () => number;
  /** Where all agents' sound is received: they share one socket, which says back what it hears. */
  readonly mediaPort: number;
}

/** The one call that the phone has. */
interface Current {
  readonly invite: SipRequest;
  readonly caller: string;
  readonly tag: string;
  state: 'ringing' | 'answered' | 'talking';
  timer?: NodeJS.Timeout;
}

const now = (): number => performance.timeOrigin + performance.now();

export class AgentPhone {
  readonly notes: AgentNote[] = [];
  private socket!: SipSocket;
  private current: Current | undefined;
  private closed = false;

  private constructor(private readonly settings: AgentPhoneSettings) {}

  static async open(settings: AgentPhoneSettings): Promise<AgentPhone> {
    const phone = new AgentPhone(settings);
    phone.socket = await SipSocket.open(settings.host, 0, {
      request: (request) => phone.hear(request),
      answerAgain: () => undefined,
    });
    return phone;
  }

  get state(): 'idle' | Current['state'] {
    return this.current?.state ?? 'idle';
  }

  /** @throws Error when it is refused */
  async register(): Promise<void> {
    const { server, account, secret, host } = this.settings;
    const uri = `sip:${server.host}:${server.port}`;
    const own = `<sip:${account}@${server.host}:${server.port}>`;
    const callId = token();
    const tag = token();
    const send = (count: number, more: readonly SipHeader[]): Promise<SipResponse> =>
      this.socket.request(
        {
          method: 'REGISTER',
          uri,
          headers: [
            { name: 'From', value: `${own};tag=${tag}` },
            { name: 'To', value: own },
            { name: 'Call-ID', value: callId },
            { name: 'CSeq', value: `${count} REGISTER` },
            { name: 'Contact', value: `<sip:${account}@${host}:${this.socket.port}>` },
            { name: 'Expires', value: '3600' },
            ...more,
          ],
        },
        server,
      ).final;
    const first = await send(1, []);
    const answer =
      first.status !== 401
        ? first
        : await send(2, [
            {
              name: 'Authorization',
              value: answerChallenge(
                first.headers
                  .filter(({ name }) => headerKey(name) === 'www-authenticate')
                  .map(({ value }) => value),
                { method: 'REGISTER', uri },
                { user: account, secret },
                token(),
              ),
            },
          ]);
    if (answer.status !== 200) throw new Error(`${account} could not register: ${answer.status}`);
  }

  /** Hangs up what is there and takes no more. */
  close(): void {
    this.closed = true;
    const { current } = this;
    if (current?.state === 'ringing') this.respond(current.invite, 486, 'Busy Here', current.tag);
    else if (current) this.bye(current);
    clearTimeout(current?.timer);
    this.current = undefined;
    // The answers to what was just sent are not waited for; the socket goes a moment later.
    setTimeout(() => this.socket.close(), 500).unref();
  }

  private hear(request: SipRequest): void {
    switch (request.method) {
      case 'INVITE':
        return this.invited(request);
      case 'ACK':
        return this.acknowledged(request);
      case 'BYE':
      case 'CANCEL':
        this.respond(request, 200, 'OK', this.current?.tag ?? token());
        return this.takenAway(request);
      default:
        this.respond(request, request.method === 'OPTIONS' ? 200 : 405, 'Answer', token());
    }
  }

  private invited(request: SipRequest): void {
    const at = now();
    const again = this.current && sameCall(this.current.invite, request);
    if (again) return this.accept(request, this.current!.tag); // a re-INVITE of the call that is there
    const caller = /^sips?:([^@;]*)/.exec(addressOf(header(request, 'from')))?.[1] ?? '';
    const busy = this.current !== undefined;
    this.notes.push({ what: 'invited', at, caller, busy });
    if (busy || this.closed) return this.respond(request, 486, 'Busy Here', token());
    const current: Current = { invite: request, caller, tag: token(), state: 'ringing' };
    this.current = current;
    this.respond(request, 180, 'Ringing', current.tag);
    current.timer = setTimeout(() => {
      current.state = 'answered';
      this.accept(request, current.tag);
    }, this.settings.ringMs);
  }

  private accept(request: SipRequest, tag: string): void {
    const { host, mediaPort } = this.settings;
    const audio = {
      host,
      port: mediaPort,
      codecs: ['PCMU' as const],
      eventType: 101,
      direction: 'sendrecv' as const,
    };
    this.respond(request, 200, 'OK', tag, buildSdp(audio, 1));
  }

  private acknowledged(request: SipRequest): void {
    const { current } = this;
    if (current?.state !== 'answered' || !sameCall(current.invite, request)) return;
    current.state = 'talking';
    this.notes.push({ what: 'talking', at: now(), caller: current.caller });
    current.timer = setTimeout(() => {
      this.notes.push({ what: 'hung-up', at: now(), caller: current.caller });
      this.current = undefined;
      this.bye(current);
    }, this.settings.talkMs());
  }

  private takenAway(request: SipRequest): void {
    const { current } = this;
    if (!current || !sameCall(current.invite, request)) return;
    clearTimeout(current.timer);
    if (request.method === 'CANCEL')
      if (current.state === 'ringing') this.respond(current.invite, 487, 'Request Terminated', current.tag);
      else return; // too late: the answer is on its way
    this.notes.push({
      what: 'taken-away',
      at: now(),
      caller: current.caller,
      talking: current.state === 'talking',
    });
    this.current = undefined;
  }

  private bye({ invite, tag }: Current): void {
    const contact = addressOf(header(invite, 'contact'));
    const to = header(invite, 'from') ?? '';
    const headers = [
      { name: 'From', value: `${header(invite, 'to') ?? ''};tag=${tag}` },
      { name: 'To', value: to },
      { name: 'Call-ID', value: header(invite, 'call-id') ?? '' },
      { name: 'CSeq', value: '1 BYE' },
    ];
    // What the far end answers changes nothing: the agent has hung up.
    this.socket
      .request({ method: 'BYE', uri: contact, headers }, this.settings.server)
      .final.catch(() => undefined);
  }

  private respond(request: SipRequest, status: number, reason: string, tag: string, body = ''): void {
    const { account, host } = this.settings;
    this.socket.respond(
      request,
      responseTo(request, status, reason, {
        toTag: tag,
        headers: [
          { name: 'Contact', value: `<sip:${account}@${host}:${this.socket.port}>` },
          ...(body === '' ? [] : [{ name: 'Content-Type', value: 'application/sdp' }]),
        ],
        body,
      }),
    );
  }
}

const sameCall = (one: SipRequest, other: SipRequest): boolean =>
  header(one, 'call-id') === header(other, 'call-id');

/** Says back what it hears: each agent's sound is the caller's own. */
export function sayBack(socket: Socket): void {
  socket.on('message', (packet, from) => socket.send(packet, from.port, from.address));
}
