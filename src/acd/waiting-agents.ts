import type { AgentId } from '../kernel/ids.js';
import type { Instant } from '../kernel/time.js';
import type { RequirementGroup } from './requirement-group.js';
import type { QueueLine } from './queue-line.js';
import type { RankedKey } from './strategies/agent-order.js';
import type { ReadyAgent } from './types.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

/** That an agent serves a queue, and how. */
export interface Membership {
  readonly agent: AgentEntry;
  readonly queue: QueueLine;
  readonly position: number;
  readonly grade: number;
}

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
  readonly designating = new Set<WaitingCallerEntry>();
  /** Callers in line whom this agent refused or did not answer. */
  readonly refusals = new Set<WaitingCallerEntry>();
  /** Became ready and has not been looked at since. */
  fresh = false;

  constructor(readonly id: AgentId) {}

  /** The agent's standing in a queue; undefined when it does not serve it. Looks at the agent's own queues only. */
  membershipIn(queue: QueueLine): Membership | undefined {
    for (const membership of this.memberships) if (membership.queue === queue) return membership;
    return undefined;
  }
}

/** A ready agent's place in one group, with what the order compares. */
export class RankedAgent implements RankedKey {
  readonly agent: AgentId;
  readonly position: number;

  constructor(
    readonly entry: AgentEntry,
    readonly group: RequirementGroup,
    readonly membership: Membership,
    readonly rank: number,
    readonly readySince: Instant,
  ) {
    this.agent = entry.id;
    this.position = membership.position;
  }
}
