import assert from 'node:assert/strict';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asteriskPaths, switchPorts, templateValues } from '../../../../scripts/switch/instance.js';
import type { SwitchPlace } from '../../../../scripts/switch/place.js';
import { renderConfiguration, renderTemplate } from '../../../../scripts/switch/render.js';
import { renderTrunks, type Trunk } from '../../../../scripts/switch/trunks.js';
import { installationSchema } from '../../../../src/config.js';
import { readPromptSounds } from '../../../../scripts/setup/prompts.js';

const trunksOf = (trunks: unknown): readonly Trunk[] =>
  installationSchema.parse({ switch: { trunks } }).switch.trunks;
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
  trunks: trunksOf([{ name: 'trunk-in', match: ['127.0.0.1'] }]),
};
const paths = asteriskPaths(place as SwitchPlace, 'one', 'prompts-1');
const values = templateValues(paths, settings, '/usr/lib/modules');

describe('configuration of the switch', () => {
  it('fills every name in braces of every template of the project', () => {
    const files = renderConfiguration(project, values, settings.trunks);
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
    const dialplan = renderConfiguration(project, values, settings.trunks).get('extensions.conf') ?? '';
    const named = [...dialplan.matchAll(/prompts-1\/([a-z]+\/[a-z0-9/-]+)/g)].map((m) => m[1]!);
    assert.ok(named.length > 0);
    for (const name of named) assert.ok(known.has(name), `${name} is not a row of sounds/prompts.csv`);
  });
});

describe('ties to other switches', () => {
  const text = renderTrunks(
    trunksOf([{ name: 'tie', server: '127.0.0.1', port: 5160, password: 'of-both', tie: true }]),
  );

  it('ask for the password both ways, under the name of the tie, and lead to phones only', () => {
    assert.match(text, /\[tie\]\(tie\)\n/);
    for (const line of ['auth = tie', 'outbound_auth = tie', 'from_user = tie', 'username = tie'])
      assert.ok(text.includes(`${line}\n`), line);
    assert.doesNotMatch(text, /identify/);
    const files = renderConfiguration(project, values, settings.trunks);
    assert.match(files.get('pjsip.conf')!, /\[tie\]\(!,trunk\)\ncontext = tie\n/);
    const [, tie = ''] = /\[tie\]\n([^[]*\[a-z0-9\][^[]*)/.exec(files.get('extensions.conf')!) ?? [];
    assert.doesNotMatch(tie, /Stasis|Goto\(/, 'nothing of Ringmaster is needed');
  });
});

describe('outside lines', () => {
  it('take calls from the addresses named, and only from them', () => {
    const text = renderTrunks(trunksOf([{ name: 'carrier', match: ['192.0.2.1', '198.51.100.0/24'] }]));
    assert.match(text, /\[carrier\]\(trunk\)\ntransport = transport-udp\n/);
    assert.match(
      text,
      /type = identify\nendpoint = carrier\nmatch = 192\.0\.2\.1\nmatch = 198\.51\.100\.0\/24\n/,
    );
    assert.doesNotMatch(text, /type = aor|type = auth|registration/);
  });
  it('that only go out take no calls', () => {
    const text = renderTrunks(trunksOf([{ name: 'out', server: 'sip.carrier.example', transport: 'tcp' }]));
    assert.match(text, /contact = sip:sip\.carrier\.example:5060\\;transport=tcp\n/);
    assert.doesNotMatch(text, /identify/);
  });
  it('with a user register where they are told to', () => {
    const line = { name: 'c', server: '192.0.2.9', port: 5070, user: '4000', password: 'Geheim' };
    assert.doesNotMatch(renderTrunks(trunksOf([line])), /registration/);
    const text = renderTrunks(trunksOf([{ ...line, register: true }]));
    assert.match(text, /server_uri = sip:192\.0\.2\.9:5070\nclient_uri = sip:4000@192\.0\.2\.9:5070\n/);
    assert.match(text, /username = 4000\npassword = Geheim\n/);
  });
  it('cannot smuggle a line into the configuration', () => {
    for (const password of ['a\nb', 'a;b', '[x]'])
      assert.throws(
        () => renderTrunks(trunksOf([{ name: 'c', server: 'h', user: 'u', password }])),
        /cannot carry/,
      );
    for (const wrong of [{ server: 'h;x' }, { match: ['x\ny'] }, { server: 'h', user: 'a b' }, {}])
      assert.throws(() => trunksOf([{ name: 'c', ...wrong }]));
    assert.throws(() => trunksOf([{ name: 'c', server: 'h', register: true }]));
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
