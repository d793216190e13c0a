/** How long it takes from an offer to its pop on the agent's screen, as desks have told it. */
import type { AgentEvent } from '../agent/types.js';

/** Samples kept: enough for a p95 that stands still, few enough to sort at every look. */
const KEPT = 500;

/** Since midnight, of the last 500; milliseconds. */
export interface PopFigures {
  readonly count: number;
  /** From the reservation of the agent until the page has told that the pop is painted, by the centre's clock. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** The browser's own part: from receiving the view to the painted frame. */
  readonly browserP95Ms: number;
}

export class PopTimes {
  private readonly reserved = new Map<string, number>();
  private samples: { readonly wholeMs: number; readonly browserMs: number }[] = [];

  apply(event: AgentEvent): void {
    if (event.type === 'agent.reserved') this.reserved.set(event.data.offer, event.at);
    else if (event.type === 'agent.pop-shown') {
      const { offer, by, paintedMs } = event.data;
      const since = this.reserved.get(offer);
      this.reserved.delete(offer);
      // A page that did not tell in time, or none: nothing was measured.
      if (by !== 'desk' || since === undefined || paintedMs === undefined) return;
      this.samples.push({ wholeMs: event.at - since, browserMs: paintedMs });
      if (this.samples.length > KEPT) this.samples.shift();
    } else if (event.type === 'agent.offer-returned') this.reserved.delete(event.data.offer);
  }

  /** A new day. */
  reset(): void {
    this.samples = [];
  }

  /** Null before the first. */
  get figures(): PopFigures | null {
    const { length: count } = this.samples;
    if (count === 0) return null;
    const at = (share: number, of: 'wholeMs' | 'browserMs'): number => {
      const sorted = this.samples.map((sample) => sample[of]).sort((a, b) => a - b);
      return Math.round(sorted[Math.min(count - 1, Math.ceil(share * count) - 1)] ?? 0);
    };
    return {
      count,
      p50Ms: at(0.5, 'wholeMs'),
      p95Ms: at(0.95, 'wholeMs'),
      browserP95Ms: at(0.95, 'browserMs'),
    };
  }
}
