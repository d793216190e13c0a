/** A whole gateway with its tables and thread, a simulated carrier and a clock that is set by hand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Behaviour } from '../../../scripts/smsc/behaviour.js';
import { startSimulator, type Simulator, type Taken } from '../../../scripts/smsc/simulator.js';
import { createLog } from '../../../src/runtime/log.js';
import { startGateway, type Gateway, type GatewaySettings } from '../../../src/sms/gateway.js';
import type { ClientSettings } from '../../../src/sms/enterprise/clients.js';
import type { ClientTerms, Submission } from '../../../src/sms/admission.js';
import type { InboundRow } from '../../../src/sms/queue/inbound-tables.js';
import { decodeText, codingOf } from '../../../src/sms/text/coding.js';
import type { MessageId } from '../../../src/sms/types.js';
import { ANY_TO_ONE, carrier, link } from '../../unit/sms/rig.js';

export const BANK: ClientSettings = {
  id: 'bank',
  account: 'bank',
  partPrice: 500,
  highestPriority: 3,
  sources: [],
  door: 'http',
  secret: 'secret12',
  weight: 1,
  perSecond: 0,
  window: 100,
  sessions: 4,
  callback: null,
};

export interface GatewayWorld {
  readonly gateway: Gateway;
  readonly smsc: Simulator;
  readonly taken: readonly Taken[];
  /** Texts that the carrier has. */
  readonly texts: () => string[];
  readonly heard: { readonly row: InboundRow; readonly rule: string }[];
  readonly at: (moment: number) => void;
  readonly now: () => number;
  readonly send: (submission: Submission, client?: ClientTerms) => Promise<MessageId>;
  readonly until: (what: string, holds: () => boolean | Promise<boolean>) => Promise<void>;
  /** Another process on the same tables. */
  readonly restart: () => Promise<void>;
}

export async function withGateway(
  changes: Partial<GatewaySettings>,
  work: (world: GatewayWorld) => Promise<void>,
  behaviour: Partial<Behaviour> = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ringmaster-gateway-'));
  const taken: Taken[] = [];
  const smsc = await startSimulator({ behaviour, onTaken: (one) => taken.push(one) });
  let now = Date.parse('2026-11-21T04:00:00Z');
  const heard: GatewayWorld['heard'] = [];
  const start = (): Promise<Gateway> =>
    startGateway(
      {
        folder,
        carriers: [carrier([link(smsc.port)])],
        routes: ANY_TO_ONE,
        mostParts: 10,
        validityMs: 30 * 24 * 3_600_000,
        process: 0,
        clients: [BANK],
        timeZone: 'Asia/Shanghai',
        smpp: null,
        http: null,
        ...changes,
      },
      {
        clock: { now: () => now },
        log: createLog({ level: 'fatal' }),
        count: { answered: () => undefined, report: () => undefined },
        heard: (row, rule) => heard.push({ row, rule }),
        linkChanged: () => undefined,
      },
    );
  const world: { -readonly [K in keyof GatewayWorld]: GatewayWorld[K] } = {
    gateway: await start(),
    smsc,
    taken,
    texts: () => taken.map(({ message }) => decodeText(message.octets, codingOf(message.dataCoding))),
    heard,
    at: (moment) => (now = moment),
    now: () => now,
    send: (submission, client = BANK) =>
      new Promise((resolve, reject) =>
        world.gateway.service.accept(submission, client, (result) =>
          typeof result === 'number' ? resolve(result) : reject(new Error(result)),
        ),
      ),
    async until(_what, holds) {
      while (!(await holds())) await delay(10);
    },
    async restart() {
      await world.gateway.stop();
      world.gateway = await start();
    },
  };
  try {
    await world.gateway.service.payIn('bank', 1_000_000);
    await work(world);
  } finally {
    await world.gateway.stop();
    await smsc.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
