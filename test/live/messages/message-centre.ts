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
  /** Its tables. */
  readonly database: string;
  /** Ends the process as a fault would: nothing is written, nobody is told. */
  kill(): Promise<void>;
  /** Starts it again on what is there. Healthy when fulfilled. */
  again(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Healthy when fulfilled. The users are those of the demonstration.
 * @param installation further sections of ringmaster.yaml
 */
export async function startMessageCentre(installation: object = {}): Promise<MessageCentre> {
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
      ...installation,
    }),
  );
  const program = join(PROJECT, 'src/main.ts');
  const url = `http://127.0.0.1:${http}`;
  let child: ChildProcess;
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  const stop = async (): Promise<void> => {
    await end('SIGTERM');
    await carrier.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const again = async (): Promise<void> => {
    child = spawn(
      process.execPath,
      ['--import', 'tsx', program, '--config', folder, '--demo-carrier', String(carrier.port)],
      { cwd: PROJECT, stdio: ['ignore', 'inherit', 'inherit'] },
    );
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
  };
  await again();
  const database = join(folder, 'data', 'ringmaster.db');
  return { url, carrier, database, kill: () => end('SIGKILL'), again, stop };
}
