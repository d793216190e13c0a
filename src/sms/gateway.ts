/** Builds the gateway from its settings: tables, carriers, doors. */
import { join } from 'node:path';
import { createDays, type Days } from '../billing/index.js';
import type { Clock } from '../runtime/clock.js';
import { openGroupWriter, type GroupWriter } from '../runtime/group-writer.js';
import type { Log } from '../runtime/log.js';
import type { CarrierCounts } from './carriers/carriers.js';
import type { Link } from './carriers/link.js';
import { Clients, type ClientSettings } from './enterprise/clients.js';
import { startHttpDoor, type HttpDoor, type HttpDoorSettings } from './enterprise/http-door.js';
import { HttpReturns } from './enterprise/http-returns.js';
import { startSmppServer, type SmppServer, type SmppServerSettings } from './enterprise/smpp-server.js';
import type { ClientTerms } from './admission.js';
import type { InboundRules } from './inbound/keywords.js';
import { InboundService } from './inbound/service.js';
import type { Command, Outcome } from './queue/commands.js';
import type { InboundRow } from './queue/inbound-tables.js';
import { RecurringService } from './recurring/service.js';
import { NumberLists } from './screening/number-lists.js';
import { SmsService, type SmsSettings } from './service.js';
import type { CarrierId } from './types.js';

/** Default of `joinMs`. */
const JOIN_MS = 60_000;
/** 32 MiB: a message changes the same few pages at each of its steps. */
const JOURNAL_PAGES = 8192;
const NO_RULES: InboundRules = { stopWords: [], resumeWords: [], keywords: [] };
/** Who sends the answers of keyword rules: the centre itself, at nobody's cost. */
const ANSWERS: ClientTerms = { id: 'centre', account: null, partPrice: 0, highestPriority: 3, sources: [] };

export interface GatewaySettings extends Omit<SmsSettings, 'ported'> {
  /** Folder of the tables; they are a file of their own, so that a flood of messages never holds up calls. */
  readonly folder: string;
  /**
   * `power-cut` (default): what was acknowledged survives one; every group of messages waits for the disk.
   * `kill`: it survives a killed process; the last moments before a power cut may be lost.
   */
  readonly survives?: 'power-cut' | 'kill';
  readonly clients: readonly ClientSettings[];
  readonly inbound?: InboundRules;
  /** Missing parts of a long message from a phone are waited for so long. */
  readonly joinMs?: number;
  /** IANA name, for hours and days; default: the process's own. */
  readonly timeZone?: string;
  /** Null: no such door. */
  readonly smpp: SmppServerSettings | null;
  readonly http: HttpDoorSettings | null;
}

export interface GatewayGround {
  readonly clock: Clock;
  readonly log: Log;
  readonly count: CarrierCounts;
  /** A message from a customer's phone, stored and judged. */
  readonly heard: (row: InboundRow, rule: string) => void;
  readonly linkChanged: (carrier: CarrierId, link: Link, why: string) => void;
}

export interface Gateway {
  readonly service: SmsService;
  readonly writer: GroupWriter<Command, Outcome>;
  readonly clients: Clients;
  readonly days: Days;
  readonly lists: NumberLists;
  readonly inbound: InboundService;
  readonly recurring: RecurringService;
  readonly smpp: SmppServer | null;
  readonly http: HttpDoor | null;
  /** What the start found: messages nobody knows about, and those that wait. */
  readonly found: { readonly unknown: number; readonly waiting: number };
  stop(): Promise<void>;
}

/** @throws DatabaseUnusable, or the error of a port that cannot be had */
export async function startGateway(settings: GatewaySettings, ground: GatewayGround): Promise<Gateway> {
  const { clock, log } = ground;
  const writer = await openGroupWriter<Command, Outcome>({
    program: new URL('./queue/program.ts', import.meta.url),
    database: {
      kind: 'sqlite',
      path: join(settings.folder, 'messages.db'),
      synchronous: settings.survives === 'kill' ? 'normal' : 'full',
      journalPages: JOURNAL_PAGES,
    },
    onFault: (error) => log.error({ error }, 'a step of the message tables failed'),
    onTrouble: (message) => {
      if (message === null) log.info('the message tables are written again');
      else
        log.error(
          { message },
          'the message tables cannot be written; new messages are refused, nothing leaves',
        );
    },
  });
  const clients = new Clients(settings.clients);
  const days = createDays(settings.timeZone);
  const { minuteOfDay } = days;
  const lists = new NumberLists(writer);
  await lists.load();
  const known = { ...settings, ported: lists.ported };
  const service = new SmsService(known, {
    ...ground,
    writer,
    minuteOfDay,
    weightOf: clients.weightOf,
    stopped: lists.stopped,
    received: (carrier, pdu, kept) => inbound.take(carrier, pdu, kept),
  });
  const inbound = new InboundService({
    ...{ writer, clock, log, lists },
    rules: settings.inbound ?? NO_RULES,
    joinMs: settings.joinMs ?? JOIN_MS,
    clientOf: (number) =>
      settings.clients.find(({ sources }) => sources.some((source) => source === number))?.id ?? '',
    reply: (submission) =>
      new Promise((resolve) =>
        service.accept(submission, ANSWERS, (result) => resolve(typeof result === 'number'), 'keep'),
      ),
    heard: ground.heard,
  });
  const recurring = new RecurringService({
    ...{ writer, clock, log },
    timeZone: settings.timeZone,
    termsOf: (client) => clients.all().find(({ id }) => id === client),
    accept: (submission, client, done) => service.accept(submission, client, done, 'keep'),
    newId: () => service.newName('r'),
  });
  const found = await service.start();
  await inbound.start();
  await recurring.start();
  if (found.unknown > 0)
    log.warn(
      { messages: found.unknown },
      'messages were on their way when the process ended; they are unknown now',
    );
  const parts = { service, clients, clock, log };
  const smpp = settings.smpp && (await startSmppServer(settings.smpp, parts));
  const http = settings.http && (await startHttpDoor(settings.http, parts));
  const posts = clients
    .all()
    .flatMap((client) =>
      client.callback === null ? [] : [new HttpReturns(client, client.callback, service.returns, log)],
    );
  return {
    service,
    writer,
    clients,
    days,
    lists,
    inbound,
    recurring,
    smpp,
    http,
    found,
    async stop() {
      inbound.stop();
      await recurring.stop();
      await smpp?.stop();
      await http?.stop();
      await Promise.all(posts.map((post) => post.stop()));
      await service.stop();
    },
  };
}
