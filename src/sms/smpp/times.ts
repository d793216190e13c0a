/** Times on the wire: `YYMMDDhhmmsstnnp` (SMPP 3.4, 7.1.1). */
import type { Instant } from '../../kernel/time.js';

const FORM = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d)(\d\d)([+\-R])$/;

/**
 * @param now what a relative time counts from
 * @returns null for '' (the SMSC's default), undefined for what is no time
 */
export function readTime(text: string, now: Instant): Instant | null | undefined {
  if (text === '') return null;
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second, tenth, quarters] = match.slice(1, 9).map(Number);
  if (match[9] === 'R') {
    // Years and months are taken as 365 and 30 days: the standard leaves open from where they count.
    const days = year! * 365 + month! * 30 + day!;
    return now + (((days * 24 + hour!) * 60 + minute!) * 60 + second!) * 1000;
  }
  if (month! < 1 || month! > 12 || day! < 1 || day! > 31 || hour! > 23 || minute! > 59 || second! > 59)
    return undefined;
  if (quarters! > 48) return undefined;
  const local = Date.UTC(2000 + year!, month! - 1, day, hour, minute, second, tenth! * 100);
  if (new Date(local).getUTCDate() !== day) return undefined;
  return local - quarters! * 900_000 * (match[9] === '+' ? 1 : -1);
}

/** Absolute, in UTC. '' for null. */
export function writeTime(at: Instant | null): string {
  if (at === null) return '';
  const date = new Date(at).toISOString();
  return `${date.slice(2, 19).replace(/[-T:]/g, '')}${date[20]}00+`;
}
