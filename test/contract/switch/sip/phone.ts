/**
 * A telephone on the loopback address for tests of a switch: registers (digest), calls, is called, rings, answers,
 * refuses, hangs up, sends a tone and RFC 4733 digits, listens. UDP without loss, so there are no retransmissions of
 * requests; repeated ones from the switch are answered as before.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import { address, buildSip, header, parseSip, type SipMessage } from './message.js';
import { Media } from './media.js';

const token = (): string => randomBytes(6).toString('hex');
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export interface PhoneOptions {
  readonly user: string;
  readonly secret?: string;
  readonly server: { readonly host: string; readonly port: number };
  /** Sequence number of the first packet of sound of each call; default 1. */
  readonly firstPacket?: number;
  /** A loopback address to speak SIP from; default 127.0.0.1. */
  readonly host?: string;
  /** UDP port to speak SIP from; default a free one. */
  readonly port?: number;
}

/** One call of a phone. Emits `ringing`, `answered`, `ended` (with the SIP status or 0 for BYE). */
export class SipCall extends EventEmitter {
  readonly id: string;
  readonly media: Media;
  state: 'new' | 'ringing' | 'up' | 'ended' = 'new';
  endStatus?: number;
  localTag = token();
  remoteTo = '';
  remoteTarget = '';
  cseq = 1;
  invite!: SipMessage;
  branch = '';
  /** Answers in the moment in which it is told that the ringing is over. */
  answersAtCancel = false;
  constructor(
    readonly phone: SipPhone,
    readonly incoming: boolean,
    id = `${token()}@ringmaster.test`,
  ) {
    super();
    this.id = id;
    this.media = new Media(phone.options.firstPacket);
  }
  /** Resolves when the call is, or gets, into this state. */
  async until(state: 'ringing' | 'up' | 'ended'): Promise<this> {
    const order = ['new', 'ringing', 'up', 'ended'];
    while (order.indexOf(this.state) < order.indexOf(state)) await once(this, 'state');
    if (this.state !== state && state === 'up')
      throw new Error(`call ended with ${this.endStatus} before it was up`);
    return this;
  }
  to(state: SipCall['state'], status?: number): void {
    if (this.state === 'ended') return;
    this.state = state;
    if (state === 'ended') {
      this.endStatus = status ?? 0;
      this.media.close();
    }
    this.emit('state');
  }
  /** 180. */
  ring(): void {
    this.phone.respond(this.invite, 180, 'Ringing', this);
    this.to('ringing');
  }
  async answer(): Promise<void> {
    await this.media.open();
    this.media.connect(this.invite.body);
    this.phone.respond(this.invite, 200, 'OK', this, this.media.describe());
    this.to('up');
  }
  reject(status: number): void {
    this.phone.respond(this.invite, status, 'No', this);
    this.to('ended', status);
  }
  hangUp(): void {
    this.phone.endCall(this);
  }
}

export class SipPhone extends EventEmitter {
  private socket!: Socket;
  private readonly calls = new Map<string, SipCall>();
  private readonly waiting = new Map<string, (response: SipMessage) => void>();
  private port = 0;
  private registrations = 0;
  private readonly registrationId = `${token()}@ringmaster.test`;

  constructor(readonly options: PhoneOptions) {
    super();
  }

  async open(): Promise<this> {
    this.socket = createSocket('udp4');
    this.socket.on('message', (data, from) => this.receive(data.toString('utf8'), from));
    this.socket.bind(this.options.port ?? 0, this.host);
    await once(this.socket, 'listening');
    this.port = this.socket.address().port;
    return this;
  }

  /** Hangs up whatever there is. */
  hangUp(): void {
    for (const call of this.calls.values()) this.endCall(call);
  }

  /** Calls that have not ended. */
  /** All calls it has had, ended ones too. */
  get all(): SipCall[] {
    return [...this.calls.values()];
  }

  get live(): SipCall[] {
    return [...this.calls.values()].filter((call) => call.state !== 'ended');
  }

  /** Hangs up everything and frees the port. */
  close(): void {
    this.hangUp();
    for (const call of this.calls.values()) call.media.close();
    this.socket.close();
  }

  private get host(): string {
    return this.options.host ?? '127.0.0.1';
  }

  get address(): string {
    return `${this.host}:${this.port}`;
  }

  private send(text: string): void {
    this.socket.send(text, this.options.server.port, this.options.server.host);
  }
  private get contact(): string {
    return `<sip:${this.options.user}@${this.host}:${this.port}>`;
  }
  private via(branch: string): [string, string] {
    return ['Via', `SIP/2.0/UDP ${this.host}:${this.port};rport;branch=${branch}`];
  }

  /** @param expires seconds; 0 unregisters. Resolves with the final status. */
  async register(expires = 300, secret = this.options.secret): Promise<number> {
    const { server, user } = this.options;
    const uri = `sip:${server.host}`;
    const tag = token();
    const ask = (authorization?: string): Promise<SipMessage> =>
      this.request(`REGISTER ${uri} SIP/2.0`, [
        ['From', `<sip:${user}@${server.host}>;tag=${tag}`],
        ['To', `<sip:${user}@${server.host}>`],
        ['Call-ID', this.registrationId],
        ['CSeq', `${++this.registrations} REGISTER`],
        ['Contact', `${this.contact};expires=${expires}`],
        ['Expires', String(expires)],
        ...(authorization ? [['Authorization', authorization] as const] : []),
      ]);
    const first = await ask();
    if (first.status !== 401) return first.status!;
    return (await ask(this.digest(header(first, 'www-authenticate'), 'REGISTER', uri, secret))).status!;
  }

  private digest(challenge: string, method: string, uri: string, secret = this.options.secret ?? ''): string {
    const field = (name: string): string => new RegExp(`${name}="?([^",]+)`).exec(challenge)?.[1] ?? '';
    const { user } = this.options;
    const [realm, nonce] = [field('realm'), field('nonce')];
    const cnonce = token();
    const response = md5(
      `${md5(`${user}:${realm}:${secret}`)}:${nonce}:00000001:${cnonce}:auth:${md5(`${method}:${uri}`)}`,
    );
    const opaque = field('opaque');
    return (
      `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", ` +
      `algorithm=MD5, qop=auth, nc=00000001, cnonce="${cnonce}"${opaque ? `, opaque="${opaque}"` : ''}`
    );
  }

  private request(start: string, headers: readonly (readonly [string, string])[]): Promise<SipMessage> {
    const branch = `z9hG4bK${token()}`;
    return new Promise((resolve) => {
      this.waiting.set(branch, (response) => {
        if (response.status! < 200) return;
        this.waiting.delete(branch);
        resolve(response);
      });
      this.send(buildSip(start, [this.via(branch), ['Max-Forwards', '70'], ...headers]));
    });
  }

  /** Calls a number; the call's events tell the rest. */
  async call(number: string, options: { from?: string; name?: string } = {}): Promise<SipCall> {
    const call = new SipCall(this, false);
    this.calls.set(call.id, call);
    await call.media.open();
    const { server, user } = this.options;
    const uri = `sip:${number}@${server.host}:${server.port}`;
    const from = options.from ?? user;
    const invite = (authorization?: readonly [string, string]): void => {
      call.branch = `z9hG4bK${token()}`;
      const text = buildSip(
        `INVITE ${uri} SIP/2.0`,
        [
          this.via(call.branch),
          ['Max-Forwards', '70'],
          ['From', `"${options.name ?? from}" <sip:${from}@${server.host}>;tag=${call.localTag}`],
          ['To', `<${uri}>`],
          ['Call-ID', call.id],
          ['CSeq', `${call.cseq} INVITE`],
          ['Contact', this.contact],
          ['Content-Type', 'application/sdp'],
          ...(authorization ? [authorization] : []),
        ],
        call.media.describe(),
      );
      call.invite = parseSip(text)!;
      this.waiting.set(call.branch, (response) => this.inviteResponse(call, response, uri, invite));
      this.send(text);
    };
    invite();
    return call;
  }

  private inviteResponse(
    call: SipCall,
    response: SipMessage,
    uri: string,
    again: (authorization: readonly [string, string]) => void,
  ): void {
    const status = response.status!;
    if (status >= 180 && status < 200) call.to('ringing');
    if (status < 200) {
      if (response.body) call.media.connect(response.body);
      return;
    }
    call.remoteTo = header(response, 'to');
    const contact = header(response, 'contact');
    call.remoteTarget = contact ? address(contact) : uri;
    this.ack(call, status < 300);
    const asked = status === 401 || status === 407;
    if (asked && this.options.secret !== undefined && call.cseq === 1) {
      call.cseq++;
      const challenge = header(response, status === 401 ? 'www-authenticate' : 'proxy-authenticate');
      again([
        status === 401 ? 'Authorization' : 'Proxy-Authorization',
        this.digest(challenge, 'INVITE', uri),
      ]);
      return;
    }
    if (status >= 300) {
      call.to('ended', status);
    } else if (call.state === 'ended') {
      this.bye(call); // answered while we cancelled
    } else {
      call.media.connect(response.body);
      call.to('up');
    }
  }

  private ack(call: SipCall, success: boolean): void {
    const uri = success ? call.remoteTarget : call.invite.start.split(' ')[1]!;
    this.send(
      buildSip(`ACK ${uri} SIP/2.0`, [
        this.via(success ? `z9hG4bK${token()}` : call.branch),
        ['Max-Forwards', '70'],
        ['From', header(call.invite, 'from')],
        ['To', call.remoteTo],
        ['Call-ID', call.id],
        ['CSeq', `${call.cseq} ACK`],
      ]),
    );
  }

  /** BYE, CANCEL or 603, whichever the state asks for. */
  endCall(call: SipCall): void {
    if (call.state === 'ended') return;
    if (call.state === 'up') this.bye(call);
    else if (call.incoming) this.respond(call.invite, 603, 'Decline', call);
    else
      this.send(
        buildSip(`CANCEL ${call.invite.start.split(' ')[1]!} SIP/2.0`, [
          this.via(call.branch),
          ['Max-Forwards', '70'],
          ['From', header(call.invite, 'from')],
          ['To', header(call.invite, 'to')],
          ['Call-ID', call.id],
          ['CSeq', `${call.cseq} CANCEL`],
        ]),
      );
    call.to('ended', 0);
  }

  private bye(call: SipCall): void {
    const local = call.incoming
      ? `${header(call.invite, 'to')};tag=${call.localTag}`
      : header(call.invite, 'from');
    const remote = call.incoming ? header(call.invite, 'from') : call.remoteTo;
    const target = call.incoming ? address(header(call.invite, 'contact')) : call.remoteTarget;
    void this.request(`BYE ${target} SIP/2.0`, [
      ['From', local],
      ['To', remote],
      ['Call-ID', call.id],
      ['CSeq', `${call.incoming ? 1 : ++call.cseq} BYE`],
    ]);
  }

  respond(request: SipMessage, status: number, reason: string, call?: SipCall, body = ''): void {
    const to = header(request, 'to');
    const tagged = to.includes('tag=') || status === 100 ? to : `${to};tag=${call?.localTag ?? token()}`;
    const text = buildSip(
      `SIP/2.0 ${status} ${reason}`,
      [
        ...(request.headers.get('via') ?? []).map((via) => ['Via', via] as const),
        ['From', header(request, 'from')],
        ['To', tagged],
        ['Call-ID', header(request, 'call-id')],
        ['CSeq', header(request, 'cseq')],
        ['Contact', this.contact],
        ...(body ? [['Content-Type', 'application/sdp'] as const] : []),
      ],
      body,
    );
    this.send(text);
  }

  private receive(text: string, _from: RemoteInfo): void {
    const message = parseSip(text);
    if (!message) return;
    if (message.status !== undefined) {
      const branch = /branch=([^;,\s]+)/.exec(header(message, 'via'))?.[1] ?? '';
      if (header(message, 'cseq').endsWith('CANCEL')) return;
      this.waiting.get(branch)?.(message);
      return;
    }
    const known = this.calls.get(header(message, 'call-id'));
    switch (message.method) {
      case 'INVITE': {
        if (known) {
          // A re-INVITE, or the first one again: same session.
          if (known.state === 'up') this.respond(message, 200, 'OK', known, known.media.describe());
          return;
        }
        const call = new SipCall(this, true, header(message, 'call-id'));
        call.invite = message;
        this.calls.set(call.id, call);
        this.respond(message, 100, 'Trying');
        this.emit('invite', call);
        return;
      }
      case 'CANCEL':
        this.respond(message, 200, 'OK', known);
        if (known?.answersAtCancel && known.state === 'ringing') void known.answer();
        else if (known && known.state !== 'up' && known.state !== 'ended') {
          this.respond(known.invite, 487, 'Request Terminated', known);
          known.to('ended', 487);
        }
        return;
      case 'BYE':
        this.respond(message, 200, 'OK', known);
        known?.to('ended', 0);
        return;
      case 'ACK':
        return;
      default:
        this.respond(message, 200, 'OK', known);
    }
  }
}
