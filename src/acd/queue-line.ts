import type { AgentId } from '../kernel/ids.js';
import { NoGroupError } from './errors.js';
import type { NeedsBook } from './needs-book.js';
import { listFor, type KeptAgentList } from './agent-list.js';
import { RequirementGroup } from './requirement-group.js';
import type { CompiledNeeds } from './skill-table.js';
import { SortedList } from './sorted-list.js';
import type { ServedQueues } from './served-queues.js';
import type { AgentOrder } from './strategies/agent-order.js';
import type { CallerOrder } from './strategies/caller-order.js';
import type { GroupCount } from './strategies/balanced.js';
import { agentOrderNamed, callerOrderNamed } from './strategies/index.js';
import type { QueueSettings } from './types.js';
import type { AgentEntry, Mutable, RankedAgent } from './waiting-agents.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

/** However many different needs come and go while nobody becomes ready, a queue keeps no more idle groups than these. */
const MAX_GROUPS = 64;
/** The same while groups keep no lists: what is built at once need not be kept, and all walk past what is. */
const MAX_UNLISTED = 2;
/** From so many groups on one is found by its key, below by walking. */
const MANY_GROUPS = 8;
/**
 * From so many ready members on each group keeps a list of its own, until few remain: below it a look at all of them
 * costs less than putting everybody into several lists.
 */
const MANY = 32;
export const FEW_READY = 8;

/** One queue: who stands in line, and the index of its ready members by what callers need. */
export class QueueLine {
  /** All ready members. */
  readonly ready: KeptAgentList;
  /** Requires nothing. Never dropped. The other groups follow it by `next`. */
  readonly open: RequirementGroup;
  readonly callerOrder: CallerOrder;
  /** Where groups are balanced: how they stand, in the configured order. Empty: they are not. */
  readonly groups: readonly Mutable<GroupCount>[] = [];
  /** The order of all members; undefined where groups are balanced. */
  readonly order: AgentOrder | undefined;
  /** Everybody in line in the queue's order, also those being offered: they keep their place. */
  readonly line: SortedList<WaitingCallerEntry>;
  /** Of all agents. Set by the index before anybody stands here. */
  served!: ServedQueues;
  /** Agents that serve this queue, ready or not. */
  memberCount = 0;
  /** The highest level on which a member stands. */
  lastLevel = 1;
  /** Groups, the open one included. */
  private groupCount = 1;
  /** All groups by what they require, while there are many. */
  private byKey: Map<string, RequirementGroup> | undefined;
  /** Whether all groups keep lists, not only the open one. Where groups are balanced they always do. */
  private listed: boolean;

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
    this.listed = this.order === undefined;
    this.line = new SortedList<WaitingCallerEntry>(this.callerOrder.compare);
    this.ready = listFor(this);
    this.open = new RequirementGroup(this, book.table.nothing);
  }

  /**
   * A member that has become ready is put in its place in every group that keeps a list. Such a group that nobody needs
   * any more stays warm for the next caller with the same needs until that has cost as much as building it anew would (so
   * never more than twice what the better of keeping and dropping costs): long where many are ready, shortly where few.
   */
  admit(place: RankedAgent): void {
    if (!this.listed) {
      if (this.ready.size > MANY) this.manyAreReady();
      return;
    }
    for (let group = this.open.next; group; group = group.next) {
      if (group.users === 0 && ++group.idleWork >= this.ready.size) this.drop(group);
      else group.admit(place);
    }
  }

  private manyAreReady(): void {
    this.listed = true;
    for (let group = this.open.next; group; group = group.next) {
      if (group.users === 0) this.drop(group);
      else group.keepList();
    }
  }

  /** Few members are ready, perhaps after many. */
  fewRemain(): void {
    if (!this.listed || !this.order) return;
    this.listed = false;
    for (let group = this.open.next; group; group = group.next) {
      if (group.users === 0) this.drop(group);
      else group.dropList();
    }
  }

  /** The groups of this queue where callers stand whom this member can serve, behind those that were found before. */
  groupsAwaiting(agent: AgentEntry, before: readonly RequirementGroup[]): readonly RequirementGroup[] {
    let found = before;
    for (let group: RequirementGroup | undefined = this.open; group; group = group.next) {
      if (group.callers.size > 0 && group.suits(agent))
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
    let group = this.groupFor(needs);
    if (!group) {
      const built = new RequirementGroup(this, needs);
      if (this.listed) built.keepList();
      this.groupCount++;
      this.byKey?.set(needs.key, built);
      built.next = this.open.next;
      this.open.next = built;
      group = built;
    }
    group.users++;
    group.idleWork = 0;
    return group;
  }

  private groupFor(needs: CompiledNeeds): RequirementGroup | undefined {
    // Most callers need what the queue itself asks for: theirs is one of the first groups.
    if (this.open.requirement === needs) return this.open;
    if (this.open.next?.requirement === needs) return this.open.next;
    if (this.byKey) return this.byKey.get(needs.key);
    if (this.groupCount <= MANY_GROUPS) {
      let group = this.open.next;
      while (group && group.requirement.key !== needs.key) group = group.next;
      return group;
    }
    this.byKey = new Map();
    for (let group: RequirementGroup | undefined = this.open; group; group = group.next)
      this.byKey.set(group.requirement.key, group);
    return this.byKey.get(needs.key);
  }

  /** One user less. */
  leave(group: RequirementGroup): void {
    group.users--;
    if (
      group.users === 0 &&
      group !== this.open &&
      this.groupCount > (this.listed ? MAX_GROUPS : MAX_UNLISTED)
    )
      this.drop(group);
  }

  /** The group keeps its own `next`: a walk that drops it goes on. */
  private drop(group: RequirementGroup): void {
    this.groupCount--;
    if (this.groupCount <= MANY_GROUPS / 2) this.byKey = undefined;
    else this.byKey?.delete(group.requirement.key);
    let before = this.open;
    while (before.next !== group) before = before.next!;
    before.next = group.next;
    group.dropList();
  }
}
