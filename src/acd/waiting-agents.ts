import type { AgentId } from '../kernel/ids.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { RequirementGroup } from './requirement-group.js';
import type { QueueLine } from './queue-line.js';
import type { Seat } from './served-queues.js';
import type { AgentInQueue, AgentOrder, RankedKey } from './strategies/agent-order.js';
import type { GroupCount } from './strategies/balanced.js';
import { NO_REQUIREMENT } from './strategies/skill-filter.js';
import type { QueueMember, ReadyAgent } from './types.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

/** That an agent serves a queue, and how. */
export class Membership {
  readonly level: number;
  readonly position: number;
  readonly grade: number;
  /** How this agent is ordered among others: the queue's order, or that of its group where groups are balanced. */
  readonly order: AgentOrder;
  /** Where groups are balanced: how many of the agent's group there are in this queue. */
  readonly balance: Mutable<GroupCount> | undefined;

  constructor(
    readonly agent: AgentEntry,
    readonly queue: QueueLine,
    { position, grade, level = 1 }: QueueMember,
  ) {
    const { order, balance } = queue.orderOf(agent.id);
    this.level = level;
    this.position = position;
    this.grade = grade;
    this.order = order;
    this.balance = balance;
  }
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Most agents are designated by nobody and refuse nobody: they share this. */
const NOBODY: ReadonlySet<WaitingCallerEntry> = new Set();
const NOWHERE: readonly RequirementGroup[] = [];

/** All the matcher knows of one agent; there is one for each agent that is a member of any queue. */
export class AgentEntry {
  // What every decision looks at stands first, side by side in memory: of many agents few are in the processor's cache.
  readonly id: AgentId;
  /** Place in the list of all agents. */
  readonly number: number;
  /** Set while the agent can be offered a call. */
  ready: ReadyAgent | undefined;
  /** The caller this agent is being offered to; never ready meanwhile. */
  offer: WaitingCallerEntry | undefined;
  /**
   * Where the agent stands while ready: every group of its own queues that keeps a list and whose requirement it meets,
   * chained by `RankedAgent.next`. Of many thousand agents each has few places for a short time: a chain needs no room
   * of its own.
   */
  firstPlace: RankedAgent | undefined;
  /** Became ready and has not been looked at since. */
  fresh = false;
  /** Logged in, as far as is known: who is not will not come soon. */
  present = false;
  /** Serves a queue that balances groups. */
  isBalanced = false;
  /** The skills that stand in the table. */
  skills: ReadyAgent['skills'] | undefined;
  /** Callers who wait for this agent alone and are not being offered. */
  designating: ReadonlySet<WaitingCallerEntry> = NOBODY;
  /** Callers in line whom this agent refused or did not answer. */
  refusals: ReadonlySet<WaitingCallerEntry> = NOBODY;
  memberships: readonly Membership[] = [];
  /** Told to be ready while an offer was still open: counts when that offer ends without a conversation. */
  readyAfterOffer: ReadyAgent | undefined;
  /** Callers in line who are to be tried with this agent, now or later; undefined: none. */
  namedBy: Set<WaitingCallerEntry> | undefined;

  constructor(id: AgentId, number: number) {
    this.id = id;
    this.number = number;
  }

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

  /** Where callers stand whom the agent can serve when it is ready. */
  groups(): readonly RequirementGroup[] {
    let found: readonly RequirementGroup[] = NOWHERE;
    for (const { queue } of this.memberships) found = queue.groupsAwaiting(this, found);
    return found;
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
 * A ready agent's place in one list, with all that the order looks at. There are several for each ready agent, made
 * and thrown away with every call: only what nearly every comparison or reason reads is copied.
 */
export class RankedAgent implements AgentInQueue, RankedKey {
  readonly agent: AgentId;
  /** The agent's number. */
  readonly number: number;
  readonly readySince: Instant;
  readonly rank: number;
  readonly level: number;
  readonly position: number;
  readonly grade: number;
  /** The agent's next place, in any order. */
  next: RankedAgent | undefined;

  /**
   * @param slot place of this membership among the agent's own
   * @param order the agent's in this queue
   * @param group of callers whose needs count; undefined: of all ready members, whatever they can do
   */
  constructor(
    readonly entry: AgentEntry,
    readonly slot: number,
    { level, position, grade }: Seat,
    order: AgentOrder,
    ready: ReadyAgent,
    readonly group?: RequirementGroup,
  ) {
    this.agent = entry.id;
    this.number = entry.number;
    this.level = level;
    this.position = position;
    this.grade = grade;
    this.readySince = ready.readySince;
    this.next = entry.firstPlace;
    this.rank = order.rank(this, group?.requirement ?? NO_REQUIREMENT);
  }

  get membership(): Membership {
    return this.entry.memberships[this.slot]!;
  }

  /** The group knows what is needed: it is the same for all in it. */
  surplusOver(): number {
    return this.group ? this.group.surplusOf(this.number) : 0;
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
