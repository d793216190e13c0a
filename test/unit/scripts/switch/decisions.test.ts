import assert from 'node:assert/strict';
import { mirrorFrom } from '../../../../scripts/switch/apt-mirror.js';
import { chooseSwitch, versionFault } from '../../../../scripts/switch/choose.js';
import { cacheFolder, mountsBelow } from '../../../../scripts/switch/debian-root.js';
import { externalFault } from '../../../../scripts/switch/external.js';
import { packageListHash, parsePackageList } from '../../../../scripts/switch/package-list.js';
import { switchUser } from '../../../../scripts/switch/place.js';

const bare = { dockerAnswers: false, debian: true, root: true, rootFileSystem: false };

describe('which switch', () => {
  it('auto takes Docker when its daemon answers', () =>
    assert.deepEqual(chooseSwitch('auto', { ...bare, dockerAnswers: true }), { provide: 'docker' }));
  it('auto takes a Debian of its own as root', () =>
    assert.deepEqual(chooseSwitch('auto', bare), { provide: 'debian' }));
  it('debian is taken although Docker answers', () =>
    assert.deepEqual(chooseSwitch('debian', { ...bare, dockerAnswers: true }), { provide: 'debian' }));
  it('external asks nothing of this machine', () =>
    assert.deepEqual(chooseSwitch('external', { ...bare, root: false, debian: false }), {
      provide: 'external',
    }));
  it('a root file system that is there serves another distribution too', () =>
    assert.deepEqual(chooseSwitch('auto', { ...bare, debian: false, rootFileSystem: true }), {
      provide: 'debian',
    }));
  for (const [what, wanted, facts, sentence] of [
    ['no root', 'auto', { ...bare, root: false }, /needs root: run "sudo npm start"/],
    ['no root with a root file system', 'auto', { ...bare, root: false, rootFileSystem: true }, /needs root/],
    ['no Debian', 'debian', { ...bare, debian: false }, /this is not a Debian/],
    ['no daemon', 'docker', bare, /no Docker daemon answers/],
  ] as const)
    it(`${what} is one sentence with what to do`, () => {
      const decision = chooseSwitch(wanted, facts);
      assert.ok('fault' in decision);
      assert.match(decision.fault, sentence);
    });
});

describe('version of Asterisk', () => {
  for (const good of [
    'Asterisk 22.10.1+dfsg+~cs6',
    'Asterisk 20.0.0',
    '22.10.1',
    'Asterisk certified-20.7-cert2',
  ])
    it(`${good} is good`, () => assert.equal(versionFault(good), undefined));
  for (const old of ['Asterisk 18.26.0', 'Asterisk 16.28.0~dfsg', '19.8.1', 'Asterisk certified/18.9-cert1'])
    it(`${old} is told as too old`, () =>
      assert.match(versionFault(old) ?? '', /too old: .* Asterisk 20 or later/));
  it('that cannot be read is told', () => assert.match(versionFault('') ?? '', /does not tell its version/));
});

describe('a switch of somebody else', () => {
  const there = { host: '192.0.2.7', ariPort: 8088, ariTls: false, user: 'ringmaster' };
  it('that answers and is new enough is taken', () =>
    assert.equal(externalFault(there, { status: 200, version: '22.1.0' }), undefined));
  for (const [what, answer, sentence] of [
    ['does not answer', { failure: 'ECONNREFUSED' }, /192\.0\.2\.7:8088 does not answer .* \(ECONNREFUSED\)/],
    [
      'refuses the password',
      { status: 401, version: '' },
      /refuses the user "ringmaster": correct .*switch\.password/,
    ],
    ['has no ARI there', { status: 404, version: '' }, /answers 404 where ARI should be/],
    ['is too old', { status: 200, version: '18.1.0' }, /too old/],
  ] as const)
    it(`that ${what} is one sentence`, () => assert.match(externalFault(there, answer) ?? '', sentence));
});

describe('mirror of Debian', () => {
  const target = (fields: Record<string, string>) =>
    Object.entries({ 'Created-By': 'Packages', Component: 'main', ...fields })
      .map(([key, value]) => `${key}: ${value}`)
      .join('\n');
  const debian = {
    Origin: 'Debian',
    Label: 'Debian',
    Release: 'bookworm',
    'Repo-URI': 'http://mirror.example/debian/',
  };
  const security = {
    Origin: 'Debian',
    Label: 'Debian-Security',
    Release: 'bookworm-security',
    'Repo-URI': 'http://mirror.example/debian-security/',
  };
  const foreign = {
    Origin: 'Other',
    Label: 'Other',
    Release: 'stable',
    'Repo-URI': 'http://other.example/apt/',
  };
  it("is that of Debian proper, not security's and nobody else's", () =>
    assert.equal(
      mirrorFrom([target(foreign), target(security), target(debian)].join('\n\n')),
      'http://mirror.example/debian',
    ));
  it('is found before the first update, when no origin is known', () => {
    const fresh = ({ Origin: _o, Label: _l, ...rest }: Record<string, string>) => target(rest);
    assert.equal(
      mirrorFrom([fresh(foreign), fresh(security), fresh(debian)].join('\n\n')),
      'http://mirror.example/debian',
    );
  });
  it('is none when apt knows no Debian', () => {
    assert.equal(mirrorFrom(target(foreign)), undefined);
    assert.equal(mirrorFrom(''), undefined);
  });
  it('may be any address that apt uses, but one that debootstrap can read', () => {
    assert.equal(mirrorFrom(target({ ...debian, 'Repo-URI': 'cdrom://disk/' })), undefined);
    assert.equal(mirrorFrom(target({ ...debian, 'Repo-URI': 'file:/srv/debian/' })), 'file:/srv/debian');
  });
});

describe('root file system', () => {
  it('is named by release and set of packages, not by order and comments', () => {
    const list = parsePackageList('# why\nb\na # trailing\n\n');
    assert.deepEqual(list, ['b', 'a']);
    assert.equal(packageListHash(list), packageListHash(['a', 'b']));
    assert.notEqual(packageListHash(list), packageListHash(['a']));
  });
  it('lies in the cache that the user names, else in ~/.cache', () => {
    assert.equal(cacheFolder('/c', '/home/u'), '/c/ringmaster');
    assert.equal(cacheFolder(undefined, '/home/u'), '/home/u/.cache/ringmaster');
    assert.equal(cacheFolder('relative', '/home/u'), '/home/u/.cache/ringmaster');
  });
  it('is never removed through a mount: those below it are seen, also with a space in the path', () => {
    const mounts =
      'proc /proc proc rw 0 0\ndev /a\\040b/x/dev devtmpfs rw 0 0\nproc /a\\040b/xy/proc proc rw 0 0\n';
    assert.deepEqual(mountsBelow('/a b/x', mounts), ['/a b/x/dev']);
  });
  it('knows whom the switch runs as', () => {
    assert.deepEqual(switchUser('root:x:0:0::/root:/bin/sh\nasterisk:x:101:102::/v:/n\n'), {
      user: 'asterisk',
      uid: 101,
      gid: 102,
    });
    assert.equal(switchUser('root:x:0:0::/root:/bin/sh\n'), undefined);
  });
});
