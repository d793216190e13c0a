import type { QueueLine } from './queue-line.js';
import { BalancedAgents, OrderedAgents, type AgentList } from './agent-list.js';
import type { CompiledNeeds, SkillTable } from './skill-table.js';
import { SortedList } from './sorted-list.js';
import { ALL_LEVELS } from './strategies/levels.js';
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

  private readonly skills: SkillTable;

  constructor(
    readonly queue: QueueLine,
    readonly requirement: CompiledNeeds,
  ) {
    this.skills = queue.book.table;
    this.agents = queue.groups.length > 0 ? new BalancedAgents() : new OrderedAgents();
    this.callers = new SortedList<WaitingCallerEntry>(queue.callerOrder.compare);
  }

  /** Whether an agent has the skills, ready or not. */
  fits(agent: AgentEntry): boolean {
    return this.skills.qualifies(agent.number, this.requirement);
  }

  /** By how much an agent's skills exceed what is needed, in weighted level points. */
  surplusOf(agent: AgentEntry): number {
    return this.skills.surplus(agent.number, this.requirement);
  }

  /** Why an agent does not fit, e.g. `english 40 < 60`; undefined when it does. */
  lackOf(agent: AgentEntry): string | undefined {
    return this.skills.firstLack(agent.number, this.requirement);
  }

  /** Whether a member of the queue is ready and meets the requirement. */
  accepts(agent: AgentEntry): boolean {
    if (!agent.ready) return false;
    if (this.requirement.openLevel === ALL_LEVELS) return this.fits(agent);
    return this.suits(agent.membershipIn(this.queue)!);
  }

  /** Whether a member meets the requirement, ready or not. */
  suits({ agent, level }: Membership): boolean {
    return level <= this.requirement.openLevel && this.fits(agent);
  }

  /** Puts a ready agent in its place, if it meets the requirement. */
  admit(membership: Membership): void {
    const { agent } = membership;
    const ready = agent.ready;
    if (!ready || !this.suits(membership)) return;
    const place = new RankedAgent(agent, this, membership, ready);
    agent.firstPlace = place;
    this.agents.add(place);
  }

  /** The best agent who has not refused the caller. Walks over those who have. */
  bestAgentFor(caller: WaitingCallerEntry): AgentEntry | undefined {
    const { refusedBy } = caller;
    if (refusedBy.size === 0) return this.agents.first()?.entry;
    return firstOutside(this.agents, refusedBy);
  }

  /** The first caller whom the agent has not refused. Walks over those whom it has. */
  firstCallerFor(agent: AgentEntry): WaitingCallerEntry | undefined {
    if (agent.refusals.size === 0) return this.callers.first();
    return firstNotRefused(this.callers, agent.refusals);
  }
}

// By themselves, so that what is asked with every decision makes no closure where nobody has refused anybody.

function firstOutside(agents: AgentList, refusedBy: ReadonlySet<AgentEntry>): AgentEntry | undefined {
  return agents.firstWhere((place) => !refusedBy.has(place.entry))?.entry;
}

function firstNotRefused(
  callers: SortedList<WaitingCallerEntry>,
  refusals: ReadonlySet<WaitingCallerEntry>,
): WaitingCallerEntry | undefined {
  return callers.firstWhere((caller) => !refusals.has(caller));
}
