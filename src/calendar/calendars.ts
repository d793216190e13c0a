import type { Instant } from '../kernel/time.js';
import { UnknownCalendarError } from './errors.js';
import { openingAt, wallClockOf, type WallClock } from './rules.js';
import type { Calendar, CalendarId, Opening } from './types.js';

/** The calendars of a centre by name. */
export class Calendars {
  private readonly byId: ReadonlyMap<
    CalendarId,
    { readonly calendar: Calendar; readonly clock: (at: Instant) => WallClock }
  >;

  constructor(calendars: readonly Calendar[]) {
    this.byId = new Map(
      calendars.map((calendar) => [calendar.calendar, { calendar, clock: wallClockOf(calendar.timeZone) }]),
    );
  }

  /** @throws UnknownCalendarError (`CALENDAR_UNKNOWN`) */
  opening(calendar: CalendarId, at: Instant): Opening {
    const found = this.byId.get(calendar);
    if (!found) throw new UnknownCalendarError(calendar);
    return openingAt(found.calendar, found.clock(at));
  }

  get names(): string[] {
    return [...this.byId.keys()];
  }
}
