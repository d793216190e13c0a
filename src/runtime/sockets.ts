/** The event stream (stream-contract.ts): who may open one, heartbeat, what is sent to whom and when. */
import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type ServerOptions, type WebSocket } from 'ws';
import type { Event } from '../kernel/event.js';
import type { Clock } from './clock.js';
import type { JournalReader } from './journal.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';
import type { Authenticate, Principal } from './principal.js';
import type { Scheduler } from './scheduler.js';
import { CLOSE, SocketClient, type StreamClient } from './stream-client.js';
import { VIEW_NAMES, clientMessage, type ClientMessage, type ViewName } from './stream-contract.js';
import { ViewPusher } from './stream-views.js';

/** What the engine room does not know: who sees what, and what a page's words mean. None may throw. */
export interface StreamAudience<P extends Principal> {
  /** Whether this user may have this view at all; asked once, when the stream is opened. */
  mayView(principal: P, name: ViewName): boolean;
  mayBeSeen(principal: P, event: Event): boolean;
  /** The whole view now; undefined: there is nothing to show to this user yet. */
  view(principal: P, name: ViewName): unknown;
  /** Greeted and with its views on the way. */
  opened(client: StreamClient<P>): void;
  message(client: StreamClient<P>, message: Exclude<ClientMessage, { type: 'ping' }>): void;
  /** Gone, for whatever reason, also by our own closing. */
  closed(client: StreamClient<P>): void;
}

export interface StreamSettings<P extends Principal> {
  readonly server: Server;
  readonly authenticate: Authenticate<P>;
  readonly audience: StreamAudience<P>;
  readonly journal: JournalReader;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Origins besides our own that may open a stream, e.g. `https://desk.example`. */
  readonly origins?: readonly string[];
  /** Default 15,000. */
  readonly heartbeatMs?: number;
  /** Bytes that may wait for one client. Default 4 MiB. */
  readonly maxWaitingBytes?: number;
}

export interface Streams<P extends Principal> {
  /** A new event of the journal; subscribe it to `*`. */
  publish(event: Event): void;
  /**
   * The view has changed for those users (all when absent). Desks are sent at once, boards five times a second, the
   * gateway once.
   */
  changed(name: ViewName, concerns?: (principal: P) => boolean): void;
  /** As `changed` for what nobody waits for: twice a second, unless the view is sent for another reason before. */
  changedAside(name: ViewName, concerns: (principal: P) => boolean): void;
  /** Withholds everything from the streams of a session while its screen is locked; they stay open. */
  lockSession(session: string, locked: boolean): void;
  /** Closes all streams of a session, when it ends. */
  endSession(session: string): void;
  readonly clients: ReadonlySet<StreamClient<P>>;
  /** Closes all with 1001, refuses new ones, and cuts off what is not closed after a second. */
  stop(): Promise<void>;
}

export const STREAM_PATH = '/api/v1/stream';
const MAX_MESSAGE_BYTES = 16 * 1024;
const MAX_STREAMS_PER_SESSION = 10;
const BOARD_EVERY_MS = 200;
const GATEWAY_EVERY_MS = 1000;
const ASIDE_EVERY_MS = 500;
const HEARTBEAT = 'streams:heartbeat';

interface Wishes {
  readonly after: number | null;
  readonly views: ReadonlySet<ViewName>;
  /** Which page it is, the same over all its streams; null: it did not say. */
  readonly page: string | null;
}

export function startStreams<P extends Principal>(settings: StreamSettings<P>): Streams<P> {
  const { audience, journal, clock, scheduler, log } = settings;
  const clients = new Set<SocketClient<P>>();
  /** Of streams that were let in while the lock was on its way. */
  const lockedSessions = new Set<string>();
  let stopped = false;
  let allGone = (): void => undefined;
  // The types do not know closeTimeout yet: how long a client may take to answer our closing.
  const options: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    closeTimeout: 5000,
  };
  const sockets = new WebSocketServer(options);
  settings.metrics.gauge('streams_open', 'Open event streams', [], (gauge) => gauge.set(clients.size));

  const sendView = (client: SocketClient<P>, name: ViewName): void => {
    asides.get(name)?.forget(client);
    if (client.locked) return;
    const data = audience.view(client.principal, name);
    if (data !== undefined) client.send({ type: 'view', name, seq: journal.last, now: clock.now(), data });
  };
  const pusher = (name: ViewName, everyMs: number, key: string = name): ViewPusher<SocketClient<P>> =>
    new ViewPusher(`streams:${key}`, everyMs, clock, scheduler, (client) => sendView(client, name));
  const pushers = {
    desk: pusher('desk', 0),
    board: pusher('board', BOARD_EVERY_MS),
    gateway: pusher('gateway', GATEWAY_EVERY_MS),
  };
  const asides = new Map<ViewName, ViewPusher<SocketClient<P>>>(
    VIEW_NAMES.map((name) => [name, pusher(name, ASIDE_EVERY_MS, `${name}-aside`)]),
  );
  const viewersOf = (name: ViewName, concerns: (principal: P) => boolean): SocketClient<P>[] =>
    [...clients].filter((client) => client.views.has(name) && concerns(client.principal));

  const open = (socket: WebSocket, request: IncomingMessage, principal: P, wishes: Wishes): void => {
    const client = new SocketClient(
      socket,
      request,
      principal,
      wishes,
      clock.now(),
      (who, event) => audience.mayBeSeen(who, event),
      settings.maxWaitingBytes,
    );
    clients.add(client);
    socket.on('pong', () => (client.alive = true));
    socket.on('message', (data, isBinary) => receive(client, data, isBinary));
    socket.on('error', (error) => log.debug({ error }, 'stream failed'));
    socket.once('close', () => {
      client.end();
      clients.delete(client);
      for (const one of Object.values(pushers)) one.forget(client);
      for (const aside of asides.values()) aside.forget(client);
      audience.closed(client);
      allGone();
    });
    const snapshot = (): void => {
      for (const name of wishes.views) sendView(client, name);
    };
    client.start(journal, wishes.after, clock.now(), snapshot, (error) => {
      log.error({ error }, 'stream cannot read the journal');
      client.close(CLOSE.fault, 'try again');
    });
    audience.opened(client);
  };

  const receive = (client: SocketClient<P>, data: RawData, isBinary: boolean): void => {
    if (client.closing) return;
    const message = isBinary || !client.countMessage() ? null : parse(data);
    if (!message) {
      log.debug({ user: client.principal.user }, 'stream closed: not a message of ours');
      client.close(CLOSE.rubbish, 'not understood');
    } else if (message.type === 'ping') {
      client.send({ type: 'pong', at: message.at, now: clock.now() });
    } else if (!client.locked) audience.message(client, message);
  };

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const refuse = (status: number): void => refuseUpgrade(socket, status);
    if (!URL.canParse(request.url ?? '', 'http://localhost')) return refuse(400);
    const url = new URL(request.url ?? '', 'http://localhost');
    if (url.pathname !== STREAM_PATH) return refuse(404);
    if (stopped) return refuse(503);
    const wishes = parseWishes(url.searchParams);
    if (!wishes) return refuse(400);
    const found = await settings.authenticate(request);
    if (!found) return refuse(401);
    // A page of another site can open a socket with our cookie; it cannot hide where it comes from.
    if (!found.bearer && !isOurs(request, settings.origins ?? [])) return refuse(403);
    const { principal } = found;
    if (principal.locked || lockedSessions.has(principal.session)) return refuse(423);
    if ([...wishes.views].some((name) => !audience.mayView(principal, name))) return refuse(403);
    const others = [...clients].filter((client) => client.principal.session === principal.session);
    if (others.length >= MAX_STREAMS_PER_SESSION) return refuse(429);
    if (stopped) return refuse(503);
    sockets.handleUpgrade(request, socket, head, (ws) => open(ws, request, principal, wishes));
  };
  const setLocked = (client: SocketClient<P>, locked: boolean): void =>
    client.lock(locked, journal.last, () => {
      for (const name of client.views) sendView(client, name);
    });
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    upgrade(request, socket, head).catch((error: unknown) => {
      log.error({ error }, 'stream could not be opened');
      refuseUpgrade(socket, 500);
    });
  };
  settings.server.on('upgrade', onUpgrade);

  const heartbeatMs = settings.heartbeatMs ?? 15_000;
  const beat = (): void => {
    scheduler.set(HEARTBEAT, clock.now() + heartbeatMs, beat);
    for (const client of clients) {
      if (!client.beat()) client.terminate();
      else void stillWelcome(client);
    }
  };
  /** Also the session's sign of life: an agent who only waits for calls is not idle. */
  const stillWelcome = async (client: SocketClient<P>): Promise<void> => {
    try {
      const found = await settings.authenticate(client.request);
      if (found?.principal.session !== client.principal.session)
        client.close(CLOSE.sessionEnded, 'session ended');
      else setLocked(client, found.principal.locked ?? false);
    } catch (error) {
      // The database does not answer: no reason to send everybody away.
      log.warn({ error }, 'session of a stream could not be checked');
    }
  };
  scheduler.set(HEARTBEAT, clock.now() + heartbeatMs, beat);

  return {
    publish: (event) => {
      for (const client of clients) client.event(event);
    },
    changed: (name, concerns = () => true) => pushers[name].changed(viewersOf(name, concerns)),
    changedAside: (name, concerns) => asides.get(name)!.changed(viewersOf(name, concerns)),
    lockSession: (session, locked) => {
      if (locked) lockedSessions.add(session);
      else lockedSessions.delete(session);
      for (const client of clients) if (client.principal.session === session) setLocked(client, locked);
    },
    endSession: (session) => {
      lockedSessions.delete(session);
      for (const client of clients)
        if (client.principal.session === session) client.close(CLOSE.sessionEnded, 'session ended');
    },
    clients,
    stop: () => {
      stopped = true;
      scheduler.cancel(HEARTBEAT);
      for (const client of clients) client.close(CLOSE.goingAway, 'the centre stops');
      const cut = setTimeout(() => {
        for (const client of clients) client.terminate();
      }, 1000);
      return new Promise((resolve) => {
        allGone = () => {
          if (clients.size > 0) return;
          clearTimeout(cut);
          resolve();
        };
        allGone();
      });
    },
  };
}

function parse(data: RawData): ClientMessage | null {
  try {
    // Never binary here, so one buffer: `fragments` and `arraybuffer` are not asked for.
    const result = clientMessage.safeParse(JSON.parse((data as Buffer).toString('utf8')));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}

/** Null when the query is not one of ours. */
function parseWishes(query: URLSearchParams): Wishes | null {
  const after = query.get('after');
  if (after !== null && !/^\d{1,15}$/.test(after)) return null;
  const page = query.get('page');
  if (page !== null && !/^[\w-]{1,64}$/.test(page)) return null;
  const views = new Set<ViewName>();
  for (const name of (query.get('views') ?? '').split(',').filter((part) => part !== '')) {
    const known = VIEW_NAMES.find((one) => one === name);
    if (known === undefined) return null;
    views.add(known);
  }
  return { after: after === null ? null : Number(after), views, page };
}

function isOurs(request: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || host === undefined) return false;
  return origins.includes(origin) || origin === `http://${host}` || origin === `https://${host}`;
}

function refuseUpgrade(socket: Duplex, status: number): void {
  if (socket.destroyed) return;
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
