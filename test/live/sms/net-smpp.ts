/** A program in Perl on Net::SMPP, a library of other people, as carrier or client: told by lines, tells by lines. */
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Set-up installs it with the other programs of the tests. */
export const hasNetSmpp = (): boolean => existsSync('/usr/share/perl5/Net/SMPP.pm');

export type Line = readonly string[];

export class NetSmpp {
  /** All that it has told, in order; the first word says what. */
  readonly lines: Line[] = [];
  private readonly news = new EventEmitter();

  private constructor(private readonly child: ChildProcess) {
    createInterface({ input: child.stdout! }).on('line', (text) => {
      this.lines.push(text.split('\t'));
      this.news.emit('line');
    });
    child.once('exit', () => this.news.emit('line'));
    this.news.setMaxListeners(50);
  }

  static start(program: 'carrier' | 'client', ...args: readonly (string | number)[]): NetSmpp {
    const file = fileURLToPath(new URL(`./net-smpp-${program}.pl`, import.meta.url));
    return new NetSmpp(spawn('perl', [file, ...args.map(String)], { stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  of(kind: string): Line[] {
    return this.lines.filter(([first]) => first === kind).map((line) => line.slice(1));
  }

  /** All of a kind, as soon as there are so many. @throws Error when the program ends before */
  async until(kind: string, count = 1): Promise<Line[]> {
    for (;;) {
      const found = this.of(kind);
      if (found.length >= count) return found;
      if (this.child.exitCode !== null) throw new Error(`the peer ended without ${count} times "${kind}"`);
      await once(this.news, 'line');
    }
  }

  tell(...words: readonly (string | number)[]): void {
    this.child.stdin!.write(`${words.map((word) => (word === '' ? '-' : word)).join(' ')}\n`);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
