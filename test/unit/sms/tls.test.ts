/** Real TLS sockets with certificates made for the test. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectPlain } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { Clients, type ClientSettings } from '../../../src/sms/enterprise/clients.js';
import { startHttpDoor } from '../../../src/sms/enterprise/http-door.js';
import { startSmppServer } from '../../../src/sms/enterprise/smpp-server.js';
import { systemClock } from '../../../src/runtime/clock.js';
import { readCertificate, watchCertificate } from '../../../src/sms/certificate.js';
import { NO_TLVS } from '../../../src/sms/smpp/pdu.js';
import { Connection } from '../../../src/sms/smpp/connection.js';
import { startSimulator } from '../../../scripts/smsc/simulator.js';
import { CLIENT, carrier, delay, link, message, silent, startRig, type Rig } from './rig.js';

const bank: ClientSettings = {
  ...CLIENT,
  ...{ door: 'smpp', secret: 'secret12', weight: 1, perSecond: 0, window: 10, sessions: 4, callback: null },
};

describe('The doors with TLS', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'ringmaster-tls-'));
  const files = { certificate: join(folder, 'now.crt'), key: join(folder, 'now.key') };
  let rig: Rig;
  let smsc: Awaited<ReturnType<typeof startSimulator>>;
  before(async () => {
    for (const name of ['one', 'two'])
      execFileSync(
        'openssl',
        [
          ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
          ...['-subj', `/CN=${name}.test`, '-days', '2'],
          ...['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.crt`)],
        ],
        { stdio: 'ignore' },
      );
    take('one');
    smsc = await startSimulator();
    rig = await startRig({ carriers: [carrier([link(smsc.port)])] });
  });
  after(async () => {
    await rig.stop();
    await smsc.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const take = (name: string): void => {
    copyFileSync(join(folder, `${name}.crt`), files.certificate);
    copyFileSync(join(folder, `${name}.key`), files.key);
  };
  const open = async (port: number, ca: string): Promise<TLSSocket> => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      ca: readFileSync(join(folder, `${ca}.crt`)),
      servername: `${ca}.test`,
    });
    await once(socket, 'secureConnect');
    return socket;
  };
  const parts = () => ({
    service: rig.service,
    clients: new Clients([bank, { ...bank, id: 'web', door: 'http' }]),
    clock: systemClock,
    log: silent,
  });

  it('take a bind and a message on an encrypted line, and refuse a plain one', async () => {
    const tls = await readCertificate(files);
    const server = await startSmppServer({ host: '127.0.0.1', port: 0, tls }, parts());
    const socket = await open(server.port, 'one');
    const connection = new Connection(
      socket,
      { answerMs: 20_000, enquireMs: 0 },
      { onRequest: () => undefined, onEnd: () => undefined },
    );
    const bound = await connection.ask({
      command: 'bind_transmitter',
      bind: {
        ...{ systemId: 'bank', password: 'secret12', systemType: '', version: 0x34 },
        range: { ton: 0, npi: 0, number: '' },
      },
    });
    assert.ok(typeof bound !== 'string' && bound.status === 0);
    const taken = await connection.ask({
      command: 'submit_sm',
      message: {
        ...{ serviceType: '', esmClass: 0, protocolId: 0, priority: 1, scheduleAt: '', validity: '' },
        ...{ registered: 0, replace: 0, dataCoding: 0, defaultMessage: 0, octets: Buffer.from('hello') },
        source: { ton: 0, npi: 1, number: '95500' },
        destination: { ton: 1, npi: 1, number: '8613900000001' },
      },
      tlvs: NO_TLVS,
    });
    assert.ok(typeof taken !== 'string' && taken.status === 0);
    connection.close();
    const plain = (await import('node:net')).connect({ host: '127.0.0.1', port: server.port });
    plain.on('error', () => undefined);
    plain.write(Buffer.from('00000010000000150000000000000001', 'hex'));
    const answers: Buffer[] = [];
    plain.on('data', (chunk: Buffer) => answers.push(chunk));
    await once(plain, 'close');
    assert.equal(Buffer.concat(answers).includes(Buffer.from('80000015', 'hex')), false);
    await server.stop();
  });

  it('take a message over HTTPS', async () => {
    const door = await startHttpDoor(
      { host: '127.0.0.1', port: 0, tls: await readCertificate(files) },
      parts(),
    );
    const body = JSON.stringify({ to: '+8613900000001', from: '95500', text: 'hello' });
    const asked = request({
      ...{ host: '127.0.0.1', port: door.port, path: '/v1/messages', method: 'POST', auth: 'web:secret12' },
      ca: readFileSync(files.certificate),
      servername: 'one.test',
      agent: false,
    });
    asked.end(body);
    const [response] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }];
    response.resume();
    assert.equal(response.statusCode, 202);
    await door.stop();
  });

  it('links to carriers are encrypted too; to somebody with another certificate not a word is said', async () => {
    const heard: Buffer[] = [];
    const inFront = createServer(
      { cert: readFileSync(join(folder, 'one.crt')), key: readFileSync(join(folder, 'one.key')) },
      (socket) => {
        socket.on('data', (chunk: Buffer) => heard.push(chunk));
        const behind = connectPlain(smsc.port, '127.0.0.1');
        socket.pipe(behind).pipe(socket);
        for (const one of [socket, behind]) one.on('error', () => one.destroy());
      },
    );
    inFront.on('tlsClientError', () => undefined);
    inFront.listen(0, '127.0.0.1');
    await once(inFront, 'listening');
    const { port } = inFront.address() as { port: number };
    const linkTo = (ca: string) =>
      link(port, { tls: { ca: readFileSync(join(folder, `${ca}.crt`), 'utf8'), serverName: 'one.test' } });
    const wary = await startRig({ carriers: [carrier([linkTo('two')])] });
    const waits = await wary.send(message('waits'));
    while (wary.linkWords.filter((word) => word.includes('network fault')).length < 2) await delay(10);
    assert.equal(await wary.state(waits), 'waiting');
    assert.deepEqual(heard, [], 'no password, no text');
    await wary.stop();
    const trusting = await startRig({ carriers: [carrier([linkTo('one')])] });
    const goes = await trusting.send(message('goes'));
    // The carrier has another link too, and may report by that one.
    await trusting.until([goes], ['sent', 'delivered']);
    assert.ok(heard.length > 0);
    await trusting.stop();
    inFront.close();
  });

  it('have a new certificate when its files change; lines that are up go on; a bad file changes nothing', async () => {
    const server = await startSmppServer(
      { host: '127.0.0.1', port: 0, tls: await readCertificate(files), bindMs: 50_000 },
      parts(),
    );
    const before = await open(server.port, 'one');
    let faults = 0;
    const stop = watchCertificate(
      files,
      (certificate) => {
        try {
          server.setCertificate(certificate);
        } catch (error) {
          faults++;
          throw error;
        }
      },
      silent,
      20,
    );
    const answers = async (name: string): Promise<boolean> => {
      try {
        (await open(server.port, name)).destroy();
        return true;
      } catch {
        return false;
      }
    };
    const change = async (work: () => void, holds: () => boolean | Promise<boolean>): Promise<void> => {
      // Written again until it is seen: the first look only learns what is there.
      for (let times = 1; !(await holds()); times++) {
        work();
        const later = new Date(Date.now() + 1000 * times);
        for (const file of Object.values(files)) utimesSync(file, later, later);
        await delay(50);
      }
    };
    await change(
      () => take('two'),
      () => answers('two'),
    );
    assert.equal(await answers('one'), false);
    const known = faults;
    await change(
      () => writeFileSync(files.certificate, 'no certificate'),
      () => faults > known,
    );
    assert.equal(await answers('two'), true);
    assert.equal(before.destroyed, false, 'whoever was connected still is');
    before.destroy();
    stop();
    await server.stop();
  });
});
