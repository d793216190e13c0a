/** `npm start`: set-up, switch, centre, addresses; until it is told to end. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../../src/config.js';
import { DEMO_PASSWORD, isLoopback } from '../../src/identity/index.js';
import type { RunningAsterisk } from '../switch/asterisk.js';
import { provideSwitch } from '../switch/provide.js';
import { portFault } from './ports.js';
import { endChildren, endedBySignal, endProgram, startNode, toldToEnd, type Running } from './processes.js';
import { SetupFault } from './progress.mjs';
import { serverProgram } from './server.js';
import { logFolderOf, prepareConfig, setUp } from './set-up.js';
import { whatToTry } from './what-to-try.js';

const say = (sentence: string) => process.stdout.write(`${sentence}\n`);

/** Resolves true when GET /healthz answers 200; false when the program ended before. */
async function healthy(address: string, program: Running, patienceMs: number): Promise<boolean> {
  let over = false;
  void program.ended.then(() => (over = true));
  for (const until = Date.now() + patienceMs; Date.now() < until && !over;) {
    const ok = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(2000) }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status === 200;
      },
      () => false, // not listening yet
    );
    if (ok) return true;
    await Promise.race([program.ended, delay(100)]);
  }
  return false;
}

/** Where people reach the pages: an address that listens on all is told as this machine's own. */
export function pageAddress(config: Config): string {
  const { host, port } = config.installation.http;
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/**
 * @param options.configDirectory default `<project>/config`
 * @returns the exit status: that of the centre, 0 after an orderly end
 */
export async function start(
  project: string,
  options: { readonly configDirectory?: string } = {},
): Promise<number> {
  const began = Date.now();
  const told = toldToEnd();
  const config = prepareConfig(project, options.configDirectory);
  const { host, port } = config.installation.http;
  const taken = await portFault([{ use: 'the pages', setting: 'http.port', host, port, protocol: 'tcp' }]);
  if (taken) throw new SetupFault(taken);

  let stopping = false;
  let switchFailed = false;
  let settingUp = true;
  void told.then((signal) => {
    stopping = true;
    if (settingUp) endChildren(signal);
  });
  try {
    await setUp(project, options);
  } catch (error) {
    if (stopping) return 130; // a step that was broken off is no fault
    throw error;
  } finally {
    settingUp = false;
  }
  if (stopping) return 130;
  const logFolder = logFolderOf(project);
  let asterisk = await provideSwitch(config, logFolder, say);
  const configArgs = options.configDirectory ? ['--config', options.configDirectory] : [];
  const startCentre = () => startNode([serverProgram(project), ...configArgs], project);
  let program = startCentre();
  try {
    if (asterisk) watchSwitch(asterisk);
    const address = pageAddress(config);
    const up = await Promise.race([healthy(address, program, 60_000), told.then(() => 'told' as const)]);
    if (up === false) {
      const ended = program.child.exitCode ?? undefined;
      if (ended !== undefined && ended !== 0) return ended; // it has said why
      throw new SetupFault(
        `The centre does not answer at ${address}/healthz: read its output above, mend what it says and start again.`,
      );
    }
    if (up === true) {
      const password = isLoopback(host)
        ? { demo: DEMO_PASSWORD }
        : { file: join(config.dataDirectory, 'first-password.txt') };
      say(whatToTry(config, { address, seconds: (Date.now() - began) / 1000, password }));
    }
    const kills = recentDeaths();
    for (;;) {
      const ended = await Promise.race([told.then(() => undefined), program.ended]);
      if (ended === undefined) {
        say('\nEnding ...');
        const status = await endProgram(program);
        return status === endedBySignal('SIGTERM') ? 0 : status;
      }
      // A centre that was killed comes back to the calls that went on at the switch; one that ended itself had a reason.
      if (ended < 128 || switchFailed || kills() > 3)
        return switchFailed && ended === endedBySignal('SIGTERM') ? 1 : ended;
      say('The centre was killed; it is started again, the calls at the switch go on.');
      program = startCentre();
    }
  } finally {
    stopping = true;
    await endProgram(program);
    await asterisk?.stop();
  }

  /** A switch that dies is started again; one that keeps dying ends all, with a status that tells. */
  function watchSwitch(first: RunningAsterisk): void {
    const deaths = recentDeaths();
    const watch = (one: RunningAsterisk) =>
      void one.ended.then(async () => {
        if (stopping) return;
        try {
          if (deaths() > 3)
            throw new SetupFault(`The switch has ended four times in a minute: read ${one.paths.logs.host}.`);
          say('The switch has ended without being asked to; it is started again.');
          asterisk = await provideSwitch(config, logFolder, say);
          if (asterisk) watch(asterisk);
        } catch (error) {
          process.stderr.write(`${(error as Error).message}\n`);
          switchFailed = true;
          await endProgram(program);
        }
      });
    watch(first);
  }
}

/** Counts its own calls within the last minute. */
function recentDeaths(): () => number {
  let deaths: number[] = [];
  return () => {
    const now = Date.now();
    deaths = [...deaths.filter((at) => at > now - 60_000), now];
    return deaths.length;
  };
}
