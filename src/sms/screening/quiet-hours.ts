/** Hours in which kinds of messages wait. Pure. */

export interface QuietHours {
  /** Kinds of messages that wait; priorities do not matter. */
  readonly services: readonly string[];
  /** Minutes of the centre's day: from `from` until before `to`; past midnight when `from` is larger. */
  readonly from: number;
  readonly to: number;
}

/** The kinds that wait at this minute. */
export function quietServices(rules: readonly QuietHours[], minute: number): Set<string> {
  return new Set(
    rules
      .filter(({ from, to }) => (from <= to ? minute >= from && minute < to : minute >= from || minute < to))
      .flatMap(({ services }) => services),
  );
}
