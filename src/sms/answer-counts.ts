/** Answers of carriers by status over the last minutes. */
import type { Instant } from '../kernel/time.js';

const MINUTES = 10;

export class AnswerCounts {
  private minutes: { minute: number; counts: Map<string, Map<string, number>> }[] = [];

  add(carrier: string, status: string, now: Instant): void {
    const minute = Math.floor(now / 60_000);
    let last = this.minutes.at(-1);
    if (last?.minute !== minute) {
      last = { minute, counts: new Map() };
      this.minutes = [...this.minutes, last].slice(-MINUTES);
    }
    let counts = last.counts.get(carrier);
    if (!counts) {
      counts = new Map<string, number>();
      last.counts.set(carrier, counts);
    }
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }

  /** By carrier and status, of the last ten minutes. */
  sums(now: Instant): ReadonlyMap<string, ReadonlyMap<string, number>> {
    const since = Math.floor(now / 60_000) - MINUTES;
    const sums = new Map<string, Map<string, number>>();
    for (const { minute, counts } of this.minutes) {
      if (minute <= since) continue;
      for (const [carrier, byStatus] of counts) {
        const sum = sums.get(carrier) ?? new Map<string, number>();
        for (const [status, count] of byStatus) sum.set(status, (sum.get(status) ?? 0) + count);
        sums.set(carrier, sum);
      }
    }
    return sums;
  }
}
