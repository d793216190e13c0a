import type { Localized } from '../kernel/localized.js';

export type CalendarId = string;

/** Day of the week, ISO 8601: 1 Monday to 7 Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Part of a day on the wall clock, in minutes since midnight: from (included) to (excluded); `to` 1440 is midnight. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A date that is not like its weekday: a holiday, a working Saturday, a day that ends early. */
export interface SpecialDay {
  /** `2027-01-01` in the calendar's own time zone. */
  readonly date: string;
  readonly name: Localized;
  /** Empty: closed all day. */
  readonly hours: readonly Span[];
}

/** When an office is open. */
export interface Calendar {
  readonly calendar: CalendarId;
  readonly name: Localized;
  /** IANA name, e.g. `Asia/Shanghai`: hours are on the wall clock there, whatever the machine's own zone is. */
  readonly timeZone: string;
  /** Hours of each weekday; a weekday that is absent or empty is closed. */
  readonly weekly: Readonly<Partial<Record<Weekday, readonly Span[]>>>;
  readonly specialDays: readonly SpecialDay[];
}

/**
 * What a calendar says of a moment: `holiday` is closed by a special day (its name says which), `closed` by the
 * ordinary week or before and after the hours of a special day that is open in part.
 */
export type Opening =
  | { readonly state: 'open' }
  | { readonly state: 'closed' }
  | { readonly state: 'holiday'; readonly name: Localized };
