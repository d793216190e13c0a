import type { Instant } from '../kernel/time.js';
import type { Clock } from './clock.js';

/**
 * One alarm clock for the whole process. A timer has a key: setting a key again replaces its timer, so a deadline is
 * moved by setting it and cannot fire twice.
 */
export interface Scheduler {
  /** Calls `run` once at `at`, never before it; at once (in a later turn of the loop) when `at` has passed. */
  set(key: string, at: Instant, run: () => void): void;
  /** Does nothing when there is no such timer. */
  cancel(key: string): void;
  /** Keys that wait, for tests and metrics. */
  pending(): readonly string[];
  /** Cancels all. */
  stop(): void;
}

/** Longest delay setTimeout takes; longer ones are re-armed. */
const MAX_DELAY = 2 ** 31 - 1;

export function createScheduler(clock: Clock): Scheduler {
  const timers = new Map<string, NodeJS.Timeout>();
  const set = (key: string, at: Instant, run: () => void): void => {
    const old = timers.get(key);
    if (old) clearTimeout(old);
    const delay = Math.max(0, at - clock.now());
    timers.set(
      key,
      setTimeout(
        () => {
          timers.delete(key);
          // Node's timers follow another clock than this one and can be a millisecond early: who is called before its
          // time takes the deadline for a moved one, and nobody would call again.
          if (clock.now() < at) set(key, at, run);
          else run();
        },
        Math.min(delay, MAX_DELAY),
      ),
    );
  };
  return {
    set,
    cancel(key) {
      const timer = timers.get(key);
      if (timer) clearTimeout(timer);
      timers.delete(key);
    },
    pending: () => [...timers.keys()],
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
