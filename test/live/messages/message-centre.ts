/** A centre as `npm start` shows it, for messages: the simulated switch, a simulated carrier, the gateway between. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { startSimulator, type Simulator } from '../../../scripts/smsc/simulator.js';
import { freeCentrePorts } from '../world/free-ports.js';

const PROJECT = resolve(import.meta.dirname, '../../..');

export interface MessageCentre {
  readonly url: string;
  readonly carrier: Simulator;
  stop(): Promise<void>;
}

/** Healthy when fulfilled. The users are those of the demonstration. */
export async function startMessageCentre(): Promise<MessageCentre> {
  const folder = await mkdtemp(join(tmpdir(), 'ringmaster-messages-'));
  const { http } = await freeCentrePorts();
  const carrier = await startSimulator({ behaviour: { latencyMs: 50, reportMs: 200 } });
  await cp(join(PROJECT, 'config/dev'), folder, { recursive: true, dereference: true });
  await writeFile(
    join(folder, 'ringmaster.yaml'),
    stringify({
      dataDirectory: join(folder, 'data'),
      http: { port: http },
      switch: { kind: 'simulated' },
      log: { level: 'error' },
    }),
  );
  const program = join(PROJECT, 'src/main.ts');
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', program, '--config', folder, '--demo-carrier', String(carrier.port)],
    { cwd: PROJECT, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const url = `http://127.0.0.1:${http}`;
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    }
    await carrier.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const until = Date.now() + 60_000;
  while (
    !(await fetch(`${url}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    ))
  ) {
    if (Date.now() > until || child.exitCode !== null) {
      await stop();
      throw new Error('the centre did not become healthy');
    }
    await delay(100);
  }
  return { url, carrier, stop };
}
