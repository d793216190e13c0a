import type { AgentOrder } from './agent-order.js';

/** LIS: the least talk + hold + wrap-up in the current shift, to the millisecond, goes first, then MOI. */
export const leastInService: AgentOrder = {
  name: 'LIS',
  looksAtNeeds: false,
  rank: (agent) => agent.serviceMs,
  score: ({ rank, readySince }) => [rank, readySince],
};
