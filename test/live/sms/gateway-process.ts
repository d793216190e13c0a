/** The gateway as a process of its own, to be asked and killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AloneSettings } from '../../../scripts/smsc/gateway.js';
import type { Books } from '../../../src/sms/queue/commands.js';

const PROGRAM = fileURLToPath(new URL('../../../scripts/smsc/gateway.ts', import.meta.url));

export interface GatewayProcess {
  readonly smpp: number;
  readonly http: number;
  readonly unknown: number;
  readonly waiting: number;
  books(): Promise<Books>;
  usage(): Promise<{ readonly cpuMs: number; readonly rssMb: number }>;
  /** kill -9. Resolves when it is gone. */
  kill(): Promise<void>;
}

export async function startGatewayProcess(settings: AloneSettings): Promise<GatewayProcess> {
  const file = join(settings.folder, 'settings.json');
  writeFileSync(file, JSON.stringify(settings));
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', PROGRAM, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout! });
  const line = async <T>(): Promise<T> => {
    const gone = once(child, 'exit').then(() => {
      throw new Error('the gateway has ended');
    });
    gone.catch(() => undefined);
    const [text] = (await Promise.race([once(lines, 'line'), gone])) as [string];
    return JSON.parse(text) as T;
  };
  const up = await line<{ smpp: number; http: number; unknown: number; waiting: number }>();
  const ask = <T>(word: string): Promise<T> => {
    const answer = line<T>();
    child.stdin!.write(`${word}\n`);
    return answer;
  };
  return {
    ...up,
    books: () => ask('books'),
    usage: () => ask('usage'),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
