/**
 * ARI. Of ari-client only the shaping of request bodies is used: its connecting (13 requests, credentials in a global
 * of swagger-client, a string thrown out of any catch), its transport (request), its event socket and its resource
 * objects (a listener list per channel) could not be made safe from outside (ARCHITECTURE.md says what was seen, and
 * test/unit/switch/asterisk/ari.test.ts holds each fault against this file). Its idea stays: resources with named
 * operations, here as one static list instead of 13 requests (ari-operations.ts).
 */
import { Pool, type Dispatcher } from 'undici';
import WebSocket from 'ws';
import { AriError, OPERATIONS, shape, type AriParameters, type OperationName } from './ari-operations.js';
import { answered, NO_ANSWER_YET, patienceMs } from './patience.js';

export type AriEvent = Readonly<Record<string, unknown>>;

export interface AriOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly user: string;
  readonly password: string;
  readonly application: string;
  /**
   * For the opening of the event socket, and for every request of a switch that answers as it should; one that is slow is
   * given up to six times as long (`patience.ts`). Milliseconds.
   */
  readonly deadlineMs: number;
  readonly heartbeatMs: number;
  readonly connections: number;
}

/** Most bytes of one event; Asterisk's own are below 10 kB. */
const MAX_EVENT = 1 << 20;

/** So many pings in a row without an answer are a lost socket: one may be late. */
const PINGS = 2;

/** One connection: a pool for requests, a socket for events. Made, opened, used, closed; never opened again. */
export class AriConnection {
  private readonly pool: Pool;
  private readonly authorization: string;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly headersOfBody: Readonly<Record<string, string>>;
  /** How to give up each request that is not answered yet. */
  private readonly running = new Set<(fault: AriError) => void>();
  private readonly waiting: (() => void)[] = [];
  private answers = NO_ANSWER_YET;
  /** Connections on which nothing runs. */
  private free: number;
  private gone = false;
  private socket?: WebSocket;
  private heartbeat?: NodeJS.Timeout;

  /**
   * @param onEvent gets every event, known or not, as parsed
   * @param onClosed called once when the opened event socket is lost; not after `close`
   * @param onFault an event that is no JSON object, or what `onEvent` threw; the connection lives on
   */
  constructor(
    private readonly options: AriOptions,
    private readonly onEvent: (event: AriEvent) => void,
    private readonly onClosed: (reason: string) => void,
    private readonly onFault: (error: unknown) => void,
  ) {
    const { host, port, tls, user, password, deadlineMs, connections } = options;
    // Asterisk closes idle connections after a minute; a request must not meet one that is just being closed.
    this.pool = new Pool(`${tls ? 'https' : 'http'}://${bracket(host)}:${port}`, {
      connections,
      pipelining: 1,
      keepAliveTimeout: 20_000,
      keepAliveMaxTimeout: 20_000,
      connect: { timeout: deadlineMs },
    });
    this.free = connections;
    this.authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    this.headers = { authorization: this.authorization };
    this.headersOfBody = { ...this.headers, 'content-type': 'application/json' };
  }

  /**
   * Runs one operation. Resolves with the parsed body (`undefined` when empty); rejects with an AriError that carries
   * the status.
   */
  async request(name: OperationName, parameters: AriParameters = {}): Promise<unknown> {
    if (this.gone) throw new AriError('closed', 'ARI was closed');
    const { path, body } = shape(OPERATIONS[name], parameters);
    const { status, text } = await this.exchange(name, {
      method: OPERATIONS[name].method,
      path: `/ari${path}`,
      headers: body === undefined ? this.headers : this.headersOfBody,
      body: body ?? null,
    });
    if (status >= 300) throw new AriError('status', reasonIn(text), status);
    if (text === '') return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new AriError('answer', `ARI answered ${name} with something that is not JSON`);
    }
  }

  /**
   * One request and its whole answer, without the streams and signals of `Pool.request`: answers are small, and a call
   * needs ten of them.
   */
  private exchange(
    name: OperationName,
    request: Pick<Dispatcher.DispatchOptions, 'method' | 'path' | 'headers' | 'body'>,
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const asked = performance.now();
      let status = 0;
      const pieces: Buffer[] = [];
      let abort: ((reason: Error) => void) | undefined;
      const settle = (): void => {
        clearTimeout(timer);
        this.running.delete(giveUp);
      };
      const isFree = (): void => {
        settle();
        this.free++;
        this.sendNext();
      };
      const giveUp = (fault: AriError): void => {
        settle();
        reject(fault);
        abort?.(fault);
      };
      const { deadlineMs } = this.options;
      const late = (): void => {
        const leftMs = patienceMs(this.answers, deadlineMs) - (performance.now() - asked);
        if (leftMs > 1) timer = setTimeout(late, leftMs);
        else giveUp(new AriError('deadline', `ARI did not answer ${name} in time`));
      };
      let timer = setTimeout(late, deadlineMs);
      this.running.add(giveUp);
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart: (controller) => {
          abort = (reason) => controller.abort(reason);
          // Given up while its connection was being made.
          if (!this.running.has(giveUp)) abort(new AriError('deadline', 'given up'));
        },
        onResponseStart: (_controller, code) => void (status = code),
        onResponseData: (_controller, piece) => void pieces.push(piece),
        onResponseEnd: () => {
          this.answers = answered(this.answers, performance.now() - asked);
          isFree();
          resolve({ status, text: Buffer.concat(pieces).toString('utf8') });
        },
        onResponseError: (_controller, error) => {
          isFree();
          reject(new AriError('refused', `ARI cannot be reached: ${error.message}`));
        },
      };
      this.waiting.push(() => {
        // Given up while it stood behind others: it is not sent any more.
        if (!this.running.has(giveUp)) return;
        this.free--;
        this.pool.dispatch(request, handler);
      });
      this.sendNext();
    });
  }

  /**
   * The pool's own line is not used: what is given up there seems to cost a connection when its turn comes, and a
   * switch that is late would lose one after the other.
   */
  private sendNext(): void {
    while (this.free > 0) {
      const next = this.waiting.shift();
      if (!next) return;
      next();
    }
  }

  /** Opens the event socket. Rejects with `refused`, `status` (401: wrong credentials), `deadline` or `closed`. */
  open(): Promise<void> {
    const { host, port, tls, application, deadlineMs } = this.options;
    // The password goes in a header: addresses end up in logs.
    const socket = new WebSocket(
      `${tls ? 'wss' : 'ws'}://${bracket(host)}:${port}/ari/events?app=${encodeURIComponent(application)}`,
      {
        headers: { authorization: this.authorization },
        handshakeTimeout: deadlineMs,
        maxPayload: MAX_EVENT,
        perMessageDeflate: false,
      },
    );
    this.socket = socket;
    return new Promise((resolve, reject) => {
      let opened = false;
      let settled = false;
      const fail = (error: AriError): void => {
        if (settled) return;
        settled = true;
        this.close();
        reject(error);
      };
      socket.on('unexpected-response', (_request, response) => {
        fail(
          new AriError('status', `ARI refuses the event socket: ${response.statusCode}`, response.statusCode),
        );
        response.destroy();
      });
      // Without a listener an error would end the process; what it means is told by the close that follows.
      socket.on('error', (error) => {
        fail(
          new AriError(
            /timed out/.test(error.message) ? 'deadline' : 'refused',
            `ARI events: ${error.message}`,
          ),
        );
      });
      socket.on('close', (code) => {
        clearInterval(this.heartbeat);
        if (!opened) return fail(new AriError('closed', 'ARI closed the event socket at once'));
        if (this.gone) return;
        this.close();
        this.onClosed(`the event socket was closed (${code})`);
      });
      socket.on('message', (data) => this.receive(data));
      socket.on('open', () => {
        if (settled) return;
        opened = settled = true;
        this.beat(socket);
        resolve();
      });
    });
  }

  /** Ends everything; requests that wait are rejected with `closed`. Nothing is told afterwards. */
  close(): void {
    if (this.gone) return;
    this.gone = true;
    for (const giveUp of [...this.running]) giveUp(new AriError('closed', 'ARI was closed'));
    clearInterval(this.heartbeat);
    this.socket?.terminate();
    void this.pool.destroy().catch(() => undefined);
  }

  private receive(data: WebSocket.RawData): void {
    if (this.gone) return;
    try {
      const text = Buffer.isBuffer(data)
        ? data.toString('utf8')
        : Buffer.from(data as ArrayBuffer).toString('utf8');
      const event = JSON.parse(text) as unknown;
      if (typeof event !== 'object' || event === null || Array.isArray(event))
        throw new AriError('answer', 'an ARI event that is no object');
      this.onEvent(event as AriEvent);
    } catch (error) {
      this.onFault(error);
    }
  }

  private beat(socket: WebSocket): void {
    let unanswered = 0;
    socket.on('pong', () => (unanswered = 0));
    this.heartbeat = setInterval(() => {
      // terminate() leads to `close`, which tells the loss.
      if (unanswered >= PINGS) return socket.terminate();
      unanswered++;
      socket.ping();
    }, this.options.heartbeatMs);
    this.heartbeat.unref();
  }
}

const bracket = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function reasonIn(text: string): string {
  try {
    const { message, error } = JSON.parse(text) as { message?: unknown; error?: unknown };
    const reason = message ?? error;
    if (typeof reason === 'string') return reason;
  } catch {
    // Not ARI's own words: a proxy, or Asterisk's HTML.
  }
  return 'no reason given';
}
