import type { AgentOrder } from './agent-order.js';

/** MOI: who became ready the longest ago goes first (since last ready, not since the last queue call). */
export const mostIdle: AgentOrder = {
  name: 'MOI',
  looksAtNeeds: false,
  rank: (agent) => agent.readySince,
  score: ({ readySince }) => [readySince],
};
