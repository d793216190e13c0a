import { SortedList } from './sorted-list.js';
import { compareRanked } from './strategies/agent-order.js';
import { compareShares, type GroupCount } from './strategies/balanced.js';
import type { RankedAgent } from './waiting-agents.js';

/** Ready agents of one group of callers, always in order. */
export interface AgentList {
  readonly size: number;
  first(): RankedAgent | undefined;
  /** The first in order that passes; undefined when none does. */
  firstWhere(passes: (place: RankedAgent) => boolean): RankedAgent | undefined;
  /** The first ones in order, no more than `max`. */
  take(max: number): RankedAgent[];
  /** At least the first `max` in order, or all if there are fewer. To be read at once: it may be the list's own. */
  firstFew(max: number): readonly RankedAgent[];
  toArray(): RankedAgent[];
  /** How many stand on levels up to this one. */
  countUpTo(level: number): number;
}

/** Such a list that is kept: agents are put in when they become ready, and taken out. */
export interface KeptAgentList extends AgentList {
  /** @returns false when the place was in already */
  add(place: RankedAgent): boolean;
  /** @returns false when the place was not in */
  delete(place: RankedAgent): boolean;
}

/** The queue's own order. */
export class OrderedAgents extends SortedList<RankedAgent> implements KeptAgentList {
  constructor() {
    super(compareRanked);
  }

  countUpTo(level: number): number {
    return this.countWhile((place) => place.level <= level);
  }
}

/** An empty list of the kind that the queue needs. */
export function listFor({ order }: { readonly order: unknown }): KeptAgentList {
  return order ? new OrderedAgents() : new BalancedAgents();
}

/** The agents of one group of agents on one level, in the group's order. */
interface Share {
  readonly level: number;
  readonly count: GroupCount;
  readonly agents: OrderedAgents;
}

/**
 * Load balance: the lowest level first, in it the group of agents with the greatest share of ready ones. Shares change
 * with every agent who comes or goes, so nothing is kept in their order: who is first is found among the groups, which
 * are few. A change costs what it costs in one group.
 */
export class BalancedAgents implements KeptAgentList {
  private readonly shares: Share[] = [];
  size = 0;

  first(): RankedAgent | undefined {
    let best: Share | undefined;
    for (const share of this.shares)
      if (share.agents.size > 0 && (!best || compare(share, best) < 0)) best = share;
    return best?.agents.first();
  }

  add(place: RankedAgent): boolean {
    const added = this.shareOf(place).agents.add(place);
    if (added) this.size++;
    return added;
  }

  delete(place: RankedAgent): boolean {
    const gone = this.shareOf(place).agents.delete(place);
    if (gone) this.size--;
    return gone;
  }

  firstWhere(passes: (place: RankedAgent) => boolean): RankedAgent | undefined {
    for (const share of [...this.shares].sort(compare)) {
      const found = share.agents.firstWhere(passes);
      if (found) return found;
    }
    return undefined;
  }

  take(max: number): RankedAgent[] {
    return this.toArray().slice(0, max);
  }

  firstFew(): readonly RankedAgent[] {
    return this.toArray();
  }

  toArray(): RankedAgent[] {
    return [...this.shares].sort(compare).flatMap(({ agents }) => agents.toArray());
  }

  countUpTo(level: number): number {
    return this.shares.reduce((sum, share) => sum + (share.level <= level ? share.agents.size : 0), 0);
  }

  private shareOf({ level, membership }: RankedAgent): Share {
    const count = membership.balance!;
    let share = this.shares.find((one) => one.level === level && one.count === count);
    if (!share) this.shares.push((share = { level, count, agents: new OrderedAgents() }));
    return share;
  }
}

function compare(a: Share, b: Share): number {
  return a.level - b.level || compareShares(a.count, b.count);
}
