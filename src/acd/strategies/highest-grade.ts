import type { AgentOrder } from './agent-order.js';

/** MGS: the highest grade in this queue goes first, then MOI. */
export const highestGrade: AgentOrder = {
  name: 'MGS',
  rank: (agent) => -agent.grade,
  score: (agent) => [agent.grade, agent.readySince],
};
