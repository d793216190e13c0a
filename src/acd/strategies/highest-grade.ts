import type { AgentOrder } from './agent-order.js';

/** MGS: the highest grade in this queue goes first, then MOI. */
export const highestGrade: AgentOrder = {
  name: 'MGS',
  looksAtNeeds: false,
  rank: (agent) => -agent.grade,
  score: ({ rank, readySince }) => [-rank, readySince],
};
