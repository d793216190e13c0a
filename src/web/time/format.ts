import type { Language } from '../../kernel/localized.js';

const two = (n: number): string => String(n).padStart(2, '0');

/** A length of time as `m:ss`, from an hour on `h:mm:ss`; whole seconds rounded down, negative counts as 0. */
export function clockText(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

/** A length of time with milliseconds, for steps of a call: `+0:03.250`. Negative keeps its sign: `−0:00.004`. */
export function offsetText(ms: number): string {
  const size = Math.abs(Math.round(ms));
  return `${ms < 0 ? '−' : '+'}${clockText(size)}.${String(size % 1000).padStart(3, '0')}`;
}

const locale = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en-GB');

/** Time of day with seconds in the browser's time zone, 24 hours. */
export function timeText(at: number, language: Language): string {
  return new Intl.DateTimeFormat(locale(language), {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

/** Time of day with milliseconds, for steps of a call. */
export function preciseTimeText(at: number, language: Language): string {
  return `${timeText(at, language)}.${String(Math.floor(at) % 1000).padStart(3, '0')}`;
}

/** Day and time of day to the minute, for lists. */
export function dayText(at: number, language: Language): string {
  return new Intl.DateTimeFormat(locale(language), {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
    .format(at)
    .replace(',', '');
}

/** Day and time of day. */
export function dateTimeText(at: number, language: Language): string {
  return new Intl.DateTimeFormat(locale(language), {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

/** Like dateTimeText, without the year and, on the day of `now`, without the date: for dense tables. */
export function shortDateTimeText(at: number, now: number, language: Language): string {
  const day = (moment: number): string => new Date(moment).toDateString();
  if (day(at) === day(now)) return timeText(at, language);
  return new Intl.DateTimeFormat(locale(language), {
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

/** A share 0-1 as whole per cent, rounded down so that 100 % is said only of all; null as a dash. */
export function percentText(share: number | null): string {
  return share === null ? '–' : `${Math.floor(share * 100 + 1e-9)} %`;
}

/** A level as `−23.4 dBFS`; null as a dash. */
export function levelText(dbfs: number | null): string {
  return dbfs === null ? '–' : `${dbfs < 0 ? '−' : ''}${Math.abs(dbfs).toFixed(1)} dBFS`;
}

/** Bytes as kB or MB with one decimal; null as a dash. */
export function bytesText(bytes: number | null): string {
  if (bytes === null) return '–';
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
