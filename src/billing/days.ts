/** Calendar days of a time zone, with their first moments. */
import type { Instant } from '../kernel/time.js';

export interface Days {
  /** `2026-11-22` */
  readonly dayOf: (at: Instant) => string;
  /** The first moment of a day. Where midnight is skipped by a change of clocks: the moment after the skip. */
  readonly startOf: (day: string) => Instant;
  /** The day after. */
  readonly after: (day: string) => string;
  /** `2026-11-22T08:00:00.000+08:00` */
  readonly write: (at: Instant) => string;
  readonly minuteOfDay: (at: Instant) => number;
}

const MINUTE = 60_000;

/**
 * @param timeZone IANA name; undefined: the process's own
 * @throws RangeError when the runtime does not know the zone
 */
export function createDays(timeZone?: string): Days {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  /** What a clock there shows, as if it were UTC. */
  const wall = (at: Instant): number => Date.parse(`${format.format(at).replace(' ', 'T')}Z`);
  // An offset never changes within a quarter of an hour of the clock.
  let quarter = NaN;
  let offset = 0;
  const offsetOf = (at: Instant): number => {
    const asked = Math.floor(at / 900_000);
    if (asked !== quarter) {
      quarter = asked;
      const second = Math.floor(at / 1000) * 1000;
      offset = wall(second) - second;
    }
    return offset;
  };
  const dayOf = (at: Instant): string => new Date(at + offsetOf(at)).toISOString().slice(0, 10);
  return {
    dayOf,
    startOf(day) {
      const midnight = Date.parse(`${day}T00:00:00Z`);
      const first = midnight - offsetOf(midnight - offsetOf(midnight));
      let start = first;
      // Around a change of clocks the guess can lie in the day before, or an hour into the day.
      while (dayOf(start) < day) start += 15 * MINUTE;
      while (dayOf(start - MINUTE) === day) start -= 15 * MINUTE;
      return start;
    },
    after: (day) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10),
    write(at) {
      const shift = offsetOf(at);
      const minutes = Math.round(Math.abs(shift) / MINUTE);
      const two = (n: number): string => String(n).padStart(2, '0');
      const zone = `${shift < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
      return `${new Date(at + shift).toISOString().slice(0, -1)}${zone}`;
    },
    minuteOfDay: (at) => Math.floor((((at + offsetOf(at)) % 86_400_000) + 86_400_000) / MINUTE) % 1440,
  };
}
