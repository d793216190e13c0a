/** When something comes again. Times are on the wall clock of the centre's zone, across changes of clocks too. */
import { Cron } from 'croner';
import type { Instant } from '../kernel/time.js';

/** Sendings closer together than this are a mistake in the rule. */
const CLOSEST_MS = 60_000;

/**
 * @param rule five fields: minute, hour, day of month, month, day of week
 * @returns null: never again, or no such rule
 */
export function nextAfter(rule: string, timeZone: string | undefined, after: Instant): Instant | null {
  if (rule.trim().split(/\s+/).length !== 5) return null;
  try {
    const cron = new Cron(rule, { paused: true, ...(timeZone === undefined ? {} : { timezone: timeZone }) });
    const next = cron.nextRun(new Date(after));
    return next && Math.max(next.getTime(), after + 1);
  } catch {
    return null;
  }
}

/** Whether somebody may ask for it: it comes again, and not every few seconds. */
export function isRule(rule: string, timeZone: string | undefined, now: Instant): boolean {
  const first = nextAfter(rule, timeZone, now);
  if (first === null) return false;
  const second = nextAfter(rule, timeZone, first);
  return second === null || second - first >= CLOSEST_MS;
}
