import type { AgentRow, BoardView } from '../../supervisor/contract.js';

/** Sums over all queues for the strip at the top. */
export interface BoardFigures {
  readonly waiting: number;
  /** When the longest waiting caller of all began to wait; null when nobody waits. */
  readonly longestSince: number | null;
  readonly ready: number;
  readonly talking: number;
  readonly calls: number;
  readonly answered: number;
  readonly abandoned: number;
}

/** Agents are counted once, however many queues they serve; the sums of today are over the queues. */
export function boardFigures(board: BoardView): BoardFigures {
  const since = board.queues.flatMap((queue) => queue.waiting.map((caller) => caller.since));
  const inState = (state: AgentRow['state']): number =>
    board.agents.filter((agent) => agent.state === state).length;
  return {
    waiting: since.length,
    longestSince: longestSince(since),
    ready: inState('ready'),
    talking: inState('talking'),
    calls: board.calls.length,
    answered: board.queues.reduce((sum, queue) => sum + queue.today.answered, 0),
    abandoned: board.queues.reduce((sum, queue) => sum + queue.today.abandoned, 0),
  };
}

/** The earliest of some moments; null of none. */
export function longestSince(moments: readonly number[]): number | null {
  return moments.length === 0 ? null : moments.reduce((a, b) => Math.min(a, b));
}

/** What a supervisor looks for first: who is with a caller, then who could be, then the others. */
export const STATE_ORDER: readonly AgentRow['state'][] = [
  'ringing',
  'reserved',
  'dialling',
  'talking',
  'wrap-up',
  'ready',
  'not-ready',
  'logged-out',
];

/** Agents by state in that order, then by name, then by id: never by the order in which they came. */
export function sortedAgents(agents: readonly AgentRow[]): readonly AgentRow[] {
  return [...agents].sort(
    (a, b) =>
      STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state) ||
      a.name.localeCompare(b.name) ||
      (a.agent < b.agent ? -1 : 1),
  );
}

/** How many agents are in each state, states without agents left out. */
export function stateCounts(
  agents: readonly AgentRow[],
): readonly { state: AgentRow['state']; count: number }[] {
  return STATE_ORDER.map((state) => ({
    state,
    count: agents.filter((agent) => agent.state === state).length,
  })).filter((entry) => entry.count > 0);
}

/** How well a share of service level is met, for the colour: 80 % is the usual goal. */
export function serviceGrade(share: number | null): 'none' | 'good' | 'fair' | 'poor' {
  if (share === null) return 'none';
  return share >= 0.8 ? 'good' : share >= 0.6 ? 'fair' : 'poor';
}
