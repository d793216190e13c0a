/** A root file system of Debian with Asterisk in the user's cache, made once by debootstrap. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { run, SetupFault, step } from '../setup/progress.mjs';
import { commandFault, needs, provideSystemPackages } from '../setup/system-packages.mjs';
import { readMirror } from './apt-mirror.js';
import { packageListHash, parsePackageList, switchRelease } from './package-list.js';

/**
 * Where Ringmaster keeps what can be made again: `$XDG_CACHE_HOME/ringmaster` or `~/.cache/ringmaster`.
 * A relative XDG_CACHE_HOME counts for nothing (XDG base directory specification).
 */
export function cacheFolder(xdgCacheHome: string | undefined, home: string): string {
  const base = xdgCacheHome && isAbsolute(xdgCacheHome) ? xdgCacheHome : join(home, '.cache');
  return join(base, 'ringmaster');
}

export function ownCacheFolder(): string {
  return cacheFolder(process.env.XDG_CACHE_HOME, homedir());
}

export function readPackages(project: string): string[] {
  return parsePackageList(readFileSync(join(project, 'scripts', 'switch', 'packages.txt'), 'utf8'));
}

/** Where the root file system of this checkout's list lies or will lie. */
export function rootPath(project: string): string {
  return join(ownCacheFolder(), `asterisk-${packageListHash(readPackages(project))}`);
}

/** Folders of mounts below `root`, from /proc/mounts (which writes a space as `\040`). */
export function mountsBelow(root: string, procMounts: string): string[] {
  return procMounts
    .split('\n')
    .map((line) => (line.split(' ')[1] ?? '').replace(/\\040/g, ' '))
    .filter((place) => place.startsWith(`${root}/`));
}

/** Removes a half-made root file system, but never through a mount: /dev below it could be the machine's own. */
async function removeHalfMade(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const place of mountsBelow(folder, readFileSync('/proc/mounts', 'utf8')).reverse())
    await run('umount', [place]);
  const left = mountsBelow(folder, readFileSync('/proc/mounts', 'utf8'));
  if (left.length > 0)
    throw new SetupFault(
      `${left[0]} is mounted in a half-made folder of set-up and cannot be unmounted: run "umount ${left[0]}" as root and start again.`,
    );
  rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
}

/**
 * Makes the root file system when it is not there. Built beside its place and renamed, so that one that is there is
 * whole.
 * @returns its folder
 */
export async function provideDebianRoot(project: string, logFolder: string): Promise<string> {
  const root = rootPath(project);
  if (existsSync(root)) return root;
  if (process.getuid?.() !== 0)
    throw new SetupFault(
      'Making the switch needs root, because it is a Debian of its own: run "sudo npm start", or install Docker and let its daemon answer to you, or name an Asterisk of your own (switch.provide: external).',
    );
  await provideSystemPackages(needs.debianSwitch, join(logFolder, 'apt.log'));
  const mirror = await readMirror();
  const logFile = join(logFolder, 'debootstrap.log');
  const scripts = '/usr/share/debootstrap/scripts';
  const building = `${root}.making-${process.pid}`;
  mkdirSync(ownCacheFolder(), { recursive: true });
  await step('Making a Debian with Asterisk (about one minute, 600 MB)', async () => {
    try {
      const { code, output } = await run(
        'debootstrap',
        [
          '--variant=minbase',
          `--include=${readPackages(project).join(',')}`,
          switchRelease,
          building,
          mirror,
          // An older debootstrap does not know the release by name: all new releases are made like sid.
          join(scripts, existsSync(join(scripts, switchRelease)) ? switchRelease : 'sid'),
        ],
        // An own file for the log: debootstrap's own lies in the folder that is removed.
        { env: { ...process.env, LC_ALL: 'C' }, logFile },
      );
      if (code !== 0) {
        const own = join(building, 'debootstrap', 'debootstrap.log');
        const detail = existsSync(own) ? readFileSync(own, 'utf8') : '';
        writeFileSync(logFile, `\n${detail}`, { flag: 'a' });
        throw new SetupFault(
          commandFault({ what: 'Making the switch (debootstrap)', output: output + detail, logFile }),
        );
      }
      // Packages are unpacked; keeping the archives would double the size.
      rmSync(join(building, 'var', 'cache', 'apt', 'archives'), { recursive: true, force: true });
      rmSync(join(building, 'var', 'lib', 'apt', 'lists'), { recursive: true, force: true });
      if (existsSync(root)) return; // another set-up was faster
      renameSync(building, root);
    } finally {
      await removeHalfMade(building);
    }
  });
  return root;
}
