/** Keeps an eye on the gateway: alarms, figures, and what is shown to operators while they look. */
import type { Millis } from '../kernel/time.js';
import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import type { JournalReader } from '../runtime/journal.js';
import type { Log } from '../runtime/log.js';
import type { Metrics } from '../runtime/metrics.js';
import {
  ALARMS,
  acknowledge,
  follow,
  recall,
  troubles,
  type Alarm,
  type AlarmKind,
  type AlarmLimits,
} from './alarms.js';
import { eventsSince } from './audit.js';
import { SmsAlarmOverError } from './errors.js';
import type { StatusReader } from './status.js';
import type { GatewayView, StatusView } from './status-contract.js';
import type { SmsEvent } from './types.js';

export interface WatchParts {
  readonly status: Pick<StatusReader, 'read' | 'forget'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly recorder: Recorder;
  readonly limits: AlarmLimits;
}

/** The pages that look on, wherever they are. */
export interface Onlookers {
  /** Whether anybody looks; asked once a second. */
  readonly present: () => boolean;
  readonly changed: () => void;
}

const LOOK_MS: Millis = 10_000;
const SHOW_MS: Millis = 1000;
const DAY_MS: Millis = 24 * 3_600_000;
/** How far back alarms of former processes are read. */
const RECALL_MS = 30 * DAY_MS;

export class GatewayWatch {
  private alarms: readonly Alarm[] = [];
  private timers: NodeJS.Timeout[] = [];
  private shown: StatusView | undefined;

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
        gauge.set({ alarm }, this.raised().filter((one) => one.alarm === alarm).length);
    });
  }

  /** Takes up the alarms of former processes: what is still wrong is not told again. To be called before `start`. */
  async recall(journal: Pick<JournalReader, 'read'>): Promise<void> {
    const since = this.parts.clock.now() - RECALL_MS;
    const types = ['sms.alarm-raised', 'sms.alarm-cleared', 'sms.alarm-acknowledged'];
    this.alarms = recall(await eventsSince(journal, types, since));
  }

  /** @param onlookers absent: nobody ever looks */
  start(onlookers?: Onlookers): void {
    this.timers.push(setInterval(() => void this.look(), LOOK_MS));
    if (onlookers) this.timers.push(setInterval(() => void this.show(onlookers), SHOW_MS));
    void this.look();
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
  }

  /** Raised ones first, then those that are over, newest first. */
  list(): readonly Alarm[] {
    return this.alarms;
  }

  status(): Promise<StatusView> {
    return this.parts.status.read();
  }

  /** As it was seen last; undefined: nobody has looked yet. */
  view(): GatewayView | undefined {
    return this.shown && { status: this.shown, alarms: this.raised() };
  }

  /** Somebody has seen it. @throws SmsAlarmOverError */
  acknowledge(user: string, alarm: AlarmKind, about: string): void {
    const { clock, recorder } = this.parts;
    const list = acknowledge(this.alarms, { alarm, about }, user, clock.now());
    if (!list) throw new SmsAlarmOverError();
    this.alarms = list;
    recorder.record<SmsEvent>([{ type: 'sms.alarm-acknowledged', data: { alarm, about, user } }]);
  }

  /** Compares what is with what may be. */
  async look(): Promise<void> {
    const { clock, limits, recorder, log } = this.parts;
    try {
      const view = await this.status();
      this.shown = view;
      const now = clock.now();
      const { list, raised, cleared } = follow(this.alarms, troubles(situationOf(view), limits), now);
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

  private raised(): Alarm[] {
    return this.alarms.filter(({ clearedAt }) => clearedAt === null);
  }

  private async show({ present, changed }: Onlookers): Promise<void> {
    if (!present()) return;
    try {
      this.shown = await this.status();
      changed();
    } catch (error) {
      this.parts.log.error({ error }, 'the message gateway could not be shown');
    }
  }
}

/** A link that an operator took out of use is not down by fault. */
const situationOf = (view: StatusView): Parameters<typeof troubles>[0] => ({
  links: view.links.map(({ carrier, link, downMs, held }) => ({ carrier, link, downMs: held ? 0 : downMs })),
  oldestMs: view.oldestMs,
  answers: view.answers.map(({ carrier, all, errors }) => ({ carrier, all, errors })),
  accounts: view.accounts.map(({ account, balance, reserved, limit }) => ({
    account,
    available: balance - reserved + limit,
  })),
  orphans: view.orphans,
  diskBytes: view.diskBytes,
});
