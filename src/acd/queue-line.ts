import { RequirementGroup } from './requirement-group.js';
import { SortedList } from './sorted-list.js';
import type { AgentInQueue, AgentOrder } from './strategies/agent-order.js';
import type { CallerOrder } from './strategies/caller-order.js';
import { agentOrderNamed, callerOrderNamed } from './strategies/index.js';
import { NO_REQUIREMENT, type Requirement } from './strategies/skill-filter.js';
import type { QueueSettings, ReadyAgent } from './types.js';
import type { Membership } from './waiting-agents.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

/**
 * Groups without callers that a queue keeps warm for the next caller with the same needs. Each costs one insertion when
 * a member becomes ready; building one anew costs a pass over the ready members.
 */
const MAX_IDLE_GROUPS = 8;

/** One queue: who stands in line, and the index of its ready members by what callers need. */
export class QueueLine {
  readonly callerOrder: CallerOrder;
  readonly agentOrder: AgentOrder;
  /** Everybody in line in the queue's order, also those being offered: they keep their place. */
  readonly line: SortedList<WaitingCallerEntry>;
  /** Requires nothing: all ready members are in it. Never dropped. */
  readonly open: RequirementGroup;
  /** All groups, `open` first. */
  readonly groups: RequirementGroup[];
  /** Agents that serve this queue, ready or not. */
  memberCount = 0;
  private readonly byKey = new Map<string, RequirementGroup>();
  /** Groups without callers, the longest unused first. */
  private readonly idle = new Set<RequirementGroup>();

  /** @throws UnknownStrategyError `ACD_UNKNOWN_STRATEGY` */
  constructor(readonly settings: QueueSettings) {
    this.callerOrder = callerOrderNamed(settings.callerOrder);
    this.agentOrder = agentOrderNamed(settings.agentOrder);
    this.line = new SortedList<WaitingCallerEntry>(this.callerOrder.compare);
    this.open = new RequirementGroup(this, NO_REQUIREMENT);
    this.groups = [this.open];
    this.byKey.set(NO_REQUIREMENT.key, this.open);
  }

  /** A member that has become ready is put in its place in every group. */
  admit(membership: Membership): void {
    for (const group of this.groups) group.admit(membership);
  }

  rank(membership: Membership, ready: ReadyAgent, needs: Requirement): number {
    return this.agentOrder.rank(asInQueue(membership, ready), needs);
  }

  score(membership: Membership, ready: ReadyAgent, needs: Requirement): readonly number[] {
    return this.agentOrder.score(asInQueue(membership, ready), needs);
  }

  /** The group for what a caller needs, built when there is none. Counts one user more; give back with `leave`. */
  enter(needs: Requirement): RequirementGroup {
    let group = this.byKey.get(needs.key);
    if (!group) {
      const built = new RequirementGroup(this, needs);
      this.open.agents.visit((place) => {
        built.admit(place.membership);
        return true;
      });
      this.byKey.set(needs.key, built);
      this.groups.push(built);
      group = built;
    }
    if (group.users++ === 0) this.idle.delete(group);
    return group;
  }

  /** One user less; the group that has been idle the longest may go. */
  leave(group: RequirementGroup): void {
    if (--group.users > 0 || group === this.open) return;
    this.idle.add(group);
    if (this.idle.size <= MAX_IDLE_GROUPS) return;
    for (const oldest of this.idle) {
      this.drop(oldest);
      return;
    }
  }

  private drop(group: RequirementGroup): void {
    this.idle.delete(group);
    this.byKey.delete(group.requirement.key);
    this.groups.splice(this.groups.indexOf(group), 1);
    group.agents.visit(({ entry }) => {
      entry.places.splice(
        entry.places.findIndex((place) => place.group === group),
        1,
      );
      return true;
    });
  }
}

function asInQueue(membership: Membership, ready: ReadyAgent): AgentInQueue {
  return {
    agent: ready.agent,
    position: membership.position,
    grade: membership.grade,
    readySince: ready.readySince,
    serviceMs: ready.serviceMs,
    skills: ready.skills,
  };
}
