/** A gateway with tables on disk and its thread, and carriers that are simulated, on free ports of 127.0.0.1. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Behaviour } from '../../../scripts/smsc/behaviour.js';
import { startSimulator, type Simulator, type Taken } from '../../../scripts/smsc/simulator.js';
import type { Tariff } from '../../../src/billing/index.js';
import { systemClock, type Clock } from '../../../src/runtime/clock.js';
import { openGroupWriter, type GroupWriter } from '../../../src/runtime/group-writer.js';
import { createLog } from '../../../src/runtime/log.js';
import type { ClientTerms, Submission } from '../../../src/sms/admission.js';
import type { CarrierSettings, LinkSettings } from '../../../src/sms/carriers/settings.js';
import type { Command, Outcome } from '../../../src/sms/queue/commands.js';
import type { Route } from '../../../src/sms/routing/routes.js';
import { SmsService } from '../../../src/sms/service.js';
import { bestCoding, encodeText, DATA_CODING } from '../../../src/sms/text/coding.js';
import type { MessagePdu } from '../../../src/sms/smpp/pdu.js';
import type { MessageId, MessageState } from '../../../src/sms/types.js';

export const PROGRAM = new URL(process.env.PROG ?? '../../../src/sms/queue/program.ts', import.meta.url);
export const silent = createLog({ level: 'fatal' });

export const link = (port: number, changes: Partial<LinkSettings> = {}): LinkSettings => ({
  id: 'one',
  host: '127.0.0.1',
  port,
  tls: null,
  systemId: 'ringmaster',
  password: 'secret',
  systemType: '',
  bind: 'transceiver',
  version: 0x34,
  window: 10,
  perSecond: 0,
  enquireMs: 30_000,
  answerMs: 5000,
  ...changes,
});
export const carrier = (
  links: readonly LinkSettings[],
  changes: Partial<CarrierSettings> = {},
): CarrierSettings => ({
  id: 'one',
  name: 'One',
  links,
  perSecond: 0,
  longMessages: 'udh8',
  alwaysReport: false,
  unknown: 'keep',
  unknownAfterMs: 0,
  errorClasses: new Map(),
  sourceTon: null,
  sourceNpi: null,
  destinationTon: 1,
  destinationNpi: 1,
  serviceType: '',
  ...changes,
});
export const ANY_TO_ONE: readonly Route[] = [
  { id: 'all', segments: [''], carriers: [{ carrier: 'one', cost: 1 }] },
];
export const CLIENT: ClientTerms = {
  id: 'bank',
  account: null,
  partPrice: 0,
  highestPriority: 3,
  sources: [],
};

export const message = (text: string, changes: Partial<Submission> = {}): Submission => {
  const coding = bestCoding(text);
  return {
    source: { ton: 0, npi: 0, number: '95500' },
    destination: { ton: 0, npi: 0, number: '+8613900000001' },
    content: { coding, dataCoding: DATA_CODING[coding], header: false, octets: encodeText(text, coding) },
    priority: 1,
    report: 'final',
    reference: null,
    mass: null,
    dueAt: null,
    expiresAt: null,
    held: false,
    ...changes,
  };
};

export interface Rig {
  readonly service: SmsService;
  readonly folder: string;
  readonly writer: GroupWriter<Command, Outcome>;
  readonly inbound: MessagePdu[];
  readonly linkWords: string[];
  send(submission: Submission, client?: ClientTerms): Promise<MessageId>;
  state(id: MessageId): Promise<MessageState>;
  /** Waits until all of them are in one of these states. */
  until(ids: readonly MessageId[], states: readonly MessageState[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startRig(settings: {
  readonly carriers: readonly CarrierSettings[];
  readonly routes?: readonly Route[];
  readonly folder?: string;
  readonly stopped?: (number: string) => boolean;
  readonly validityMs?: number;
  readonly clock?: Clock;
  readonly tariffs?: readonly Tariff[];
}): Promise<Rig> {
  const clock = settings.clock ?? systemClock;
  const folder = settings.folder ?? mkdtempSync(join(tmpdir(), 'ringmaster-sms-'));
  const faults: Error[] = [];
  const writer = await openGroupWriter<Command, Outcome>({
    program: PROGRAM,
    database: { kind: 'sqlite', path: join(folder, 'messages.db') },
    onFault: (error) => faults.push(error),
    onTrouble: () => undefined,
  });
  const inbound: MessagePdu[] = [];
  const linkWords: string[] = [];
  const service = new SmsService(
    {
      carriers: settings.carriers,
      routes: settings.routes ?? ANY_TO_ONE,
      ported: new Map(),
      tariffs: settings.tariffs ?? [],
      mostParts: 20,
      validityMs: settings.validityMs ?? 3_600_000,
      process: 0,
    },
    {
      writer,
      clock,
      log: silent,
      count: { answered: () => undefined, report: () => undefined },
      minuteOfDay: () => 600,
      weightOf: () => 1,
      stopped: settings.stopped ?? (() => false),
      received: (_carrier, pdu, kept) => {
        inbound.push(pdu);
        kept(true);
      },
      linkChanged: (id, changed, why) => linkWords.push(`${id}/${changed.id}: ${why}`),
    },
  );
  await service.start();
  const rig: Rig = {
    service,
    folder,
    writer,
    inbound,
    linkWords,
    send: (submission, client = CLIENT) =>
      new Promise((resolve, reject) =>
        service.accept(submission, client, (result) =>
          typeof result === 'number' ? resolve(result) : reject(new Error(result)),
        ),
      ),
    state: async (id) => (await service.get(id))!.state as MessageState,
    async until(ids, states) {
      for (;;) {
        const found = await Promise.all(ids.map((id) => rig.state(id)));
        if (found.every((state) => states.includes(state))) return;
        await delay(10);
      }
    },
    async stop() {
      await service.stop();
      if (settings.folder === undefined) rmSync(folder, { recursive: true, force: true });
      if (faults.length > 0) throw faults[0]!;
    },
  };
  return rig;
}

/** Gateway and one carrier, all stopped after `work`. */
export async function withOneCarrier(
  behaviour: Partial<Behaviour>,
  work: (rig: Rig, smsc: Simulator, taken: readonly Taken[]) => Promise<void>,
  changes: { readonly link?: Partial<LinkSettings>; readonly carrier?: Partial<CarrierSettings> } = {},
): Promise<void> {
  const taken: Taken[] = [];
  const smsc = await startSimulator({ behaviour, onTaken: (one) => taken.push(one) });
  const rig = await startRig({ carriers: [carrier([link(smsc.port, changes.link)], changes.carrier)] });
  try {
    await work(rig, smsc, taken);
  } finally {
    await rig.stop();
    await smsc.stop();
  }
}

export { once, delay };
