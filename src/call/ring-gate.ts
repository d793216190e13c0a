import type { LegId } from '../kernel/ids.js';
import type { Millis } from '../kernel/time.js';
import type { Clock } from '../runtime/clock.js';
import type { Scheduler } from '../runtime/scheduler.js';
import { firstPace, paced, type Pace, type PaceLimits } from './pace.js';

/**
 * Lets rings through to the switch, so many at a time as it keeps up with (`pace.ts`); the others wait in their order. A
 * ring is under way from its command to the first word about its leg: that it rings, was answered or is over.
 */
export class RingGate {
  private pace: Pace;
  private readonly underWay = new Set<LegId>();
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

  /** Something was heard of the leg, or it was not rung after all. Of a leg that is not under way: nothing. */
  heard(leg: LegId): void {
    if (!this.underWay.delete(leg)) return;
    this.parts.scheduler.cancel(keyOf(leg));
    this.release();
  }

  /** A command of the kind that new rings must not delay has been answered, or was not in time. */
  measured(tookMs: Millis): void {
    const at = this.parts.clock.now();
    this.pace = paced(this.pace, { tookMs, at, full: !this.hasRoom }, this.limits);
    this.release();
  }

  private get hasRoom(): boolean {
    return this.underWay.size < Math.floor(this.pace.window);
  }

  private begin(leg: LegId): void {
    this.underWay.add(leg);
    const { scheduler, clock } = this.parts;
    scheduler.set(keyOf(leg), clock.now() + this.longestMs, () => this.heard(leg));
  }

  private release(): void {
    while (this.hasRoom && this.held.length > 0) this.held.shift()!();
  }
}

const keyOf = (leg: LegId): string => `ring-gate:${leg}`;
