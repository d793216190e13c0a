/**
 * The event socket through modesl, of which three things are sound: the socket, the framing by Content-Length, the
 * writer. The rest is done here (the faults: ARCHITECTURE.md, test/unit/switch/freeswitch/esl.test.ts):
 *  - an object of the package serves one connection and is never used again;
 *  - it has no deadlines, and what waits is forgotten when the connection goes: one row of waiting commands is kept here,
 *    because the switch answers in the order of asking, whatever it calls the answer;
 *  - its decoder throws at a bare `%` or Latin-1 out of the middle of its parser, after which every answer is read as
 *    the answer to another question: values are decoded here, and what cannot be decoded stays as it is;
 *  - it believes any Content-Length, and reads a wrong one as none: such a connection is given up;
 *  - it writes a command in pieces, which cost 45 ms each: the pieces leave together;
 *  - it writes line breaks of values as they are: refused;
 *  - its dispatch names events after what is in them, and builds an object in quadratic time: taken off.
 */
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

/** The little of modesl that is used. */
interface Parser {
  buffer: Buffer;
  bodyLen: number;
  _onData(chunk: Buffer): void;
  _parseHeaderText(text: string): EslHeaders;
  _parseEvent(headers: EslHeaders, body?: string): void;
}
interface Connection {
  readonly socket: Socket | null;
  readonly parser: Parser;
  send(command: string, headers?: Readonly<Record<string, string>>): void;
  on(event: 'error' | 'esl::connect', listener: (error: unknown) => void): void;
}
const { Connection } = createRequire(import.meta.url)('modesl') as {
  Connection: new (host: string, port: number, password: string) => Connection;
};

type EslHeaders = Record<string, string | number>;

/** One event as the switch tells it in JSON: header names to text, the body under `_body`. */
export type EslEvent = Readonly<Record<string, unknown>>;

export interface EslOptions {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  /** For the connection with its log-in, and for every command; milliseconds. */
  readonly deadlineMs: number;
}

export type EslFault = 'refused' | 'credentials' | 'deadline' | 'closed' | 'argument' | 'protocol';

export class EslError extends Error {
  constructor(
    readonly kind: EslFault,
    message: string,
  ) {
    super(message);
    this.name = 'EslError';
  }
}

/** Nothing that is asked for here is larger: a list of ten thousand channels. */
const LARGEST_BODY = 8 * 1024 * 1024;
const LARGEST_HEADERS = 64 * 1024;

interface Waiting {
  settle(error: EslError | undefined, answer?: string): void;
}

/** One log-in to the event socket. Made, opened, used, closed; never opened again. */
export class EslConnection {
  private connection?: Connection;
  private socket?: Socket;
  private readonly waiting: Waiting[] = [];
  private state: 'new' | 'opening' | 'open' | 'closed' = 'new';
  private giveUp?: (error: EslError) => void;
  private authorise?: () => void;

  /**
   * @param onEvent gets every event
   * @param onClosed called once, when an opened connection is lost; not after `close`
   * @param onFault what could not be read, or what `onEvent` threw
   */
  constructor(
    private readonly options: EslOptions,
    private readonly onEvent: (event: EslEvent) => void,
    private readonly onClosed: (reason: string) => void,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** Connects and logs in. Rejects with `refused`, `credentials`, `deadline` or `protocol`; then it is of no more use. */
  async open(): Promise<void> {
    if (this.state !== 'new') throw new EslError('closed', 'an ESL connection is opened once');
    this.state = 'opening';
    const { host, port, password, deadlineMs } = this.options;
    refuseLineBreaks(password);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => this.giveUp?.(new EslError('deadline', `no log-in to ESL at ${host}:${port} in time`)),
        deadlineMs,
      );
      this.giveUp = (error) => {
        clearTimeout(timer);
        this.giveUp = undefined;
        this.close();
        reject(error);
      };
      this.authorise = () => {
        this.authorise = undefined;
        this.send(`auth ${password}`).then(
          (answer) => {
            if (!answer.startsWith('+OK'))
              return this.giveUp?.(new EslError('credentials', 'ESL refuses the password'));
            clearTimeout(timer);
            this.giveUp = undefined;
            this.state = 'open';
            resolve();
          },
          (error: EslError) => this.giveUp?.(error),
        );
      };
      this.connect();
    });
  }

  private connect(): void {
    const { host, port, password } = this.options;
    const connection = new Connection(host, port, password);
    this.connection = connection;
    const socket = connection.socket!;
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('close', () => this.lost('the switch closed ESL'));
    connection.on('error', (error) => this.lost(error instanceof Error ? error.message : String(error)));
    connection.on('esl::connect', () => {
      const { parser } = connection;
      parser._parseHeaderText = headersIn;
      parser._parseEvent = (headers, body) => this.receive(headers, body ?? '');
      // Its own listener would let whatever is thrown out of the socket, and read on from the wrong place.
      socket.removeAllListeners('data');
      socket.on('data', (chunk: Buffer) => this.read(parser, chunk));
    });
  }

  private read(parser: Parser, chunk: Buffer): void {
    if (this.state === 'closed') return;
    try {
      parser._onData(chunk);
      if (parser.bodyLen === 0 && parser.buffer.length > LARGEST_HEADERS)
        throw new EslError('protocol', 'headers that do not end');
    } catch (error) {
      this.onFault(error);
      this.lost(`ESL cannot be read: ${(error as Error).message}`);
    }
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  /**
   * Runs one API command and resolves with its text as it is, `-ERR ...` too. Rejects with `argument` when it holds a
   * line break, `deadline`, or `closed`.
   */
  api(command: string): Promise<string> {
    return this.ask(`api ${command}`);
  }

  /** Like `api`, in a thread of its own; resolves when it was begun. Its result is the event BACKGROUND_JOB. */
  background(job: string, command: string): Promise<string> {
    return this.ask(`bgapi ${command}`, { 'Job-UUID': job });
  }

  /** Puts an application into a channel's row; resolves with `+OK` when it stands there. */
  execute(
    channel: string,
    execution: { readonly app: string; readonly data: string; readonly id: string },
  ): Promise<string> {
    return this.ask(`sendmsg ${channel}`, {
      'call-command': 'execute',
      'execute-app-name': execution.app,
      // An empty header would be read as one that is missing.
      ...(execution.data && { 'execute-app-arg': execution.data }),
      'Event-UUID': execution.id,
    });
  }

  /** Hands a message to what is running in a channel. */
  message(channel: string, headers: Readonly<Record<string, string>>): Promise<string> {
    return this.ask('sendevent CUSTOM', { 'unique-id': channel, ...headers });
  }

  /** Any other command of the event socket. */
  command(line: string): Promise<string> {
    return this.ask(line);
  }

  private ask(line: string, headers?: Readonly<Record<string, string>>): Promise<string> {
    if (this.state !== 'open') return Promise.reject(new EslError('closed', 'ESL is not connected'));
    return this.send(line, headers);
  }

  private send(line: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      refuseLineBreaks(line, ...Object.keys(headers), ...Object.values(headers));
      let settled = false;
      const timer = setTimeout(
        () => waiting.settle(new EslError('deadline', `ESL did not answer ${nameOf(line)} in time`)),
        this.options.deadlineMs,
      );
      const waiting: Waiting = {
        settle: (error, answer = '') => {
          if (settled) return;
          settled = true;
          clearTimeout(timer);
          if (error) reject(error);
          else resolve(answer);
        },
      };
      // It keeps its place after its deadline: the late answer must not become the next one's.
      this.waiting.push(waiting);
      this.socket!.cork();
      this.connection!.send(line, headers);
      this.socket!.uncork();
    });
  }

  /** Ends the connection; what waits is rejected. Nothing is told afterwards. Calls go on at the switch. */
  close(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.socket?.destroy();
    for (const waiting of this.waiting.splice(0)) waiting.settle(new EslError('closed', 'ESL was closed'));
  }

  private lost(reason: string): void {
    if (this.state === 'closed') return;
    if (this.giveUp) return this.giveUp(new EslError('refused', `ESL cannot be reached: ${reason}`));
    const wasOpen = this.state === 'open';
    this.close();
    if (wasOpen) this.onClosed(reason);
  }

  private receive(headers: EslHeaders, body: string): void {
    if (this.state === 'closed') return;
    switch (headers['Content-Type']) {
      case 'auth/request':
        return this.authorise?.();
      case 'api/response':
        return this.waiting.shift()?.settle(undefined, body);
      case 'command/reply':
        return this.waiting.shift()?.settle(undefined, String(headers['Reply-Text'] ?? ''));
      case 'text/event-json':
        return this.hear(body);
      case 'text/disconnect-notice':
        return this.lost('the switch says good-bye');
      case 'text/rude-rejection':
        return this.lost('the switch refuses this address');
      default:
      // Log lines, and events that nobody has asked for in this form.
    }
  }

  private hear(body: string): void {
    try {
      const event: unknown = JSON.parse(body);
      if (typeof event === 'object' && event !== null) this.onEvent(event as EslEvent);
    } catch (error) {
      this.onFault(error);
    }
  }
}

/** For messages: a command without what it is about. */
const nameOf = (line: string): string => line.split(' ', line.startsWith('api ') ? 2 : 1).join(' ');

/** @throws EslError `protocol` when the length is none, or more than anything that was asked for */
function headersIn(text: string): EslHeaders {
  const headers: EslHeaders = {};
  for (const line of text.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon < 1) continue;
    const name = line.slice(0, colon);
    const value = decoded(line.slice(colon + 2));
    if (name !== 'Content-Length') {
      headers[name] = value;
      continue;
    }
    if (!/^\d{1,9}$/.test(value)) throw new EslError('protocol', 'a Content-Length that is no number');
    const length = Number(value);
    if (length > LARGEST_BODY) throw new EslError('protocol', `an event of ${length} octets`);
    headers[name] = length;
  }
  return headers;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** A line break would end the command and begin another one. */
function refuseLineBreaks(...texts: readonly string[]): void {
  for (const text of texts)
    if (/[\r\n\0]/.test(text)) throw new EslError('argument', 'ESL: a line break in a command');
}
