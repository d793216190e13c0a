/** Node's version and the packages of the lock file: the two things that must be right before TypeScript can run. */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, SetupFault, step } from './progress.mjs';
import { commandFault, needs, provideSystemPackages, tellsNoNetwork } from './system-packages.mjs';

/**
 * @param {string} version of the Node that runs, "20.19.0"
 * @param {string} engines of package.json, ">=20.19"
 * @returns {string | undefined} the sentence, or undefined when it is new enough
 */
export function nodeFault(version, engines) {
  const wanted = engines.replace(/^[^0-9]*/, '');
  const parts = (text) => text.split('.').map(Number);
  const [have, need] = [parts(version), parts(wanted)];
  for (let i = 0; i < need.length; i++) {
    if ((have[i] ?? 0) > need[i]) return undefined;
    if ((have[i] ?? 0) < need[i])
      return `Node ${version} is too old, Ringmaster needs ${wanted} or later: install a newer Node and start again.`;
  }
  return undefined;
}

/**
 * @param {{ present: boolean, link: boolean, stamp: string | undefined, wanted: string }} facts about node_modules
 * @returns {boolean} whether `npm ci` must run. A folder that is a link belongs to another checkout: `npm ci` would
 *   empty that one, so it is used as it is.
 */
export function mustInstall({ present, link, stamp, wanted }) {
  if (!present) return true;
  return !link && stamp !== wanted;
}

const npmCi = ['ci', '--include=dev', '--no-audit', '--no-fund'];

/** What node_modules was made from: the lock file, and the Node whose binary interface native parts are compiled for. */
function wantedStamp(project) {
  return createHash('sha256')
    .update(readFileSync(join(project, 'package-lock.json')))
    .update(`${process.versions.modules} ${process.platform} ${process.arch}`)
    .digest('hex');
}

/**
 * @param {string} project
 * @param {string} logFolder
 */
export async function provideDependencies(project, logFolder) {
  const { engines } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const fault = nodeFault(process.versions.node, engines.node);
  if (fault) throw new SetupFault(fault);

  const folder = join(project, 'node_modules');
  const stampFile = join(folder, '.made-from');
  const wanted = wantedStamp(project);
  const facts = {
    present: existsSync(folder),
    link: existsSync(folder) && lstatSync(folder).isSymbolicLink(),
    stamp: existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined,
    wanted,
  };
  if (!mustInstall(facts)) return;
  await provideSystemPackages(needs.compile, join(logFolder, 'apt.log'));
  await step('Installing packages from the lock file (compiles SQLite, about 3 minutes)', async () => {
    const logFile = join(logFolder, 'npm.log');
    // npm tries for minutes and then names a consequence: asked first, a missing network is told at once, by its name.
    const ping = await run('npm', ['ping', '--fetch-retries=0'], { cwd: project, logFile });
    if (ping.code !== 0 && tellsNoNetwork(ping.output))
      throw new SetupFault(commandFault({ what: 'npm ci', output: ping.output, logFile }));
    const { code, output } = await run('npm', npmCi, {
      cwd: project,
      logFile,
    });
    if (code !== 0) throw new SetupFault(commandFault({ what: 'npm ci', output, logFile }));
    writeFileSync(stampFile, wanted);
  });
}
