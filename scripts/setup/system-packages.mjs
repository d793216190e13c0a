/** Packages of the system: which are missing, who may install them, what went wrong. Debian's apt. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, SetupFault, step } from './progress.mjs';

/**
 * What each part needs: a command (or file) that proves it is there, and the Debian package that brings it.
 * @type {Readonly<Record<string, readonly { proof: string, package: string }[]>>}
 */
export const needs = {
  /** better-sqlite3 is compiled by npm. */
  compile: [
    { proof: 'python3', package: 'python3' },
    { proof: 'make', package: 'make' },
    { proof: 'g++', package: 'g++' },
  ],
  prompts: [
    { proof: 'espeak-ng', package: 'espeak-ng' },
    { proof: 'sox', package: 'sox' },
  ],
  debianSwitch: [{ proof: 'debootstrap', package: 'debootstrap' }],
  tests: [
    { proof: 'sipp', package: 'sip-tester' },
    { proof: 'chromium', package: 'chromium' },
    // Another message gateway, to bind to ours.
    { proof: 'bearerbox', package: 'kannel' },
    // SMPP by other people, as carrier and as client.
    { proof: '/usr/share/perl5/Net/SMPP.pm', package: 'libnet-smpp-perl' },
    // Without it Chinese pages show boxes, and screenshots cannot be judged.
    { proof: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', package: 'fonts-noto-cjk' },
  ],
};

/**
 * @param {readonly { proof: string, package: string }[]} wanted
 * @param {(proof: string) => boolean} there
 * @returns {string[]} packages to install, each once, in the order asked for
 */
export function missingPackages(wanted, there) {
  return [...new Set(wanted.filter((need) => !there(need.proof)).map((need) => need.package))];
}

/**
 * The sentence for what stands in the way of installing, before it is tried; undefined: nothing does.
 * @param {{ missing: readonly string[], root: boolean, apt: boolean }} facts
 */
export function installFault({ missing, root, apt }) {
  if (missing.length === 0) return undefined;
  const list = missing.join(' ');
  if (!apt)
    return `These programs are missing and this is not a Debian system whose packages we know: install what Debian calls ${list}, then start again.`;
  if (!root)
    return `System packages are missing and only root may install them: run "sudo apt-get update && sudo apt-get install -y --no-install-recommends ${list}", then start again.`;
  return undefined;
}

/** Words by which programs tell that nobody answers on the network. */
const noNetwork =
  /unable to resolve|Name or service not known|getaddrinfo|Temporary failure (resolving|in name resolution)|Could not (connect|resolve)|Network is unreachable|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|Connection timed out|Cannot initiate the connection/i;

/** @param {string} output of apt, npm, debootstrap or docker */
export function tellsNoNetwork(output) {
  return noNetwork.test(output);
}

/**
 * The sentence for a failed command that needs the network.
 * @param {{ what: string, output: string, logFile: string }} facts
 */
export function commandFault({ what, output, logFile }) {
  return tellsNoNetwork(output)
    ? `${what} needs the network and cannot reach it: connect this machine (or set its proxy) and start again; details are in ${logFile}.`
    : `${what} failed: read the end of ${logFile}, mend what it says and start again.`;
}

/** @param {string} proof a command name or an absolute path */
export function isThere(proof) {
  const places = proof.startsWith('/')
    ? [proof]
    : [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].map((folder) =>
        join(folder, proof),
      );
  return places.some((place) => {
    try {
      accessSync(place, proof.startsWith('/') ? constants.R_OK : constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Installs what is missing; does nothing, and asks nobody, when all is there.
 * @param {readonly { proof: string, package: string }[]} wanted
 * @param {string} logFile
 */
export async function provideSystemPackages(wanted, logFile) {
  const missing = missingPackages(wanted, isThere);
  const fault = installFault({ missing, root: process.getuid?.() === 0, apt: isThere('apt-get') });
  if (fault) throw new SetupFault(fault);
  if (missing.length === 0) return;
  await step(`Installing system packages (${missing.join(' ')})`, async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
    const lock = ['-o', 'DPkg::Lock::Timeout=300'];
    // A foreign source of this machine that does not answer is no reason to stop: the installation itself decides.
    const update = await run('apt-get', [...lock, 'update'], { env, logFile });
    const install = await run('apt-get', [...lock, 'install', '-y', '--no-install-recommends', ...missing], {
      env,
      logFile,
    });
    if (install.code !== 0)
      throw new SetupFault(
        commandFault({ what: 'Installing system packages', output: update.output + install.output, logFile }),
      );
  });
}
