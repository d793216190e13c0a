import type { AgentId } from '../kernel/ids.js';
import { NoGroupError } from './errors.js';
import type { NeedsBook } from './needs-book.js';
import { RequirementGroup } from './requirement-group.js';
import type { CompiledNeeds } from './skill-table.js';
import { SortedList } from './sorted-list.js';
import type { AgentOrder } from './strategies/agent-order.js';
import type { CallerOrder } from './strategies/caller-order.js';
import type { GroupCount } from './strategies/balanced.js';
import { agentOrderNamed, callerOrderNamed } from './strategies/index.js';
import type { QueueSettings } from './types.js';
import type { Membership, Mutable } from './waiting-agents.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

/** However many different needs come and go while nobody becomes ready, a queue keeps no more idle groups than these. */
const MAX_GROUPS = 64;

/** One queue: who stands in line, and the index of its ready members by what callers need. */
export class QueueLine {
  /** Requires nothing: all ready members are in it. Never dropped. The other groups follow it by `next`. */
  readonly open: RequirementGroup;
  readonly callerOrder: CallerOrder;
  /** Where groups are balanced: how they stand, in the configured order. Empty: they are not. */
  readonly groups: readonly Mutable<GroupCount>[] = [];
  /** The order of all members; undefined where groups are balanced. */
  private readonly order: AgentOrder | undefined;
  /** Everybody in line in the queue's order, also those being offered: they keep their place. */
  readonly line: SortedList<WaitingCallerEntry>;
  /** Agents that serve this queue, ready or not. */
  memberCount = 0;
  /** The highest level on which a member stands. */
  lastLevel = 1;
  private readonly byKey = new Map<string, RequirementGroup>();

  /**
   * @param book what callers of this queue need
   * @throws UnknownStrategyError `ACD_UNKNOWN_STRATEGY`
   */
  constructor(
    readonly settings: QueueSettings,
    /** Place in the list of all queues. */
    readonly number: number,
    readonly book: NeedsBook,
  ) {
    this.callerOrder = callerOrderNamed(settings.callerOrder);
    if (settings.agentOrder === 'balanced')
      this.groups = (settings.groups ?? []).map((group, at) => ({ at, group, ready: 0, loggedIn: 0 }));
    else this.order = agentOrderNamed(settings.agentOrder);
    this.line = new SortedList<WaitingCallerEntry>(this.callerOrder.compare);
    this.open = new RequirementGroup(this, book.table.nothing);
    this.byKey.set(this.open.requirement.key, this.open);
  }

  /**
   * A member that has become ready is put in its place in every group. A group that nobody needs any more stays warm for
   * the next caller with the same needs until that has cost as much as building it anew would (so never more than twice
   * what the better of keeping and dropping costs): long where many are ready, shortly where few are.
   */
  admit(membership: Membership): void {
    this.open.admit(membership);
    for (let group = this.open.next; group; group = group.next) {
      if (group.users === 0 && ++group.idleWork >= this.open.agents.size) this.drop(group);
      else group.admit(membership);
    }
  }

  /** The groups of this queue where callers stand whom the member can serve, behind those that were found before. */
  groupsAwaiting(membership: Membership, before: readonly RequirementGroup[]): readonly RequirementGroup[] {
    let found = before;
    for (let group: RequirementGroup | undefined = this.open; group; group = group.next) {
      if (group.callers.size > 0 && group.suits(membership))
        found = found.length > 0 ? [...found, group] : [group];
    }
    return found;
  }

  /** The order of a member: the queue's, or that of the member's group where groups are balanced. */
  orderOf(agent: AgentId): { readonly order: AgentOrder; readonly balance: Mutable<GroupCount> | undefined } {
    if (this.order) return { order: this.order, balance: undefined };
    const balance = this.groups.find(({ group }) => group.agents.includes(agent));
    if (!balance) throw new NoGroupError(this.settings.queue, agent);
    return { order: agentOrderNamed(balance.group.agentOrder), balance };
  }

  /** The group for what a caller needs, built when there is none. Counts one user more; give back with `leave`. */
  enter(needs: CompiledNeeds): RequirementGroup {
    // Most callers need what the queue itself asks for: theirs is one of the first groups.
    let group: RequirementGroup | undefined = this.open;
    if (group.requirement !== needs) group = group.next;
    if (group?.requirement !== needs) group = this.byKey.get(needs.key);
    if (!group) {
      const built = new RequirementGroup(this, needs);
      this.open.agents.visit((place) => {
        built.admit(place.membership);
        return true;
      });
      this.byKey.set(needs.key, built);
      built.next = this.open.next;
      this.open.next = built;
      group = built;
    }
    group.users++;
    group.idleWork = 0;
    return group;
  }

  /** One user less. */
  leave(group: RequirementGroup): void {
    group.users--;
    if (group.users === 0 && this.byKey.size > MAX_GROUPS && group !== this.open) this.drop(group);
  }

  /** The group keeps its own `next`: a walk that drops it goes on. */
  private drop(group: RequirementGroup): void {
    this.byKey.delete(group.requirement.key);
    let before = this.open;
    while (before.next !== group) before = before.next!;
    before.next = group.next;
    group.agents.visit((place) => {
      place.entry.forgetPlace(place);
      return true;
    });
  }
}
