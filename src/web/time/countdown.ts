export interface Countdown {
  /** Milliseconds left, never negative. */
  readonly leftMs: number;
  /** Whole seconds to show: rounded up, so that 0 is shown only when it is over. */
  readonly leftSeconds: number;
  /** What is left of the whole, 0-100. */
  readonly percent: number;
  /** In the last fifth or the last five seconds: time to hurry. */
  readonly urgent: boolean;
}

/**
 * Where a state that ends by itself stands.
 * @param since start, milliseconds since 1970 at the centre
 * @param until end; at or before `since`: over at once
 * @param now the centre's clock
 */
export function countdown(since: number, until: number, now: number): Countdown {
  const whole = Math.max(0, until - since);
  const leftMs = Math.min(whole, Math.max(0, until - now));
  return {
    leftMs,
    leftSeconds: Math.ceil(leftMs / 1000),
    percent: whole === 0 ? 0 : (leftMs / whole) * 100,
    urgent: leftMs <= Math.max(5000, whole / 5),
  };
}
