/** Set-up as a whole, up to a switch that could be started. Each part does nothing when it is done already. */
import { join } from 'node:path';
import { isExternal, loadConfig, type Config } from '../../src/config.js';
import { decideSwitch, providePlace } from '../switch/provide.js';
import { promptFolderName, providePrompts, readPromptSounds } from './prompts.js';
import { ownFolder } from '../switch/place.js';
import { ensureSecrets } from './secrets.js';
import { provideServer } from './server.js';
import { needs, provideSystemPackages } from './system-packages.mjs';
import { provideWeb } from './web.js';

/** Where set-up writes the output of what it runs. */
export function logFolderOf(project: string): string {
  return join(project, 'var', 'log', 'setup');
}

/**
 * Reads the configuration, after the secrets that it needs have been made.
 * @throws ConfigError with one sentence for a person
 */
export function prepareConfig(project: string, configDirectory?: string): Config {
  const first = loadConfig(project, configDirectory);
  const settings = first.installation.switch;
  if (settings.kind === 'simulated' || isExternal(settings) || !ensureSecrets(first.dataDirectory))
    return first;
  return loadConfig(project, configDirectory);
}

/**
 * Makes all that a start needs, but starts nothing.
 * @param options.tests also what only tests need: SIP callers, Chromium, fonts
 */
export async function setUp(
  project: string,
  options: { readonly configDirectory?: string; readonly tests?: boolean } = {},
): Promise<Config> {
  const logFolder = logFolderOf(project);
  const config = prepareConfig(project, options.configDirectory);
  const provide = config.installation.switch.kind === 'simulated' ? 'external' : await decideSwitch(config);
  const ownSwitch = provide !== 'external';
  const wanted = [
    ...needs.prompts,
    ...(provide === 'debian' ? needs.debianSwitch : []),
    ...(options.tests ? needs.tests : []),
  ];
  await provideSystemPackages(wanted, join(logFolder, 'apt.log'));
  await provideWeb(project, logFolder);
  await provideServer(project);
  if (ownSwitch) {
    const place = await providePlace(config, logFolder);
    const sounds = readPromptSounds(project);
    await providePrompts({
      sounds,
      folder: join(place.hostRoot, ownFolder, promptFolderName(sounds)),
      soundsOfSwitch: place.soundsOfSwitch,
      logFolder,
    });
  }
  return config;
}
