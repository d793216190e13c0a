export { Calendars } from './calendars.js';
export { calendarOf, calendarSchema } from './settings.js';
export type * from './types.js';
