/** An AMI server on the loopback address that behaves as told: real TCP, so that framing and loss are real too. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

export type FakeAction = Readonly<Record<string, string>>;

export class FakeAmi {
  readonly actions: FakeAction[] = [];
  /** Everything that came in, as it came. */
  received = '';
  readonly sockets: Socket[] = [];
  private server!: Server;
  /** Stays known after `close`. */
  port = 0;
  private readonly waiting: (() => void)[] = [];
  /** What to answer; undefined answers nothing. Log-in and Events are answered well unless `answer` says otherwise. */
  answer: (action: FakeAction, socket: Socket) => string | undefined = () => undefined;
  greeting = 'Asterisk Call Manager/11.0.0\r\n';

  async open(port = 0): Promise<this> {
    this.server = createServer((socket) => {
      this.sockets.push(socket);
      socket.on('error', () => undefined);
      socket.write(this.greeting);
      let rest = '';
      socket.on('data', (data) => {
        this.received += data.toString('utf8');
        rest += data.toString('utf8');
        for (let end = rest.indexOf('\r\n\r\n'); end >= 0; end = rest.indexOf('\r\n\r\n')) {
          this.take(rest.slice(0, end), socket);
          rest = rest.slice(end + 4);
        }
      });
    });
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as { port: number }).port;
    return this;
  }

  private take(block: string, socket: Socket): void {
    const action: Record<string, string> = {};
    for (const line of block.split('\r\n')) {
      const colon = line.indexOf(':');
      action[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    this.actions.push(action);
    const told = this.answer(action, socket);
    const usual = ['login', 'events'].includes(action['action']!.toLowerCase())
      ? 'Response: Success'
      : undefined;
    const reply = told ?? usual;
    if (reply) socket.write(`${reply}\r\nActionID: ${action['actionid']}\r\n\r\n`);
    for (const look of this.waiting.splice(0)) look();
  }

  /** Resolves with the nth action of this name, when it has come. */
  async action(name: string, nth = 1): Promise<FakeAction> {
    for (;;) {
      const found = this.actions.filter((a) => a['action']!.toLowerCase() === name.toLowerCase())[nth - 1];
      if (found) return found;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
