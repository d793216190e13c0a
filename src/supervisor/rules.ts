/** What agents get to see of supervisors on their line. Pure. */
import type { SupervisorMode } from './types.js';

/** `joins`: only who can be heard by the agent or the caller. */
export type TellAgent = 'never' | 'joins' | 'always';

/** Whether an agent is told of a supervisor who is on the line in this mode. */
export function isTold(tellAgent: TellAgent, mode: SupervisorMode): boolean {
  return tellAgent === 'always' || (tellAgent === 'joins' && mode !== 'listen');
}
