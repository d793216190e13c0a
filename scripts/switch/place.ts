/** Where an Asterisk of our own runs: a Debian root file system by chroot, or a container of Docker's. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandFault } from '../setup/system-packages.mjs';
import { run, SetupFault, step } from '../setup/progress.mjs';
import { ownCacheFolder, provideDebianRoot, readPackages } from './debian-root.js';
import { packageListHash } from './package-list.js';

/** Below this folder, as the switch sees it, lies all that is ours: prompts, and one folder an instance. */
export const ownFolder = '/srv/ringmaster';

export interface SwitchPlace {
  readonly kind: 'debian' | 'docker';
  /** `join(hostRoot, path)` is on this machine what `path` below `ownFolder` is at the switch. */
  readonly hostRoot: string;
  /** Recorded sounds of the distribution on this machine; may not exist (docker: they are inside the image). */
  readonly soundsOfSwitch: string;
  /** Folder of modules, as the switch sees it. */
  readonly moduleDirectory: string;
  /** What `asterisk -V` says. */
  version(): Promise<string>;
  /** Starts `asterisk` with these arguments; output into the open file. */
  start(instance: string, args: readonly string[], output: number): ChildProcess;
  /** Runs the `asterisk` program beside a running one, e.g. with -rx. */
  console(instance: string, args: readonly string[]): Promise<{ code: number; output: string }>;
  /** Owner of all that the switch writes; undefined: it runs as the user of this process. */
  readonly owner: { readonly uid: number; readonly gid: number; readonly user: string } | undefined;
}

/** `asterisk` in /etc/passwd. */
export function switchUser(passwd: string): { uid: number; gid: number; user: string } | undefined {
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === 'asterisk');
  return fields && { user: 'asterisk', uid: Number(fields[2]), gid: Number(fields[3]) };
}

/**
 * A chroot as root. Where the kernel allows it, in a mount namespace of its own: /proc and /dev are seen by this
 * Asterisk alone and vanish with it, so nothing is left to unmount and nobody can delete through them.
 */
export async function debianPlace(project: string, logFolder: string): Promise<SwitchPlace> {
  const root = await provideDebianRoot(project, logFolder);
  const namespaces = spawnSync('unshare', ['--mount', '--propagation', 'private', 'true']).status === 0;
  const modules = readdirSync(join(root, 'usr', 'lib')).find((name) => name.endsWith('-linux-gnu'));
  if (modules === undefined || process.getuid?.() !== 0)
    throw new SetupFault(
      process.getuid?.() === 0
        ? `${root} is not whole: delete this folder and start again.`
        : 'Starting the switch in its own Debian needs root: run "sudo npm start", or name an Asterisk of your own (switch.provide: external).',
    );
  mkdirSync(join(root, ownFolder), { recursive: true });
  const inside = ['chroot', root, '/usr/sbin/asterisk'];
  const mounts = 'mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && shift && exec "$@"';
  return {
    kind: 'debian',
    hostRoot: root,
    soundsOfSwitch: join(root, 'usr/share/asterisk/sounds'),
    moduleDirectory: `/usr/lib/${modules}/asterisk/modules`,
    owner: switchUser(readFileSync(join(root, 'etc/passwd'), 'utf8')),
    version: async () => (await run('chroot', [...inside.slice(1), '-V'])).output.trim(),
    // Each command replaces the one before, so the process that is started becomes Asterisk itself.
    start: (_instance, args, output) => {
      const [command, ...rest] = namespaces
        ? [
            'unshare',
            '--mount',
            '--propagation',
            'private',
            'sh',
            '-c',
            mounts,
            'sh',
            root,
            ...inside,
            ...args,
          ]
        : [...inside, ...args];
      return spawn(command!, rest, { stdio: ['ignore', output, output], detached: true });
    },
    console: (_instance, args) => run('chroot', [...inside.slice(1), ...args]),
  };
}

/** Docker, host network; the image is made from Dockerfile.asterisk and the same list of packages. */
export async function dockerPlace(project: string, logFolder: string): Promise<SwitchPlace> {
  const dockerfile = join(project, 'Dockerfile.asterisk');
  const recipe = createHash('sha256').update(readFileSync(dockerfile)).digest('hex').slice(0, 6);
  const image = `ringmaster-asterisk:${packageListHash(readPackages(project))}-${recipe}`;
  if ((await run('docker', ['image', 'inspect', image])).code !== 0)
    await step('Making the image of the switch (some minutes)', async () => {
      const logFile = join(logFolder, 'docker.log');
      const { code, output } = await run('docker', ['build', '-f', dockerfile, '-t', image, project], {
        logFile,
      });
      if (code !== 0)
        throw new SetupFault(commandFault({ what: 'Making the image of the switch', output, logFile }));
    });
  const hostRoot = join(ownCacheFolder(), 'docker');
  mkdirSync(join(hostRoot, ownFolder), { recursive: true });
  const ask = async (...command: string[]) =>
    (
      await run('docker', ['run', '--rm', '--entrypoint', command[0]!, image, ...command.slice(1)])
    ).output.trim();
  const root = process.getuid?.() === 0;
  const modules = await ask('sh', '-c', 'echo /usr/lib/*/asterisk/modules');
  return {
    kind: 'docker',
    hostRoot,
    soundsOfSwitch: join(hostRoot, 'sounds'),
    moduleDirectory: modules,
    owner: root ? switchUser(await ask('cat', '/etc/passwd')) : undefined,
    version: () => ask('asterisk', '-V'),
    start: (instance, args, output) => {
      // One that a killed set-up left behind has the name.
      spawnSync('docker', ['rm', '--force', instance], { stdio: 'ignore' });
      const user = root ? [] : ['--user', `${process.getuid?.()}:${process.getgid?.()}`];
      const folder = `${join(hostRoot, ownFolder)}:${ownFolder}`;
      const container = [
        'run',
        '--rm',
        '--name',
        instance,
        '--network',
        'host',
        '-v',
        folder,
        ...user,
        image,
      ];
      return spawn('docker', [...container, ...args], { stdio: ['ignore', output, output], detached: true });
    },
    console: (instance, args) => run('docker', ['exec', instance, 'asterisk', ...args]),
  };
}
