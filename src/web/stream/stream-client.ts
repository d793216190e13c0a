import type { ClientMessage, ServerMessage, ViewName } from '../../runtime/stream-contract.js';
import { backOffMs } from './back-off.js';
import { clockOffset, withSample, type ClockSample } from './clock-offset.js';

/** What is used of a WebSocket, so that tests can bring their own. */
export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

export type Connection = 'connecting' | 'online' | 'offline' | 'replaced' | 'closed';

export interface StreamListener {
  onConnection(connection: Connection): void;
  /** The whole of a view; `receivedAt` by the same clock as `environment.now`. */
  onView(name: ViewName, data: unknown, receivedAt: number): void;
  onEvent(event: { readonly seq: number }): void;
  /** Events were skipped: what was gathered from events is void, the next view is the start. */
  onReset(): void;
  /** The session was locked or unlocked on some page: the centre shows nothing until it is unlocked. */
  onLock(): void;
  /** Two attempts in a row got no `hello`: perhaps the session has ended; look. */
  onUnreachable(): void;
}

/** Everything from outside, so that a test has it in hand. */
export interface StreamEnvironment {
  /** Tells this page from every other one, also of the same browser: 1-64 letters, digits, "-". */
  readonly page: string;
  openSocket(query: string): Socket;
  /** Milliseconds since 1970, this machine's clock. */
  now(): number;
  /** 0 to 1. */
  chance(): number;
  after(ms: number, run: () => void): () => void;
}

/** How often the clock is asked for and the line is proved alive. */
export const PING_EVERY_MS = 5000;
/** Silence after which the line counts as dead although the socket has not said so. */
export const DEAD_AFTER_MS = 12000;

/**
 * The event stream as a page sees it: connects for ever with back-off, resumes after the last event it saw, measures
 * the centre's clock, and stops when another page has taken over (`replaced`) until told to take over again.
 */
export class StreamClient {
  private socket: Socket | null = null;
  private samples: readonly ClockSample[] = [];
  private lastSeq: number | null = null;
  private failures = 0;
  private heardAt = 0;
  private greeted = false;
  private stopRetry: (() => void) | null = null;
  private stopPing: (() => void) | null = null;
  private connection: Connection = 'closed';

  constructor(
    private readonly views: ViewName,
    private readonly environment: StreamEnvironment,
    private readonly listener: StreamListener,
  ) {}

  /** Starts, or takes over again after `replaced`. Does nothing while it runs. */
  start(): void {
    if (this.connection === 'closed' || this.connection === 'replaced') this.connect();
  }

  /** Lets go; nothing is told to the listener afterwards except `closed`. */
  stop(): void {
    this.dropSocket();
    this.stopRetry?.();
    this.stopRetry = null;
    this.tell('closed');
  }

  /** Sends when connected; returns whether it was sent. */
  send(message: ClientMessage): boolean {
    if (!this.socket || this.connection !== 'online') return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** The centre's clock now. */
  centreNow(): number {
    return this.environment.now() + clockOffset(this.samples);
  }

  private connect(): void {
    this.tell('connecting');
    this.greeted = false;
    const query = new URLSearchParams({ views: this.views, page: this.environment.page });
    if (this.lastSeq !== null) query.set('after', String(this.lastSeq));
    const socket = this.environment.openSocket(query.toString());
    this.socket = socket;
    this.heardAt = this.environment.now();
    socket.onmessage = (message) => {
      if (this.socket === socket && typeof message.data === 'string') this.receive(message.data);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
    this.watch();
  }

  private receive(text: string): void {
    this.heardAt = this.environment.now();
    const message = JSON.parse(text) as ServerMessage;
    switch (message.type) {
      case 'hello':
        this.greeted = true;
        this.failures = 0;
        // The first time there is nothing to resume: what comes from here on is new.
        this.lastSeq ??= message.seq;
        if (this.samples.length === 0) this.sample(this.heardAt, message.now);
        this.tell('online');
        this.ping();
        return;
      case 'event': {
        const event = message.event as { readonly seq: number };
        this.lastSeq = Math.max(this.lastSeq ?? 0, event.seq);
        this.listener.onEvent(event);
        return;
      }
      case 'view':
        this.listener.onView(message.name, message.data, this.heardAt);
        return;
      case 'reset':
        this.lastSeq = message.seq;
        this.listener.onReset();
        return;
      case 'locked':
      case 'unlocked':
        this.listener.onLock();
        return;
      case 'replaced':
        this.dropSocket();
        this.tell('replaced');
        return;
      case 'pong':
        this.sample(message.at, message.now);
        return;
    }
  }

  private sample(sentAt: number, centreAt: number): void {
    this.samples = withSample(this.samples, { sentAt, centreAt, receivedAt: this.heardAt });
  }

  private ping(): void {
    this.send({ type: 'ping', at: this.environment.now() });
  }

  private watch(): void {
    this.stopPing?.();
    this.stopPing = this.environment.after(PING_EVERY_MS, () => {
      if (this.environment.now() - this.heardAt > DEAD_AFTER_MS) {
        this.lost();
        return;
      }
      this.ping();
      this.watch();
    });
  }

  private lost(): void {
    this.dropSocket();
    this.failures += 1;
    this.tell('offline');
    // The first attempt of a page may meet an expired session just as well as a later one.
    if (!this.greeted && this.failures % 2 === 0) this.listener.onUnreachable();
    if (this.connection !== 'offline') return; // the listener stopped us
    this.stopRetry = this.environment.after(backOffMs(this.failures, this.environment.chance()), () => {
      this.stopRetry = null;
      this.connect();
    });
  }

  private dropSocket(): void {
    this.stopPing?.();
    this.stopPing = null;
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private tell(connection: Connection): void {
    if (this.connection === connection) return;
    this.connection = connection;
    this.listener.onConnection(connection);
  }
}
