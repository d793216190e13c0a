/**
 * SIP over one UDP port with the transactions of RFC 3261 17: requests are repeated until they are answered, answers
 * until they are acknowledged, and what comes twice is answered twice but told once.
 */
import { createSocket, type Socket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import {
  addressOf,
  buildSip,
  cseqOf,
  header,
  headerList,
  parameter,
  parseSip,
  type SipHeader,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from './sip-message.js';
import { NotSeenError } from './timeline.js';

/** T1 and T2 of RFC 3261: first repetition and longest pause between two. */
const FIRST_REPEAT_MS = 500;
const LONGEST_REPEAT_MS = 4000;
/** 64 * T1: after this a transaction has failed. */
const GIVE_UP_MS = 32_000;

export interface Peer {
  readonly host: string;
  readonly port: number;
}

/** A request of ours without Via: that is added here. */
export interface OutgoingRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers: readonly SipHeader[];
  readonly body?: string;
}

/** A request of ours under way. */
export interface Sent {
  readonly branch: string;
  /** The response of 200 or more. Rejected with NotSeenError when none comes within 32 s or the socket is closed. */
  readonly final: Promise<SipResponse>;
}

interface ClientTransaction {
  readonly request: SipRequest;
  readonly peer: Peer;
  readonly onProvisional: ((response: SipResponse) => void) | undefined;
  readonly resolve: (response: SipResponse) => void;
  readonly reject: (error: Error) => void;
  repeat?: NodeJS.Timeout;
  giveUp: NodeJS.Timeout;
  finished: boolean;
}

interface ServerTransaction {
  readonly peer: Peer;
  last?: Buffer;
  repeat?: NodeJS.Timeout;
}

export interface SipSocketEvents {
  /** Each request once; ACK too. */
  request(request: SipRequest, peer: Peer): void;
  /** A 200 to an INVITE that came again: its ACK was lost. */
  answerAgain(response: SipResponse): void;
}

/** A fresh unguessable word for branches, tags and Call-IDs. */
export function token(): string {
  return randomBytes(8).toString('hex');
}

export class SipSocket {
  private readonly clients = new Map<string, ClientTransaction>();
  private readonly servers = new Map<string, ServerTransaction>();
  private readonly unacknowledged = new Map<string, ServerTransaction>();
  readonly port: number;
  private closed = false;

  private constructor(
    private readonly socket: Socket,
    readonly host: string,
    private readonly events: SipSocketEvents,
  ) {
    this.port = socket.address().port;
    socket.on('message', (datagram, from) => this.hear(datagram, { host: from.address, port: from.port }));
    // A peer that is gone shows as ICMP errors; the transaction's deadline tells it better.
    socket.on('error', () => undefined);
  }

  /** @param port 0 takes any free one */
  static async open(host: string, port: number, events: SipSocketEvents): Promise<SipSocket> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(port, host, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    return new SipSocket(socket, host, events);
  }

  /**
   * @param options.branch that of the INVITE, for its CANCEL
   * @param options.onProvisional called for each 1xx
   */
  request(
    outgoing: OutgoingRequest,
    peer: Peer,
    options: { branch?: string; onProvisional?: (response: SipResponse) => void } = {},
  ): Sent {
    const branch = options.branch ?? `z9hG4bK${token()}`;
    const request = this.withVia(outgoing, branch);
    const final = new Promise<SipResponse>((resolve, reject) => {
      const transaction: ClientTransaction = {
        request,
        peer,
        onProvisional: options.onProvisional,
        resolve,
        reject,
        finished: false,
        giveUp: setTimeout(
          () => this.fail(branch, outgoing.method, `no answer within ${GIVE_UP_MS / 1000} s`),
          GIVE_UP_MS,
        ),
      };
      this.clients.set(`${branch} ${outgoing.method}`, transaction);
      const octets = buildSip(request);
      this.send(octets, peer);
      this.repeat(transaction, octets, peer, FIRST_REPEAT_MS);
    });
    return { branch, final };
  }

  /** An ACK for a 200: sent once, outside of transactions. */
  acknowledge(outgoing: OutgoingRequest, peer: Peer): void {
    this.send(buildSip(this.withVia(outgoing, `z9hG4bK${token()}`)), peer);
  }

  /** Answers a request. A final answer to an INVITE is repeated until its ACK comes, 32 s at most. */
  respond(request: SipRequest, response: SipResponse): void {
    const transaction = this.servers.get(serverKey(request));
    if (!transaction)
      throw new Error(`a response to a request that never came: ${request.method} ${request.uri}`);
    transaction.last = buildSip(response);
    this.send(transaction.last, transaction.peer);
    if (request.method !== 'INVITE' || response.status < 200) return;
    this.unacknowledged.set(ackKey(request), transaction);
    this.repeat(transaction, transaction.last, transaction.peer, FIRST_REPEAT_MS);
    setTimeout(() => this.acknowledged(request), GIVE_UP_MS).unref();
  }

  /** Requests under way fail; a second time does nothing. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const [key, transaction] of this.clients)
      if (!transaction.finished) this.fail(...(key.split(' ') as [string, string]), 'the phone was closed');
    for (const transaction of this.servers.values()) clearTimeout(transaction.repeat);
    this.socket.close();
  }

  private withVia(outgoing: OutgoingRequest, branch: string): SipRequest {
    const via = { name: 'Via', value: `SIP/2.0/UDP ${this.host}:${this.port};rport;branch=${branch}` };
    return {
      kind: 'request',
      method: outgoing.method,
      uri: outgoing.uri,
      headers: [via, { name: 'Max-Forwards', value: '70' }, ...outgoing.headers],
      body: outgoing.body ?? '',
    };
  }

  private send(octets: Buffer, peer: Peer): void {
    if (!this.closed) this.socket.send(octets, peer.port, peer.host);
  }

  private repeat(owner: { repeat?: NodeJS.Timeout }, octets: Buffer, peer: Peer, pause: number): void {
    owner.repeat = setTimeout(() => {
      this.send(octets, peer);
      this.repeat(owner, octets, peer, Math.min(pause * 2, LONGEST_REPEAT_MS));
    }, pause);
  }

  private fail(branch: string, method: string, why: string): void {
    const transaction = this.clients.get(`${branch} ${method}`);
    if (!transaction || transaction.finished) return;
    this.finish(transaction);
    transaction.reject(new NotSeenError(`${method} ${transaction.request.uri}: ${why}`));
  }

  private finish(transaction: ClientTransaction): void {
    transaction.finished = true;
    clearTimeout(transaction.repeat);
    clearTimeout(transaction.giveUp);
  }

  private hear(datagram: Buffer, peer: Peer): void {
    const message: SipMessage | undefined = parseSip(datagram);
    if (message?.kind === 'response') this.hearResponse(message);
    else if (message) this.hearRequest(message, peer);
  }

  private hearResponse(response: SipResponse): void {
    const method = cseqOf(response)?.method ?? '';
    const branch = parameter(headerList(response, 'via')[0], 'branch') ?? '';
    const transaction = this.clients.get(`${branch} ${method}`);
    if (!transaction) return;
    if (response.status < 200) {
      // Timer A stops with the first provisional answer; that of other methods goes on, harmlessly.
      if (method === 'INVITE') clearTimeout(transaction.repeat);
      if (!transaction.finished) transaction.onProvisional?.(response);
      return;
    }
    if (method === 'INVITE' && response.status >= 300) this.acknowledgeRefusal(transaction, response);
    if (transaction.finished) {
      if (method === 'INVITE' && response.status < 300) this.events.answerAgain(response);
      return;
    }
    this.finish(transaction);
    transaction.resolve(response);
  }

  private acknowledgeRefusal(transaction: ClientTransaction, response: SipResponse): void {
    const { request, peer } = transaction;
    const keep = (name: string): SipHeader => ({ name, value: header(request, name) ?? '' });
    const headers = [
      keep('Via'),
      keep('Max-Forwards'),
      keep('From'),
      { name: 'To', value: header(response, 'to') ?? '' },
      keep('Call-ID'),
      { name: 'CSeq', value: `${cseqOf(request)?.number ?? 1} ACK` },
    ];
    this.send(buildSip({ kind: 'request', method: 'ACK', uri: request.uri, headers, body: '' }), peer);
  }

  private hearRequest(request: SipRequest, peer: Peer): void {
    if (request.method === 'ACK') {
      if (this.acknowledged(request)) this.events.request(request, peer);
      return;
    }
    const key = serverKey(request);
    const known = this.servers.get(key);
    if (known) {
      if (known.last) this.send(known.last, known.peer);
      return;
    }
    this.servers.set(key, { peer });
    this.events.request(request, peer);
  }

  private acknowledged(request: SipRequest): boolean {
    const transaction = this.unacknowledged.get(ackKey(request));
    if (!transaction) return false;
    clearTimeout(transaction.repeat);
    this.unacknowledged.delete(ackKey(request));
    return true;
  }
}

function serverKey(request: SipRequest): string {
  return `${parameter(headerList(request, 'via')[0], 'branch') ?? addressOf(header(request, 'from'))} ${request.method}`;
}

function ackKey(request: SipRequest): string {
  return `${header(request, 'call-id') ?? ''} ${cseqOf(request)?.number ?? ''}`;
}
