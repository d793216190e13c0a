import { RingmasterError } from '../kernel/error.js';

/** Hours of a calendar that cannot be read. */
export class InvalidHoursError extends RingmasterError {
  constructor(text: string) {
    super(
      'CALENDAR_HOURS_INVALID',
      `"${text}" are no hours of a day: write them as 09:00-17:30; over midnight as two, 18:00-24:00 and 00:00-02:00 of the next day.`,
      400,
    );
  }
}

/** A flow or a queue names a calendar that is not configured. */
export class UnknownCalendarError extends RingmasterError {
  constructor(calendar: string) {
    super('CALENDAR_UNKNOWN', `There is no calendar "${calendar}" in centre.yaml.`, 404);
  }
}
