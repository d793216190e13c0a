/** Reads how the gateway is: links at this moment, tables now and then. */
import { statfs } from 'node:fs/promises';
import type { Account } from '../billing/index.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { Clock } from '../runtime/clock.js';
import type { AnswerCounts } from './answer-counts.js';
import type { Held } from './carriers/carriers.js';
import type { GatewayControl } from './control.js';
import type { Gateway } from './gateway.js';
import { timeOfId } from './message-id.js';
import { expect, type Outcome } from './queue/commands.js';
import { readStreamKey } from './queue/streams.js';
import { Rates } from './rates.js';
import type {
  AnswerStatus,
  CarrierStatus,
  ClientStatus,
  LinkStatus,
  QueueStatus,
  StatusView,
} from './status-contract.js';

/** Reports that are without a message for so long are told. */
const ORPHAN_MS: Millis = 600_000;
/** The tables are asked no more often than this. */
const FRESH_MS: Millis = 2000;
/** A look costs more the more messages wait: the tables are looked at for a twentieth of the time at most. */
const REST = 20;

interface Tables {
  readonly depth: Extract<Outcome, { is: 'depth' }>;
  readonly accounts: readonly Account[];
  readonly held: readonly Held[];
  readonly diskBytes: number;
}

export interface StatusParts {
  readonly gateway: Pick<Gateway, 'service' | 'writer' | 'smpp' | 'clients'>;
  readonly control: Pick<GatewayControl, 'held'>;
  readonly answers: AnswerCounts;
  /** Of reports, under `delivered` and `failed`. */
  readonly reports: AnswerCounts;
  readonly clock: Clock;
  /** Whose disk is watched. */
  readonly folder: string;
}

export class StatusReader {
  private readonly rates = new Rates();
  private readonly downSince = new Map<string, Instant>();
  private readonly since: Instant;
  private tables: Promise<Tables> | undefined;
  private askedAt: Instant = 0;
  private restMs: Millis = 0;
  private last: StatusView | undefined;

  constructor(private readonly parts: StatusParts) {
    this.since = parts.clock.now();
  }

  /** Links as they are, queue and accounts at most some seconds old. Asked again within a second: the same. */
  async read(): Promise<StatusView> {
    const now = this.parts.clock.now();
    if (this.last && now - this.last.at >= 0 && now - this.last.at < 1000) return this.last;
    const tables = await this.freshTables(now);
    this.last = this.view(tables, this.parts.clock.now());
    return this.last;
  }

  /** What was read is not true any more: somebody has changed it. */
  forget(): void {
    this.last = this.tables = undefined;
  }

  private freshTables(now: Instant): Promise<Tables> {
    if (this.tables && now - this.askedAt < this.restMs) return this.tables;
    this.askedAt = now;
    // Nobody asks twice at a time.
    this.restMs = Infinity;
    const began = performance.now();
    this.tables = this.ask(now).finally(() => {
      this.restMs = Math.max(FRESH_MS, (performance.now() - began) * REST);
    });
    return this.tables;
  }

  private async ask(now: Instant): Promise<Tables> {
    const { gateway, control, folder } = this.parts;
    const [depth, accounts, held, disk] = await Promise.all([
      gateway.writer.ask({ do: 'depth', orphansBefore: now - ORPHAN_MS }),
      gateway.writer.ask({ do: 'accounts' }),
      control.held(),
      statfs(folder),
    ]);
    return {
      depth: expect(depth, 'depth'),
      accounts: expect(accounts, 'accounts').accounts,
      held,
      diskBytes: disk.bavail * disk.bsize,
    };
  }

  private view({ depth, accounts, held, diskBytes }: Tables, now: Instant): StatusView {
    const queue = queueOf(depth.streams, now);
    const ages = queue.flatMap(({ oldestMs }) => (oldestMs === null ? [] : [oldestMs]));
    return {
      at: now,
      since: this.since,
      carriers: this.carriers(held, now),
      links: this.links(held, now),
      queue,
      oldestMs: ages.length > 0 ? Math.max(...ages) : null,
      answers: answersOf(this.parts.answers.sums(now)),
      clients: this.clients(new Map(depth.returns.map(({ client, count }) => [client, count])), now),
      accounts: accounts.map(({ account, balance, reserved, limit }) => ({
        ...{ account, balance, reserved, limit },
      })),
      held: depth.held,
      unknown: depth.unknown,
      orphans: depth.orphans,
      backlog: this.parts.gateway.writer.backlog,
      diskBytes,
    };
  }

  private carriers(held: readonly Held[], now: Instant): CarrierStatus[] {
    const { carriers } = this.parts.gateway.service;
    const reports = this.parts.reports.sums(now);
    const all = new Map(carriers.all().map(({ carrier }) => [carrier.id, carrier]));
    return [...all.values()].map(({ id, name, perSecond }) => ({
      carrier: id,
      name,
      perSecond,
      paused: heldOf(held, id, ''),
      delivered: reports.get(id)?.get('delivered') ?? 0,
      failed: reports.get(id)?.get('failed') ?? 0,
    }));
  }

  private links(held: readonly Held[], now: Instant): LinkStatus[] {
    return this.parts.gateway.service.carriers.all().map((link) => {
      const carrier = link.carrier.id;
      const name = `${carrier}/${link.id}`;
      const { pausedUntil, ...figures } = link.figures;
      if (link.state === 'bound') this.downSince.delete(name);
      else if (!this.downSince.has(name)) this.downSince.set(name, now);
      const { taken, refused, unknown } = figures;
      const { bind, window: mostWindow, perSecond } = link.settings;
      return {
        ...figures,
        ...{ carrier, link: link.id, state: link.state, bind, mostWindow, perSecond },
        rate: this.rates.of(`link ${name}`, taken + refused + unknown, now),
        pausedMs: Math.max(0, pausedUntil - now),
        downMs: now - (this.downSince.get(name) ?? now),
        held: heldOf(held, carrier, link.id),
      };
    });
  }

  private clients(returns: ReadonlyMap<string, number>, now: Instant): ClientStatus[] {
    const { clients, smpp } = this.parts.gateway;
    return clients.all().map(({ id, door, window, sessions, perSecond }) => {
      const use = smpp?.useOf(id);
      return {
        ...{ client: id, door, window, perSecond },
        sessions: use?.sessions ?? 0,
        mostSessions: door === 'smpp' ? sessions : 0,
        underWay: use?.underWay ?? 0,
        rate: this.rates.of(`client ${id}`, clients.letIn(id), now),
        returns: returns.get(id) ?? 0,
      };
    });
  }
}

function heldOf(held: readonly Held[], carrier: string, link: string): { by: string; at: Instant } | null {
  const found = held.find((one) => one.carrier === carrier && one.link === link);
  return found ? { by: found.by, at: found.at } : null;
}

function queueOf(streams: Extract<Outcome, { is: 'depth' }>['streams'], now: Instant): QueueStatus[] {
  return [3, 2, 1, 0].map((priority) => {
    const own = streams.filter(({ stream }) => readStreamKey(stream).priority === priority);
    const first = Math.min(...own.map(({ first: turn }) => turn));
    return {
      priority,
      waiting: own.reduce((sum, { count }) => sum + count, 0),
      oldestMs: own.length > 0 ? Math.max(0, now - timeOfId(first)) : null,
    };
  });
}

function answersOf(sums: ReturnType<AnswerCounts['sums']>): AnswerStatus[] {
  return [...sums].map(([carrier, byStatus]) => {
    const all = [...byStatus.values()].reduce((sum, count) => sum + count, 0);
    return {
      carrier,
      all,
      errors: all - (byStatus.get('ESME_ROK') ?? 0),
      statuses: [...byStatus].map(([status, count]) => ({ status, count })),
    };
  });
}
