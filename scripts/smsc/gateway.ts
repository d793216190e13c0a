/**
 * The gateway alone, without the telephone side: for the bench and for tests that kill it.
 * `node --import tsx scripts/smsc/gateway.ts SETTINGS.json` prints one line of JSON with its ports when it is up.
 */
import { readFileSync } from 'node:fs';
import { systemClock } from '../../src/runtime/clock.js';
import { createLog } from '../../src/runtime/log.js';
import { startGateway } from '../../src/sms/gateway.js';
import type { CarrierSettings } from '../../src/sms/carriers/settings.js';
import type { ClientSettings } from '../../src/sms/enterprise/clients.js';

export interface AloneSettings {
  readonly folder: string;
  readonly smscPort: number;
  readonly window: number;
  readonly unknown?: CarrierSettings['unknown'];
  readonly clients: readonly ClientSettings[];
  /** Paid in at the start, when the account has never been paid into. */
  readonly balance?: { readonly account: string; readonly amount: number };
  readonly survives?: 'power-cut' | 'kill';
  readonly smppPort?: number;
  readonly httpPort?: number;
}

const settings = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as AloneSettings;
const gateway = await startGateway(
  {
    folder: settings.folder,
    ...(settings.survives ? { survives: settings.survives } : {}),
    carriers: [
      {
        id: 'one',
        name: 'One',
        links: [
          {
            id: 'one',
            host: '127.0.0.1',
            port: settings.smscPort,
            tls: null,
            systemId: 'ringmaster',
            password: 'secret',
            systemType: '',
            bind: 'transceiver',
            version: 0x34,
            window: settings.window,
            perSecond: 0,
            enquireMs: 30_000,
            answerMs: 30_000,
          },
        ],
        perSecond: 0,
        longMessages: 'udh8',
        alwaysReport: false,
        unknown: settings.unknown ?? 'keep',
        unknownAfterMs: 0,
        errorClasses: new Map(),
        sourceTon: null,
        sourceNpi: null,
        destinationTon: null,
        destinationNpi: null,
        serviceType: '',
      },
    ],
    routes: [{ id: 'all', segments: [''], carriers: [{ carrier: 'one', cost: 1 }] }],
    mostParts: 20,
    validityMs: 3_600_000,
    process: 0,
    clients: settings.clients,
    smpp: { host: '127.0.0.1', port: settings.smppPort ?? 0, tls: null },
    http: { host: '127.0.0.1', port: settings.httpPort ?? 0 },
  },
  {
    clock: systemClock,
    log: createLog({ level: 'error' }),
    count: { answered: () => undefined, report: () => undefined },
    heard: () => undefined,
    linkChanged: () => undefined,
  },
);
const { balance } = settings;
if (balance) {
  const { accounts } = await gateway.service.books();
  if (!accounts.some(({ account }) => account === balance.account))
    await gateway.service.payIn(balance.account, balance.amount);
}
process.stdout.write(
  `${JSON.stringify({ smpp: gateway.smpp?.port, http: gateway.http?.port, ...gateway.found })}\n`,
);
// A line on standard input: the books, or what this process used.
process.stdin.setEncoding('utf8');
process.stdin.on('data', (line: string) => {
  void (async () => {
    const asked = line.trim();
    if (asked === 'books') process.stdout.write(`${JSON.stringify(await gateway.service.books())}\n`);
    if (asked === 'usage') {
      const { user, system } = process.cpuUsage();
      process.stdout.write(
        `${JSON.stringify({ cpuMs: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 1048576 })}\n`,
      );
    }
  })();
});
process.on('SIGTERM', () => void gateway.stop().then(() => process.exit(0)));
