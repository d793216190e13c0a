/** Which switch to provide: the decision, and what is asked of an Asterisk. */
import { run } from '../setup/progress.mjs';

export type Provide = 'external' | 'docker' | 'debian';

/**
 * @param wanted `switch.provide` of the configuration
 * @param facts what this machine has
 * @returns how to provide, or the sentence that says why it cannot be
 */
export function chooseSwitch(
  wanted: Provide | 'auto',
  facts: {
    readonly dockerAnswers: boolean;
    readonly debian: boolean;
    readonly root: boolean;
    /** The root file system is there already; it still takes root to enter it. */
    readonly rootFileSystem: boolean;
  },
): { readonly provide: Provide } | { readonly fault: string } {
  const own = 'name an Asterisk 20 or later of your own (switch.provide: external)';
  switch (wanted) {
    case 'external':
      return { provide: 'external' };
    case 'docker':
      return facts.dockerAnswers
        ? { provide: 'docker' }
        : {
            fault: `switch.provide is docker, but no Docker daemon answers: start it, or set switch.provide to auto, and start again.`,
          };
    case 'auto':
      if (facts.dockerAnswers) return { provide: 'docker' };
      break;
    case 'debian':
      break;
  }
  if (!facts.root)
    return {
      fault: `There is no switch yet and making one without Docker needs root: run "sudo npm start", or let a Docker daemon answer to you, or ${own}.`,
    };
  if (!facts.debian && !facts.rootFileSystem)
    return {
      fault: `There is no switch yet and this is not a Debian that could make one: let a Docker daemon answer, or ${own}.`,
    };
  return { provide: 'debian' };
}

/** Whether a Docker daemon answers to this user. */
export async function dockerAnswers(): Promise<boolean> {
  return (await run('docker', ['version', '--format', '{{.Server.Version}}'])).code === 0;
}

/** Oldest major version of Asterisk whose ARI has what the adapter asks for. */
export const oldestAsterisk = 20;

/**
 * @param version "Asterisk 22.10.1+dfsg", or "22.10.1" as ARI tells it
 * @returns the sentence when it is too old or not to be read
 */
export function versionFault(version: string): string | undefined {
  const major = /^(?:Asterisk (?:certified[-/])?)?(\d+)\./.exec(version.trim())?.[1];
  if (major === undefined)
    return `The switch does not tell its version ("${version.trim().slice(0, 60)}"): Ringmaster needs Asterisk ${oldestAsterisk} or later.`;
  return Number(major) < oldestAsterisk
    ? `This is Asterisk ${major}, which is too old: Ringmaster needs Asterisk ${oldestAsterisk} or later; upgrade it, or set switch.provide to auto, and start again.`
    : undefined;
}
