import type { QueueLine } from './queue-line.js';
import { BalancedAgents, OrderedAgents, type AgentList } from './agent-list.js';
import { NO_NEEDS, type CompiledNeeds, type SkillTable } from './skill-table.js';
import { SortedList } from './sorted-list.js';
import { ALL_LEVELS } from './strategies/levels.js';
import type { Requirement } from './strategies/skill-filter.js';
import { RankedAgent, type AgentEntry, type Membership } from './waiting-agents.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

/**
 * Callers of one queue who need the same now, and the ready members who can give it, both in order. All callers of a
 * group see the same agents in the same order, so that an order that depends on the caller (SBS) is an index too.
 */
export class RequirementGroup {
  /** The queue's next group, in any order: a queue has few, and a chain needs no room of its own. */
  next: RequirementGroup | undefined;
  /** Callers in line who stand here, also while being offered or designated. */
  users = 0;
  /** How many members were looked at for this group since it last had a user. */
  idleWork = 0;
  readonly agents: AgentList;
  /** Callers who may be matched with any of `agents` but those who refused them: not designated, not being offered. */
  readonly callers: SortedList<WaitingCallerEntry>;

  private readonly needs: CompiledNeeds;
  private readonly skills: SkillTable;

  constructor(
    readonly queue: QueueLine,
    readonly requirement: Requirement,
  ) {
    this.skills = queue.skills;
    this.needs = queue.skills.compile(requirement);
    this.agents = queue.groups.length > 0 ? new BalancedAgents() : new OrderedAgents();
    this.callers = new SortedList<WaitingCallerEntry>(queue.callerOrder.compare);
  }

  /** Whether an agent has the skills, ready or not. */
  fits(agent: AgentEntry): boolean {
    return this.needs === NO_NEEDS || this.skills.qualifies(agent.number, this.needs);
  }

  /** Whether a member of the queue is ready and meets the requirement. */
  accepts(agent: AgentEntry): boolean {
    if (!agent.ready || !this.fits(agent)) return false;
    const { openLevel } = this.requirement;
    return openLevel === ALL_LEVELS || agent.membershipIn(this.queue)!.level <= openLevel;
  }

  /** Puts a ready agent in its place, if it meets the requirement. */
  admit(membership: Membership): void {
    const { agent } = membership;
    const ready = agent.ready;
    if (!ready || membership.level > this.requirement.openLevel) return;
    if (!this.fits(agent)) return;
    const place = new RankedAgent(agent, this, membership, ready);
    agent.firstPlace = place;
    this.agents.add(place);
  }

  /** Puts a ready agent in its place unless it is there; one that meets the requirement. */
  admitOnce(agent: AgentEntry): void {
    if (!agent.placeIn(this)) this.admit(agent.membershipIn(this.queue)!);
  }

  /** The best agent who has not refused the caller. Walks over those who have. */
  bestAgentFor(caller: WaitingCallerEntry): AgentEntry | undefined {
    const { refusedBy } = caller;
    if (refusedBy.size === 0) return this.agents.first()?.entry;
    return this.agents.firstWhere((place) => !refusedBy.has(place.entry))?.entry;
  }

  /** The first caller whom the agent has not refused. Walks over those whom it has. */
  firstCallerFor(agent: AgentEntry): WaitingCallerEntry | undefined {
    if (agent.refusals.size === 0) return this.callers.first();
    return this.callers.firstWhere((caller) => !agent.refusals.has(caller));
  }
}
