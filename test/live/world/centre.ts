/**
 * A whole centre for a live test: its own Asterisk, its own data and configuration, Ringmaster as a process of its own
 * that can be stopped, killed and started again.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import type { SwitchFolders } from '../../../src/config.js';
import { freeCentrePorts, type CentrePorts } from './free-ports.js';
import type { Peer } from './sip-socket.js';
import { TcpGate } from '../../contract/switch/tcp-gate.js';
import type { Trunk } from '../../../scripts/switch/trunks.js';
import { provideServer, serverProgram } from '../../../scripts/setup/server.js';
import { startOwnAsterisk, type StartedSwitch } from './own-asterisk.js';
import { SwitchWatch } from './switch-watch.js';
import { NotSeenError, Timeline } from './timeline.js';

const PROJECT = resolve(import.meta.dirname, '../../..');

export interface CentreSettings {
  /** `[a-z0-9-]{1,20}`: stands in folders and messages. */
  readonly name: string;
  /** The content of centre.yaml. */
  readonly centre: object;
  /** Flow files by name without `.yaml`. */
  readonly flows: Readonly<Record<string, object>>;
  /** Parts of ringmaster.yaml that differ from its defaults; ports, folders and switch are set here. */
  readonly installation?: Readonly<Record<string, unknown>>;
  /** Called with the configuration written and before Ringmaster starts: sets passwords, fills demo data. */
  readonly prepare?: (folders: {
    readonly project: string;
    readonly config: string;
    readonly data: string;
  }) => Promise<void>;
  /** Outside lines besides the one for calls from this machine. */
  readonly trunks?: readonly Trunk[];
  /** Ringmaster reaches the switch through pieces of network that can be cut: see `gates`. Default false. */
  readonly gated?: boolean;
  /** Size of a file system of its own for the switch's recordings; default: the machine's disk. */
  readonly spoolBytes?: number;
  /** How long Ringmaster may take to become healthy, default 60,000 ms: a busy machine is slow to start. */
  readonly readyWithinMs?: number;
}

export type ProcessEvent =
  | { readonly what: 'started'; readonly pid: number }
  | { readonly what: 'healthy' }
  /** One line of its log or of stderr. */
  | { readonly what: 'line'; readonly text: string }
  | { readonly what: 'exited'; readonly code: number; readonly signal: string };

/** An independent look at the switch; more of it where the switch lets itself be watched. */
export interface Sight {
  /** Waits until no channel and no bridge is left. @throws NotSeenError naming what is left */
  nothingLeft(withinMs?: number): Promise<void>;
  /**
   * How many legs of one phone or trunk were open at the same time since this watch began.
   * @param account a phone's account at the switch, or a trunk's name
   */
  mostLegsAtOnce(account: string): number;
  close(): Promise<void>;
}

/** Between Ringmaster and its switch. */
export interface Gates {
  /** Calls are controlled through it. */
  readonly calls: TcpGate;
  /** Recordings are, on a switch that has a connection of its own for them. */
  readonly recordings?: TcpGate;
}

/** @param gates undefined: none */
export const everyGate = (gates: Gates | undefined): readonly TcpGate[] =>
  gates ? [gates.calls, ...(gates.recordings ? [gates.recordings] : [])] : [];

/** A switch for one centre. */
export interface SwitchAtHand<Watch extends Sight> {
  readonly started: StartedSwitch;
  readonly watch: Watch;
  /** A watch of the same kind, after the switch was started again. */
  readonly watchAgain: () => Promise<Watch>;
  /** Its part of ringmaster.yaml. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where callers call in. */
  readonly callers: Peer;
  /** Where plain SIP phones register; default: where callers call in. */
  readonly phones?: Peer;
  readonly gates?: Gates;
  /** Parts of ringmaster.yaml that follow from further switches, and where their sound lies, by name. */
  readonly beside?: {
    readonly installation: Readonly<Record<string, unknown>>;
    readonly folders: Readonly<Record<string, SwitchFolders>>;
  };
}

export type SwitchMaker<Watch extends Sight> = (wanted: {
  readonly settings: CentreSettings;
  readonly ports: CentrePorts;
  readonly logFolder: string;
}) => Promise<SwitchAtHand<Watch>>;

export const anAsterisk: SwitchMaker<SwitchWatch> = async ({ settings, ports, logFolder }) => {
  const { name, gated = false, spoolBytes, trunks = [] } = settings;
  const access = { user: 'ringmaster', password: `live-${name}-${process.pid}` };
  const application = 'ringmaster';
  const instance = `live-${name}-${process.pid}`;
  const started = await startOwnAsterisk({
    project: PROJECT,
    instance,
    ports,
    ...access,
    application,
    logFolder,
    trunks,
    ...(spoolBytes !== undefined && { spoolBytes }),
  });
  try {
    const watchAgain = (): Promise<SwitchWatch> =>
      SwitchWatch.open({ url: `http://127.0.0.1:${ports.ari}`, ...access });
    const watch = await watchAgain();
    const gate = (port: number): Promise<TcpGate> => new TcpGate({ host: '127.0.0.1', port }).open();
    const gates = gated ? { calls: await gate(ports.ari), recordings: await gate(ports.ami) } : undefined;
    return {
      started,
      watch,
      watchAgain,
      settings: {
        kind: 'asterisk',
        // The test owns the switch, so that it outlives Ringmaster.
        provide: 'external',
        host: '127.0.0.1',
        ariPort: gates?.calls.port ?? ports.ari,
        amiPort: gates?.recordings.port ?? ports.ami,
        sipHost: '127.0.0.1',
        sipPort: ports.sip,
        rtpPorts: [...ports.rtp],
        ...access,
        application,
        recordingSpool: started.folders.spoolHere,
      },
      callers: { host: '127.0.0.1', port: ports.sip },
      ...(gates && { gates }),
    };
  } catch (error) {
    await started.stop();
    throw error;
  }
};

export class LiveCentre<Watch extends Sight = SwitchWatch> {
  /** Ringmaster's process: its log line by line, its starts and ends. */
  readonly events: Timeline<ProcessEvent>;
  private child?: ChildProcess;
  private sight: Watch;

  private constructor(
    readonly settings: CentreSettings,
    readonly ports: CentrePorts,
    /** Holds everything of this centre; removed by `stop`. */
    readonly folder: string,
    private readonly atHand: SwitchAtHand<Watch>,
  ) {
    this.sight = atHand.watch;
    this.events = new Timeline<ProcessEvent>(`centre ${settings.name}`);
  }

  /** The switch itself, for its console. */
  get asterisk(): StartedSwitch {
    return this.atHand.started;
  }

  /** Independent sight of the switch. */
  get watch(): Watch {
    return this.sight;
  }

  /** Between Ringmaster and the switch; there when `gated`. */
  get gates(): Gates | undefined {
    return this.atHand.gates;
  }

  /** Kills the switch with all its calls and starts it again; `watch` is another one afterwards. */
  async restartSwitch(): Promise<void> {
    await this.sight.close();
    await this.asterisk.restart();
    this.sight = await this.atHand.watchAgain();
  }

  /**
   * Switch, configuration, Ringmaster; healthy when this is fulfilled. What was started is stopped when it fails. On an
   * Asterisk; see `startOn`.
   */
  static start(settings: CentreSettings): Promise<LiveCentre> {
    return LiveCentre.startOn(anAsterisk, settings);
  }

  static async startOn<Watch extends Sight>(
    make: SwitchMaker<Watch>,
    settings: CentreSettings,
  ): Promise<LiveCentre<Watch>> {
    const ports = await freeCentrePorts();
    const folder = await mkdtemp(join(tmpdir(), `ringmaster-${settings.name}-`));
    const logFolder = join(folder, 'switch-log');
    await mkdir(logFolder, { recursive: true });
    const atHand = await make({ settings, ports, logFolder }).catch(async (error: unknown) => {
      await rm(folder, { recursive: true, force: true });
      throw error;
    });
    try {
      const centre = new LiveCentre<Watch>(settings, ports, folder, atHand);
      await centre.writeConfiguration();
      await settings.prepare?.({
        project: PROJECT,
        config: centre.configDirectory,
        data: centre.dataDirectory,
      });
      await centre.launch();
      return centre;
    } catch (error) {
      await atHand.watch.close();
      await atHand.started.stop();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Of the pages and the interfaces. */
  get url(): string {
    return `http://127.0.0.1:${this.ports.http}`;
  }

  /** Where callers call in. */
  get sip(): Peer {
    return this.atHand.callers;
  }

  /** Where plain SIP phones register. */
  get phones(): Peer {
    return this.atHand.phones ?? this.atHand.callers;
  }

  get configDirectory(): string {
    return join(this.folder, 'config');
  }

  get dataDirectory(): string {
    return join(this.folder, 'data');
  }

  /** All that Ringmaster wrote to its log so far. */
  get log(): string {
    return this.events.all.flatMap((event) => (event.what === 'line' ? [event.text] : [])).join('\n');
  }

  /** Ends Ringmaster as a crash would: nothing is said, nothing saved. The switch and its calls go on. */
  async kill9(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Starts Ringmaster again on the same data, after `kill9` or instead of a stop. */
  async restart(): Promise<void> {
    await this.end('SIGTERM');
    await this.launch();
  }

  /** Ends everything and removes the folder. @throws Error when Ringmaster did not end by itself within 10 s */
  async stop(): Promise<void> {
    try {
      await this.end('SIGTERM');
    } finally {
      for (const gate of everyGate(this.gates)) await gate.cut();
      await this.watch.close();
      await this.asterisk.stop();
      await rm(this.folder, { recursive: true, force: true });
    }
  }

  private async writeConfiguration(): Promise<void> {
    const { ports, settings } = this;
    const installation = {
      ...settings.installation,
      ...this.atHand.beside?.installation,
      dataDirectory: this.dataDirectory,
      http: {
        ...(settings.installation?.['http'] as object | undefined),
        host: '127.0.0.1',
        port: ports.http,
      },
      switch: { ...(settings.installation?.['switch'] as object | undefined), ...this.atHand.settings },
    };
    await mkdir(join(this.configDirectory, 'flows'), { recursive: true });
    await mkdir(this.dataDirectory, { recursive: true });
    await writeFile(join(this.dataDirectory, 'switch.json'), JSON.stringify(this.asterisk.folders));
    for (const [name, folders] of Object.entries(this.atHand.beside?.folders ?? {}))
      await writeFile(join(this.dataDirectory, `switch-${name}.json`), JSON.stringify(folders));
    await writeFile(join(this.configDirectory, 'ringmaster.yaml'), stringify(installation), { mode: 0o600 });
    await writeFile(join(this.configDirectory, 'centre.yaml'), stringify(settings.centre));
    for (const [name, flow] of Object.entries(settings.flows))
      await writeFile(join(this.configDirectory, 'flows', `${name}.yaml`), stringify(flow));
  }

  private async launch(): Promise<void> {
    await provideServer(PROJECT, process.stderr);
    const child = spawn(process.execPath, [serverProgram(PROJECT), '--config', this.configDirectory], {
      cwd: PROJECT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.events.note({ what: 'started', pid: child.pid ?? 0 });
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (text) => this.events.note({ what: 'line', text }));
    child.once('exit', (code, signal) =>
      this.events.note({ what: 'exited', code: code ?? -1, signal: signal ?? '' }),
    );
    const from = this.events.all.at(-1)!.at;
    const gone = new AbortController();
    // Not its exit: its last lines may come later than that.
    child.once('close', () => gone.abort());
    if (await becomesHealthy(`${this.url}/healthz`, this.settings.readyWithinMs ?? 60_000, gone.signal)) {
      this.events.note({ what: 'healthy' });
      return;
    }
    const said = this.events.all.filter((event) => event.at >= from && event.what === 'line').slice(-15);
    const why = gone.signal.aborted ? 'ended instead of starting' : 'did not become healthy in time';
    await this.end('SIGKILL');
    const lines = said.map((event) => (event.what === 'line' ? event.text : '')).join('\n');
    throw new NotSeenError(`${this.events.subject}: Ringmaster ${why}; its last lines:\n${lines}`);
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    let overdue = false;
    const timer = setTimeout(() => {
      overdue = true;
      child.kill('SIGKILL');
    }, 10_000);
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    await exited;
    clearTimeout(timer);
    if (overdue) throw new Error(`${this.events.subject}: Ringmaster did not end within 10 s of SIGTERM`);
  }
}

/** Asks again and again, as no event tells when a port begins to answer; false when it does not in time. */
async function becomesHealthy(url: string, withinMs: number, gone: AbortSignal): Promise<boolean> {
  const stop = AbortSignal.any([gone, AbortSignal.timeout(withinMs)]);
  while (!stop.aborted) {
    const answer = await fetch(url, { signal: stop }).catch(() => undefined);
    if (answer?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
