import type { Instant, Millis } from '../../kernel/time.js';
import type { Clock } from '../../runtime/clock.js';
import type { Scheduler } from '../../runtime/scheduler.js';

interface Parcel {
  readonly due: Instant;
  readonly deliver: () => void;
}

/** A way with many lanes: nothing overtakes within a lane, lanes overtake each other. */
export class Lanes {
  private readonly lanes = new Map<string, Parcel[]>();
  private readonly held = new Map<string, number>();
  private paused = false;

  /** @param prefix of the timers' keys; must be this way's alone */
  constructor(
    private readonly prefix: string,
    private readonly clock: Clock,
    private readonly scheduler: Scheduler,
  ) {}

  send(lane: string, delay: Millis, deliver: () => void): void {
    const parcels = this.lanes.get(lane) ?? [];
    this.lanes.set(lane, parcels);
    const due = Math.max(this.clock.now() + delay, parcels.at(-1)?.due ?? 0);
    parcels.push({ due, deliver });
    if (parcels.length === 1) this.arm(lane);
  }

  /** Keeps what is on its way on this lane until the function that is handed back is called. */
  hold(lane: string): () => void {
    this.held.set(lane, (this.held.get(lane) ?? 0) + 1);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const left = (this.held.get(lane) ?? 1) - 1;
      if (left > 0) return void this.held.set(lane, left);
      this.held.delete(lane);
      this.arm(lane);
    };
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    for (const lane of this.lanes.keys()) this.arm(lane);
  }

  /** Loses everything that is on its way. */
  clear(): void {
    for (const lane of this.lanes.keys()) this.scheduler.cancel(this.key(lane));
    this.lanes.clear();
  }

  private arm(lane: string): void {
    const first = this.lanes.get(lane)?.[0];
    if (!first || this.paused || this.held.has(lane)) return;
    this.scheduler.set(this.key(lane), first.due, () => this.flow(lane));
  }

  /** Delivers the first parcel. The next one gets its own turn: what this one sets off comes before it. */
  private flow(lane: string): void {
    const parcels = this.lanes.get(lane);
    if (!parcels || this.paused || this.held.has(lane)) return;
    const first = parcels.shift();
    if (parcels.length === 0) this.lanes.delete(lane);
    else this.arm(lane);
    first?.deliver();
  }

  private key(lane: string): string {
    return `${this.prefix}:${lane}`;
  }
}
