/**
 * A telephone for tests: dials a centre with sound and digits like any caller, or registers as an agent's plain SIP
 * phone that rings, answers, refuses or ignores. Real SIP and RTP over UDP, driven step by step.
 */
import type { G711 } from './g711.js';
import type { CallOwner } from './call-owner.js';
import { SipCall } from './sip-call.js';
import { answerChallenge } from './sip-digest.js';
import {
  header,
  headerKey,
  responseTo,
  type SipHeader,
  type SipRequest,
  type SipResponse,
} from './sip-message.js';
import { SipSocket, token, type Peer } from './sip-socket.js';
import { Timeline } from './timeline.js';

/** What the phone does with a coming call by itself. `leave`: says Trying only, the test decides. */
export type OnCall = 'leave' | 'ring' | 'answer' | 'busy' | 'decline' | 'ignore';

export interface SipPhoneSettings {
  /** The switch. */
  readonly server: Peer;
  /** User part of our address and of the account; for a caller its number. */
  readonly user: string;
  /** Name in front of the address, default none. */
  readonly name?: string;
  /** For REGISTER and challenges; none for a caller on a trunk. */
  readonly secret?: string;
  /** Own address, default 127.0.0.1. */
  readonly host?: string;
  /** Own SIP port, default any free one. */
  readonly port?: number;
  /** Own RTP port, for phones with one call at a time; default any free one for each call. */
  readonly rtpPort?: number;
  /** In the order of preference, default PCMU only. */
  readonly codecs?: readonly G711[];
  /** Default `leave`. */
  readonly onCall?: OnCall;
}

export type PhoneEvent =
  | { readonly what: 'registered' }
  | { readonly what: 'unregistered' }
  | { readonly what: 'call'; readonly number: number; readonly call: SipCall };

export class SipPhone {
  /** What came to the phone itself; calls keep their own timelines. */
  readonly events: Timeline<PhoneEvent>;
  onCall: OnCall;
  private readonly calls = new Map<string, SipCall>();
  private readonly owner: CallOwner;
  private came = 0;
  private taken = 0;
  /** One request after the other: a CANCEL must find the call that its INVITE is still opening a port for. */
  private inbox = Promise.resolve();
  private readonly registration = { id: token(), tag: token(), cseq: 0 };
  private sip!: SipSocket;

  private constructor(private readonly settings: SipPhoneSettings) {
    this.events = new Timeline<PhoneEvent>(settings.user);
    this.onCall = settings.onCall ?? 'leave';
    const phone = (): SipSocket => this.sip;
    this.owner = {
      get sip() {
        return phone();
      },
      user: settings.user,
      codecs: settings.codecs ?? ['PCMU'],
      authorize: (response, request) => this.authorize(response, request),
      forget: (callId) => this.calls.delete(callId),
    };
  }

  /** A phone on its port, not registered. */
  static async open(settings: SipPhoneSettings): Promise<SipPhone> {
    const phone = new SipPhone(settings);
    phone.sip = await SipSocket.open(settings.host ?? '127.0.0.1', settings.port ?? 0, {
      request: (request, peer) => {
        phone.inbox = phone.inbox.then(() => phone.hear(request, peer));
      },
      answerAgain: (response) => phone.calls.get(header(response, 'call-id') ?? '')?.answerAgain(response),
    });
    return phone;
  }

  get port(): number {
    return this.sip.port;
  }

  /** Calls that are not over. */
  get activeCalls(): readonly SipCall[] {
    return [...this.calls.values()];
  }

  /**
   * Dials and returns at once, the INVITE being under way.
   * @param target a number, or a whole sip: address
   * @param options.extra further headers of the INVITE
   */
  async dial(target: string, options: { extra?: readonly SipHeader[] } = {}): Promise<SipCall> {
    const { server, user, name, rtpPort = 0 } = this.settings;
    const uri = target.startsWith('sip:') ? target : `sip:${target}@${server.host}:${server.port}`;
    const shown = name === undefined ? '' : `"${name.replace(/["\\]/g, '\\$&')}" `;
    const from = `${shown}<sip:${user}@${this.sip.host}:${this.sip.port}>`;
    const call = await SipCall.dial(this.owner, {
      uri,
      from,
      peer: server,
      rtpPort,
      extra: options.extra ?? [],
    });
    this.calls.set(call.id, call);
    return call;
  }

  /** Dials and waits for the answer. @throws NotSeenError with what happened instead */
  async invite(target: string, options: { withinMs?: number; say?: Int16Array } = {}): Promise<SipCall> {
    const call = await this.dial(target);
    if (options.say) call.audio.say(options.say);
    await call.answered(options.withinMs);
    return call;
  }

  /** The next coming call that nobody has asked for yet. */
  async nextCall(withinMs = 10_000): Promise<SipCall> {
    const number = this.taken + 1;
    const event = await this.events.waitFor('call', { withinMs, where: (one) => one.number === number });
    this.taken = number;
    return event.call;
  }

  /** @param expires seconds, default 300; the registration is not renewed */
  async register(expires = 300): Promise<void> {
    await this.sendRegister(expires);
    this.events.note({ what: 'registered' });
  }

  async unregister(): Promise<void> {
    await this.sendRegister(0);
    this.events.note({ what: 'unregistered' });
  }

  /** Ends all calls in good order and closes the port. */
  async close(): Promise<void> {
    await Promise.all(this.activeCalls.map((call) => call.hangUp().catch(() => undefined)));
    this.sip.close();
  }

  /** As if the plug were pulled: no BYE, no CANCEL, the port is gone. */
  vanish(): void {
    for (const call of this.activeCalls) call.audio.close();
    this.calls.clear();
    this.sip.close();
  }

  private async sendRegister(expires: number): Promise<void> {
    const { server, user } = this.settings;
    const uri = `sip:${server.host}:${server.port}`;
    const address = `<sip:${user}@${server.host}:${server.port}>`;
    const send = (authorization?: SipHeader): Promise<SipResponse> => {
      const headers = [
        { name: 'From', value: `${address};tag=${this.registration.tag}` },
        { name: 'To', value: address },
        { name: 'Call-ID', value: this.registration.id },
        { name: 'CSeq', value: `${++this.registration.cseq} REGISTER` },
        { name: 'Contact', value: `<sip:${user}@${this.sip.host}:${this.sip.port}>` },
        { name: 'Expires', value: String(expires) },
        ...(authorization ? [authorization] : []),
      ];
      return this.sip.request({ method: 'REGISTER', uri, headers }, server).final;
    };
    let response = await send();
    const answer = this.authorize(response, { method: 'REGISTER', uri });
    if (answer) response = await send(answer);
    if (response.status >= 300)
      throw new Error(`${user} could not register: ${response.status} ${response.reason}`);
  }

  private authorize(response: SipResponse, request: { method: string; uri: string }): SipHeader | undefined {
    const { user, secret } = this.settings;
    const proxy = response.status === 407;
    if ((!proxy && response.status !== 401) || secret === undefined) return undefined;
    // Not headerList: commas inside a challenge do not separate challenges.
    const name = proxy ? 'proxy-authenticate' : 'www-authenticate';
    const challenges = response.headers.filter((one) => headerKey(one.name) === name).map((one) => one.value);
    const value = answerChallenge(challenges, request, { user, secret }, token());
    return { name: proxy ? 'Proxy-Authorization' : 'Authorization', value };
  }

  private async hear(request: SipRequest, peer: Peer): Promise<void> {
    const call = this.calls.get(header(request, 'call-id') ?? '');
    if (call) return call.hear(request);
    const inCall = /;\s*tag=/i.test(header(request, 'to') ?? '');
    if (request.method === 'INVITE' && !inCall) return this.take(request, peer);
    if (request.method === 'ACK') return;
    if (inCall || request.method === 'CANCEL')
      this.sip.respond(request, responseTo(request, 481, 'Call/Transaction Does Not Exist'));
    else if (['OPTIONS', 'NOTIFY', 'INFO', 'MESSAGE'].includes(request.method))
      this.sip.respond(request, responseTo(request, 200, 'OK', { toTag: token() }));
    else this.sip.respond(request, responseTo(request, 501, 'Not Implemented', { toTag: token() }));
  }

  private async take(request: SipRequest, peer: Peer): Promise<void> {
    const onCall = this.onCall;
    if (onCall !== 'ignore') this.sip.respond(request, responseTo(request, 100, 'Trying'));
    const call = await SipCall.take(this.owner, request, peer, this.settings.rtpPort ?? 0);
    this.calls.set(call.id, call);
    this.events.note({ what: 'call', number: ++this.came, call });
    if (onCall === 'ring') call.ring();
    else if (onCall === 'busy') call.reject(486, 'Busy Here');
    else if (onCall === 'decline') call.reject(603, 'Decline');
    else if (onCall === 'answer') {
      call.ring();
      // A caller who gives up first is no fault of the phone; the call's timeline tells it.
      call.answer().catch(() => undefined);
    }
  }
}
