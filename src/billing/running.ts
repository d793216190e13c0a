/** What was used since the last day that is closed: read from the records once, then only what is new. */
import type { Clock } from '../runtime/clock.js';
import type { Millis } from '../kernel/time.js';
import { UsageSums } from './day-file.js';
import type { RecordSource } from './day-closing.js';
import type { Days } from './days.js';
import type { Charge, ClosedDay, Ending, Usage } from './types.js';

const PAGE = 1000;
/** Endings are counted this much later: those of one moment may be written one after the other. */
const SETTLED_MS: Millis = 5000;

export class RunningUsage {
  private base: ClosedDay | undefined;
  private begun = false;
  private charge = 0;
  private endedAt = 0;
  private sums = new Map<string, UsageSums>();

  constructor(
    private readonly source: Pick<RecordSource, 'charges' | 'endings'>,
    private readonly days: Days,
    private readonly clock: Clock,
  ) {}

  /**
   * Charges behind the closed days up to and with this one, exactly; messages that ended, a few seconds late. To be
   * asked once at a time, with numbers that do not fall.
   */
  async upTo(closed: ClosedDay | undefined, charge: number): Promise<Usage[]> {
    if (!this.begun || closed?.day !== this.base?.day) {
      this.begun = true;
      this.base = closed;
      this.charge = closed?.toCharge ?? 0;
      this.endedAt = closed?.toAt ?? 0;
      this.sums = new Map();
    }
    await this.readCharges(charge);
    await this.readEndings(this.clock.now() - SETTLED_MS);
    return [...this.sums].flatMap(([day, sums]) => sums.rows(day));
  }

  private async readCharges(upTo: number): Promise<void> {
    while (this.charge < upTo) {
      const page = await this.source.charges(this.charge, upTo, PAGE);
      for (const one of page) this.of(one).charge(one);
      this.charge = page.at(-1)?.charge ?? upTo;
    }
  }

  private async readEndings(until: number): Promise<void> {
    if (until <= this.endedAt) return;
    let afterAt = this.endedAt - 1;
    let afterId = 0;
    const read: Ending[] = [];
    for (;;) {
      const page = await this.source.endings({ from: this.endedAt, until, afterAt, afterId, limit: PAGE });
      read.push(...page);
      if (page.length < PAGE) break;
      ({ at: afterAt, message: afterId } = page.at(-1)!);
    }
    for (const one of read) this.of(one).ending(one);
    this.endedAt = until;
  }

  /** What came late into a day that is closed belongs to the next one, as it will in its file. */
  private of({ at }: Pick<Charge, 'at'>): UsageSums {
    const first = this.base === undefined ? '' : this.days.after(this.base.day);
    const own = this.days.dayOf(at);
    const day = own < first ? first : own;
    let sums = this.sums.get(day);
    if (!sums) this.sums.set(day, (sums = new UsageSums()));
    return sums;
  }
}
