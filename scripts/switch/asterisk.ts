/** Starts and stops one Asterisk of our own; several may run side by side, each with its own folder and ports. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupFault } from '../setup/progress.mjs';
import { portFault, type WantedPort } from '../setup/ports.js';
import { promptFolderName, providePrompts, readPromptSounds } from '../setup/prompts.js';
import { versionFault } from './choose.js';
import { ownFolder, type SwitchPlace } from './place.js';
import { renderConfiguration, type TemplateValues } from './render.js';

/** What an operator decides about a switch of ours; the rest follows from the instance's name. */
export interface AsteriskSettings {
  /** Address for ARI, AMI and SIP over WebSocket. */
  readonly httpHost: string;
  readonly ariPort: number;
  readonly amiPort: number;
  readonly sipHost: string;
  readonly sipPort: number;
  /** First and last UDP port for media. */
  readonly rtpPorts: readonly [number, number];
  /** Of ARI and AMI. */
  readonly user: string;
  readonly password: string;
  /** The ARI application that calls are handed to. */
  readonly application: string;
}

/** A folder by its two names. */
export interface SeenFolder {
  /** Absolute path on this machine. */
  readonly host: string;
  /** Absolute path as the switch sees it, for commands. */
  readonly atSwitch: string;
}

export interface AsteriskPaths {
  /** All of this instance. */
  readonly instance: SeenFolder;
  readonly spool: SeenFolder;
  /** Where ARI leaves stored recordings: `<spool>/recording`. */
  readonly recordings: SeenFolder;
  readonly logs: SeenFolder;
  /** Prompts as `<language>/<name>.wav`. */
  readonly promptRoot: SeenFolder;
}

export interface RunningAsterisk {
  /** Of Asterisk itself (docker: of the client that runs the container). */
  readonly pid: number;
  readonly paths: AsteriskPaths;
  /** One that ran already with the same configuration was taken over, with its calls. */
  readonly adopted: boolean;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Runs a command of Asterisk's console and gives its output, e.g. `core show channels concise`. */
  console(command: string): Promise<string>;
  /** Ends it and its calls; resolves when it is gone. @param options.clean also removes the instance's folder */
  stop(options?: { readonly clean?: boolean }): Promise<void>;
}

export interface StartOptions {
  readonly project: string;
  readonly place: SwitchPlace;
  /** Names its folder; `[a-z0-9-]{1,40}`. Two Asterisks must not share one. */
  readonly instance: string;
  readonly settings: AsteriskSettings;
  /** Folder for logs of set-up steps. */
  readonly logFolder: string;
  /** Told what happens, in sentences. */
  readonly log: (sentence: string) => void;
  /** How long it may take to be fully booted. Default 60,000 ms. */
  readonly bootDeadlineMs?: number;
}

function seen(place: SwitchPlace, path: string): SeenFolder {
  return { host: join(place.hostRoot, path), atSwitch: path };
}

/** Folders of an instance; nothing is made. */
export function asteriskPaths(place: SwitchPlace, instance: string, promptFolder: string): AsteriskPaths {
  const base = `${ownFolder}/${instance}`;
  return {
    instance: seen(place, base),
    spool: seen(place, `${base}/spool`),
    recordings: seen(place, `${base}/spool/recording`),
    logs: seen(place, `${base}/log`),
    promptRoot: seen(place, `${ownFolder}/${promptFolder}`),
  };
}

/** What Asterisk listens on, besides media. */
export function switchPorts(settings: AsteriskSettings): WantedPort[] {
  const { httpHost, ariPort, amiPort, sipHost, sipPort } = settings;
  const sip = { use: 'SIP', setting: 'switch.sipPort', host: sipHost, port: sipPort } as const;
  return [
    { use: 'ARI of the switch', setting: 'switch.ariPort', host: httpHost, port: ariPort, protocol: 'tcp' },
    { use: 'AMI of the switch', setting: 'switch.amiPort', host: httpHost, port: amiPort, protocol: 'tcp' },
    { ...sip, protocol: 'udp' },
    { ...sip, protocol: 'tcp' },
  ];
}

/** Everything the templates ask for. */
export function templateValues(
  paths: AsteriskPaths,
  settings: AsteriskSettings,
  moduleDirectory: string,
): TemplateValues {
  const base = paths.instance.atSwitch;
  return {
    configDirectory: `${base}/etc`,
    stateDirectory: `${base}/state`,
    runDirectory: `${base}/run`,
    logDirectory: paths.logs.atSwitch,
    spool: paths.spool.atSwitch,
    dataDirectory: '/usr/share/asterisk',
    moduleDirectory,
    promptRoot: paths.promptRoot.atSwitch,
    musicRoot: `${base}/music`,
    httpHost: settings.httpHost,
    ariPort: settings.ariPort,
    amiPort: settings.amiPort,
    sipHost: settings.sipHost,
    sipPort: settings.sipPort,
    rtpFirst: settings.rtpPorts[0],
    rtpLast: settings.rtpPorts[1],
    user: settings.user,
    password: settings.password,
    application: settings.application,
  };
}

function writeInstance(place: SwitchPlace, paths: AsteriskPaths, files: ReadonlyMap<string, string>): void {
  const base = paths.instance.host;
  const own = (path: string, mode: number) => {
    if (place.owner) chownSync(path, place.owner.uid, place.owner.gid);
    chmodSync(path, mode);
  };
  mkdirSync(base, { recursive: true });
  own(base, 0o750);
  for (const folder of [
    'etc',
    'state',
    'state/agi-bin',
    'run',
    'log',
    'spool',
    'spool/recording',
    'spool/monitor',
  ]) {
    mkdirSync(join(base, folder), { recursive: true });
    own(join(base, folder), 0o750);
  }
  for (const [name, text] of files) {
    writeFileSync(join(base, 'etc', name), text, { mode: 0o600 });
    own(join(base, 'etc', name), 0o600);
  }
  mkdirSync(join(base, 'music'), { recursive: true });
  if (!existsSync(join(base, 'music', 'default'))) {
    rmSync(join(base, 'music', 'default'), { force: true }); // a link whose target only the switch sees
    symlinkSync('/usr/share/asterisk/moh', join(base, 'music', 'default'));
  }
}

/** The pid that a running Asterisk of this instance left, if that process is still this instance. */
function runningPid(paths: AsteriskPaths, configFile: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(paths.instance.host, 'run', 'asterisk.pid'), 'utf8').trim());
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return command.includes(configFile) ? pid : undefined;
  } catch {
    return undefined; // no file, or no such process: nothing runs
  }
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** For processes that are not our children there is no event: their end is looked for. */
async function goneWithin(pid: number, ms: number): Promise<boolean> {
  for (const until = Date.now() + ms; Date.now() < until; await delay(50)) if (!alive(pid)) return true;
  return !alive(pid);
}

/** The same without a limit; does not keep this process alive. */
async function gone(pid: number): Promise<void> {
  while (alive(pid)) await delay(250, undefined, { ref: false });
}

async function endProcess(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGTERM');
    if (await goneWithin(pid, 10_000)) return;
    process.kill(pid, 'SIGKILL');
    await goneWithin(pid, 5_000);
  } catch {
    // gone in between
  }
}

/** Resolves when the control socket is there, or at once when it is; watched, since Asterisk tells nobody. */
async function controlSocket(folder: string, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const watcher = watch(folder, { signal }, () => check());
    const check = () => {
      if (!existsSync(join(folder, 'asterisk.ctl'))) return;
      watcher.close();
      resolve();
    };
    watcher.once('error', (error) => reject(error));
    signal.addEventListener('abort', () => reject(new Error('given up')), { once: true });
    check();
  });
}

/**
 * Starts an Asterisk and waits until it is fully booted. One of the same name that runs with the same configuration is
 * taken over; one that runs with another configuration is ended first.
 * @throws SetupFault with one sentence: too old, ended while starting, not booted in time
 */
export async function startAsterisk(options: StartOptions): Promise<RunningAsterisk> {
  const { project, place, instance, settings, log } = options;
  if (!/^[a-z0-9-]{1,40}$/.test(instance)) throw new Error(`"${instance}" is not a name for an instance`);
  const sounds = readPromptSounds(project);
  const paths = asteriskPaths(place, instance, promptFolderName(sounds));
  await providePrompts({
    sounds,
    folder: paths.promptRoot.host,
    soundsOfSwitch: place.soundsOfSwitch,
    logFolder: options.logFolder,
  });

  const files = renderConfiguration(project, templateValues(paths, settings, place.moduleDirectory));
  const hash = createHash('sha256')
    .update(JSON.stringify([...files]))
    .digest('hex');
  const hashFile = join(paths.instance.host, 'rendered');
  const configFile = `${paths.instance.atSwitch}/etc/asterisk.conf`;
  const console = (command: string) => place.console(instance, ['-C', configFile, '-rx', command]);

  const before = place.kind === 'debian' ? runningPid(paths, configFile) : undefined;
  if (before !== undefined) {
    const same = existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hash;
    if (same && (await console('core waitfullybooted')).code === 0) {
      log(`The switch runs already (process ${before}) and is taken over with its calls.`);
      return running(before, true, undefined);
    }
    log('The switch of an earlier start runs with another configuration and is ended first.');
    await endProcess(before);
  }

  const fault = versionFault(await place.version());
  if (fault) throw new SetupFault(fault);
  const taken = await portFault(switchPorts(settings));
  if (taken) throw new SetupFault(taken);
  writeInstance(place, paths, files);
  writeFileSync(hashFile, hash);
  rmSync(join(paths.instance.host, 'run', 'asterisk.ctl'), { force: true });
  const consoleLog = join(paths.logs.host, 'console');
  const output = openSync(consoleLog, 'w', 0o600);
  const user = place.owner ? ['-U', place.owner.user, '-G', place.owner.user] : [];
  const child = place.start(instance, ['-f', '-C', configFile, ...user], output);
  closeSync(output);
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });

  const give = new AbortController();
  const booted = (async () => {
    await controlSocket(join(paths.instance.host, 'run'), give.signal);
    // The socket is bound a moment before it listens.
    while (!give.signal.aborted) {
      if ((await console('core waitfullybooted')).code === 0) return true;
      await delay(50, undefined, { signal: give.signal });
    }
    return false;
  })().catch(() => false);
  const outcome = await Promise.race([
    booted.then((ok) => (ok ? ('booted' as const) : ('late' as const))),
    ended.then(() => 'ended' as const),
    delay(options.bootDeadlineMs ?? 60_000, 'late' as const, { signal: give.signal }).catch(
      () => 'late' as const,
    ),
  ]);
  give.abort();
  if (outcome !== 'booted' || child.pid === undefined) {
    const tail = readFileSync(consoleLog, 'utf8').trim().split('\n').slice(-1)[0] ?? '';
    if (child.pid !== undefined && outcome !== 'ended') await endProcess(child.pid);
    throw new SetupFault(
      `The switch ${outcome === 'ended' ? 'ended while it was starting' : 'was not ready in time'}${tail ? ` ("${tail.slice(0, 200)}")` : ''}: read ${paths.logs.host} and start again.`,
    );
  }
  return running(child.pid, false, ended);

  function running(pid: number, adopted: boolean, childEnded: Promise<void> | undefined): RunningAsterisk {
    return {
      pid,
      paths,
      adopted,
      ended: childEnded ?? gone(pid),
      console: async (command) => (await console(command)).output,
      stop: async ({ clean = false } = {}) => {
        await endProcess(pid);
        if (clean) rmSync(paths.instance.host, { recursive: true, force: true });
      },
    };
  }
}
