import type { Instant, Millis } from '../../kernel/time.js';
import type { QueueSettings } from '../types.js';

/** Agents of every level may be tried. */
export const ALL_LEVELS = Number.POSITIVE_INFINITY;

type LevelOpens = QueueSettings['levelOpens'];

/**
 * Agents up to which level may be tried after `waitedMs`: a level opens when its time and that of every lower one has
 * come. Level 1 is always open.
 */
export function openLevel(opens: LevelOpens, waitedMs: Millis): number {
  let open = ALL_LEVELS;
  for (const { level, afterMs } of opens ?? [])
    if (level > 1 && afterMs > waitedMs) open = Math.min(open, level - 1);
  return open;
}

/** When the first level after `now` opens; undefined when none is left. */
export function nextOpeningAt(opens: LevelOpens, since: Instant, now: Instant): Instant | undefined {
  let next: Instant | undefined;
  for (const { level, afterMs } of opens ?? []) {
    const at = since + afterMs;
    if (level > 1 && at > now && (next === undefined || at < next)) next = at;
  }
  return next;
}
