import type { Scheduler } from '../../../src/runtime/scheduler.js';
import type { SimulatedTime } from '../../../src/runtime/simulated-time.js';

/** The timers of one process on a clock that it shares with the switch: they die with the process, the switch's do not. */
export class OwnTimers implements Scheduler {
  private stopped = false;

  constructor(
    private readonly time: SimulatedTime,
    private readonly prefix: string,
  ) {}

  set(key: string, at: number, run: () => void): void {
    if (!this.stopped) this.time.set(`${this.prefix}${key}`, at, run);
  }
  cancel(key: string): void {
    this.time.cancel(`${this.prefix}${key}`);
  }
  pending(): readonly string[] {
    return this.time
      .pending()
      .filter((key) => key.startsWith(this.prefix))
      .map((key) => key.slice(this.prefix.length));
  }
  stop(): void {
    for (const key of this.pending()) this.cancel(key);
    this.stopped = true;
  }
}
