/**
 * The settings of a centre: schema, defaults, loading. Nobody else reads files or the environment for settings
 * (DESIGN.md 1). Two files in one folder: `ringmaster.yaml` (the installation) and `centre.yaml` (queues, agents,
 * reasons, numbers), and `flows/*.yaml`, which `ivr/` checks itself.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import { centreSchema, type Centre } from './config/centre.js';
import { ConfigError } from './config/error.js';
import { installationSchema, type Installation } from './config/installation.js';
import { checkPhones, checkReferences } from './config/references.js';
import {
  switchFoldersFile,
  switchFoldersFrom,
  switchPasswordFrom,
  type SwitchFolders,
} from './config/switch-files.js';
import { addressBooksFault } from './address-book/sources/settings.js';
import { smsFault } from './sms/settings-schema.js';
import {
  allSwitches,
  isExternal,
  switchesFault,
  type SwitchSettings,
} from './switch/switchboard/settings.js';

export { centreSchema, type Centre } from './config/centre.js';
export { ConfigError } from './config/error.js';
export { installationSchema, type Installation } from './config/installation.js';
export { switchFoldersFile, type SwitchFolders } from './config/switch-files.js';
export { isExternal } from './switch/switchboard/settings.js';

export interface Config {
  readonly installation: Installation;
  readonly centre: Centre;
  /** Short hash of centre.yaml: stands in every decision. */
  readonly centreVersion: string;
  /** Folder of the flow files. */
  readonly flowDirectory: string;
  /** Absolute. */
  readonly dataDirectory: string;
  readonly projectDirectory: string;
  /**
   * Password of `switch.user` at the switch: `switch.password`, else `switchPassword` of dataDirectory/secrets.json,
   * which set-up makes. Empty before set-up has run and for the simulated switch.
   */
  readonly switchPassword: string;
  /**
   * Where sound lies, from dataDirectory/switch.json, which set-up writes each time it provides the switch. Absent
   * before set-up has run and for the simulated switch.
   */
  readonly switchFolders?: SwitchFolders;
  /** Every switch with what belongs to it, the one of `switch` first. */
  readonly switches: readonly ConfiguredSwitch[];
}

export interface ConfiguredSwitch {
  readonly settings: SwitchSettings;
  /** As `Config.switchPassword`. */
  readonly password: string;
  /** As `Config.switchFolders`; of further switches from `switch-<name>.json`. */
  readonly folders?: SwitchFolders;
}

function check<T extends z.ZodType>(schema: T, value: unknown, file: string): z.infer<T> {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const where = issue.path.length > 0 ? issue.path.map(String).join('.') : 'the file';
  throw new ConfigError(`${file}: ${where}: ${issue.message}. Correct this line and start again.`);
}

function read(file: string): { text: string; value: unknown } {
  if (!existsSync(file))
    throw new ConfigError(`${file} is missing. Copy it from the project's config folder and start again.`);
  const text = readFileSync(file, 'utf8');
  try {
    return { text, value: parseYaml(text) };
  } catch (error) {
    throw new ConfigError(`${file} is not YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}

/**
 * @param projectDirectory the checkout; relative paths start here
 * @param configDirectory default `<project>/config`
 * @throws ConfigError with one sentence for a person
 */
export function loadConfig(
  projectDirectory: string,
  configDirectory = join(projectDirectory, 'config'),
): Config {
  const installationFile = join(configDirectory, 'ringmaster.yaml');
  const centreFile = join(configDirectory, 'centre.yaml');
  const installation = check(installationSchema, read(installationFile).value, installationFile);
  for (const [section, fault] of [
    ['sms', smsFault(installation.sms)],
    ['addressBooks', addressBooksFault(installation.addressBooks)],
  ] as const)
    if (fault !== undefined)
      throw new ConfigError(`${installationFile}: ${section}.${fault}. Correct this line and start again.`);
  const centreSource = read(centreFile);
  const centre = check(centreSchema, centreSource.value, centreFile);
  checkReferences(centre, centreFile);
  const dataDirectory = isAbsolute(installation.dataDirectory)
    ? installation.dataDirectory
    : resolve(projectDirectory, installation.dataDirectory);
  const between = switchesFault(installation);
  if (between)
    throw new ConfigError(
      `${installationFile}: ${between.where}: ${between.what}. Correct this line and start again.`,
    );
  checkPhones(centre, new Set(allSwitches(installation).map(({ name }) => name)), centreFile);
  const switches = allSwitches(installation).map((settings, at): ConfiguredSwitch => {
    const { kind, host } = settings;
    if (kind === 'simulated') return { settings, password: '' };
    const password = settings.password ?? (at === 0 ? switchPasswordFrom(dataDirectory) : '');
    const where = at === 0 ? 'switch' : `moreSwitches.${settings.name}`;
    if (isExternal(settings) && password === '')
      throw new ConfigError(
        `${installationFile}: ${where}.password: is missing, and the switch at ${host} is not ours to give it one. ` +
          'Add this line, or "switchPassword" to secrets.json in the data directory, and start again.',
      );
    const folders = switchFoldersFrom(switchFoldersFile(dataDirectory, at === 0 ? undefined : settings.name));
    return { settings, password, ...(folders && { folders }) };
  });
  const first = switches[0]!;
  return {
    installation,
    centre,
    centreVersion: createHash('sha256').update(centreSource.text).digest('hex').slice(0, 12),
    flowDirectory: join(configDirectory, 'flows'),
    dataDirectory,
    projectDirectory,
    switchPassword: first.password,
    ...(first.folders ? { switchFolders: first.folders } : {}),
    switches,
  };
}
