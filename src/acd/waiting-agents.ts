import type { AgentId } from '../kernel/ids.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { RequirementGroup } from './requirement-group.js';
import type { QueueLine } from './queue-line.js';
import type { AgentInQueue, AgentOrder, RankedKey } from './strategies/agent-order.js';
import type { GroupCount } from './strategies/balanced.js';
import type { ReadyAgent } from './types.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

/** That an agent serves a queue, and how. */
export interface Membership {
  readonly agent: AgentEntry;
  readonly queue: QueueLine;
  /** The queue's number: at hand without looking at the queue. */
  readonly queueNumber: number;
  readonly position: number;
  readonly grade: number;
  readonly level: number;
  /** How this agent is ordered among others: the queue's order, or that of its group where groups are balanced. */
  readonly order: AgentOrder;
  /** Where groups are balanced: how many of the agent's group there are in this queue. */
  readonly balance: Mutable<GroupCount> | undefined;
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Most agents are designated by nobody and refuse nobody: they share this. */
const NOBODY: ReadonlySet<WaitingCallerEntry> = new Set();

/** All the matcher knows of one agent; there is one for each agent that is a member of any queue. */
export class AgentEntry {
  memberships: readonly Membership[] = [];
  /** The skills that stand in the table. */
  skills: ReadyAgent['skills'] | undefined;
  /** Logged in, as far as is known: who is not will not come soon. */
  present = false;
  /** Serves a queue that balances groups. */
  isBalanced = false;
  /** Callers in line who are to be tried with this agent, now or later; undefined: none. */
  namedBy: Set<WaitingCallerEntry> | undefined;
  /** Set while the agent can be offered a call. */
  ready: ReadyAgent | undefined;
  /** The caller this agent is being offered to; never ready meanwhile. */
  offer: WaitingCallerEntry | undefined;
  /** Told to be ready while an offer was still open: counts when that offer ends without a conversation. */
  readyAfterOffer: ReadyAgent | undefined;
  /**
   * Where the agent stands while ready: every group of its own queues whose requirement it meets, chained by
   * `RankedAgent.next`. Of many thousand agents each has few places for a short time: a chain needs no room of its own.
   */
  firstPlace: RankedAgent | undefined;
  /** Callers who wait for this agent alone and are not being offered. */
  designating: ReadonlySet<WaitingCallerEntry> = NOBODY;
  /** Callers in line whom this agent refused or did not answer. */
  refusals: ReadonlySet<WaitingCallerEntry> = NOBODY;
  /** Became ready and has not been looked at since. */
  fresh = false;

  /** @param number place in the list of all agents */
  constructor(
    readonly id: AgentId,
    readonly number: number,
  ) {}

  designate(caller: WaitingCallerEntry): void {
    this.designating = withOne(this.designating, caller);
  }

  undesignate(caller: WaitingCallerEntry): void {
    this.designating = withoutOne(this.designating, caller);
  }

  refuse(caller: WaitingCallerEntry): void {
    this.refusals = withOne(this.refusals, caller);
  }

  forgetRefusal(caller: WaitingCallerEntry): void {
    this.refusals = withoutOne(this.refusals, caller);
  }

  /** Where the agent stands in this group; undefined when it does not. */
  placeIn(group: RequirementGroup): RankedAgent | undefined {
    let place = this.firstPlace;
    while (place && place.group !== group) place = place.next;
    return place;
  }

  /** Where the agent stands and callers do too. */
  groups(): readonly RequirementGroup[] {
    const groups: RequirementGroup[] = [];
    for (let place = this.firstPlace; place; place = place.next)
      if (place.group.callers.size > 0) groups.push(place.group);
    return groups;
  }

  /** Takes one place out of the chain; the group is not told. */
  forgetPlace(gone: RankedAgent): void {
    if (this.firstPlace === gone) this.firstPlace = gone.next;
    for (let place = this.firstPlace; place; place = place.next) {
      if (place.next === gone) place.next = gone.next;
    }
  }

  /** The agent's standing in a queue; undefined when it does not serve it. Looks at the agent's own queues only. */
  membershipIn(queue: QueueLine): Membership | undefined {
    for (const membership of this.memberships) if (membership.queue === queue) return membership;
    return undefined;
  }
}

/**
 * A ready agent's place in one group, with all that the order looks at. There are several for each ready agent, made
 * and thrown away with every call: only what nearly every comparison reads is copied.
 */
export class RankedAgent implements AgentInQueue, RankedKey {
  readonly readySince: Instant;
  readonly rank: number;
  readonly level: number;
  /** The agent's next place, in any order. */
  next: RankedAgent | undefined;

  constructor(
    readonly entry: AgentEntry,
    readonly group: RequirementGroup,
    readonly membership: Membership,
    ready: ReadyAgent,
  ) {
    this.level = membership.level;
    this.readySince = ready.readySince;
    this.next = entry.firstPlace;
    this.rank = membership.order.rank(this, group.requirement);
  }

  get agent(): AgentId {
    return this.entry.id;
  }

  get position(): number {
    return this.membership.position;
  }

  get grade(): number {
    return this.membership.grade;
  }

  /** The group knows what is needed: it is the same for all in it. */
  surplusOver(): number {
    return this.group.surplusOf(this.entry);
  }

  get serviceMs(): Millis {
    return this.entry.ready!.serviceMs;
  }
}

/** Copied only when it starts: from then on the set is this agent's own. */
function withOne(
  set: ReadonlySet<WaitingCallerEntry>,
  caller: WaitingCallerEntry,
): ReadonlySet<WaitingCallerEntry> {
  return set === NOBODY ? new Set([caller]) : (set as Set<WaitingCallerEntry>).add(caller);
}

function withoutOne(
  set: ReadonlySet<WaitingCallerEntry>,
  caller: WaitingCallerEntry,
): ReadonlySet<WaitingCallerEntry> {
  if (set !== NOBODY) (set as Set<WaitingCallerEntry>).delete(caller);
  return set.size === 0 ? NOBODY : set;
}
