import type { Instant } from '../kernel/time.js';

/**
 * The calendar day of a moment in the centre's time zone, as `2026-11-22`. Keeps the bounds of the day last asked for,
 * because it is asked at every event.
 *
 * @param timeZone IANA name; default the process's own
 */
export function createDayOf(timeZone?: string): (at: Instant) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  // A quarter of an hour never crosses midnight in any zone: all offsets are multiples of it.
  let quarter = NaN;
  let day = '';
  return (at) => {
    const asked = Math.floor(at / 900_000);
    if (asked !== quarter) {
      quarter = asked;
      day = format.format(at);
    }
    return day;
  };
}
