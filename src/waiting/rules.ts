/** What becomes of a caller who waits. Pure. */
import type { Millis } from '../kernel/time.js';
import type { Prompt } from '../switch/port.js';
import type { Announcement, OverflowRule, Saying, WaitingSettings } from './types.js';

/** What is looked at when a caller comes into line, or when the last agent goes. */
export interface Situation {
  readonly waitedMs: Millis;
  /** Set when the caller comes: what is asked only then. */
  readonly coming?: {
    /** Others in line. */
    readonly ahead: number;
    readonly estimateMs: Millis | undefined;
    readonly isClosed: (calendar: string) => boolean;
  };
  /** Members of the queue that are logged in, and those of them that are not set aside. */
  readonly loggedIn: number;
  readonly working: number;
}

/** The first rule that holds now; undefined when none does. */
export function overflowOf(
  rules: readonly OverflowRule[],
  now: Situation,
): { readonly rule: number; readonly overflow: OverflowRule } | undefined {
  const rule = rules.findIndex(({ condition }) => {
    switch (condition.when) {
      case 'length':
        return now.coming !== undefined && now.coming.ahead >= condition.atLeast;
      case 'estimated-wait':
        return (now.coming?.estimateMs ?? 0) > condition.longerThanMs;
      case 'closed':
        return now.coming?.isClosed(condition.calendar) ?? false;
      case 'waited':
        return now.waitedMs >= condition.ms;
      case 'no-agents':
        return (condition.of === 'logged-in' ? now.loggedIn : now.working) === 0;
    }
  });
  const overflow = rules[rule];
  return overflow ? { rule, overflow } : undefined;
}

/** Announcements that are due at exactly this time of waiting, by their place in the settings. */
export function announcementsAt(announcements: readonly Announcement[], waitedMs: Millis): number[] {
  return announcements.flatMap(({ afterMs, everyMs }, at) => {
    const since = waitedMs - afterMs;
    const due = since === 0 || (since > 0 && everyMs !== undefined && since % everyMs === 0);
    return due ? [at] : [];
  });
}

/**
 * The next time of waiting, after this one, at which something is due: an announcement or an overflow by waiting time.
 * Undefined when nothing will be.
 */
export function nextMoment(
  { announcements, overflow }: Pick<WaitingSettings, 'announcements' | 'overflow'>,
  waitedMs: Millis,
): Millis | undefined {
  const moments: Millis[] = [];
  for (const { afterMs, everyMs } of announcements) {
    if (afterMs > waitedMs) moments.push(afterMs);
    else if (everyMs !== undefined)
      moments.push(afterMs + (Math.floor((waitedMs - afterMs) / everyMs) + 1) * everyMs);
  }
  for (const { condition } of overflow)
    if (condition.when === 'waited' && condition.ms > waitedMs) moments.push(condition.ms);
  return moments.length > 0 ? Math.min(...moments) : undefined;
}

/** An hour or more is not told in minutes. */
const LONG_MINUTES = 60;

/**
 * The words of an announcement. What cannot be said (no estimate) is left out; empty when nothing is left.
 * @param position 1 for the one who is next
 */
export function wordsOf(sayings: readonly Saying[], position: number, estimateMs: Millis | null): Prompt[] {
  return sayings.flatMap((saying): Prompt[] => {
    switch (saying.say) {
      case 'prompt':
        return [{ kind: 'prompt', name: saying.name }];
      case 'position':
        return position === 1
          ? [{ kind: 'prompt', name: 'queue-next' }]
          : [
              { kind: 'prompt', name: 'queue-position' },
              { kind: 'number', number: position },
              { kind: 'prompt', name: 'queue-position-end' },
            ];
      case 'estimated-wait': {
        if (estimateMs === null) return [];
        const minutes = Math.ceil(estimateMs / 60_000);
        if (minutes <= 1) return [{ kind: 'prompt', name: 'queue-wait-one-minute' }];
        if (minutes >= LONG_MINUTES) return [{ kind: 'prompt', name: 'queue-wait-long' }];
        return [
          { kind: 'prompt', name: 'queue-wait' },
          { kind: 'number', number: minutes },
          { kind: 'prompt', name: 'queue-wait-end' },
        ];
      }
    }
  });
}

/** Prompts that `wordsOf` uses beside the configured ones: every installation that announces has them. */
export const WAITING_PROMPTS = [
  'queue-next',
  'queue-position',
  'queue-position-end',
  'queue-wait',
  'queue-wait-end',
  'queue-wait-one-minute',
  'queue-wait-long',
] as const;
