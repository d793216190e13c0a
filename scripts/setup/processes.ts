/** Child processes of a start: run until told to end, ended in order. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

export interface Running {
  readonly child: ChildProcess;
  /** Exit status; 128 and more: ended by a signal. Never rejects. */
  readonly ended: Promise<number>;
}

/** The exit status that shells give to a program that a signal ended: 128 and its number. */
export function endedBySignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** Starts a Node program, sharing this terminal's output. In a group of its own: Ctrl-C is passed on by us. */
export function startNode(args: readonly string[], cwd: string): Running {
  const child = spawn(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code, signal) => resolve(code ?? endedBySignal(signal ?? 'SIGKILL')));
  });
  return { child, ended };
}

/** Asks to end, and insists after `patienceMs`. @returns the exit status */
export async function endProgram(running: Running, patienceMs = 15_000): Promise<number> {
  if (running.child.exitCode === null && running.child.signalCode === null) {
    running.child.kill('SIGTERM');
    const insist = setTimeout(() => running.child.kill('SIGKILL'), patienceMs);
    await running.ended;
    clearTimeout(insist);
  }
  return running.ended;
}

/** Passes a signal on to whatever step of set-up runs now: SIGTERM to us alone would wait for its end. */
export function endChildren(signal: NodeJS.Signals): void {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim();
  for (const pid of children === '' ? [] : children.split(' ').map(Number)) {
    try {
      process.kill(pid, signal);
    } catch {
      // gone in between
    }
  }
}

/** Resolves with the first SIGINT or SIGTERM; further ones are swallowed while things end in order. */
export async function toldToEnd(): Promise<NodeJS.Signals> {
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  return Promise.race([
    once(process, 'SIGINT').then(() => 'SIGINT' as const),
    once(process, 'SIGTERM').then(() => 'SIGTERM' as const),
  ]);
}
