import type { QueueLine } from './queue-line.js';
import { listFor, type AgentList, type KeptAgentList } from './agent-list.js';
import { FittingAgents } from './fitting-agents.js';
import type { CompiledNeeds, SkillTable } from './skill-table.js';
import { SortedList } from './sorted-list.js';
import { ALL_LEVELS } from './strategies/levels.js';
import { RankedAgent, type AgentEntry } from './waiting-agents.js';
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
  /** The ready members who meet the requirement. */
  agents: AgentList;
  /** The same where the group keeps them; undefined while it finds them among all who are ready. */
  private kept: KeptAgentList | undefined;
  /** Callers who may be matched with any of `agents` but those who refused them: not designated, not being offered. */
  readonly callers: SortedList<WaitingCallerEntry>;

  private readonly skills: SkillTable;

  /** It keeps no list yet: that of all ready members serves those who need nothing. */
  constructor(
    readonly queue: QueueLine,
    readonly requirement: CompiledNeeds,
  ) {
    this.skills = queue.book.table;
    this.agents = this.unkept();
    this.callers = new SortedList<WaitingCallerEntry>(queue.callerOrder.compare);
  }

  /** Whether an agent has the skills, ready or not. */
  fits(agent: AgentEntry): boolean {
    return this.skills.qualifies(agent.number, this.requirement);
  }

  /** By how much an agent's skills exceed what is needed, in weighted level points. */
  surplusOf(agentNumber: number): number {
    return this.skills.surplus(agentNumber, this.requirement);
  }

  /** Why an agent does not fit, e.g. `english 40 < 60`; undefined when it does. */
  lackOf(agentNumber: number): string | undefined {
    return this.skills.firstLack(agentNumber, this.requirement);
  }

  /** Whether a member of the queue is ready and meets the requirement. */
  accepts(agent: AgentEntry): boolean {
    if (!agent.ready) return false;
    return this.suits(agent);
  }

  /** Whether a member of the queue meets the requirement, ready or not. */
  suits(agent: AgentEntry): boolean {
    const { openLevel } = this.requirement;
    if (openLevel !== ALL_LEVELS && agent.membershipIn(this.queue)!.level > openLevel) return false;
    return this.fits(agent);
  }

  /** Whether one who is ready in this queue meets the requirement. */
  suitsPlace({ number, level }: RankedAgent): boolean {
    return level <= this.requirement.openLevel && this.skills.qualifies(number, this.requirement);
  }

  /** Puts one who is ready in this queue in its place, if it meets the requirement. Of a group that keeps a list. */
  admit(place: RankedAgent): void {
    if (!this.suitsPlace(place)) return;
    const { entry, slot } = place;
    const order = this.queue.order ?? place.membership.order;
    const own = new RankedAgent(entry, slot, place, order, entry.ready!, this);
    entry.firstPlace = own;
    this.kept!.add(own);
  }

  /** Where a ready member stands for the callers of this group, be it in the list or not. */
  standing(agent: AgentEntry): RankedAgent {
    const { queue } = this;
    const slot = queue.served.slotOf(agent.number, queue.number);
    const order = queue.order ?? agent.memberships[slot]!.order;
    return new RankedAgent(agent, slot, queue.served.seatAt(agent.number, slot), order, agent.ready!, this);
  }

  /** Takes an agent out; its chain of places is left alone. */
  remove(place: RankedAgent): void {
    this.kept!.delete(place);
  }

  /** From now on the group keeps a list of its own. */
  keepList(): void {
    this.agents = this.kept = listFor(this.queue);
    for (const place of this.queue.ready.toArray()) this.admit(place);
  }

  /** Keeps no list any more. */
  dropList(): void {
    const { kept } = this;
    if (!kept) return;
    for (const place of kept.toArray()) place.entry.forgetPlace(place);
    this.kept = undefined;
    this.agents = this.unkept();
  }

  private unkept(): AgentList {
    const { ready, order, book } = this.queue;
    const all = this.requirement === book.table.nothing || !order;
    return all ? ready : new FittingAgents(this, ready, order);
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
