/** A recorded wire: what each side said, in order. One JSON object a line. */
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

/** `us`: one command with its headers, without the empty line. `switch`: one message as it came. */
export interface Said {
  readonly by: 'us' | 'switch';
  readonly text: string;
}

export async function readRecording(name: string): Promise<readonly Said[]> {
  const text = await readFile(new URL(`${name}.jsonl`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Said);
}

const ID = /^Event-UUID: (.+)$/m;

/** Plays the switch's side: says what it said when as many commands have come as had come then. */
export class RecordedSwitch {
  private server!: Server;
  private readonly heard: string[] = [];
  private at = 0;
  private rest = '';
  /** Ids that we chose anew this time. */
  private readonly renamed = new Map<string, string>();
  /** Commands that differ from what was said then. */
  readonly strayed: string[] = [];
  port = 0;

  /** @param onCommand what else the switch did when it was told this: files it wrote */
  constructor(
    private readonly said: readonly Said[],
    private readonly onCommand: (command: string) => void = () => undefined,
  ) {}

  async open(): Promise<this> {
    this.server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        this.rest += data.toString('utf8');
        for (let end = this.rest.indexOf('\n\n'); end >= 0; end = this.rest.indexOf('\n\n')) {
          this.heard.push(this.rest.slice(0, end));
          this.rest = this.rest.slice(end + 2);
        }
        this.goOn(socket);
      });
      this.goOn(socket);
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as { port: number }).port;
    return this;
  }

  private goOn(socket: Socket): void {
    for (; this.at < this.said.length; this.at++) {
      const { by, text } = this.said[this.at]!;
      if (by === 'switch') {
        socket.write(this.framed(text));
        continue;
      }
      const command = this.heard.shift();
      if (command === undefined) return;
      this.onCommand(command);
      const [then, now] = [ID.exec(text)?.[1], ID.exec(command)?.[1]];
      if (then && now) this.renamed.set(then, now);
      if (command.replace(ID, '') !== text.replace(ID, ''))
        this.strayed.push(`${command}\ninstead of\n${text}`);
    }
  }

  private framed(text: string): string {
    let body = text;
    for (const [then, now] of this.renamed) body = body.replaceAll(then, now);
    const end = body.indexOf('\n\n') + 2;
    const length = Buffer.byteLength(body.slice(end));
    return (
      body.slice(0, end).replace(/^Content-Length: \d+$/m, `Content-Length: ${length}`) + body.slice(end)
    );
  }

  /** Whether everything was said. */
  get over(): boolean {
    return this.at === this.said.length;
  }

  close(): void {
    this.server.close();
  }
}
