import type { CallId, QueueId } from '../kernel/ids.js';
import type { Instant } from '../kernel/time.js';
import type { Designation, KnownAgents, Preference, QueueSettings } from './types.js';

/** Answers at once from what was looked up when the call came in; nobody when that is not there (yet). */
export type KnownAgentsOf = (call: CallId) => KnownAgents;

/** Makes of what is known about a caller whom to try first, as each queue wants it. */
export class Preferences {
  constructor(
    private readonly settings: ReadonlyMap<QueueId, QueueSettings>,
    private readonly knownAgentsOf: KnownAgentsOf,
  ) {}

  /** Empty: nobody is known, or the queue has no preference. */
  of(call: CallId, queue: QueueId, since: Instant, now: Instant): readonly Designation[] {
    const preferences = this.settings.get(queue)?.preferences ?? [];
    return preferences.length === 0 ? [] : designationsFor(preferences, this.knownAgentsOf(call), since, now);
  }
}

/**
 * The designations in the order of the preferences. One whose time is over already is left out, and so is a last talk
 * that was too long ago. Pure.
 */
export function designationsFor(
  preferences: readonly Preference[],
  { owner, last }: KnownAgents,
  since: Instant,
  now: Instant,
): readonly Designation[] {
  return preferences.flatMap(({ agent: why, patienceMs, withinMs }): Designation[] => {
    const until = since + patienceMs;
    if (until <= now) return [];
    if (why === 'owner') return owner === undefined ? [] : [{ agent: owner, why, until }];
    const recent = last && (withinMs === undefined || since - last.at <= withinMs);
    return recent ? [{ agent: last.agent, why, until }] : [];
  });
}
