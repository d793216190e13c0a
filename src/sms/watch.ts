/** Keeps an eye on the gateway: what is shown to operators, alarms, figures. */
import { statfs } from 'node:fs/promises';
import type { Instant, Millis } from '../kernel/time.js';
import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { Metrics } from '../runtime/metrics.js';
import { ALARMS, follow, troubles, type Alarm, type AlarmLimits } from './alarms.js';
import type { AnswerCounts } from './answer-counts.js';
import type { LinkStatus, StatusView } from './status-contract.js';
import type { Gateway } from './gateway.js';
import { timeOfId } from './message-id.js';
import { expect } from './queue/commands.js';
import { readStreamKey } from './queue/streams.js';
import type { CarrierId, SmsEvent } from './types.js';

export interface WatchParts {
  readonly gateway: Pick<Gateway, 'service' | 'writer' | 'smpp'>;
  readonly answers: AnswerCounts;
  readonly clients: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly recorder: Recorder;
  readonly limits: AlarmLimits;
  /** Whose disk is watched. */
  readonly folder: string;
}

const LOOK_MS: Millis = 10_000;
/** A look into the tables costs more the more messages wait: whoever asks sooner gets the last one. */
const FRESH_MS: Millis = 2000;
/** Reports that are without a message for so long are told. */
const ORPHAN_MS: Millis = 600_000;

export class GatewayWatch {
  private alarms: readonly Alarm[] = [];
  private timer: NodeJS.Timeout | undefined;
  private last: { readonly at: Instant; readonly view: Promise<StatusView> } | undefined;
  private readonly downSince = new Map<string, Instant>();

  constructor(private readonly parts: WatchParts) {
    const { metrics } = parts;
    metrics.gauge('sms_waiting', 'Messages that wait for their turn', ['priority'], async (gauge) => {
      const { queue } = await this.status();
      for (const { priority, waiting } of queue) gauge.set({ priority: String(priority) }, waiting);
    });
    metrics.gauge('sms_oldest_seconds', 'Age of the oldest message that waits', [], async (gauge) => {
      gauge.set(((await this.status()).oldestMs ?? 0) / 1000);
    });
    metrics.gauge('sms_alarms', 'Alarms that are raised', ['alarm'], (gauge) => {
      for (const alarm of ALARMS)
        gauge.set(
          { alarm },
          this.alarms.filter((one) => one.alarm === alarm && one.clearedAt === null).length,
        );
    });
  }

  start(): void {
    this.timer = setInterval(() => void this.look(), LOOK_MS);
    void this.look();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Raised ones first, then those that are over, newest first. */
  list(): readonly Alarm[] {
    return this.alarms;
  }

  /** At most two seconds old. */
  status(): Promise<StatusView> {
    const now = this.parts.clock.now();
    if (!this.last || now - this.last.at > FRESH_MS) this.last = { at: now, view: this.read(now) };
    return this.last.view;
  }

  /** Compares what is with what may be. */
  async look(): Promise<void> {
    const { clock, limits, recorder, log, gateway } = this.parts;
    try {
      const now = clock.now();
      const view = await this.status();
      const { accounts } = await gateway.service.books();
      const { list, raised, cleared } = follow(
        this.alarms,
        troubles(
          {
            links: view.links.map(({ carrier, link, downMs }) => ({ carrier, link, downMs })),
            oldestMs: view.oldestMs,
            answers: view.answers.map(({ carrier, all, errors }) => ({ carrier, all, errors })),
            accounts: accounts.map(({ account, balance, reserved, limit }) => ({
              account,
              available: balance - reserved + limit,
            })),
            orphans: view.orphans,
            diskBytes: view.diskBytes,
          },
          limits,
        ),
        now,
      );
      this.alarms = list;
      for (const { alarm, about } of raised) {
        log.warn({ alarm, about }, 'an alarm of the message gateway');
        recorder.record<SmsEvent>([{ type: 'sms.alarm-raised', data: { alarm, about } }]);
      }
      for (const { alarm, about } of cleared)
        recorder.record<SmsEvent>([{ type: 'sms.alarm-cleared', data: { alarm, about } }]);
    } catch (error) {
      log.error({ error }, 'the message gateway could not be looked at');
    }
  }

  private async read(now: Instant): Promise<StatusView> {
    const { gateway, folder, answers, clients } = this.parts;
    const outcome = await gateway.writer.ask({ do: 'depth', orphansBefore: now - ORPHAN_MS });
    const { streams, orphans } = expect(outcome, 'depth');
    const disk = await statfs(folder);
    const queue = [3, 2, 1, 0].map((priority) => {
      const own = streams.filter(({ stream }) => readStreamKey(stream).priority === priority);
      const first = Math.min(...own.map(({ first: turn }) => turn));
      return {
        priority,
        waiting: own.reduce((sum, { count }) => sum + count, 0),
        oldestMs: own.length > 0 ? Math.max(0, now - timeOfId(first)) : null,
      };
    });
    const ages = queue.flatMap(({ oldestMs }) => (oldestMs === null ? [] : [oldestMs]));
    return {
      at: now,
      links: this.links(now),
      queue,
      oldestMs: ages.length > 0 ? Math.max(...ages) : null,
      answers: [...answers.sums(now)].map(([carrier, byStatus]) => {
        const all = [...byStatus.values()].reduce((sum, count) => sum + count, 0);
        return {
          carrier,
          all,
          errors: all - (byStatus.get('ESME_ROK') ?? 0),
          statuses: [...byStatus].map(([status, count]) => ({ status, count })),
        };
      }),
      clients: clients.map((client) => ({ client, sessions: gateway.smpp?.sessionsOf(client) ?? 0 })),
      orphans,
      backlog: gateway.writer.backlog,
      diskBytes: disk.bavail * disk.bsize,
    };
  }

  private links(now: Instant): LinkStatus[] {
    return this.parts.gateway.service.carriers.all().map((link) => {
      const carrier: CarrierId = link.carrier.id;
      const name = `${carrier}/${link.id}`;
      const { window, underWay, pausedUntil } = link.figures;
      if (link.state === 'bound') this.downSince.delete(name);
      else if (!this.downSince.has(name)) this.downSince.set(name, now);
      return {
        carrier,
        link: link.id,
        state: link.state,
        window,
        mostWindow: link.settings.window,
        underWay,
        perSecond: link.settings.perSecond,
        pausedMs: Math.max(0, pausedUntil - now),
        downMs: now - (this.downSince.get(name) ?? now),
      };
    });
  }
}
