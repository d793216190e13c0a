/** An outside line of a FreeSWITCH for tests, made while it runs. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './event-log.js';

export interface Gateway {
  /** `[\w-]{1,40}`. */
  readonly name: string;
  /** Host and port of its far end. */
  readonly proxy: string;
}

/** Runs a command of the switch's console and resolves with its answer. */
export type SwitchConsole = (command: string) => Promise<string>;

/** @param folder where the profile `trunks` finds its gateways */
export async function addGateway(
  console: SwitchConsole,
  folder: string,
  { name, proxy }: Gateway,
): Promise<void> {
  await writeFile(
    join(folder, `${name}.xml`),
    // The line that begins the include is passed over with all that stands on it.
    [
      '<include>',
      `<gateway name="${name}">`,
      `<param name="proxy" value="${proxy}"/>`,
      '<param name="username" value="none"/>',
      '<param name="register" value="false"/>',
      '<param name="caller-id-in-from" value="true"/>',
      '</gateway>',
      '</include>',
    ].join('\n'),
  );
  await console('reloadxml');
  await console('sofia profile trunks rescan');
  await eventually(
    'the switch has the trunk',
    async () => !(await console(`sofia status gateway ${name}`)).startsWith('Invalid'),
    5000,
  );
}

/** The switch forgets it when it reads its configuration again. */
export async function removeGateway(console: SwitchConsole, folder: string, name: string): Promise<void> {
  await rm(join(folder, `${name}.xml`), { force: true });
  await console(`sofia profile trunks killgw ${name}`);
}
