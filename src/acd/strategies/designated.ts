import type { AgentId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/time.js';
import type { Designation, QueueSettings, WaitingCaller } from '../types.js';

const NOBODY: readonly Designation[] = [];

/**
 * Everybody whom a caller is to be tried with alone, the first before the next: assigned by hand, then DS of the flow,
 * then those whom the caller knows. All times count from when the caller first queued, so that none starts again.
 */
export function designationsOf(
  queue: Pick<QueueSettings, 'designatedMs'>,
  caller: Pick<WaitingCaller, 'designatedAgent' | 'designations' | 'since'>,
): readonly Designation[] {
  const { designatedAgent, designations = NOBODY, since } = caller;
  if (designatedAgent === undefined || queue.designatedMs === 0) return designations;
  const flow: Designation = { agent: designatedAgent, why: 'flow', until: since + queue.designatedMs };
  return [
    ...designations.filter(({ why }) => why === 'assigned'),
    flow,
    ...designations.filter(({ why }) => why !== 'assigned'),
  ];
}

/**
 * Who alone may be tried at `now`; undefined: the whole queue. A designation to an agent who cannot come any more does
 * not hold, for waiting on nobody serves nobody: the next one does.
 *
 * @param canCome whether the agent is a member of the queue, logged in, and has not refused this caller
 */
export function designationAt(
  designations: readonly Designation[],
  now: Instant,
  canCome: (agent: AgentId) => boolean,
): Designation | undefined {
  return designations.find(({ agent, until }) => (until === null || now < until) && canCome(agent));
}
