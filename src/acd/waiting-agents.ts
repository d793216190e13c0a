import type { AgentId } from '../kernel/ids.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { RequirementGroup } from './requirement-group.js';
import type { QueueLine } from './queue-line.js';
import type { AgentInQueue, RankedKey } from './strategies/agent-order.js';
import type { ReadyAgent } from './types.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

/** That an agent serves a queue, and how. */
export interface Membership {
  readonly agent: AgentEntry;
  readonly queue: QueueLine;
  readonly position: number;
  readonly grade: number;
}

/** Most agents are designated by nobody and refuse nobody: they share this. */
const NOBODY: ReadonlySet<WaitingCallerEntry> = new Set();

/** All the matcher knows of one agent; there is one for each agent that is a member of any queue. */
export class AgentEntry {
  readonly memberships: Membership[] = [];
  /** Set while the agent can be offered a call. */
  ready: ReadyAgent | undefined;
  /** The caller this agent is being offered to; never ready meanwhile. */
  offer: WaitingCallerEntry | undefined;
  /** Told to be ready while an offer was still open: counts when that offer ends without a conversation. */
  readyAfterOffer: ReadyAgent | undefined;
  /** Where the agent stands while ready: every group of its own queues whose requirement it meets. */
  readonly places: RankedAgent[] = [];
  /** Callers who wait for this agent alone and are not being offered. */
  designating: ReadonlySet<WaitingCallerEntry> = NOBODY;
  /** Callers in line whom this agent refused or did not answer. */
  refusals: ReadonlySet<WaitingCallerEntry> = NOBODY;
  /** Became ready and has not been looked at since. */
  fresh = false;

  constructor(readonly id: AgentId) {}

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

  /** The agent's standing in a queue; undefined when it does not serve it. Looks at the agent's own queues only. */
  membershipIn(queue: QueueLine): Membership | undefined {
    for (const membership of this.memberships) if (membership.queue === queue) return membership;
    return undefined;
  }
}

/** A ready agent's place in one group, with all that the order looks at. */
export class RankedAgent implements AgentInQueue, RankedKey {
  readonly agent: AgentId;
  readonly position: number;
  readonly grade: number;
  readonly readySince: Instant;
  readonly serviceMs: Millis;
  readonly skills: ReadyAgent['skills'];
  readonly rank: number;

  constructor(
    readonly entry: AgentEntry,
    readonly group: RequirementGroup,
    readonly membership: Membership,
    ready: ReadyAgent,
  ) {
    this.agent = entry.id;
    this.position = membership.position;
    this.grade = membership.grade;
    this.readySince = ready.readySince;
    this.serviceMs = ready.serviceMs;
    this.skills = ready.skills;
    this.rank = group.queue.agentOrder.rank(this, group.requirement);
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
