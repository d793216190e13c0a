/** A moment: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;
/** A length of time in milliseconds, never negative. */
export type Millis = number;

/** Seconds, as people write them in a configuration, to milliseconds. */
export const seconds = (n: number): Millis => Math.round(n * 1000);
