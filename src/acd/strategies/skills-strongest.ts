import type { AgentOrder } from './agent-order.js';
import { surplus } from './skill-filter.js';

/** SBS, strongest: the greatest weighted surplus over what is required now goes first, then MOI. */
export const skillsStrongest: AgentOrder = {
  name: 'SBS-strongest',
  rank: (agent, needs) => -surplus(agent.skills, needs),
  score: (agent, needs) => [surplus(agent.skills, needs), agent.readySince],
};
