import type { Scheduler } from '../../../src/runtime/scheduler.js';
import type { HandClock } from './rig.js';

/** Timers that go off when the test says so, on the clock of the rig. */
export class HandScheduler implements Scheduler {
  private readonly timers = new Map<string, { at: number; run: () => void }>();
  constructor(private readonly clock: HandClock) {}
  set(key: string, at: number, run: () => void): void {
    this.timers.set(key, { at, run });
  }
  cancel(key: string): void {
    this.timers.delete(key);
  }
  pending(): string[] {
    return [...this.timers.keys()];
  }
  stop(): void {
    this.timers.clear();
  }
  advance(ms: number): void {
    this.clock.advance(ms);
    for (const [key, { at, run }] of [...this.timers])
      if (at <= this.clock.now()) {
        this.timers.delete(key);
        run();
      }
  }
}
