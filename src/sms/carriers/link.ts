/** One link to a carrier: connects, binds, sends while there is room, takes what the carrier sends, comes back. */
import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../../runtime/clock.js';
import { admitFromServer, receives, submits } from '../smpp/bind-states.js';
import { STATUS, classOf, statusName } from '../smpp/commands.js';
import { Connection, type Answer, type Ending } from '../smpp/connection.js';
import { NO_TLVS, type MessagePdu, type Pdu } from '../smpp/pdu.js';
import type { Message } from '../types.js';
import { RateLimit, steady, throttled, took, type Pace } from './pace.js';
import type { CarrierSettings, LinkSettings } from './settings.js';
import { piecesOf, submitOf } from './submission.js';

/** `stopping`: nothing more is sent, answers to what is under way are waited for. */
export type LinkState = 'down' | 'connecting' | 'binding' | 'bound' | 'stopping' | 'stopped';

/** How one part fared. `unsent`: it has certainly not left; `unknown`: nobody knows. */
export type PartResult =
  | { readonly is: 'taken'; readonly remote: string }
  | { readonly is: 'refused'; readonly status: number }
  | { readonly is: 'unsent' }
  | { readonly is: 'unknown' };

export interface LinkHost {
  /** The next message for this carrier; undefined when there is none. */
  next(): Message | undefined;
  /**
   * Marks it as on its way, durably.
   * @param then told true when it may go out, false when it may not any more (cancelled meanwhile)
   */
  claim(message: Message, link: Link, then: (may: boolean) => void): void;
  /** @param part from 1; @param last of the message */
  result(message: Message, link: Link, part: number, last: boolean, result: PartResult): void;
  /** deliver_sm or data_sm. @param done with the status of the answer, when what came is kept */
  delivered(pdu: MessagePdu, done: (status: number) => void): void;
  changed(link: Link, why: string): void;
  readonly carrierRate: RateLimit;
}

const FIRST_BACKOFF_MS = 250;
const LAST_BACKOFF_MS = 30_000;
const CONNECT_MS = 10_000;

export class Link {
  state: LinkState = 'down';
  private socket: Duplex | undefined;
  private connection: Connection | undefined;
  private pace: Pace;
  private readonly rate: RateLimit;
  /** Messages claimed or being claimed, whose next part is not under way. */
  private busy = 0;
  private timer: NodeJS.Timeout | undefined;
  private pumpTimer: NodeJS.Timeout | undefined;
  private backoffMs = FIRST_BACKOFF_MS;
  private pumping = false;
  /** Whether the link is to be there; false from an operator's stop on. */
  private wanted = true;
  private halting: Promise<void> | undefined;
  private emptied: (() => void) | undefined;
  /** Parts since the process started, by how the carrier answered. */
  private readonly answered = { taken: 0, refused: 0, unknown: 0 };

  constructor(
    readonly settings: LinkSettings,
    readonly carrier: CarrierSettings,
    private readonly host: LinkHost,
    private readonly clock: Clock,
  ) {
    this.pace = steady(settings.window);
    this.rate = new RateLimit(settings.perSecond);
  }

  get id(): string {
    return this.settings.id;
  }

  /** Bound, also while it is being stopped: reports still come. */
  private get isUp(): boolean {
    return this.state === 'bound' || (this.state === 'stopping' && this.connection !== undefined);
  }

  get sends(): boolean {
    return submits(this.settings.bind);
  }

  /** For the live page. */
  get figures() {
    return {
      window: Math.floor(this.pace.window),
      underWay: this.busy,
      pausedUntil: this.pace.until,
      ...this.answered,
      heardMsAgo: this.connection?.heardMsAgo ?? null,
      enquiredMsAgo: this.connection?.enquiredMsAgo ?? null,
    };
  }

  start(): void {
    if (this.state !== 'down') return;
    this.state = 'connecting';
    const { host, port, tls } = this.settings;
    const socket = tls
      ? connectTls({ host, port, ...(tls.ca ? { ca: tls.ca } : {}), servername: tls.serverName ?? host })
      : connectTcp({ host, port });
    this.socket = socket;
    socket.setNoDelay(true);
    const deadline = setTimeout(() => socket.destroy(), CONNECT_MS);
    const failed = (): void => {
      clearTimeout(deadline);
      if (this.socket === socket && !this.connection) this.fell('network fault');
    };
    socket.once('error', failed);
    socket.once('close', failed);
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      clearTimeout(deadline);
      this.bind(socket);
    });
  }

  /** Says good-bye; what is under way may still be answered until the deadline of requests. */
  async stop(): Promise<void> {
    this.state = 'stopped';
    clearTimeout(this.timer);
    clearTimeout(this.pumpTimer);
    this.pumpTimer = undefined;
    if (this.connection) await this.connection.unbind();
    else this.socket?.destroy();
  }

  /**
   * An operator takes the link out of use: what is under way is answered first, so that nothing becomes unknown, then
   * good-bye is said. Settles when the link is down; twice is once.
   */
  halt(): Promise<void> {
    this.wanted = false;
    this.halting ??= this.emptyAndStop().finally(() => (this.halting = undefined));
    return this.halting;
  }

  private async emptyAndStop(): Promise<void> {
    if (this.state === 'stopped') return;
    this.state = 'stopping';
    this.host.changed(this, 'stopped by an operator');
    // Every request has a deadline, so this ends.
    if (this.busy > 0) await new Promise<void>((resolve) => (this.emptied = resolve));
    this.emptied = undefined;
    await this.stop();
    this.host.changed(this, 'stopped by an operator');
  }

  /** Back in use after `halt`. Settles when it has begun to connect. */
  async resume(): Promise<void> {
    this.wanted = true;
    await this.halting;
    // Stopped and started by two hands meanwhile: the last one counts.
    if (!this.wanted || this.state !== 'stopped') return;
    this.state = 'down';
    this.backoffMs = FIRST_BACKOFF_MS;
    this.start();
  }

  /** Never connects until `resume`; to be called in place of `start`. */
  keepStopped(): void {
    this.wanted = false;
    this.state = 'stopped';
  }

  private bind(socket: Duplex): void {
    if (this.state !== 'connecting') return;
    this.state = 'binding';
    const { answerMs, enquireMs, systemId, password, systemType, version, bind } = this.settings;
    const connection = new Connection(
      socket,
      { answerMs, enquireMs },
      {
        onRequest: (pdu) => this.onRequest(connection, pdu),
        onEnd: (ending) => this.onEnd(connection, ending),
      },
    );
    this.connection = connection;
    connection.request(
      {
        command: `bind_${bind}` as const,
        bind: { systemId, password, systemType, version, range: { ton: 0, npi: 0, number: '' } },
      },
      // Within the reading of the answer: what the carrier has kept for us comes in the same breath, and is taken.
      (answer) => this.bound(connection, answer),
    );
  }

  private bound(connection: Connection, answer: Answer): void {
    // Stopped meanwhile: its unbind is on its way behind the bind, and nothing may bring the link back.
    if (this.connection !== connection || !connection.open || this.state !== 'binding') return;
    if (typeof answer === 'string') return connection.close();
    if (answer.status !== STATUS.ROK) {
      this.host.changed(this, `bind refused: ${statusName(answer.status)}`);
      return connection.close();
    }
    this.state = 'bound';
    this.backoffMs = FIRST_BACKOFF_MS;
    this.pace = steady(this.settings.window);
    this.host.changed(this, 'bound');
    this.pump();
  }

  private onEnd(connection: Connection, ending: Ending): void {
    if (this.connection !== connection) return;
    this.connection = undefined;
    this.fell(ending);
  }

  private fell(why: string): void {
    this.socket = undefined;
    if (this.state === 'stopped' || this.state === 'stopping') return;
    this.state = 'down';
    this.host.changed(this, why);
    this.timer = setTimeout(() => this.start(), this.backoffMs);
    this.backoffMs = Math.min(this.backoffMs * 2, LAST_BACKOFF_MS);
  }

  private onRequest(connection: Connection, pdu: Pdu): void {
    const admitted = admitFromServer(pdu.command, this.isUp ? this.settings.bind : null);
    if (admitted !== 'ok')
      return connection.refuse(pdu, admitted === 'unknown' ? STATUS.RINVCMDID : STATUS.RINVBNDSTS);
    if (pdu.command === 'unbind') {
      connection.reply(pdu, 'unbind_resp', {});
      return connection.close('unbound');
    }
    if (pdu.command !== 'deliver_sm' && pdu.command !== 'data_sm')
      return connection.refuse(pdu, STATUS.RINVCMDID);
    if (!receives(this.settings.bind)) return connection.refuse(pdu, STATUS.RINVBNDSTS);
    const answer = pdu.command === 'deliver_sm' ? 'deliver_sm_resp' : 'data_sm_resp';
    this.host.delivered(pdu, (status) => {
      if (status === STATUS.ROK) connection.reply(pdu, answer, { messageId: '', tlvs: NO_TLVS });
      else connection.refuse(pdu, status);
    });
  }

  /** Sends as much as there is room for. Cheap when there is nothing to do. */
  pump(): void {
    if (this.pumping || this.state !== 'bound' || !this.sends) return;
    this.pumping = true;
    try {
      while (this.busy < Math.floor(this.pace.window) && this.mayGo()) {
        const message = this.host.next();
        if (!message) break;
        this.busy++;
        this.rate.take();
        this.host.carrierRate.take();
        this.host.claim(message, this, (may) => this.claimed(message, may));
      }
    } finally {
      this.pumping = false;
    }
  }

  /** Whether one more may go now; otherwise a timer comes back when it may. */
  private mayGo(): boolean {
    const now = this.clock.now();
    const wait = Math.max(this.pace.until - now, this.rate.wait(now), this.host.carrierRate.wait(now));
    if (wait <= 0) return true;
    this.pumpTimer ??= setTimeout(() => {
      this.pumpTimer = undefined;
      this.pump();
    }, wait);
    return false;
  }

  private claimed(message: Message, may: boolean): void {
    if (!may) this.free();
    else this.submit(message, piecesOf(message, this.carrier.longMessages), message.sentParts);
  }

  private submit(message: Message, pieces: readonly Buffer[], index: number): void {
    const connection = this.connection;
    const last = index + 1 >= pieces.length;
    if (!connection?.open || this.state !== 'bound') {
      this.free();
      return this.host.result(message, this, index + 1, last, { is: 'unsent' });
    }
    const piece = pieces[Math.min(index, pieces.length - 1)]!;
    let overdue = false;
    connection.request(submitOf(message, this.carrier, piece, pieces.length > 1), (answer) => {
      const result = resultOf(answer);
      this.count(result);
      this.adapt(result);
      const goesOn = result.is === 'taken' && !last && !overdue;
      // Before the slot is used again, so that whoever hears of it sees things in their order.
      this.host.result(message, this, index + 1, last, result);
      if (overdue) return;
      overdue = answer === 'late';
      if (goesOn) this.nextPart(message, pieces, index + 1);
      else this.free();
    });
  }

  /** The parts of a message follow each other, and each counts in the rate. */
  private nextPart(message: Message, pieces: readonly Buffer[], index: number): void {
    const now = this.clock.now();
    const wait = Math.max(this.pace.until - now, this.rate.wait(now), this.host.carrierRate.wait(now));
    if (wait > 0) {
      setTimeout(() => this.nextPart(message, pieces, index), wait);
      return;
    }
    this.rate.take();
    this.host.carrierRate.take();
    this.submit(message, pieces, index);
  }

  private free(): void {
    this.busy--;
    if (this.emptied && this.busy === 0) this.emptied();
    this.pump();
  }

  private count({ is }: PartResult): void {
    if (is === 'taken') this.answered.taken++;
    else if (is === 'refused') this.answered.refused++;
    else if (is === 'unknown') this.answered.unknown++;
  }

  private adapt(result: PartResult): void {
    if (result.is === 'taken') this.pace = took(this.pace, this.settings.window);
    else if (result.is === 'refused' && this.classOf(result.status) === 'throttled')
      this.pace = throttled(this.pace, this.clock.now());
  }

  classOf(status: number) {
    return this.carrier.errorClasses.get(status) ?? classOf(status);
  }
}

function resultOf(answer: Answer): PartResult {
  if (answer === 'late' || answer === 'gone') return { is: 'unknown' };
  if (answer.status !== STATUS.ROK) return { is: 'refused', status: answer.status };
  return { is: 'taken', remote: 'messageId' in answer ? answer.messageId : '' };
}
