/** What set-up leaves in the data directory for the switches: the password it made, and where sound lies. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './error.js';

/** Folders of sound under the two names they can have: a switch may live in a container or a root of its own. */
export interface SwitchFolders {
  /** Where the switch leaves recordings, as the switch sees it. */
  readonly spoolAtSwitch: string;
  /** The same folder as this process sees it. */
  readonly spoolHere: string;
  /** Prompts as `<language>/<name>.wav`, as the switch sees it. */
  readonly promptRoot: string;
  /** The same folder as this process sees it: a missing prompt is then told as failed, not as played. */
  readonly promptsHere?: string | undefined;
}

const secretsSchema = z.object({ switchPassword: z.string().min(1) });

const switchFoldersSchema = z.object({
  spoolAtSwitch: z.string().min(1),
  spoolHere: z.string().min(1),
  promptRoot: z.string().min(1),
  promptsHere: z.string().min(1).optional(),
});

/** Where set-up tells the folders of a switch. @param name of a further switch; undefined: the first */
export const switchFoldersFile = (dataDirectory: string, name?: string): string =>
  join(dataDirectory, name === undefined ? 'switch.json' : `switch-${name}.json`);

/** Undefined before set-up has run. @throws ConfigError when the file is not what set-up writes */
export function switchFoldersFrom(file: string): SwitchFolders | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return switchFoldersSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new ConfigError(
      `${file} is not what set-up writes (${(error as Error).message.split('\n')[0]}). Delete it and start again.`,
    );
  }
}

/** The password of the switch when the configuration does not name it; empty when nobody has made one yet. */
export function switchPasswordFrom(dataDirectory: string): string {
  const file = join(dataDirectory, 'secrets.json');
  if (!existsSync(file)) return '';
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).switchPassword;
  } catch {
    // The content is a secret: the message must not quote it.
    throw new ConfigError(
      `${file} cannot be read as {"switchPassword": "..."}. Delete it and start again: set-up makes a new one.`,
    );
  }
}
