/**
 * How fast one link sends. Two things slow it: the agreed rate, and a carrier that says that it is full. Full means: a
 * pause of milliseconds that doubles while the carrier keeps saying so, half the window afterwards, and one more at a
 * time with every answer that is good. Pure: time is handed in.
 */
import type { Instant, Millis } from '../../kernel/time.js';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 5000;

export interface Pace {
  /** Requests that may be without an answer; between 1 and the configured window, in fractions. */
  readonly window: number;
  /** Nothing goes out before. */
  readonly until: Instant;
  readonly pauseMs: Millis;
}

export const steady = (window: number): Pace => ({ window, until: 0, pauseMs: 0 });

/** The carrier said ESME_RTHROTTLED or ESME_RMSGQFUL. Answers to what was under way already count once. */
export function throttled(pace: Pace, now: Instant): Pace {
  if (now < pace.until) return pace;
  const pauseMs = Math.min(Math.max(FIRST_PAUSE_MS, pace.pauseMs * 2), LONGEST_PAUSE_MS);
  return { window: Math.max(1, pace.window / 2), until: now + pauseMs, pauseMs };
}

/** The carrier took one. */
export function took(pace: Pace, most: number): Pace {
  if (pace.window >= most && pace.pauseMs === 0) return pace;
  const pauseMs = pace.pauseMs < 1 ? 0 : pace.pauseMs * 0.9;
  return { window: Math.min(most, pace.window + 1 / pace.window), until: pace.until, pauseMs };
}

/** A rate that is kept in the mean over a tenth of a second. */
export class RateLimit {
  private free: number;
  private at: Instant | undefined;
  private readonly burst: number;

  /** @param perSecond 0: no limit */
  constructor(private readonly perSecond: number) {
    this.burst = Math.max(1, perSecond / 10);
    this.free = this.burst;
  }

  /** Milliseconds until one more may go; 0: now. Takes nothing. */
  wait(now: Instant): Millis {
    if (this.perSecond === 0) return 0;
    this.refill(now);
    return this.free >= 1 ? 0 : Math.ceil(((1 - this.free) / this.perSecond) * 1000);
  }

  take(): void {
    if (this.perSecond > 0) this.free -= 1;
  }

  private refill(now: Instant): void {
    if (this.at !== undefined && now > this.at)
      this.free = Math.min(this.burst, this.free + ((now - this.at) / 1000) * this.perSecond);
    // A clock that was set back must not stop the line until it has caught up.
    this.at = now;
  }
}
