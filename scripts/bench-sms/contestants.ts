/** The two gateways under the same load: how each is started, fed, and heard. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { AloneSettings } from '../smsc/gateway.js';
import { cpuMs, startAsked, stop, type Asked } from './processes.js';

export interface Contestant {
  readonly origin: string;
  /** The request of one message. */
  request(text: string, reports: boolean): Dispatcher.RequestOptions;
  /** Reports in one request to the callback. */
  reportsIn(body: string): number;
  cpuMs(): number;
  stop(): Promise<void>;
}

export interface Terms {
  readonly folder: string;
  readonly carrierPort: number;
  readonly window: number;
  readonly callbackPort: number;
  /** What is acknowledged survives this. Kannel's file store does not wait for the disk: `kill`. */
  readonly survives: 'power-cut' | 'kill';
  /** Four free ports in a row. */
  readonly port: number;
}

const GATEWAY = fileURLToPath(new URL('../smsc/gateway.ts', import.meta.url));
const authorization = `Basic ${Buffer.from('bench:secret').toString('base64')}`;

export async function startOurs(terms: Terms): Promise<Contestant & { readonly gateway: Asked }> {
  const settings: AloneSettings = {
    folder: terms.folder,
    smscPort: terms.carrierPort,
    window: terms.window,
    survives: terms.survives,
    httpPort: terms.port,
    clients: [
      {
        id: 'bench',
        account: null,
        partPrice: 0,
        highestPriority: 3,
        sources: [],
        door: 'http',
        secret: 'secret',
        weight: 1,
        perSecond: 0,
        window: 100,
        sessions: 1,
        callback: `http://127.0.0.1:${terms.callbackPort}/reports`,
      },
    ],
  };
  const file = join(terms.folder, 'settings.json');
  writeFileSync(file, JSON.stringify(settings));
  const gateway = await startAsked([GATEWAY, file]);
  return {
    gateway,
    origin: `http://127.0.0.1:${terms.port}`,
    request: (text, reports) => ({
      method: 'POST',
      path: '/v1/messages',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ to: '+8613900000001', from: '95500', text, report: reports ? 'final' : 'none' }),
    }),
    reportsIn: (body) => (JSON.parse(body) as { reports: unknown[] }).reports.length,
    cpuMs: () => cpuMs(gateway.child.pid!),
    stop: () => gateway.stop(),
  };
}

/** bearerbox with its file store, and smsbox; all on 127.0.0.1. */
export async function startKannel(terms: Terms): Promise<Contestant> {
  const { folder, port } = terms;
  mkdirSync(join(folder, 'store'), { recursive: true });
  const file = join(folder, 'kannel.conf');
  writeFileSync(
    file,
    `group = core
admin-port = ${port}
admin-interface = 127.0.0.1
admin-password = secret
status-password = secret
smsbox-port = ${port + 1}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
log-level = 4
log-file = ${folder}/bearerbox.log
store-type = file
store-location = ${folder}/store/kannel.store
dlr-storage = internal

group = smsc
smsc = smpp
smsc-id = one
host = 127.0.0.1
port = ${terms.carrierPort}
transceiver-mode = true
smsc-username = ringmaster
smsc-password = secret
system-type = ""
max-pending-submits = ${terms.window}
enquire-link-interval = 30

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${port + 2}
sendsms-interface = 127.0.0.1
sendsms-chars = "0123456789 +-"
log-level = 4
log-file = ${folder}/smsbox.log
http-request-retry = 3
http-queue-delay = 1

group = sendsms-user
username = bench
password = secret
max-messages = 10

group = sms-service
keyword = default
text = "none"
max-messages = 0
`,
  );
  const boxes: ChildProcess[] = [];
  for (const box of ['bearerbox', 'smsbox']) {
    boxes.push(spawn(`/usr/sbin/${box}`, [file], { stdio: 'ignore' }));
    await delay(1500);
  }
  const report = encodeURIComponent(`http://127.0.0.1:${terms.callbackPort}/report?%d`);
  return {
    origin: `http://127.0.0.1:${port + 2}`,
    request: (text, reports) => ({
      method: 'GET',
      path:
        `/cgi-bin/sendsms?username=bench&password=secret&from=95500&to=8613900000001&text=${encodeURIComponent(text)}` +
        // 1 delivered, 2 failed: what a sender wants to hear in the end.
        (reports ? `&dlr-mask=3&dlr-url=${report}` : ''),
    }),
    reportsIn: () => 1,
    cpuMs: () => boxes.reduce((sum, { pid }) => sum + cpuMs(pid!), 0),
    async stop() {
      for (const box of boxes.toReversed()) await stop(box);
    },
  };
}
