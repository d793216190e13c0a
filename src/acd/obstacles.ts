import type { Instant } from '../kernel/time.js';
import { bestCallerFor } from './selection.js';
import { firstLack } from './strategies/skill-filter.js';
import type { Obstacle } from './types.js';
import type { AgentEntry } from './waiting-agents.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

/**
 * All that stands between a caller and an agent at `now`. Empty: nothing does, and the caller gets this agent or one
 * who stands before it in the queue's order.
 */
export function findObstacles(
  caller: WaitingCallerEntry | undefined,
  agent: AgentEntry | undefined,
  now: Instant,
): readonly Obstacle[] {
  if (!caller) return [{ reason: 'not-waiting' }];
  const found: Obstacle[] = [];
  if (caller.offer) found.push({ reason: 'being-offered', detail: caller.offer.id });
  if (!agent?.membershipIn(caller.queue)) return [...found, { reason: 'not-a-member' }];
  const standing = caller.standingAt(now);
  if (caller.refusedBy.has(agent)) found.push({ reason: 'refused-this-caller' });
  if (standing.designated && standing.designated !== agent) {
    found.push({ reason: 'not-designated', detail: standing.designated.id });
  }
  if (!agent.ready) return [...found, { reason: 'not-ready' }];
  const { openLevel } = standing.requirement;
  const { level } = agent.membershipIn(caller.queue)!;
  if (level > openLevel) found.push({ reason: 'level-not-open', detail: `${level} > ${openLevel}` });
  const lack = firstLack(agent.ready.skills, standing.requirement);
  if (lack !== undefined) found.push({ reason: 'skill-too-low', detail: lack });
  if (found.length > 0) return found;
  const first = bestCallerFor(agent);
  return first && first !== caller ? [{ reason: 'caller-behind', detail: first.call }] : [];
}
