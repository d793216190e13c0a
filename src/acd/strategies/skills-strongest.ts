import type { AgentOrder } from './agent-order.js';

/** SBS, strongest: the greatest weighted surplus over what is required now goes first, then MOI. */
export const skillsStrongest: AgentOrder = {
  name: 'SBS-strongest',
  rank: (agent, needs) => -agent.surplusOver(needs),
  score: (agent, needs) => [agent.surplusOver(needs), agent.readySince],
};
