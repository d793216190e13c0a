/** Provides the switch that the configuration asks for, and tells main where its sound lies (switch.json). */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  isExternal,
  switchFoldersFile,
  type Config,
  type ConfiguredSwitch,
  type SwitchFolders,
} from '../../src/config.js';
import { SetupFault } from '../setup/progress.mjs';
import { promptFolderName, providePrompts, readPromptSounds } from '../setup/prompts.js';
import { startAsterisk, type AsteriskSettings, type RunningAsterisk } from './asterisk.js';
import { chooseSwitch, dockerAnswers, type Provide } from './choose.js';
import { ownCacheFolder, rootPath } from './debian-root.js';
import { checkExternal, checkFreeswitch } from './external.js';
import { debianPlace, dockerPlace, type SwitchPlace } from './place.js';

/** How this configuration's switch is provided on this machine. @throws SetupFault when it cannot be */
export async function decideSwitch(config: Config): Promise<Provide> {
  const wanted = isExternal(config.installation.switch) ? 'external' : config.installation.switch.provide;
  const decision = chooseSwitch(wanted, {
    dockerAnswers: (wanted === 'auto' || wanted === 'docker') && (await dockerAnswers()),
    debian: existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get'),
    root: process.getuid?.() === 0,
    rootFileSystem: existsSync(rootPath(config.projectDirectory)),
  });
  if ('fault' in decision) throw new SetupFault(decision.fault);
  return decision.provide;
}

/** Makes what an Asterisk of our own runs in. Live tests start theirs in it too, beside a running one. */
export async function providePlace(config: Config, logFolder: string): Promise<SwitchPlace> {
  const provide = await decideSwitch(config);
  if (provide === 'docker') return dockerPlace(config.projectDirectory, logFolder);
  return debianPlace(config.projectDirectory, logFolder);
}

export function asteriskSettings(config: Config): AsteriskSettings {
  const { host, ariPort, amiPort, sipHost, sipPort, rtpPorts, user, application, trunks } =
    config.installation.switch;
  const password = config.switchPassword;
  return {
    httpHost: host,
    ariPort,
    amiPort,
    sipHost,
    sipPort,
    rtpPorts,
    user,
    password,
    application,
    trunks,
  };
}

/** One name for each data directory, so that two checkouts on one machine have two switches. */
export function instanceName(config: Config): string {
  const hash = createHash('sha256').update(config.dataDirectory).digest('hex').slice(0, 8);
  return `ringmaster-${config.installation.site.slice(0, 20)}-${hash}`;
}

/** @param name of a further switch; undefined: the first */
function writeFolders(config: Config, folders: SwitchFolders, name?: string): void {
  mkdirSync(config.dataDirectory, { recursive: true });
  writeFileSync(switchFoldersFile(config.dataDirectory, name), `${JSON.stringify(folders, undefined, 2)}\n`);
}

/**
 * An external switch sees this machine's files, or the operator copies the prompts and names the folders: prompts are
 * spoken into the cache and named by this machine's path.
 */
async function provideExternal(
  config: Config,
  { settings, password }: ConfiguredSwitch,
  name: string | undefined,
  logFolder: string,
): Promise<void> {
  const where = name === undefined ? 'switch' : `moreSwitches.${name}`;
  if (settings.recordingSpool === undefined)
    throw new SetupFault(
      `${where}.recordingSpool is missing in config/ringmaster.yaml: an external switch needs the folder where it leaves recordings, as this machine sees it; add the line and start again.`,
    );
  if (settings.kind === 'freeswitch') await checkFreeswitch(settings, password);
  else await checkExternal(settings, password);
  const sounds = readPromptSounds(config.projectDirectory);
  const folder = join(ownCacheFolder(), promptFolderName(sounds));
  await providePrompts({ sounds, folder, soundsOfSwitch: '/usr/share/asterisk/sounds', logFolder });
  const spool = settings.recordingSpool;
  writeFolders(
    config,
    { spoolAtSwitch: spool, spoolHere: spool, promptRoot: folder, promptsHere: folder },
    name,
  );
}

/** Further switches are run by their operators; one that is away now must not keep the centre from starting. */
async function provideFurther(
  config: Config,
  logFolder: string,
  log: (sentence: string) => void,
): Promise<void> {
  for (const further of config.switches.slice(1)) {
    const { kind, name } = further.settings;
    if (kind === 'simulated') continue;
    try {
      await provideExternal(config, further, name, logFolder);
    } catch (error) {
      // Its folders are known from an earlier start: it joins when it comes.
      if (!(error instanceof SetupFault) || !existsSync(switchFoldersFile(config.dataDirectory, name)))
        throw error;
      log(`The switch ${name} is away: ${error.message}`);
    }
  }
}

/**
 * @returns the Asterisk that was started, or undefined when the switch is not ours to start (external, simulated)
 * @throws SetupFault with one sentence
 */
export async function provideSwitch(
  config: Config,
  logFolder: string,
  log: (sentence: string) => void,
): Promise<RunningAsterisk | undefined> {
  await provideFurther(config, logFolder, log);
  if (config.installation.switch.kind === 'simulated') return undefined;
  if (isExternal(config.installation.switch)) {
    await provideExternal(config, config.switches[0]!, undefined, logFolder);
    return undefined;
  }
  const asterisk = await startAsterisk({
    project: config.projectDirectory,
    place: await providePlace(config, logFolder),
    instance: instanceName(config),
    settings: asteriskSettings(config),
    logFolder,
    log,
  });
  writeFolders(config, {
    spoolAtSwitch: asterisk.paths.recordings.atSwitch,
    spoolHere: asterisk.paths.recordings.host,
    promptRoot: asterisk.paths.promptRoot.atSwitch,
    promptsHere: asterisk.paths.promptRoot.host,
  });
  return asterisk;
}
