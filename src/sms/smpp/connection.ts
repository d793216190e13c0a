/**
 * One SMPP connection, either side: framing, answers found by sequence number, a deadline for every request,
 * enquire_link, bounded memory. What a bind allows is the business of `bind-states.ts`, who may bind that of whoever
 * opens the connection. A new object for every socket.
 */
import type { Duplex } from 'node:stream';
import type { Millis } from '../../kernel/time.js';
import { MalformedPdu, decode, encode } from './codec.js';
import { STATUS, isResponseId, type Command } from './commands.js';
import { BrokenStream, Framer } from './framing.js';
import { NO_TLVS, type Body, type Pdu } from './pdu.js';

export interface ConnectionLimits {
  /** Octets of one unit; default 16,384. */
  readonly longestUnit?: number;
  /** How long an answer may take; default 10,000. */
  readonly answerMs: Millis;
  /** Silence of the peer after which enquire_link is sent; 0: never. */
  readonly enquireMs: Millis;
  /** Octets that may wait for a peer that does not read, before the connection is given up; default 4 MiB. */
  readonly unread?: number;
  /** Malformed units that are answered before the connection is given up; default 20. */
  readonly malformed?: number;
}

/** Why a connection ended. */
export type Ending =
  | 'closed by the peer'
  | 'closed by us'
  | 'unbound'
  | 'no answer to enquire_link'
  | 'not SMPP'
  | 'peer does not read'
  | 'network fault';

export interface ConnectionHost {
  /** A request of the peer other than enquire_link. Every one is to be answered with `reply` or `refuse`. */
  onRequest(pdu: Pdu): void;
  /** Once, last. All open requests have been told before. */
  onEnd(ending: Ending): void;
  /** A unit that could not be read and was refused; for counting. */
  onMalformed?(error: MalformedPdu | BrokenStream): void;
}

/** The answer, or why there is none: `late`: no answer within the deadline; `gone`: the connection ended before. */
export type Answer = Pdu | 'late' | 'gone';

interface Waiting {
  readonly until: number;
  readonly settle: (answer: Answer) => void;
}

type RequestPdu = Exclude<Pdu, { command: 'other' }>;
/** A request without what the connection adds. */
export type Outgoing = RequestPdu extends infer P
  ? P extends Pdu
    ? Omit<P, 'status' | 'sequence'>
    : never
  : never;

export class Connection {
  private readonly framer: Framer;
  private readonly waiting = new Map<number, Waiting>();
  /** Told `late`; their answers can still come. */
  private readonly overdue = new Map<number, (answer: Answer) => void>();
  private out: Buffer[] = [];
  private flushing = false;
  private sequence = 0;
  private malformed = 0;
  private ended: Ending | undefined;
  private heardAt: number;
  private enquiredAt: number | undefined;
  private enquiring = false;
  private readonly watch: NodeJS.Timeout;

  /**
   * Reads at once.
   * @param socket connected; errors and end are handled here
   */
  constructor(
    private readonly socket: Duplex,
    private readonly limits: ConnectionLimits,
    private readonly host: ConnectionHost,
  ) {
    this.framer = new Framer(limits.longestUnit);
    this.heardAt = performance.now();
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('error', () => this.finish('network fault'));
    socket.on('end', () => this.finish('closed by the peer'));
    socket.on('close', () => this.finish('closed by the peer'));
    const beat = Math.max(5, Math.min(limits.answerMs, limits.enquireMs || limits.answerMs, 1000) / 4);
    this.watch = setInterval(() => this.look(), beat);
  }

  get open(): boolean {
    return this.ended === undefined;
  }

  /** Since anything came from the peer. */
  get heardMsAgo(): Millis {
    return performance.now() - this.heardAt;
  }

  /** Since an enquire_link of either side was answered; null: none yet. */
  get enquiredMsAgo(): Millis | null {
    return this.enquiredAt === undefined ? null : performance.now() - this.enquiredAt;
  }

  /** Requests without an answer yet. */
  get pending(): number {
    return this.waiting.size;
  }

  /**
   * `settle` is called once, never within this call; and a second time with the answer when that came after `late`
   * was told.
   */
  request(pdu: Outgoing, settle: (answer: Answer) => void): void {
    if (this.ended !== undefined) {
      setImmediate(settle, 'gone');
      return;
    }
    this.sequence = this.sequence >= 0x7fffffff ? 1 : this.sequence + 1;
    this.waiting.set(this.sequence, { until: performance.now() + this.limits.answerMs, settle });
    this.send({ ...pdu, status: 0, sequence: this.sequence });
  }

  /** Like `request`; of two answers the first. */
  ask(pdu: Outgoing): Promise<Answer> {
    return new Promise((resolve) => this.request(pdu, resolve));
  }

  reply<C extends Pdu['command']>(to: Pdu, command: C, body: Body<C>): void {
    this.send({ command, status: STATUS.ROK, sequence: to.sequence, ...body } as unknown as Pdu);
  }

  /** An answer with a status and without a body; generic_nack for what has no answer of its own. */
  refuse(to: Pdu, status: number): void {
    const own = ANSWERS[to.command === 'other' ? 'generic_nack' : to.command];
    if (own === undefined) this.send({ command: 'generic_nack', status, sequence: to.sequence });
    else this.send({ command: own, status, sequence: to.sequence, ...EMPTY } as unknown as Pdu);
  }

  /** Says unbind and ends when it is answered, or at the deadline of requests. */
  async unbind(): Promise<void> {
    if (this.ended !== undefined) return;
    await this.ask({ command: 'unbind' });
    this.close('unbound');
  }

  /** Sends what is waiting to go out, then ends. Open requests are told `gone`. */
  close(ending: Ending = 'closed by us'): void {
    this.flush();
    this.finish(ending);
  }

  private read(chunk: Buffer): void {
    if (this.ended !== undefined) return;
    this.heardAt = performance.now();
    try {
      this.framer.push(chunk, (frame) => {
        if (this.ended === undefined) this.take(frame);
      });
    } catch (error) {
      if (!(error instanceof BrokenStream)) throw error;
      this.host.onMalformed?.(error);
      this.send({ command: 'generic_nack', status: error.status, sequence: 0 });
      this.close('not SMPP');
    }
  }

  private take(frame: Buffer): void {
    let pdu: Pdu;
    try {
      pdu = decode(frame);
    } catch (error) {
      if (!(error instanceof MalformedPdu)) throw error;
      this.takeMalformed(error);
      return;
    }
    if (pdu.command === 'enquire_link') {
      this.enquiredAt = this.heardAt;
      return this.reply(pdu, 'enquire_link_resp', {});
    }
    const answer = pdu.command === 'other' ? isResponseId(pdu.commandId) : isAnswer(pdu.command);
    if (!answer) return this.host.onRequest(pdu);
    const waiting = this.waiting.get(pdu.sequence);
    if (waiting) {
      this.waiting.delete(pdu.sequence);
      return waiting.settle(pdu);
    }
    // An answer to nothing is nothing.
    const overdue = this.overdue.get(pdu.sequence);
    this.overdue.delete(pdu.sequence);
    overdue?.(pdu);
  }

  private takeMalformed(error: MalformedPdu): void {
    this.host.onMalformed?.(error);
    if (++this.malformed > (this.limits.malformed ?? 20)) return this.close('not SMPP');
    // An answer that cannot be read is left to its deadline: what the peer decided is not known.
    if (isResponseId(error.commandId)) return;
    this.send({ command: 'generic_nack', status: error.status, sequence: error.sequence });
  }

  /** Units of one turn go out in one write. */
  private send(pdu: Pdu): void {
    if (this.ended !== undefined) return;
    this.out.push(encode(pdu));
    if (this.flushing) return;
    this.flushing = true;
    setImmediate(() => this.flush());
  }

  private flush(): void {
    this.flushing = false;
    if (this.ended !== undefined || this.out.length === 0) return;
    const data = this.out.length === 1 ? this.out[0]! : Buffer.concat(this.out);
    this.out = [];
    this.socket.write(data);
    if (this.socket.writableLength > (this.limits.unread ?? 4 * 1024 * 1024))
      this.finish('peer does not read');
  }

  private look(): void {
    const now = performance.now();
    // In order of their sending, so of their deadlines.
    for (const [sequence, waiting] of this.waiting) {
      if (waiting.until > now) break;
      this.waiting.delete(sequence);
      if (this.overdue.size >= MOST_OVERDUE) this.overdue.delete(this.overdue.keys().next().value!);
      this.overdue.set(sequence, waiting.settle);
      waiting.settle('late');
      if (this.ended !== undefined) return;
    }
    if (this.limits.enquireMs === 0 || this.enquiring || now - this.heardAt < this.limits.enquireMs) return;
    this.enquiring = true;
    this.request({ command: 'enquire_link' }, (answer) => {
      this.enquiring = false;
      if (typeof answer !== 'string') this.enquiredAt = this.heardAt;
      if (answer === 'late') this.close('no answer to enquire_link');
    });
  }

  private finish(ending: Ending): void {
    if (this.ended !== undefined) return;
    this.ended = ending;
    clearInterval(this.watch);
    this.out = [];
    if (ending === 'closed by us' || ending === 'unbound' || ending === 'not SMPP') {
      // What was written before, a refusal for example, still reaches a peer that reads; then, in any case, the end.
      this.socket.end();
      setTimeout(() => this.socket.destroy(), 500).unref();
    } else this.socket.destroy();
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    this.overdue.clear();
    for (const { settle } of waiting) settle('gone');
    this.host.onEnd(ending);
  }
}

/** Late answers that are waited for. */
const MOST_OVERDUE = 1000;
const EMPTY = { messageId: '', systemId: '', tlvs: NO_TLVS, answer: undefined };
const ANSWERS: Readonly<Partial<Record<string, Command>>> = {
  bind_receiver: 'bind_receiver_resp',
  bind_transmitter: 'bind_transmitter_resp',
  bind_transceiver: 'bind_transceiver_resp',
  submit_sm: 'submit_sm_resp',
  deliver_sm: 'deliver_sm_resp',
  data_sm: 'data_sm_resp',
  query_sm: 'query_sm_resp',
  cancel_sm: 'cancel_sm_resp',
  unbind: 'unbind_resp',
};
const isAnswer = (command: string): boolean => command.endsWith('_resp') || command === 'generic_nack';
