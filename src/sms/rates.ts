/** How fast counts grow, over the last seconds. */
import type { Instant, Millis } from '../kernel/time.js';

/** A rate is that of about so long. */
const SPAN_MS: Millis = 5000;

export class Rates {
  private readonly samples = new Map<string, { readonly at: Instant; readonly total: number }[]>();

  /**
   * @param total only ever grows
   * @returns a second, over about the last five seconds or since the last time anybody asked, if that is longer; null
   *   when nobody has asked before
   */
  of(key: string, total: number, now: Instant): number | null {
    const known = (this.samples.get(key) ?? []).filter(({ at }) => at < now);
    // One sample that is older than the span is kept: there is something to compare with even when people ask seldom.
    const inSpan = known.findIndex(({ at }) => at >= now - SPAN_MS);
    const kept = inSpan < 0 ? known.slice(-1) : known.slice(Math.max(0, inSpan - 1));
    this.samples.set(key, [...kept, { at: now, total }]);
    const first = kept[0];
    return first ? ((total - first.total) / (now - first.at)) * 1000 : null;
  }
}
