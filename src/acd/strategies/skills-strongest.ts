import type { AgentOrder } from './agent-order.js';

/** SBS, strongest: the greatest weighted surplus over what is required now goes first, then MOI. */
export const skillsStrongest: AgentOrder = {
  name: 'SBS-strongest',
  looksAtNeeds: true,
  rank: (agent, needs) => -agent.surplusOver(needs),
  score: ({ rank, readySince }) => [-rank, readySince],
};
