/** One call of a `SipPhone`, coming or going: its signalling, its sound, and what happened in it. */
import { AudioPort } from './audio-port.js';
import type { CallEvent } from './call-event.js';
import type { CallOwner } from './call-owner.js';
import { CallMedia } from './call-media.js';
import { parseSdp } from './sdp.js';
import {
  addressOf,
  cseqOf,
  displayNameOf,
  header,
  partsOfUri,
  responseTo,
  type SipHeader,
  type SipRequest,
  type SipResponse,
} from './sip-message.js';
import { token, type Peer, type Sent } from './sip-socket.js';
import { Timeline, type Dated } from './timeline.js';

export class SipCall {
  readonly events: Timeline<CallEvent>;
  private state: 'inviting' | 'offered' | 'up' | 'over' = 'inviting';
  private remoteTo = '';
  private remoteTarget = '';
  private cseq = 1;
  private invite?: Sent;
  private provisional = false;
  private wantsEnd = false;
  private cancelSent = false;
  private incoming?: SipRequest;
  private readonly media: CallMedia;
  private readonly localTag = token();
  private localFrom = '';

  private constructor(
    private readonly owner: CallOwner,
    readonly id: string,
    readonly way: 'going' | 'coming',
    /** Speaks and listens; open from the beginning to the end of the call, and readable after it. */
    readonly audio: AudioPort,
    private readonly peer: Peer,
  ) {
    this.media = new CallMedia(owner.sip.host, owner.codecs, audio);
    this.events = new Timeline<CallEvent>(`${owner.user}'s ${way} call`);
  }

  /** Dials. `extra` are further headers of the INVITE. */
  static async dial(
    owner: CallOwner,
    options: { uri: string; from: string; peer: Peer; rtpPort: number; extra: readonly SipHeader[] },
  ): Promise<SipCall> {
    const audio = await AudioPort.open(owner.user, owner.sip.host, options.rtpPort);
    const call = new SipCall(owner, token(), 'going', audio, options.peer);
    call.localFrom = `${options.from};tag=${call.localTag}`;
    call.remoteTo = `<${options.uri}>`;
    call.remoteTarget = options.uri;
    call.events.note({ what: 'invited' });
    void call.sendInvite(options.extra);
    return call;
  }

  /** Takes an INVITE in; nothing is sent back yet. */
  static async take(owner: CallOwner, request: SipRequest, peer: Peer, rtpPort: number): Promise<SipCall> {
    const audio = await AudioPort.open(owner.user, owner.sip.host, rtpPort);
    const call = new SipCall(owner, header(request, 'call-id') ?? '', 'coming', audio, peer);
    call.state = 'offered';
    call.incoming = request;
    call.localFrom = `${header(request, 'to') ?? ''};tag=${call.localTag}`;
    call.remoteTo = header(request, 'from') ?? '';
    call.remoteTarget = addressOf(header(request, 'contact'));
    call.events.note({ what: 'invited' });
    return call;
  }

  /** Coming calls: user part of From, '' when withheld. */
  get callerNumber(): string {
    return partsOfUri(addressOf(header(this.incoming ?? { headers: [] }, 'from')))?.user ?? '';
  }

  /** Coming calls: the name in front of it. */
  get callerName(): string {
    return displayNameOf(header(this.incoming ?? { headers: [] }, 'from'));
  }

  /** Coming calls: a header of the INVITE. */
  inviteHeader(name: string): string | undefined {
    return header(this.incoming ?? { headers: [] }, name);
  }

  get isUp(): boolean {
    return this.state === 'up';
  }

  /** Waits for the answer (going) or for the ACK to ours (coming). Fails at once when the call ends instead. */
  async answered(withinMs = 10_000): Promise<Dated<CallEvent>> {
    return this.events.waitFor(this.way === 'going' ? 'answered' : 'confirmed', {
      withinMs,
      unless: ['ended'],
    });
  }

  async ended(withinMs = 10_000): Promise<Dated<Extract<CallEvent, { what: 'ended' }>>> {
    return this.events.waitFor('ended', { withinMs });
  }

  /** Coming calls: 180. */
  ring(): void {
    this.respond(180, 'Ringing');
    this.events.note({ what: 'ringing', status: 180, earlyMedia: false });
  }

  /** Coming calls: 200 with our sound. Fulfilled by the ACK; rejected when the call ends instead. */
  async answer(withinMs = 5000): Promise<void> {
    if (this.state !== 'offered') throw new Error(`cannot answer: ${this.events.story()}`);
    const offer = parseSdp(this.incoming!.body);
    this.state = 'up';
    this.respond(200, 'OK', this.media.describe(offer));
    this.media.follow(offer);
    this.events.note({ what: 'answered' });
    await this.answered(withinMs);
  }

  /** Coming calls: e.g. 486 Busy Here, 603 Decline. */
  reject(status = 486, reason = status === 486 ? 'Busy Here' : 'Decline'): void {
    this.respond(status, reason);
    this.events.note({ what: 'refused', status, reason });
    this.over('us', '');
  }

  /**
   * Ends the call whatever its state is: CANCEL, 603 or BYE. Fulfilled when nothing is left of it. An answer that
   * crosses our CANCEL is acknowledged and ended by BYE, as RFC 3261 15 wants.
   */
  async hangUp(withinMs = 10_000): Promise<void> {
    if (this.state === 'offered') this.reject(603);
    else if (this.state === 'up') await this.bye();
    else if (this.state === 'inviting') {
      this.wantsEnd = true;
      this.cancelIfAllowed();
    }
    await this.ended(withinMs);
  }

  /** Requests inside the call and CANCEL; called by the phone. */
  hear(request: SipRequest): void {
    const { sip } = this.owner;
    switch (request.method) {
      case 'ACK':
        if (this.state === 'up' && this.way === 'coming' && !this.events.find('confirmed'))
          this.events.note({ what: 'confirmed' });
        // A re-INVITE without an offer: the answer comes with the ACK.
        this.media.follow(parseSdp(request.body));
        return;
      case 'CANCEL':
        sip.respond(request, responseTo(request, 200, 'OK', { toTag: this.localTag }));
        // After our answer a CANCEL has no effect: the BYE comes by itself.
        if (this.state !== 'offered') return;
        this.respond(487, 'Request Terminated');
        this.events.note({ what: 'cancelled', reason: header(request, 'reason') ?? '' });
        this.over('them', header(request, 'reason') ?? '');
        return;
      case 'BYE':
        sip.respond(request, responseTo(request, 200, 'OK'));
        this.over('them', header(request, 'reason') ?? '');
        return;
      case 'INVITE':
      case 'UPDATE': {
        const offer = parseSdp(request.body);
        const body = request.method === 'INVITE' || offer ? this.media.describe(offer) : '';
        sip.respond(request, responseTo(request, 200, 'OK', { headers: this.bodyHeaders(body), body }));
        this.media.follow(offer);
        this.events.note({ what: 'renegotiated', direction: this.media.direction });
        return;
      }
      default:
        sip.respond(request, responseTo(request, 200, 'OK'));
    }
  }

  /** Our ACK was lost; called by the phone. */
  answerAgain(response: SipResponse): void {
    this.acknowledge(cseqOf(response)?.number ?? 1);
  }

  private async sendInvite(extra: readonly SipHeader[], authorization?: SipHeader): Promise<void> {
    const uri = this.remoteTarget;
    const body = this.media.describe();
    const headers = [
      ...this.dialogHeaders('INVITE'),
      ...this.bodyHeaders(body),
      ...extra,
      ...(authorization ? [authorization] : []),
    ];
    const cseq = this.cseq;
    this.provisional = false;
    this.invite = this.owner.sip.request({ method: 'INVITE', uri, headers, body }, this.peer, {
      onProvisional: (response) => this.hearProvisional(response),
    });
    let response: SipResponse;
    try {
      response = await this.invite.final;
    } catch (error) {
      this.over('us', (error as Error).message);
      return;
    }
    const answer = authorization ? undefined : this.owner.authorize(response, { method: 'INVITE', uri });
    if (answer && !this.wantsEnd) {
      this.cseq++;
      await this.sendInvite(extra, answer);
    } else if (response.status >= 300) {
      this.events.note({ what: 'refused', status: response.status, reason: response.reason });
      this.over(this.wantsEnd ? 'us' : 'them', header(response, 'reason') ?? '');
    } else {
      this.remoteTo = header(response, 'to') ?? this.remoteTo;
      this.remoteTarget = addressOf(header(response, 'contact')) || uri;
      this.state = 'up';
      this.acknowledge(cseq);
      this.media.follow(parseSdp(response.body));
      this.events.note({ what: 'answered' });
      if (this.wantsEnd) await this.bye();
    }
  }

  private hearProvisional(response: SipResponse): void {
    this.provisional = true;
    if (response.status === 100) this.events.note({ what: 'trying' });
    else {
      const early = parseSdp(response.body);
      this.media.follow(early);
      this.events.note({ what: 'ringing', status: response.status, earlyMedia: early !== undefined });
    }
    if (this.wantsEnd) this.cancelIfAllowed();
  }

  /** Only after a provisional answer, and with the branch and number of the INVITE. */
  private cancelIfAllowed(): void {
    if (!this.provisional || this.cancelSent || !this.invite) return;
    this.cancelSent = true;
    const headers = this.dialogHeaders('CANCEL');
    const request = { method: 'CANCEL', uri: this.remoteTarget, headers };
    // Its own answer tells nothing: the INVITE's (487 or 200) does.
    this.owner.sip.request(request, this.peer, { branch: this.invite.branch }).final.catch(() => undefined);
  }

  private async bye(): Promise<void> {
    this.state = 'over';
    this.cseq++;
    const request = { method: 'BYE', uri: this.remoteTarget, headers: this.dialogHeaders('BYE') };
    try {
      await this.owner.sip.request(request, this.peer).final;
      this.over('us', '');
    } catch (error) {
      this.over('us', (error as Error).message);
    }
  }

  private acknowledge(cseq: number): void {
    const headers = this.dialogHeaders('ACK', cseq);
    this.owner.sip.acknowledge({ method: 'ACK', uri: this.remoteTarget, headers }, this.peer);
  }

  private respond(status: number, reason: string, body = ''): void {
    if (!this.incoming) throw new Error('only a coming call is rung, answered or rejected');
    const options = { toTag: this.localTag, headers: this.bodyHeaders(body), body };
    this.owner.sip.respond(this.incoming, responseTo(this.incoming, status, reason, options));
  }

  private dialogHeaders(method: string, cseq = this.cseq): SipHeader[] {
    return [
      { name: 'From', value: this.localFrom },
      { name: 'To', value: this.remoteTo },
      { name: 'Call-ID', value: this.id },
      { name: 'CSeq', value: `${cseq} ${method}` },
    ];
  }

  private bodyHeaders(body: string): SipHeader[] {
    const { host, port } = this.owner.sip;
    const contact = {
      name: 'Contact',
      value: `<sip:${encodeURIComponent(this.owner.user)}@${host}:${port}>`,
    };
    return body === '' ? [contact] : [contact, { name: 'Content-Type', value: 'application/sdp' }];
  }

  private over(by: 'us' | 'them', reason: string): void {
    if (this.events.find('ended')) return;
    this.state = 'over';
    this.audio.close();
    this.owner.forget(this.id);
    this.events.note({ what: 'ended', by, reason });
  }
}
