import type { AgentList } from './agent-list.js';
import type { RequirementGroup } from './requirement-group.js';
import { compareRanked, type AgentOrder } from './strategies/agent-order.js';
import { RankedAgent } from './waiting-agents.js';

/**
 * The ready agents of a group, found among all ready members of the queue each time they are asked for: where few are
 * ready that is less to look at than a list for every group, which each agent has to be put into and taken out of.
 */
export class FittingAgents implements AgentList {
  /**
   * @param all ready members of the queue; not balanced
   * @param order the queue's
   */
  constructor(
    private readonly group: RequirementGroup,
    private readonly all: AgentList,
    private readonly order: AgentOrder,
  ) {}

  get size(): number {
    let count = 0;
    for (const place of this.all.firstFew(Infinity)) if (this.group.suitsPlace(place)) count++;
    return count;
  }

  first(): RankedAgent | undefined {
    let best: RankedAgent | undefined;
    for (const place of this.all.firstFew(Infinity)) {
      if (!this.group.suitsPlace(place)) continue;
      if (!this.order.looksAtNeeds) return place;
      const ranked = this.ranked(place);
      if (!best || compareRanked(ranked, best) < 0) best = ranked;
    }
    return best;
  }

  firstWhere(passes: (place: RankedAgent) => boolean): RankedAgent | undefined {
    return this.toArray().find(passes);
  }

  take(max: number): RankedAgent[] {
    const all = this.toArray();
    return all.length <= max ? all : all.slice(0, max);
  }

  firstFew(): readonly RankedAgent[] {
    return this.toArray();
  }

  toArray(): RankedAgent[] {
    const found: RankedAgent[] = [];
    const { looksAtNeeds } = this.order;
    for (const place of this.all.firstFew(Infinity))
      if (this.group.suitsPlace(place)) found.push(looksAtNeeds ? this.ranked(place) : place);
    return looksAtNeeds && found.length > 1 ? found.sort(compareRanked) : found;
  }

  countUpTo(level: number): number {
    let count = 0;
    for (const place of this.all.firstFew(Infinity))
      if (place.level <= level && this.group.suitsPlace(place)) count++;
    return count;
  }

  /** Among all members the agent is ranked for those who need nothing. */
  private ranked(place: RankedAgent): RankedAgent {
    const { entry, slot } = place;
    return new RankedAgent(entry, slot, place, this.order, entry.ready!, this.group);
  }
}
