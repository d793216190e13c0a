/** An event socket on the loopback address that behaves as told: real TCP, so that framing and loss are real too. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

export interface EslCommand {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const eventOf = (fields: Readonly<Record<string, unknown>>): string => {
  const body = JSON.stringify(fields);
  return `Content-Length: ${Buffer.byteLength(body)}\nContent-Type: text/event-json\n\n${body}`;
};
export const apiAnswer = (body: string): string =>
  `Content-Type: api/response\nContent-Length: ${Buffer.byteLength(body)}\n\n${body}`;
export const reply = (text: string): string => `Content-Type: command/reply\nReply-Text: ${text}\n\n`;

export class FakeEsl {
  readonly commands: EslCommand[] = [];
  /** Everything that came in, as it came. */
  received = '';
  /** How many pieces it came in. */
  pieces = 0;
  readonly sockets: Socket[] = [];
  private server?: Server;
  /** Stays known after `close`. */
  port = 0;
  private readonly waiting: (() => void)[] = [];
  password = 'right';
  /** What to answer, as it goes over the wire; undefined: the usual answer; empty: none. */
  answer: (command: EslCommand, socket: Socket) => string | Buffer | undefined = () => undefined;
  greeting = 'Content-Type: auth/request\n\n';

  async open(port = 0): Promise<this> {
    this.server = createServer((socket) => {
      this.sockets.push(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.write(this.greeting);
      let rest = '';
      socket.on('data', (data) => {
        this.pieces++;
        this.received += data.toString('utf8');
        rest += data.toString('utf8');
        for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
          this.take(rest.slice(0, end), socket);
          rest = rest.slice(end + 2);
        }
      });
    });
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as { port: number }).port;
    return this;
  }

  private take(block: string, socket: Socket): void {
    const [line = '', ...rest] = block.split('\n');
    const headers = Object.fromEntries(
      rest.map((each) => [each.slice(0, each.indexOf(': ')), each.slice(each.indexOf(': ') + 2)]),
    );
    const command = { line, headers };
    this.commands.push(command);
    const told = this.answer(command, socket) ?? this.usual(line);
    if (told.length > 0) socket.write(told);
    for (const look of this.waiting.splice(0)) look();
  }

  private usual(line: string): string {
    if (line.startsWith('auth '))
      return reply(line === `auth ${this.password}` ? '+OK accepted' : '-ERR invalid');
    if (line.startsWith('event ')) return reply('+OK event listener enabled json');
    if (line === 'api version')
      return apiAnswer('FreeSWITCH Version 1.10.12-release~64bit (-release 64bit)\n');
    if (line.startsWith('api show ')) return apiAnswer('{"row_count":0}\n');
    if (line.startsWith('api conference json_list')) return apiAnswer('[]');
    if (line.startsWith('api ')) return apiAnswer('+OK\n');
    return reply('+OK');
  }

  /** To the connection made last. */
  say(text: string | Buffer): void {
    this.sockets.at(-1)!.write(text);
  }

  /** Resolves with the nth command that begins like this, when it has come. */
  async command(begins: string, nth = 1): Promise<EslCommand> {
    for (;;) {
      const found = this.commands.filter((command) => command.line.startsWith(begins))[nth - 1];
      if (found) return found;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    for (const socket of this.sockets.splice(0)) socket.destroy();
    if (server) await new Promise((resolve) => server.close(resolve));
  }
}
