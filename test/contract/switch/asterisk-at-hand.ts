import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { AsteriskOptions } from '../../../src/switch/asterisk/index.js';
import type { AsteriskAtHand } from './asterisk.world.js';

/** What the file that RINGMASTER_TEST_ASTERISK names holds: how to reach the switch, and a command that restarts it. */
interface TestAsterisk {
  readonly options: AsteriskOptions;
  readonly restart: readonly [string, ...string[]];
}

/** The Asterisk that the tests were given. */
export async function findAsterisk(): Promise<AsteriskAtHand> {
  const file = process.env['RINGMASTER_TEST_ASTERISK'];
  if (!file)
    throw new Error('No Asterisk to test: RINGMASTER_TEST_ASTERISK must name a file; npm test sees to it.');
  const { options, restart } = JSON.parse(await readFile(file, 'utf8')) as TestAsterisk;
  const [command, ...args] = restart;
  return {
    options,
    restart: async () => {
      await promisify(execFile)(command, args);
    },
  };
}
