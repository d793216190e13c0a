/** The address of a Debian archive, read from the machine's own apt configuration. */
import { SetupFault, run } from '../setup/progress.mjs';

/**
 * @param indexTargets what `apt-get indextargets` prints: paragraphs of `Key: value` lines
 * @returns the address of the archive with the main component of Debian proper, or undefined when none is configured.
 *   Before the first `apt-get update` the paragraphs have no Origin; then security and updates are told by their names.
 */
export function mirrorFrom(indexTargets: string): string | undefined {
  const targets = indexTargets.split(/\n\s*\n/).map(
    (paragraph) =>
      new Map(
        paragraph.split('\n').flatMap((line): [string, string][] => {
          const colon = line.indexOf(':');
          return colon < 0 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]];
        }),
      ),
  );
  const usable = targets.filter((target) => {
    const address = target.get('Repo-URI') ?? '';
    return (
      target.get('Created-By') === 'Packages' &&
      target.get('Component') === 'main' &&
      /^(https?|file):/.test(address) &&
      !/security|nodistro/.test(`${address} ${target.get('Release') ?? ''}`)
    );
  });
  const byOrigin = usable.find((t) => t.get('Origin') === 'Debian' && t.get('Label') === 'Debian');
  const unknown = usable.find((t) => !t.has('Origin') && /\/debian\/?$/.test(t.get('Repo-URI') ?? ''));
  return (byOrigin ?? unknown)?.get('Repo-URI')?.replace(/\/$/, '');
}

/** @throws SetupFault when apt names no Debian archive */
export async function readMirror(): Promise<string> {
  const { output } = await run('apt-get', ['indextargets'], { env: { ...process.env, LC_ALL: 'C' } });
  const mirror = mirrorFrom(output);
  if (mirror === undefined)
    throw new SetupFault(
      "apt on this machine names no Debian archive to take Asterisk from: add Debian's main archive to /etc/apt/sources.list, or name an Asterisk of your own (switch.provide: external), and start again.",
    );
  return mirror;
}
