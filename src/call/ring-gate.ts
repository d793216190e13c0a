import type { LegId } from '../kernel/ids.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { Clock } from '../runtime/clock.js';
import type { Scheduler } from '../runtime/scheduler.js';
import { firstPace, paced, type Pace, type PaceLimits } from './pace.js';

/**
 * Lets rings through to the switch, so many at a time as it keeps up with (`pace.ts`); the others wait in their order. A
 * ring is under way from its command to the first word about its leg: that it rings, was answered or is over.
 */
export class RingGate {
  private pace: Pace;
  /** Since when. */
  private readonly underWay = new Map<LegId, Instant>();
  private readonly held: (() => void)[] = [];

  /** @param longestMs after which a ring that nothing is heard of holds up no other */
  constructor(
    private readonly parts: { readonly scheduler: Scheduler; readonly clock: Clock },
    private readonly limits: PaceLimits,
    private readonly longestMs: Millis,
  ) {
    this.pace = firstPace(limits);
  }

  /** For the metrics. */
  get figures(): { readonly underWay: number; readonly held: number; readonly limit: number } {
    return { underWay: this.underWay.size, held: this.held.length, limit: Math.floor(this.pace.window) };
  }

  /** @returns undefined when it may go at once, otherwise what to wait for */
  enter(leg: LegId): Promise<void> | undefined {
    if (this.hasRoom && this.held.length === 0) {
      this.begin(leg);
      return undefined;
    }
    return new Promise((resolve) =>
      this.held.push(() => {
        this.begin(leg);
        resolve();
      }),
    );
  }

  /** Something was heard of the leg. Of one that is not under way: nothing. */
  heard(leg: LegId): void {
    this.over(leg, true);
  }

  /** It was not rung after all, or is given up: that tells nothing of the switch. Of one that is not under way: nothing. */
  dropped(leg: LegId): void {
    this.over(leg, false);
  }

  private over(leg: LegId, tells: boolean): void {
    const since = this.underWay.get(leg);
    if (since === undefined) return;
    const { scheduler, clock } = this.parts;
    if (tells) {
      const measured = { tookMs: clock.now() - since, underWay: this.underWay.size };
      this.pace = paced(this.pace, measured, this.limits);
    }
    this.underWay.delete(leg);
    scheduler.cancel(keyOf(leg));
    while (this.hasRoom && this.held.length > 0) this.held.shift()!();
  }

  private get hasRoom(): boolean {
    return this.underWay.size < Math.floor(this.pace.window);
  }

  private begin(leg: LegId): void {
    const { scheduler, clock } = this.parts;
    const now = clock.now();
    this.underWay.set(leg, now);
    scheduler.set(keyOf(leg), now + this.longestMs, () => this.heard(leg));
  }
}

const keyOf = (leg: LegId): string => `ring-gate:${leg}`;
