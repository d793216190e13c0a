import type { Instant, Millis } from '../kernel/time.js';
import type { Clock } from './clock.js';
import type { Scheduler } from './scheduler.js';

interface Timer {
  readonly at: Instant;
  /** Order in which timers were set: the tie-break of timers for the same moment. */
  readonly order: number;
  readonly run: () => void;
}

/**
 * Clock and scheduler of stories: time moves only when told to. Timers run in order of their time, then in the order
 * in which they were set; between two timers all work that they set off gets its turns of the event loop, so that
 * mailboxes are drained before time goes on. A timer whose time has come already (delay 0) runs in the next turn
 * without anybody moving the time, as with the real scheduler.
 *
 * Work that waits for the outside (a file, a socket, a thread) is not waited for while time moves: await it first,
 * or use `runUntilSettled`.
 */
export class SimulatedTime implements Clock, Scheduler {
  private at: Instant;
  private order = 0;
  private readonly timers = new Map<string, Timer>();
  private moving = false;
  private woken = false;

  /**
   * @param start where time begins; milliseconds since 1970, default 2026-01-05T09:00:00Z, a Monday
   * @param turns turns of the event loop that work gets between two timers, default 5
   */
  constructor(
    start: Instant = Date.UTC(2026, 0, 5, 9),
    private readonly turns = 5,
  ) {
    this.at = start;
  }

  now(): Instant {
    return this.at;
  }

  set(key: string, at: Instant, run: () => void): void {
    this.timers.set(key, { at, order: this.order++, run });
    if (at <= this.at) this.wake();
  }

  cancel(key: string): void {
    this.timers.delete(key);
  }

  pending(): readonly string[] {
    return [...this.timers.keys()];
  }

  stop(): void {
    this.timers.clear();
  }

  /** Lets this much time pass. Resolves when all timers up to then have run and their work has had its turns. */
  advance(ms: Millis): Promise<void> {
    return this.move(async () => {
      const end = this.at + ms;
      await this.settle();
      while (await this.step(end));
      this.at = end;
    });
  }

  /**
   * Lets time pass until `holds`, at most `maxMs`. Resolves with the milliseconds that passed; rejects with the keys
   * of the timers that wait when it never held. Time stops at the moment of the timer that made it hold.
   */
  runUntil(holds: () => boolean, maxMs: Millis = 60_000): Promise<Millis> {
    return this.move(async () => {
      const start = this.at;
      const end = start + maxMs;
      await this.settle();
      while (!holds()) {
        if (await this.step(end)) continue;
        this.at = end;
        await this.settle();
        if (holds()) break;
        throw new Error(
          `not within ${maxMs} ms of simulated time; timers that wait: ${this.pending().join(', ') || 'none'}`,
        );
      }
      return this.at - start;
    });
  }

  /**
   * Lets time pass until a promise has settled and hands back its outcome: for a command whose answer takes simulated
   * time. Rejects when `maxMs` of simulated time do not settle it.
   */
  async runUntilSettled<T>(promise: Promise<T>, maxMs: Millis = 60_000): Promise<T> {
    let settled = false;
    const mark = (): void => {
      settled = true;
    };
    promise.then(mark, mark);
    await this.runUntil(() => settled, maxMs);
    return promise;
  }

  /** Gives work its turns of the event loop without moving the time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < this.turns; turn++) await nextTurn();
  }

  /** Runs the earliest timer up to `end`; false when there is none. */
  private async step(end: Instant): Promise<boolean> {
    const key = this.earliest(end);
    if (key === undefined) return false;
    this.fire(key);
    await this.settle();
    return true;
  }

  private earliest(end: Instant): string | undefined {
    let first: [string, Timer] | undefined;
    for (const [key, timer] of this.timers) {
      if (timer.at > end) continue;
      if (!first || timer.at < first[1].at || (timer.at === first[1].at && timer.order < first[1].order))
        first = [key, timer];
    }
    return first?.[0];
  }

  private fire(key: string): void {
    const timer = this.timers.get(key);
    if (!timer) return;
    this.timers.delete(key);
    this.at = Math.max(this.at, timer.at);
    timer.run();
  }

  /** While nobody moves the time, timers that are due run in the next turn. */
  private wake(): void {
    if (this.woken) return;
    this.woken = true;
    setImmediate(() => {
      this.woken = false;
      if (this.moving) return;
      const key = this.earliest(this.at);
      if (key === undefined) return;
      // A further timer that is due gets its own turn, after the work of this one; also when this one throws.
      if (this.timers.size > 1) this.wake();
      this.fire(key);
    });
  }

  private async move<T>(work: () => Promise<T>): Promise<T> {
    if (this.moving) throw new Error('simulated time is being moved already: await the earlier move first');
    this.moving = true;
    try {
      return await work();
    } finally {
      this.moving = false;
      if (this.earliest(this.at) !== undefined) this.wake();
    }
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
