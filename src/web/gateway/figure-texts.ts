/** How ages and rates are written. Pure. */
import type { Language } from '../../kernel/localized.js';
import { clockText } from '../time/format.js';

const SECOND = 1000;
const DAY = 86_400_000;

/**
 * An age: `0.4 s` below ten seconds, `42 s` below a minute, `3:20` and `1:02:03` as a clock, `2 d 3 h` from two days on.
 * Negative counts as 0.
 */
export function ageText(ms: number): string {
  const age = Math.max(0, ms);
  if (age < 9.95 * SECOND) return `${(Math.floor(age / 100) / 10).toFixed(1)} s`;
  if (age < 60 * SECOND) return `${Math.floor(age / SECOND)} s`;
  if (age < 2 * DAY) return clockText(age);
  return `${Math.floor(age / DAY)} d ${Math.floor((age % DAY) / 3_600_000)} h`;
}

/** A rate: one decimal below ten, whole from there; null as a dash. */
export function rateText(perSecond: number | null): string {
  if (perSecond === null) return '–';
  return perSecond > 0 && perSecond < 9.95 ? perSecond.toFixed(1) : String(Math.round(perSecond));
}

/** A count with its thousands apart. */
export const countText = (count: number, language: Language): string =>
  new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB').format(count);

/** Room on a disk: `48.2 GB`, below one `812 MB`. */
export const spaceText = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.floor(bytes / 1e6)} MB`;

/** First word of an error that has a meaning of its own: `UNDELIVERABLE 27` is UNDELIVERABLE; null: none. */
export function codeKey<K extends string>(code: string, known: Readonly<Record<K, string>>): K | null {
  const [word = ''] = code.split(' ');
  return Object.hasOwn(known, word) ? (word as K) : null;
}
