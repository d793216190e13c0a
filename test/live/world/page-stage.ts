/**
 * The pages as they are built, before a centre that says what a test tells it to say: for looking at every state of a page
 * without bringing it about on a switch. What is told is held against the contract first, so a picture cannot show what
 * the centre cannot send.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import type { z } from 'zod';
import { deskView } from '../../../src/agent/contract.js';
import type { SessionView } from '../../../src/identity/contract.js';
import type { ViewName } from '../../../src/runtime/stream-contract.js';
import { gatewayView, type GatewayView } from '../../../src/sms/status-contract.js';
import { boardView } from '../../../src/supervisor/contract.js';

const PAGES = resolve(import.meta.dirname, '../../../dist/web');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** What a page asked for, by REST. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export class PageStage {
  readonly asked: Asked[] = [];
  private readonly answers = new Map<string, unknown>();
  private readonly sockets = new Set<WebSocket>();
  private view: { name: ViewName; data: unknown } | undefined;
  private seq = 1;

  private constructor(
    private readonly server: Server,
    private readonly streams: WebSocketServer,
    private readonly session: SessionView,
  ) {}

  static async open(session: SessionView): Promise<PageStage> {
    const server = createServer();
    const streams = new WebSocketServer({ server });
    const stage = new PageStage(server, streams, session);
    stage.answers.set('GET /session', session);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void stage.answer(request, response);
    });
    streams.on('connection', (socket) => {
      stage.sockets.add(socket);
      socket.on('close', () => stage.sockets.delete(socket));
      const { user, role } = session;
      socket.send(JSON.stringify({ type: 'hello', seq: stage.seq, now: Date.now(), user, role }));
      stage.tell(socket);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return stage;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What a request gets from now on. @throws when it does not fit the contract */
  reply<T>(method: string, path: string, schema: z.ZodType<T>, body: T): void {
    this.answers.set(`${method} ${path}`, schema.parse(body));
  }

  /** What the page shows from now on. @throws when it does not fit the contract */
  desk(view: z.infer<typeof deskView>): void {
    this.show('desk', deskView.parse(view));
  }

  /** As `desk`. */
  board(view: z.infer<typeof boardView>): void {
    this.show('board', boardView.parse(view));
  }

  /** As `desk`. */
  gateway(view: GatewayView): void {
    this.show('gateway', gatewayView.parse(view));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    this.streams.close();
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private show(name: ViewName, data: unknown): void {
    this.view = { name, data };
    this.seq++;
    for (const socket of this.sockets) this.tell(socket);
  }

  private tell(socket: WebSocket): void {
    if (this.view)
      socket.send(JSON.stringify({ type: 'view', seq: this.seq, now: Date.now(), ...this.view }));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const path = url.split('?')[0]!;
    if (path.startsWith('/api/v1')) {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      const below = path.slice('/api/v1'.length);
      this.asked.push({ method, path: below, body: text === '' ? undefined : (JSON.parse(text) as unknown) });
      const body = this.answers.get(`${method} ${below}`) ?? {};
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      return;
    }
    const file = join(PAGES, path.endsWith('/') ? `${path}index.html` : path);
    try {
      const content = await readFile(file);
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  }
}
