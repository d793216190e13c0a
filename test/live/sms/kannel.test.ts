import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startSimulator, type Taken } from '../../../scripts/smsc/simulator.js';
import type { ClientSettings } from '../../../src/sms/enterprise/clients.js';
import { codingOf, decodeText } from '../../../src/sms/text/coding.js';
import { readHeader } from '../../../src/sms/text/parts.js';
import { startGatewayProcess } from './gateway-process.js';

const BEARERBOX = '/usr/sbin/bearerbox';
const SMSBOX = '/usr/sbin/smsbox';
const client: ClientSettings = {
  id: 'kannel',
  account: null,
  partPrice: 0,
  highestPriority: 3,
  sources: [],
  door: 'smpp',
  secret: 'secret12',
  weight: 1,
  perSecond: 0,
  window: 100,
  sessions: 4,
  callback: null,
};

/** Ports that were free a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createTcp().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  for (const server of servers) server.close();
  return ports;
}

/** Of the old version: it binds twice, to send and to hear, and knows no optional parameters. */
const old: ClientSettings = { ...client, id: 'kannel33' };

describe('Kannel, a gateway of other people, as our client', function () {
  this.timeout(90_000);
  const away: (() => unknown)[] = [];
  after(async () => {
    for (const one of away.splice(0).reverse()) await one();
  });

  it('binds in 3.4 and in 3.3, submits 7-bit, Chinese and long messages, and gets a report for each', async function () {
    // Set-up installs it with the other programs of the tests.
    if (!existsSync(BEARERBOX) || !existsSync(SMSBOX)) return this.skip();
    const folder = mkdtempSync(join(tmpdir(), 'ringmaster-sms-'));
    away.push(() => rmSync(folder, { recursive: true, force: true }));
    const taken: Taken[] = [];
    const smsc = await startSimulator({ onTaken: (one) => taken.push(one) });
    away.push(() => smsc.stop());
    const gateway = await startGatewayProcess({
      folder,
      smscPort: smsc.port,
      window: 10,
      clients: [client, old],
    });
    away.push(() => gateway.kill());
    const reports: string[] = [];
    const callback = createServer((request, response) => {
      reports.push(request.url ?? '');
      response.end();
    }).listen(0, '127.0.0.1');
    away.push(() => callback.close());
    await once(callback, 'listening');
    const callbackPort = (callback.address() as { port: number }).port;

    const [admin, boxes, send] = (await freePorts(3)) as [number, number, number];
    const file = join(folder, 'kannel.conf');
    writeFileSync(
      file,
      [
        ['group = core', `admin-port = ${admin}`, 'admin-interface = 127.0.0.1', 'admin-password = x'],
        [`smsbox-port = ${boxes}`, 'smsbox-interface = 127.0.0.1', 'log-level = 4'],
        ['', 'group = smsc', 'smsc = smpp', 'smsc-id = ours', 'host = 127.0.0.1', `port = ${gateway.smpp}`],
        ['transceiver-mode = true', 'smsc-username = kannel', 'smsc-password = secret12', 'system-type = ""'],
        ...['port', 'receive-port'].map((to) => [
          ...[
            '',
            'group = smsc',
            'smsc = smpp',
            'smsc-id = old',
            'host = 127.0.0.1',
            `${to} = ${gateway.smpp}`,
          ],
          ...['interface-version = 33', 'smsc-username = kannel33', 'smsc-password = secret12'],
          'system-type = ""',
        ]),
        ['', 'group = smsbox', 'bearerbox-host = 127.0.0.1', `sendsms-port = ${send}`],
        ['sendsms-interface = 127.0.0.1', 'log-level = 4'],
        [
          '',
          'group = sendsms-user',
          'username = test',
          'password = test',
          'max-messages = 10',
          'concatenation = true',
        ],
        ['', 'group = sms-service', 'keyword = default', 'text = "none"', 'max-messages = 0', ''],
      ]
        .flat()
        .join('\n'),
    );
    for (const box of [BEARERBOX, SMSBOX]) {
      const child: ChildProcess = spawn(box, [file], { stdio: 'ignore' });
      away.push(async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      });
      await delay(1000); // smsbox gives up when bearerbox does not listen yet, and neither tells when it does
    }
    const texts = ['hello from afar [€]', '您的余额为100元', 'long '.repeat(60).trim()];
    const report = encodeURIComponent(`http://127.0.0.1:${callbackPort}/%d`);
    for (const smsc of ['ours', 'old']) {
      for (const text of texts) {
        const coding = /[^\x00-\x7f€]/.test(text) ? '&coding=2' : '';
        const query = `username=test&password=test&smsc=${smsc}&from=95500&to=8613900000001&charset=UTF-8${coding}&text=${encodeURIComponent(text)}&dlr-mask=3&dlr-url=${report}`;
        for (;;) {
          const response = await fetch(`http://127.0.0.1:${send}/cgi-bin/sendsms?${query}`).catch(() => null);
          if (response?.status === 202) break;
          await delay(100);
        }
      }
      const expected = smsc === 'ours' ? 3 : 6;
      while (reports.length < expected) await delay(20);
    }
    assert.deepEqual(new Set(reports), new Set(['/1']), 'all delivered');
    assert.equal(taken.length, 8, 'the long one in two parts, cut by the client and passed as they came');
    for (const four of [taken.slice(0, 4), taken.slice(4)]) {
      const whole = four.filter(({ message }) => (message.esmClass & 0x40) === 0);
      assert.deepEqual(
        whole.map(({ message }) => decodeText(message.octets, codingOf(message.dataCoding))).sort(),
        texts.slice(0, 2).sort(),
      );
      const parts = four
        .filter((one) => !whole.includes(one))
        .map(({ message }) => readHeader(message.octets)!);
      parts.sort((one, other) => one.concatenation!.number - other.concatenation!.number);
      assert.equal(parts.map(({ rest }) => decodeText(rest, 'gsm7')).join(''), texts[2]);
    }
  });
});
