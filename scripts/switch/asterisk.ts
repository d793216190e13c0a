/** Starts and stops one Asterisk of our own; several may run side by side, each with its own folder and ports. */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupFault } from '../setup/progress.mjs';
import { portFault } from '../setup/ports.js';
import { promptFolderName, providePrompts, readPromptSounds } from '../setup/prompts.js';
import { versionFault } from './choose.js';
import {
  asteriskPaths,
  switchPorts,
  templateValues,
  writeInstance,
  type AsteriskPaths,
  type AsteriskSettings,
} from './instance.js';
import type { SwitchPlace } from './place.js';
import { renderConfiguration } from './render.js';

export type { AsteriskPaths, AsteriskSettings, SeenFolder } from './instance.js';

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

  const files = renderConfiguration(
    project,
    templateValues(paths, settings, place.moduleDirectory),
    settings.trunks,
  );
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
