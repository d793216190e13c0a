/** Processes of the bench that are asked by a line and answer by a line of JSON. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

export interface Asked {
  readonly child: ChildProcess;
  /** What it said when it was up. */
  readonly up: Record<string, number>;
  ask<T>(word: string): Promise<T>;
  stop(): Promise<void>;
}

export async function startAsked(args: readonly string[]): Promise<Asked> {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const line = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      const gone = (): void => reject(new Error(`${args[0]} ended without an answer`));
      child.once('exit', gone);
      lines.once('line', (text) => {
        child.off('exit', gone);
        resolve(JSON.parse(text) as T);
      });
    });
  const up = await line<Record<string, number>>();
  return {
    child,
    up,
    ask(word) {
      const answer = line<never>();
      child.stdin.write(`${word}\n`);
      return answer;
    },
    stop: () => stop(child),
  };
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(kill);
}

/** Milliseconds of CPU that a process has used. */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

export function rssMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024;
}
