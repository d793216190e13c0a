import assert from 'node:assert/strict';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asteriskPaths, switchPorts, templateValues } from '../../../../scripts/switch/instance.js';
import type { SwitchPlace } from '../../../../scripts/switch/place.js';
import { renderConfiguration, renderTemplate } from '../../../../scripts/switch/render.js';
import { readPromptSounds } from '../../../../scripts/setup/prompts.js';

const project = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
const place: Pick<SwitchPlace, 'hostRoot'> = { hostRoot: '/root-of-switch' };
const settings = {
  httpHost: '127.0.0.1',
  ariPort: 18088,
  amiPort: 15038,
  sipHost: '127.0.0.1',
  sipPort: 15060,
  rtpPorts: [20000, 20099] as const,
  user: 'ringmaster',
  password: 'a-Secret_1',
  application: 'ringmaster',
};
const paths = asteriskPaths(place as SwitchPlace, 'one', 'prompts-1');
const values = templateValues(paths, settings, '/usr/lib/modules');

describe('configuration of the switch', () => {
  it('fills every name in braces of every template of the project', () => {
    const files = renderConfiguration(project, values);
    assert.ok(files.has('asterisk.conf') && files.has('pjsip.conf') && files.has('extensions.conf'));
    for (const [name, text] of files) assert.doesNotMatch(text, /\{\{|\}\}/, name);
    assert.match(files.get('rtp.conf') ?? '', /rtpstart = 20000\nrtpend = 20099/);
    assert.match(files.get('asterisk.conf') ?? '', /astrundir => \/srv\/ringmaster\/one\/run/);
  });
  it('refuses a name that is not known', () =>
    assert.throws(() => renderTemplate('a.conf', 'x = {{nobody}}', values), /a\.conf: \{\{nobody\}\}/));
  for (const bad of ['a\nb', 'a;b', '[x]', 'a\rb'])
    it(`refuses a value that could change the meaning of the file: ${JSON.stringify(bad)}`, () =>
      assert.throws(
        () => renderTemplate('a.conf', '{{password}}', { ...values, password: bad }),
        /cannot carry/,
      ));
  it('names only prompts that are spoken', () => {
    const known = new Set(readPromptSounds(project).map((sound) => `${sound.language}/${sound.name}`));
    const dialplan = renderConfiguration(project, values).get('extensions.conf') ?? '';
    const named = [...dialplan.matchAll(/prompts-1\/([a-z]+\/[a-z0-9/-]+)/g)].map((m) => m[1]!);
    assert.ok(named.length > 0);
    for (const name of named) assert.ok(known.has(name), `${name} is not a row of sounds/prompts.csv`);
  });
});

describe('folders of a switch', () => {
  it('are told as this machine and as the switch see them', () => {
    assert.equal(paths.recordings.atSwitch, '/srv/ringmaster/one/spool/recording');
    assert.equal(paths.recordings.host, '/root-of-switch/srv/ringmaster/one/spool/recording');
  });
  it('of two switches have nothing in common but the prompts', () => {
    const other = asteriskPaths(place as SwitchPlace, 'two', 'prompts-1');
    assert.equal(other.promptRoot.host, paths.promptRoot.host);
    assert.notEqual(other.instance.host, paths.instance.host);
    for (const folder of [other.spool, other.logs, other.recordings])
      assert.ok(folder.host.startsWith(`${other.instance.host}/`));
  });
});

it('the ports of a switch are each told with their setting', () =>
  assert.deepEqual(
    switchPorts(settings).map((p) => `${p.setting} ${p.protocol} ${p.port}`),
    [
      'switch.ariPort tcp 18088',
      'switch.amiPort tcp 15038',
      'switch.sipPort udp 15060',
      'switch.sipPort tcp 15060',
    ],
  ));
