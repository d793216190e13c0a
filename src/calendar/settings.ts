/** Calendars as they stand in `centre.yaml`. */
import { z } from 'zod';
import { labelSetting as localized, settingId } from '../runtime/setting-schemas.js';
import { readSpan, wallClockOf } from './rules.js';
import type { Calendar, Weekday } from './types.js';

const hours = z.array(
  z.string().transform((text, context) => {
    try {
      return readSpan(text);
    } catch (error) {
      context.addIssue((error as Error).message);
      return z.NEVER;
    }
  }),
);

const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

const knowsZone = (zone: string): boolean => {
  try {
    wallClockOf(zone);
    return true;
  } catch {
    return false;
  }
};

/** Days of the week as written in the configuration. */
const WEEK = { monday: 1, tuesday: 2, wednesday: 3, thursday: 4, friday: 5, saturday: 6, sunday: 7 } as const;

export const calendarSchema = z.strictObject({
  id: settingId,
  name: localized,
  /** IANA name of the zone whose wall clock counts. */
  timeZone: z.string().refine(knowsZone, 'is no IANA time zone, e.g. Asia/Shanghai'),
  /** Hours by day of the week; a day that is not named is closed. */
  weekly: z.partialRecord(z.enum(Object.keys(WEEK) as (keyof typeof WEEK)[]), hours).default({}),
  /** Dates that are not like their weekday. Without hours: closed all day. */
  days: z
    .array(
      z.strictObject({
        date: z.string().refine((text) => isDate(text), 'is no date, e.g. 2027-01-01'),
        name: localized,
        hours: hours.default([]),
      }),
    )
    .default([]),
});

/** A calendar as the rules want it. */
export function calendarOf(configured: z.infer<typeof calendarSchema>): Calendar {
  const { id, name, timeZone, weekly, days } = configured;
  const week: Partial<Record<Weekday, Calendar['specialDays'][number]['hours']>> = {};
  for (const [day, spans] of Object.entries(weekly)) if (spans) week[WEEK[day as keyof typeof WEEK]] = spans;
  return { calendar: id, name, timeZone, weekly: week, specialDays: days };
}
