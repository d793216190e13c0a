import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/runtime/clock.js';
import { createScheduler } from '../../src/runtime/scheduler.js';
import { AsteriskSwitch } from '../../src/switch/asterisk/index.js';
import { FreeswitchSwitch } from '../../src/switch/freeswitch/index.js';
import type { Capabilities } from '../../src/switch/port.js';
import { createSimulatedSwitch } from '../../src/switch/simulated/index.js';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const read = (...path: string[]): string => readFileSync(join(project, ...path), 'utf8');

/** Words of a switch: its name, its protocols, its drivers, its packages. */
const OF_A_SWITCH =
  /asterisk|freeswitch|\b(ari|ami|esl|pjsip|stasis|sofia|mixmonitor|modesl|chan_\w+|mod_\w+|uuid_\w+)\b/i;

/** What chooses and describes a switch: the top, and the schema of the settings. */
const MAY_NAME_ONE = ['main.ts', 'switch/switchboard/settings.ts'];

const COMMON = {
  name: 'main',
  host: '127.0.0.1',
  application: 'ringmaster',
  password: 'x',
  sipHost: '127.0.0.1',
  sipPort: 5060,
  spoolAtSwitch: '/spool',
  spoolHere: '/spool',
  promptRoot: '/prompts',
};

/** Each switch as the documents describe it: with everything that it can be given. */
function switches(): Readonly<Record<string, Capabilities>> {
  const scheduler = createScheduler(systemClock);
  const { port } = createSimulatedSwitch({
    clock: systemClock,
    scheduler,
    recordingFolder: '/spool',
    promptLength: () => undefined,
  });
  scheduler.stop();
  return {
    Asterisk: new AsteriskSwitch({ ...COMMON, ariPort: 8088, amiPort: 5038, user: 'x' }).capabilities,
    FreeSWITCH: new FreeswitchSwitch({
      ...COMMON,
      eslPort: 8021,
      websocketUrl: 'ws://127.0.0.1:5066',
      phonesHere: '/phones',
    }).capabilities,
    simulated: port.capabilities,
  };
}

function table(): string {
  const all = switches();
  const names = Object.keys(all);
  const words = Object.keys(Object.values(all)[0]!) as (keyof Capabilities)[];
  return [
    `| capability | ${names.join(' | ')} | on both real ones |`,
    `|---|${names.map(() => '---|').join('')}---|`,
    ...words.map((word) => {
      const cells = names.map((name) => (all[name]![word] ? 'yes' : 'no'));
      const both = all['Asterisk']![word] && all['FreeSWITCH']![word];
      return `| \`${word}\` | ${cells.join(' | ')} | ${both ? 'yes' : '**no**'} |`;
    }),
  ].join('\n');
}

describe('switches are exchangeable', () => {
  it('the port has no word of any switch in it', () => {
    assert.doesNotMatch(read('src', 'switch', 'port.ts'), OF_A_SWITCH);
  });

  it('nothing outside the adapters names a switch, neither rules nor desks nor pages, but what chooses it', () => {
    const naming = readdirSync(join(project, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.\w+$/.test(file) && !/^switch\/(asterisk|freeswitch|simulated)\//.test(file))
      .filter((file) => OF_A_SWITCH.test(read('src', file)));
    assert.deepEqual(naming.sort(), [...MAY_NAME_ONE].sort());
  });

  it('ARCHITECTURE.md has the table of what each can do, as the adapters say it', () => {
    const written = /<!-- capabilities -->\n\n((?:\|.*\n)+)/.exec(read('ARCHITECTURE.md'))?.[1]?.trim();
    assert.equal(written, table(), `the table should be:\n${table()}\n`);
  });

  it('every capability of the port stands in the table', () => {
    const inPort = [
      .../export interface Capabilities \{(.*?)\n\}/s
        .exec(read('src', 'switch', 'port.ts'))![1]!
        .matchAll(/readonly (\w+): boolean/g),
    ].map(([, name]) => name);
    for (const [name, capabilities] of Object.entries(switches()))
      assert.deepEqual(Object.keys(capabilities).sort(), [...inPort].sort(), name);
  });
});
