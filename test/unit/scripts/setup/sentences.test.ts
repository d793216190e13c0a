import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { mustInstall, nodeFault } from '../../../../scripts/setup/dependencies.mjs';
import {
  clashSentence,
  findHolder,
  portFault,
  socketInodes,
  takenPortSentence,
  unusablePortSentence,
  type WantedPort,
} from '../../../../scripts/setup/ports.js';
import { run, sentenceOf, SetupFault } from '../../../../scripts/setup/progress.mjs';
import {
  commandFault,
  installFault,
  missingPackages,
  needs,
  tellsNoNetwork,
} from '../../../../scripts/setup/system-packages.mjs';

const pages: WantedPort = {
  use: 'the pages',
  setting: 'http.port',
  host: '127.0.0.1',
  port: 8080,
  protocol: 'tcp',
};

describe('Node version', () => {
  for (const good of ['20.19.0', '20.20.2', '22.0.0', '24.1.0'])
    it(`${good} is good for >=20.19`, () => assert.equal(nodeFault(good, '>=20.19'), undefined));
  for (const old of ['18.20.4', '20.18.3', '20.9.0'])
    it(`${old} is told as too old, with what to do`, () =>
      assert.equal(
        nodeFault(old, '>=20.19'),
        `Node ${old} is too old, Ringmaster needs 20.19 or later: install a newer Node and start again.`,
      ));
});

describe('packages of the lock file', () => {
  const base = { present: true, link: false, stamp: 'a', wanted: 'a' };
  it('are not installed again while lock file and Node are the same', () =>
    assert.equal(mustInstall(base), false));
  it('are installed when there are none', () => assert.equal(mustInstall({ ...base, present: false }), true));
  it('are installed when the lock file or Node has changed', () =>
    assert.equal(mustInstall({ ...base, wanted: 'b' }), true));
  it('are installed again when an installation was broken off', () =>
    assert.equal(mustInstall({ ...base, stamp: undefined }), true));
  it('of another checkout, seen through a link, are left alone', () =>
    assert.equal(mustInstall({ ...base, link: true, stamp: undefined }), false));
});

describe('system packages', () => {
  it('that are there are not asked for', () =>
    assert.deepEqual(
      missingPackages(needs.prompts, (proof) => proof === 'sox'),
      ['espeak-ng'],
    ));
  it('are asked for once each', () =>
    assert.deepEqual(
      missingPackages([...needs.compile, ...needs.compile], () => false),
      ['python3', 'make', 'g++'],
    ));
  it('that are all there are no fault, whoever asks', () =>
    assert.equal(installFault({ missing: [], root: false, apt: false }), undefined));
  it('may be installed by root', () =>
    assert.equal(installFault({ missing: ['sox'], root: true, apt: true }), undefined));
  it('lead, without root, to one sentence with the exact command', () =>
    assert.equal(
      installFault({ missing: ['sox', 'espeak-ng'], root: false, apt: true }),
      'System packages are missing and only root may install them: run "sudo apt-get update && sudo apt-get install -y --no-install-recommends sox espeak-ng", then start again.',
    ));
  it('lead, without apt, to one sentence with their names', () =>
    assert.match(
      installFault({ missing: ['sox'], root: true, apt: false }) ?? '',
      /^These programs are missing .* sox, /,
    ));
});

describe('a command that failed', () => {
  for (const output of [
    "W: Failed to fetch http://archive/InRelease  Temporary failure resolving 'archive'",
    'npm error code ENOTFOUND',
    'npm error code EAI_AGAIN',
    'Cannot initiate the connection to archive:80',
    'Could not connect to 127.0.0.1:9 - connect (111: Connection refused)',
    'E: Network is unreachable',
    "wget: unable to resolve host address 'archive'",
  ])
    it(`is told as missing network when it says "${output.slice(0, 60)}"`, () => {
      assert.equal(tellsNoNetwork(output), true);
      assert.equal(
        commandFault({ what: 'npm ci', output, logFile: 'var/npm.log' }),
        'npm ci needs the network and cannot reach it: connect this machine (or set its proxy) and start again; details are in var/npm.log.',
      );
    });
  it('for another reason names its log', () =>
    assert.equal(
      commandFault({ what: 'npm ci', output: 'gyp ERR! not ok', logFile: 'var/npm.log' }),
      'npm ci failed: read the end of var/npm.log, mend what it says and start again.',
    ));
});

describe('taken ports', () => {
  it('are told with port, setting and holder in one sentence', () =>
    assert.equal(
      takenPortSentence(pages, { pid: 7, command: 'nginx' }),
      'Port 8080 (tcp on 127.0.0.1) for the pages is taken, held by nginx (process 7): end that program or set http.port in config/ringmaster.yaml to another port, and start again.',
    ));
  it('are told without holder when that cannot be seen', () =>
    assert.match(takenPortSentence(pages, undefined), /is taken, held by another program: /));
  it('are found, with the program that holds them', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const fault = await portFault([{ ...pages, port }]);
      assert.match(fault ?? '', new RegExp(`^Port ${port} .* held by .* \\(process ${process.pid}\\)`));
      assert.equal(findHolder({ port, protocol: 'tcp' })?.pid, process.pid);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    assert.equal(await portFault([{ ...pages, port }]), undefined);
  });
  it('below 1024 without root, and foreign addresses, have sentences of their own', () => {
    assert.match(
      unusablePortSentence({ ...pages, port: 80 }, 'EACCES'),
      /^Port 80 .* http\.port .* from 1024 on/,
    );
    assert.match(
      unusablePortSentence({ ...pages, host: '192.0.2.1' }, 'EADDRNOTAVAIL'),
      /^192\.0\.2\.1 is not an address that this machine can listen on .* correct http\.host/,
    );
    assert.match(
      unusablePortSentence({ ...pages, setting: 'switch.sipPort' }, 'EADDRNOTAVAIL'),
      /correct switch\.sipHost/,
    );
  });
  it('that two settings share are told before anything starts', () => {
    const other: WantedPort = { ...pages, use: 'ARI', setting: 'switch.ariPort' };
    assert.match(clashSentence([pages, other]) ?? '', /^http\.port and switch\.ariPort .* are both 8080/);
    assert.equal(clashSentence([pages, { ...other, protocol: 'udp' }]), undefined);
    assert.equal(clashSentence([pages, { ...other, port: 1 }]), undefined);
  });
  it('are read from the table of sockets, listening ones only for TCP', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1',
      '   1: 0100007F:1F90 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 222 1',
      '   2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1',
    ].join('\n');
    assert.deepEqual(socketInodes(table, 8080, true), ['111']);
    assert.deepEqual(socketInodes(table, 8080, false), ['111', '222']);
    assert.deepEqual(socketInodes('', 8080, false), []);
  });
});

describe('sub-commands', () => {
  it('give status and output, and leave both in their log', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringmaster-run-'));
    const logFile = join(folder, 'deep', 'a.log');
    try {
      const result = await run('sh', ['-c', 'cat; echo oops >&2; exit 3'], { input: 'hello\n', logFile });
      assert.equal(result.code, 3);
      assert.match(result.output, /hello\n/);
      assert.match(readFileSync(logFile, 'utf8'), /^\n\$ sh -c .*\nhello\noops\n$/s);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  it('that do not exist give 127 and do not throw', async () =>
    assert.equal((await run('no-such-program-here', [])).code, 127));
  it('that a signal ended are failures', async () =>
    assert.notEqual((await run('sh', ['-c', 'kill -9 $$'])).code, 0));
});

describe('the end of a script', () => {
  it('tells a fault as its sentence alone', () => {
    assert.equal(sentenceOf(new SetupFault('Do this.')), 'Do this.');
    assert.equal(sentenceOf(Object.assign(new Error('a line'), { code: 'CONFIG_INVALID' })), 'a line');
  });
  it("tells a file that is somebody else's with what to do", () =>
    assert.match(
      sentenceOf(Object.assign(new Error('x'), { code: 'EACCES', path: '/p/var/secrets.json' })),
      /^\/p\/var\/secrets\.json cannot be written or read by this user.* "sudo chown -R \$USER \/p\/var"/,
    ));
  it('shows where a fault of our own happened', () =>
    assert.match(sentenceOf(new TypeError('ours')), /^TypeError: ours\n\s+at /));
});
