/** One exchange with the centre: sent at, the centre's clock, received at. */
export interface ClockSample {
  readonly sentAt: number;
  readonly centreAt: number;
  readonly receivedAt: number;
}

const KEPT = 8;

/** The new list of samples: the last eight. */
export function withSample(samples: readonly ClockSample[], sample: ClockSample): readonly ClockSample[] {
  return [...samples, sample].slice(-KEPT);
}

/**
 * How much the centre's clock is ahead of ours, in milliseconds: from the sample with the shortest way there and back,
 * whose error is at most half of that. 0 without samples.
 */
export function clockOffset(samples: readonly ClockSample[]): number {
  let best: ClockSample | undefined;
  for (const sample of samples)
    if (!best || sample.receivedAt - sample.sentAt < best.receivedAt - best.sentAt) best = sample;
  return best ? best.centreAt - (best.sentAt + best.receivedAt) / 2 : 0;
}
