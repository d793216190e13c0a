/** A centre for benches: a switch of its own, and Ringmaster as a process of its own on it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { freeCentrePorts, type CentrePorts } from '../../test/live/world/free-ports.js';
import type { BenchSwitch, SwitchKind } from './bench-switch.js';
import { asteriskForBench } from './on-asterisk.js';
import { freeswitchForBench } from './on-freeswitch.js';
import { provideServer, serverProgram } from '../setup/server.js';

const PROJECT = resolve(import.meta.dirname, '../..');
const HEALTHY_WITHIN_MS = 120_000;

export interface CentreWishes {
  /** `[a-z0-9-]{1,20}`. */
  readonly name: string;
  readonly centre: object;
  readonly flows: Readonly<Record<string, object>>;
  /** Parts of ringmaster.yaml that differ from its defaults. */
  readonly installation?: Readonly<Record<string, unknown>>;
  /** Calls at the same time: there are media ports for so many, and for their agents. */
  readonly calls: number;
  /** Default `asterisk`. */
  readonly switchKind?: SwitchKind;
  /** Folder for a CPU profile of Node (`.cpuprofile`), default none. */
  readonly profile?: string;
}

export class BenchCentre {
  private child: ChildProcess | undefined;

  private constructor(
    readonly ports: CentrePorts,
    readonly folder: string,
    readonly place: BenchSwitch,
    private readonly wishes: CentreWishes,
  ) {}

  /** The switch and the configuration; Ringmaster is not started yet. */
  static async prepare(wishes: CentreWishes): Promise<BenchCentre> {
    await provideServer(PROJECT, process.stderr);
    const ports = await freeCentrePorts(wishes.calls * 4 + 40);
    const folder = await mkdtemp(join(tmpdir(), `ringmaster-${wishes.name}-`));
    const logFolder = join(folder, 'switch-log');
    await mkdir(logFolder, { recursive: true });
    const make = wishes.switchKind === 'freeswitch' ? freeswitchForBench : asteriskForBench;
    const place = await make({ name: wishes.name, ports, logFolder }).catch(async (error: unknown) => {
      await rm(folder, { recursive: true, force: true });
      throw error;
    });
    const centre = new BenchCentre(ports, folder, place, wishes);
    try {
      await centre.writeConfiguration();
    } catch (error) {
      await centre.stop();
      throw error;
    }
    return centre;
  }

  get url(): string {
    return `http://127.0.0.1:${this.ports.http}`;
  }

  /** Of Ringmaster. @throws Error when it does not run */
  get pid(): number {
    if (this.child?.pid === undefined) throw new Error('Ringmaster does not run');
    return this.child.pid;
  }

  private get logFile(): string {
    return join(this.folder, 'ringmaster.log');
  }

  /** Lines of Ringmaster's log so far. */
  get log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  /** Its warnings and errors so far, each sentence with how often it came. */
  get complaints(): string[] {
    const counts = new Map<string, number>();
    for (const line of this.log.split('\n')) {
      const entry = parsed(line);
      if (entry && COMPLAINTS.includes(entry.level))
        counts.set(sentenceOf(entry), (counts.get(sentenceOf(entry)) ?? 0) + 1);
    }
    return [...counts].map(([sentence, count]) => `${count} x ${sentence}`);
  }

  /** Starts Ringmaster; resolves when it is healthy. @throws Error with its last lines when it is not in time */
  async start(): Promise<void> {
    const output = openSync(this.logFile, 'a');
    const { profile } = this.wishes;
    const profiling = profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', resolve(profile)];
    const child = spawn(
      process.execPath,
      [...profiling, serverProgram(PROJECT), '--config', join(this.folder, 'config')],
      { cwd: PROJECT, stdio: ['ignore', output, output] },
    );
    closeSync(output);
    this.child = child;
    for (const until = Date.now() + HEALTHY_WITHIN_MS; Date.now() < until; await delay(20)) {
      if (child.exitCode !== null || child.signalCode !== null) break;
      const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
      await answer?.arrayBuffer();
      if (answer?.ok) return;
    }
    await this.end('SIGKILL');
    throw new Error(`Ringmaster did not become healthy:\n${this.log.split('\n').slice(-10).join('\n')}`);
  }

  /** Ends Ringmaster alone; calls at the switch go on. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await exited;
    clearTimeout(late);
  }

  /** Ends everything with its calls and removes its folders. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    await this.place.started.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async writeConfiguration(): Promise<void> {
    const { ports, wishes, folder, place } = this;
    const config = join(folder, 'config');
    const data = join(folder, 'data');
    const installation = {
      // All agents log in at the same time from the same address.
      sessions: { maxFailures: 1000 },
      ...wishes.installation,
      dataDirectory: data,
      http: { host: '127.0.0.1', port: ports.http },
      switch: place.settings,
    };
    await mkdir(join(config, 'flows'), { recursive: true });
    await mkdir(data, { recursive: true });
    await writeFile(join(data, 'switch.json'), JSON.stringify(place.started.folders));
    await writeFile(join(config, 'ringmaster.yaml'), stringify(installation), { mode: 0o600 });
    await writeFile(join(config, 'centre.yaml'), stringify(wishes.centre));
    for (const [name, flow] of Object.entries(wishes.flows))
      await writeFile(join(config, 'flows', `${name}.yaml`), stringify(flow));
  }
}

const COMPLAINTS: readonly string[] = ['warn', 'error', 'fatal'];

interface LogEntry {
  readonly level: string;
  readonly msg: string;
  readonly code?: string;
  readonly command?: string;
  readonly reason?: string;
}

function parsed(line: string): LogEntry | undefined {
  try {
    return JSON.parse(line) as LogEntry;
  } catch {
    return undefined;
  }
}

const sentenceOf = ({ msg, command, code, reason }: LogEntry): string =>
  [msg, command, code ?? reason].filter((part) => part !== undefined).join(', ');
