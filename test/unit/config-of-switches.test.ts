import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, loadConfig } from '../../src/config.js';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const SOUTH = `moreSwitches:
  - { name: south, kind: freeswitch, password: of-the-event-socket }
`;

describe('A centre of several switches', () => {
  let folder: string;
  const load = (text: string) => {
    writeFileSync(join(folder, 'config', 'ringmaster.yaml'), text);
    return loadConfig(folder);
  };
  const refused = (text: string, why: RegExp): void =>
    assert.throws(
      () => load(text),
      (error) => error instanceof ConfigError && why.test(error.message),
    );

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringmaster-config-'));
    mkdirSync(join(folder, 'config'));
    cpSync(join(project, 'config', 'centre.yaml'), join(folder, 'config', 'centre.yaml'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has one without being told of more', () =>
    assert.deepEqual(
      load('').switches.map(({ settings }) => settings.name),
      ['main'],
    ));

  it('each further one is its operator’s, with a password and folders of its own', () => {
    mkdirSync(join(folder, 'var'));
    const folders = { spoolAtSwitch: '/a', spoolHere: '/b', promptRoot: '/c' };
    writeFileSync(join(folder, 'var', 'switch-south.json'), JSON.stringify(folders));
    const { switches } = load(SOUTH);
    assert.deepEqual(
      switches.map(({ settings }) => [settings.name, settings.provide]),
      [
        ['main', 'auto'],
        ['south', 'external'],
      ],
    );
    assert.deepEqual(switches[1]?.password, 'of-the-event-socket');
    assert.deepEqual(switches[1]?.folders, folders);
  });

  it('without a name, a kind or a password it is refused', () => {
    refused('moreSwitches: [{ kind: freeswitch, password: p }]', /moreSwitches\.0\.name/);
    refused('moreSwitches: [{ name: south, password: p }]', /moreSwitches\.0\.kind/);
    refused('moreSwitches: [{ name: south, kind: asterisk }]', /moreSwitches\.south\.password/);
  });

  it('two of one name, and ties from or to nowhere, are refused with their place', () => {
    refused('moreSwitches: [{ name: main, kind: simulated }]', /moreSwitches: there are two switches "main"/);
    refused(`${SOUTH}ties: [{ from: main, to: west, trunk: tie }]`, /ties: there is no switch "west"/);
    refused(
      `${SOUTH}ties: [{ from: south, to: south, trunk: tie }]`,
      /ties: a tie leads from "south" to itself/,
    );
  });

  it('a phone at a switch that is not there is refused', () => {
    const file = join(folder, 'config', 'centre.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replace(/^agents:\n {2}- id: (\S+)\n/m, '$&    phone: { kind: browser, switch: west }\n'),
    );
    refused(SOUTH, /agents\.\S+\.phone\.switch: there is no switch "west"/);
  });

  it('a tie needs a server and a password', () =>
    refused(
      'switch: { trunks: [{ name: tie, server: 127.0.0.1, tie: true }] }',
      /a tie needs server and password/,
    ));
});
