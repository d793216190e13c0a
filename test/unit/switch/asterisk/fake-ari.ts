/** An ARI server on the loopback address that behaves as told: real HTTP and a real WebSocket. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';

export interface FakeRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization: string;
  readonly body: string;
}

export class FakeAri {
  readonly requests: FakeRequest[] = [];
  readonly upgrades: { url: string; authorization: string }[] = [];
  readonly sockets: WebSocket[] = [];
  private readonly raw = new Set<Duplex>();
  private server!: Server;
  /** Stays known after `close`. */
  port = 0;
  private readonly events = new WebSocketServer({ noServer: true, autoPong: false });
  private readonly waiting: (() => void)[] = [];
  /** Answers a request; the default is 404. `undefined` answers nothing. */
  answer: (request: FakeRequest) => { status: number; body?: string } | undefined = () => ({
    status: 404,
    body: '{"message":"not found"}',
  });
  /** What an upgrade meets: a socket, a status, or nothing. */
  upgrade: 'accept' | 'ignore' | number = 'accept';
  answersPings = true;
  /** How long it takes to answer a request. */
  lateMs = 0;

  async open(port = 0): Promise<this> {
    this.server = createServer((request, response) => void this.take(request, response));
    this.server.on('connection', (socket: Socket) => {
      this.raw.add(socket);
      socket.on('close', () => this.raw.delete(socket));
      socket.on('error', () => undefined);
    });
    this.server.on('upgrade', (request, socket, head) => {
      this.upgrades.push({ url: request.url ?? '', authorization: request.headers.authorization ?? '' });
      if (this.upgrade === 'ignore') return;
      if (this.upgrade !== 'accept')
        return void socket.end(`HTTP/1.1 ${this.upgrade} No\r\nContent-Length: 0\r\n\r\n`);
      this.events.handleUpgrade(request, socket, head, (accepted) => {
        this.sockets.push(accepted);
        accepted.on('error', () => undefined);
        accepted.on('ping', (data) => this.answersPings && accepted.pong(data));
        this.look();
      });
    });
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as { port: number }).port;
    return this;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const taken: FakeRequest = {
      method: request.method ?? '',
      url: request.url ?? '',
      authorization: request.headers.authorization ?? '',
      body,
    };
    this.requests.push(taken);
    if (this.lateMs > 0) await new Promise((resolve) => setTimeout(resolve, this.lateMs));
    const told = this.answer(taken);
    if (told) response.writeHead(told.status, { 'content-type': 'application/json' }).end(told.body ?? '');
    this.look();
  }

  private look(): void {
    for (const each of this.waiting.splice(0)) each();
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Breaks every connection. */
  drop(): void {
    for (const socket of this.raw) socket.destroy();
  }

  async close(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
