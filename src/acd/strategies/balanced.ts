import type { AgentGroup, GroupShare } from '../types.js';

/** How many agents of a group there are in one queue, in the configured order of its groups. */
export interface GroupCount {
  /** Place in the configured order: the tie-break. */
  readonly at: number;
  readonly group: AgentGroup;
  /** Members of the queue who are ready. */
  readonly ready: number;
  /** Members of the queue who are logged in, the ready ones included. */
  readonly loggedIn: number;
}

/**
 * Load balance: below 0 when `a` goes first, for a greater share of its agents is ready; ties by the configured order.
 * Compared as fractions, so that 1 of 3 and 2 of 6 are the same. A group without anybody logged in goes last.
 */
export function compareShares(a: GroupCount, b: GroupCount): number {
  const nobodyIn = Number(a.loggedIn === 0) - Number(b.loggedIn === 0);
  return nobodyIn || b.ready * a.loggedIn - a.ready * b.loggedIn || a.at - b.at;
}

/** All groups, the first first, as they stand in a decision. */
export function sharesOf(groups: readonly GroupCount[]): readonly GroupShare[] {
  return [...groups]
    .sort(compareShares)
    .map(({ group, ready, loggedIn }) => ({ group: group.group, ready, loggedIn }));
}
