import type { AgentOrder } from './agent-order.js';

/**
 * SBS, closest match: the smallest weighted surplus over what is required now goes first, then MOI, so that the strong
 * stay free for those who need them. Without required skills it is MOI.
 */
export const skillsClosest: AgentOrder = {
  name: 'SBS-closest',
  looksAtNeeds: true,
  rank: (agent, needs) => agent.surplusOver(needs),
  score: ({ rank, readySince }) => [rank, readySince],
};
