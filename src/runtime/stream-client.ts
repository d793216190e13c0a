import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Event } from '../kernel/event.js';
import type { JournalReader } from './journal.js';
import type { Principal } from './principal.js';
import { StreamFeed } from './stream-feed.js';
import type { ServerMessage, ViewName } from './stream-contract.js';

/** One open stream, as those see it who decide what goes over it. */
export interface StreamClient<P extends Principal = Principal> {
  readonly principal: P;
  readonly views: ReadonlySet<ViewName>;
  /** Which page it is, the same over all its streams; null: it did not say. */
  readonly page: string | null;
  /** When it was opened. */
  readonly since: number;
  /** Tells the page that another one took its place, and closes. */
  replace(): void;
  /** @param code 1000-4999; see CLOSE */
  close(code: number, reason: string): void;
}

/** Why we close a stream. 1000-1015 as the protocol names them, 4000 and more are ours. */
export const CLOSE = {
  goingAway: 1001,
  rubbish: 1008,
  fault: 1011,
  tooSlow: 1013,
  sessionEnded: 4001,
  replaced: 4002,
} as const;

/** Bytes that wait for one client before it counts as too slow. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** Messages of one client between two heartbeats; an honest page sends a few. */
const MAX_MESSAGES = 200;
/** A resume from further back than this starts from a snapshot. */
const MAX_REPLAY = 10_000;

export class SocketClient<P extends Principal> implements StreamClient<P> {
  readonly views: ReadonlySet<ViewName>;
  readonly page: string | null;
  /** Answered the last ping. */
  alive = true;
  private messages = 0;
  private feed: StreamFeed | undefined;
  private ended = false;
  private covered = false;

  constructor(
    private readonly socket: WebSocket,
    readonly request: IncomingMessage,
    readonly principal: P,
    wishes: { readonly views: ReadonlySet<ViewName>; readonly page: string | null },
    readonly since: number,
    private readonly maySee: (principal: P, event: Event) => boolean,
    private readonly maxWaitingBytes = MAX_WAITING_BYTES,
  ) {
    this.views = wishes.views;
    this.page = wishes.page;
  }

  /**
   * Says hello and begins the events.
   * @param after null: from now on
   * @param snapshot sends the views, which must come before the events that change them
   */
  start(
    journal: JournalReader,
    after: number | null,
    now: number,
    snapshot: () => void,
    onError: (e: unknown) => void,
  ): void {
    const { user, role } = this.principal;
    const seq = journal.last;
    this.send({ type: 'hello', seq, now, user, role });
    const known = after !== null && after <= seq && after + 1 >= journal.oldest && seq - after <= MAX_REPLAY;
    if (after !== null && !known) this.send({ type: 'reset', seq });
    snapshot();
    let last = Promise.resolve();
    this.feed = new StreamFeed(
      journal,
      known ? after : seq,
      (event) => {
        if (this.covered || !this.maySee(this.principal, event)) return;
        const message = { type: 'event', event } as const;
        if (this.feed && !this.feed.replaying) this.send(message);
        else last = new Promise((resolve) => this.put(message, resolve));
      },
      () => last,
      onError,
    );
  }

  /** The screen is locked: the stream stays, so that its page counts as there, and carries nothing. */
  get locked(): boolean {
    return this.covered;
  }

  /** @param snapshot sends the views anew; what happened meanwhile is skipped */
  lock(locked: boolean, seq: number, snapshot: () => void): void {
    if (locked === this.covered) return;
    this.covered = locked;
    this.send({ type: locked ? 'locked' : 'unlocked' });
    if (locked) return;
    this.send({ type: 'reset', seq });
    snapshot();
  }

  event(event: Event): void {
    this.feed?.offer(event);
  }

  /** Sends unless the stream is closed; a client that does not take what it is sent is cut off. (Old events wait for it.) */
  send(message: ServerMessage): void {
    this.put(message);
    if (!this.ended && this.socket.bufferedAmount > this.maxWaitingBytes)
      this.close(CLOSE.tooSlow, 'too slow');
  }

  private put(message: ServerMessage, done?: () => void): void {
    if (this.ended || this.socket.readyState !== this.socket.OPEN) done?.();
    else this.socket.send(JSON.stringify(message), () => done?.());
  }

  /** False when there were too many since the last heartbeat. */
  countMessage(): boolean {
    return ++this.messages <= MAX_MESSAGES;
  }

  /** False when the last ping was not answered. */
  beat(): boolean {
    if (!this.alive) return false;
    this.alive = false;
    this.messages = 0;
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
    return true;
  }

  replace(): void {
    this.send({ type: 'replaced' });
    this.close(CLOSE.replaced, 'replaced');
  }

  close(code: number, reason: string): void {
    if (this.ended) return;
    this.end();
    this.socket.close(code, reason);
  }

  terminate(): void {
    this.end();
    this.socket.terminate();
  }

  /** We have closed it; what it still says does not count. */
  get closing(): boolean {
    return this.ended;
  }

  /** Nothing more is sent. */
  end(): void {
    this.ended = true;
    this.feed?.close();
  }
}
