import type { AgentId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/time.js';
import type { QueueSettings, WaitingCaller } from '../types.js';

/**
 * DS: until when the designated agent alone is tried, counted from when the caller first queued, so that it never
 * starts again. Undefined when the caller names nobody or the queue has no designation.
 */
export function designatedUntil(
  queue: Pick<QueueSettings, 'designatedMs'>,
  caller: Pick<WaitingCaller, 'designatedAgent' | 'since'>,
): Instant | undefined {
  return caller.designatedAgent !== undefined && queue.designatedMs > 0
    ? caller.since + queue.designatedMs
    : undefined;
}

/**
 * The one agent who may be tried at `now`; undefined: the whole queue. A designation to an agent who cannot come any
 * more does not hold, for waiting on nobody serves nobody.
 *
 * @param canCome whether the agent is a member of the queue and has not refused this caller
 */
export function designatedAt(
  queue: Pick<QueueSettings, 'designatedMs'>,
  caller: Pick<WaitingCaller, 'designatedAgent' | 'since'>,
  now: Instant,
  canCome: (agent: AgentId) => boolean,
): AgentId | undefined {
  const until = designatedUntil(queue, caller);
  if (until === undefined || now >= until) return undefined;
  return canCome(caller.designatedAgent!) ? caller.designatedAgent : undefined;
}
