import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  startAsterisk,
  type AsteriskSettings,
  type RunningAsterisk,
} from '../../../scripts/switch/asterisk.js';
import type { SwitchPlace } from '../../../scripts/switch/place.js';
import { providePlace } from '../../../scripts/switch/provide.js';
import { loadConfig } from '../../../src/config.js';
import { LOCAL_TRUNK } from '../world/local-trunk.js';

const project = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** Ports that were free a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map((s) => new Promise<void>((done) => s.listen(0, '127.0.0.1', done))));
  const ports = servers.map((s) => (s.address() as AddressInfo).port);
  await Promise.all(servers.map((s) => new Promise((done) => s.close(done))));
  return ports;
}

async function settingsOf(password: string): Promise<AsteriskSettings> {
  const [ariPort, amiPort, sipPort] = (await freePorts(3)) as [number, number, number];
  const host = { httpHost: '127.0.0.1', sipHost: '127.0.0.1' };
  const ports = { ariPort, amiPort, sipPort, rtpPorts: [21400, 21499] as const };
  return {
    ...host,
    ...ports,
    user: 'ringmaster',
    password,
    application: 'ringmaster',
    trunks: [LOCAL_TRUNK],
  };
}

const ari = (settings: AsteriskSettings, path: string, password = settings.password) =>
  fetch(`http://127.0.0.1:${settings.ariPort}/ari/${path}`, {
    method: path.startsWith('asterisk') ? 'GET' : 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${settings.user}:${password}`).toString('base64')}`,
    },
  });

describe('switches of our own', function () {
  this.timeout(120_000);
  const logFolder = mkdtempSync(join(tmpdir(), 'ringmaster-switches-'));
  const started: RunningAsterisk[] = [];
  let place: SwitchPlace;

  const start = async (instance: string, settings: AsteriskSettings) => {
    const one = await startAsterisk({ project, place, instance, settings, logFolder, log: () => {} });
    started.push(one);
    return one;
  };

  before(async () => {
    place = await providePlace(loadConfig(project), logFolder);
  });
  after(async () => {
    await Promise.all(started.map((one) => one.stop({ clean: true })));
    rmSync(logFolder, { recursive: true, force: true });
  });

  it('run side by side, each with its own password, ports and folders, and leave nothing behind', async () => {
    const [a, b] = await Promise.all([settingsOf('password-of-a'), settingsOf('password-of-b')]);
    const one = await start(`test-a-${process.pid}`, a);
    const two = await start(`test-b-${process.pid}`, b);
    assert.equal((await ari(a, 'asterisk/info')).status, 200);
    assert.equal((await ari(b, 'asterisk/info')).status, 200);
    assert.equal((await ari(b, 'asterisk/info', a.password)).status, 401);
    assert.match(await one.console('core show version'), /^Asterisk \d+\./);
    assert.equal(statSync(join(one.paths.instance.host, 'etc', 'ari.conf')).mode & 0o077, 0);
    assert.ok(existsSync(join(one.paths.promptRoot.host, 'zh', 'greeting.wav')));
    assert.match(await two.console('moh show files'), /File: .*\/music\/default\/./);

    await one.stop({ clean: true });
    assert.equal(existsSync(one.paths.instance.host), false);
    await assert.rejects(ari(a, 'asterisk/info'));
    assert.equal((await ari(b, 'asterisk/info')).status, 200);
  });

  it('leave recordings where this process can read them', async () => {
    const settings = await settingsOf('password-of-c');
    const one = await start(`test-c-${process.pid}`, settings);
    // The folder is the switch user's own, or a recording could not be written.
    const owner = statSync(one.paths.recordings.host).uid;
    assert.equal(owner, place.owner?.uid ?? process.getuid?.());
    assert.equal(dirname(one.paths.recordings.host), one.paths.spool.host);
  });

  it('that run already with the same configuration are taken over, with another one started anew', async () => {
    const settings = await settingsOf('password-of-d');
    const name = `test-d-${process.pid}`;
    const one = await start(name, settings);
    const same = await start(name, settings);
    assert.equal(same.adopted, place.kind === 'debian');
    if (place.kind === 'debian') assert.equal(same.pid, one.pid);
    const other = await start(name, { ...settings, password: 'another-password' });
    assert.equal(other.adopted, false);
    assert.notEqual(other.pid, one.pid);
    assert.equal((await ari(settings, 'asterisk/info', 'another-password')).status, 200);
  });

  it('whose port is taken are told with port and setting', async () => {
    const settings = await settingsOf('password-of-e');
    const squatter = createServer();
    await new Promise<void>((done) => squatter.listen(settings.amiPort, '127.0.0.1', done));
    try {
      await assert.rejects(
        start(`test-e-${process.pid}`, settings),
        new RegExp(`^Error: Port ${settings.amiPort} .* switch\\.amiPort in config/ringmaster\\.yaml`),
      );
    } finally {
      await new Promise((done) => squatter.close(done));
    }
  });
});
