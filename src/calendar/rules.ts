/** Whether an office is open at a moment. Pure: time zones are those of the runtime's own tables (IANA). */
import type { Instant } from '../kernel/time.js';
import { InvalidHoursError } from './errors.js';
import type { Calendar, Opening, Span, Weekday } from './types.js';

const WEEKDAYS: Readonly<Record<string, Weekday>> = {
  Mon: 1,
  Tue: 2,
  Wed: 3,
  Thu: 4,
  Fri: 5,
  Sat: 6,
  Sun: 7,
};

/** A moment on the wall clock of a place. */
export interface WallClock {
  /** `2026-11-22` */
  readonly date: string;
  readonly weekday: Weekday;
  /** Minutes since midnight, 0-1439. In the hour that is skipped or repeated at a change of clocks: what a clock shows. */
  readonly minute: number;
}

/**
 * Reads the wall clock of a zone. The returned function keeps its formatter, which is what costs.
 * @throws RangeError when the runtime does not know the zone
 */
export function wallClockOf(timeZone: string): (at: Instant) => WallClock {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
    return {
      date: `${part('year')}-${part('month')}-${part('day')}`,
      weekday: WEEKDAYS[part('weekday')] ?? 1,
      minute: Number(part('hour')) * 60 + Number(part('minute')),
    };
  };
}

/** What the calendar says of this time on its wall clock. A special day stands before the week. */
export function openingAt(calendar: Calendar, { date, weekday, minute }: WallClock): Opening {
  const special = calendar.specialDays.find((day) => day.date === date);
  const hours = special ? special.hours : (calendar.weekly[weekday] ?? []);
  if (hours.some((span) => span.from <= minute && minute < span.to)) return { state: 'open' };
  return special?.hours.length === 0 ? { state: 'holiday', name: special.name } : { state: 'closed' };
}

const SPAN = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/**
 * Hours as people write them: `09:00-17:30`, until midnight `18:00-24:00`.
 * @throws InvalidHoursError (`CALENDAR_HOURS_INVALID`) when it is not written so, or ends before it begins; hours over
 * midnight are two spans on two days
 */
export function readSpan(text: string): Span {
  const found = SPAN.exec(text);
  if (!found) throw new InvalidHoursError(text);
  const [, fromHour, fromMinute, toHour, toMinute] = found;
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = toHour === undefined ? 1440 : Number(toHour) * 60 + Number(toMinute);
  if (to <= from) throw new InvalidHoursError(text);
  return { from, to };
}
