/** What is done by the day: files of days that are over, and forgetting what is old. */
import type { BillingService, Days } from '../billing/index.js';
import type { Millis } from '../kernel/time.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { SmsService } from './service.js';

const LOOK_MS: Millis = 30_000;
const DAY_MS: Millis = 24 * 3_600_000;

export class Upkeep {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private forgotOn = '';

  constructor(
    private readonly parts: {
      readonly service: Pick<SmsService, 'forget'>;
      readonly billing: Pick<BillingService, 'closeDue' | 'days'>;
      readonly days: Days;
      readonly clock: Clock;
      readonly log: Log;
      readonly keepDays: number;
    },
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.look(), LOOK_MS);
    void this.look();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** One at a time; a failure (a full disk) is told and tried again at the next look. */
  look(): Promise<void> {
    this.running ??= this.work()
      .catch((error: unknown) => this.parts.log.error({ error }, 'the files of the day could not be made'))
      .finally(() => (this.running = undefined));
    return this.running;
  }

  private async work(): Promise<void> {
    const { service, billing, days, clock, keepDays } = this.parts;
    const now = clock.now();
    await billing.closeDue(now);
    const today = days.dayOf(now);
    if (this.forgotOn === today) return;
    // Nothing is forgotten before it stands in a file.
    const [closed] = await billing.days(1);
    if (closed) await service.forget(Math.min(now - keepDays * DAY_MS, closed.toAt));
    this.forgotOn = today;
  }
}
