import { compareIds, type AgentId, type CallId, type QueueId } from '../kernel/ids.js';
import type { Instant } from '../kernel/time.js';
import { UnknownQueueError } from './errors.js';
import { FreshChanges } from './fresh-changes.js';
import { FEW_READY, QueueLine } from './queue-line.js';
import { NeedsBooks } from './needs-book.js';
import type { KeptAgentList } from './agent-list.js';
import { ServedQueues } from './served-queues.js';
import { SkillTable } from './skill-table.js';
import { SortedList } from './sorted-list.js';
import type { AgentOrder } from './strategies/agent-order.js';
import type { QueueMember, QueueSettings, ReadyAgent, WaitingCaller } from './types.js';
import type { RequirementGroup } from './requirement-group.js';
import { AgentEntry, Membership, RankedAgent } from './waiting-agents.js';
import { WaitingCallerEntry, type CallerStanding } from './waiting-callers.js';

const NOWHERE: readonly RequirementGroup[] = [];

/**
 * Keeps lines, groups, steps and fresh changes true to each other; chooses nobody. A caller who can be matched stands in
 * its group or with its designated agent, never in both; one being offered in neither, but still in line.
 */
export class MatchingIndex {
  readonly queues = new Map<QueueId, QueueLine>();
  readonly agents = new Map<AgentId, AgentEntry>();
  readonly callers = new Map<CallId, WaitingCallerEntry>();
  /** Callers for whom waiting changes something, the next first. */
  readonly steps = new SortedList<WaitingCallerEntry>(
    (a, b) => a.standing.nextStepAt! - b.standing.nextStepAt! || compareIds(a.call, b.call),
  );
  readonly fresh = new FreshChanges();
  /** Became ready and may stand in no group yet: most are taken at once, and then need stand in few. */
  private newcomers: AgentEntry[] = [];

  /** By number of the queue: how many callers stand in its groups, that is could be matched with any fit member. */
  private readonly awaiting: Int32Array;
  private readonly byNumber: QueueLine[] = [];
  /** By number of the queue: its ready members, and their order; undefined where groups are balanced. */
  private readonly readyIn: KeptAgentList[] = [];
  private readonly orderIn: (AgentOrder | undefined)[] = [];
  private readonly served: ServedQueues;
  private readonly skills: SkillTable;

  /** @throws UnknownStrategyError `ACD_UNKNOWN_STRATEGY`; NoGroupError `ACD_NO_GROUP` */
  constructor(queues: readonly QueueSettings[]) {
    const served = new Map<AgentId, { queue: QueueLine; member: QueueMember }[]>();
    for (const { members } of queues) for (const { agent } of members) served.set(agent, []);
    this.awaiting = new Int32Array(queues.length);
    this.skills = new SkillTable(served.size);
    const books = new NeedsBooks(this.skills);
    for (const settings of queues) {
      const queue = new QueueLine(settings, this.queues.size, books.of(settings));
      this.queues.set(settings.queue, queue);
      this.byNumber.push(queue);
      this.readyIn.push(queue.ready);
      this.orderIn.push(queue.order);
      for (const member of settings.members) {
        const own = served.get(member.agent)!;
        if (own.at(-1)?.queue !== queue) own.push({ queue, member });
      }
    }
    // Agent by agent: what is looked at together lies together in memory.
    for (const [id, own] of served) {
      const agent = new AgentEntry(id, this.agents.size);
      this.agents.set(id, agent);
      agent.memberships = own.map(({ queue, member }) => new Membership(agent, queue, member));
      for (const { queue, level } of agent.memberships) {
        queue.memberCount++;
        if (level > queue.lastLevel) queue.lastLevel = level;
        if (queue.groups.length > 0) agent.isBalanced = true;
      }
    }
    this.served = new ServedQueues([...this.agents.values()].map(({ memberships }) => memberships));
    for (const queue of this.byNumber) queue.served = this.served;
  }

  /** @throws UnknownQueueError `ACD_UNKNOWN_QUEUE` */
  lineOf(id: QueueId): QueueLine {
    const queue = this.queues.get(id);
    if (!queue) throw new UnknownQueueError(id);
    return queue;
  }

  /** A caller not yet in line. @throws UnknownQueueError `ACD_UNKNOWN_QUEUE` */
  entryFor(request: WaitingCaller, refusedBy?: ReadonlySet<AgentEntry>): WaitingCallerEntry {
    return new WaitingCallerEntry(request, this.lineOf(request.queue), this.agentNamed, refusedBy);
  }

  private readonly agentNamed = (id: AgentId): AgentEntry | undefined => this.agents.get(id);

  /** The agent has logged in or out. Callers who name it stand differently from now on. @returns false: known */
  setPresent(agent: AgentEntry, present: boolean): boolean {
    if (agent.present === present) return false;
    agent.present = present;
    for (const { balance } of agent.memberships) if (balance) balance.loggedIn += present ? 1 : -1;
    for (const caller of agent.namedBy ?? []) {
      if (!present) caller.unassign(agent);
      this.restand(caller, caller.standing.at);
    }
    return true;
  }

  makeReady(agent: AgentEntry, ready: ReadyAgent): void {
    if (agent.ready) this.withdraw(agent);
    if (agent.skills !== ready.skills) {
      agent.skills = ready.skills;
      this.skills.set(agent.number, ready.skills);
    }
    if (!agent.present) this.setPresent(agent, true);
    if (agent.isBalanced) for (const { balance } of agent.memberships) if (balance) balance.ready++;
    agent.ready = ready;
    this.newcomers.push(agent);
    this.fresh.addAgent(agent);
  }

  /** Puts everybody who is ready in all the groups that they can serve. To be called before groups are compared. */
  placeNewcomers(): void {
    const { newcomers } = this;
    for (let agent = newcomers.pop(); agent; agent = newcomers.pop()) {
      if (agent.ready && !agent.firstPlace) this.placeEverywhere(agent, agent.ready);
    }
  }

  /** The agent whose becoming ready is all that changed, if it stands in no group yet. It is a newcomer no more. */
  takeSingleNewcomer(): AgentEntry | undefined {
    if (this.newcomers.length !== 1 || !this.fresh.isSingle) return undefined;
    const agent = this.newcomers[0]!;
    if (!agent.fresh || agent.firstPlace) return undefined;
    this.newcomers.pop();
    return agent;
  }

  /** Where callers stand whom a newcomer can serve: it need not stand there itself to find its caller. */
  groupsAwaiting(agent: AgentEntry): readonly RequirementGroup[] {
    const { awaiting, served } = this;
    const count = served.countOf(agent.number);
    let found = NOWHERE;
    for (let slot = 0; slot < count; slot++) {
      const number = served.queueAt(agent.number, slot);
      if (awaiting[number]! > 0) found = this.byNumber[number]!.groupsAwaiting(agent, found);
    }
    return found;
  }

  /** Nobody waited for the newcomer: it will be looked for in any group. */
  placeEverywhere(agent: AgentEntry, ready: ReadyAgent): void {
    const { served } = this;
    const count = served.countOf(agent.number);
    for (let slot = 0; slot < count; slot++) {
      const queue = served.queueAt(agent.number, slot);
      const order = this.orderIn[queue] ?? agent.memberships[slot]!.order;
      const place = new RankedAgent(agent, slot, served.seatAt(agent.number, slot), order, ready);
      const list = this.readyIn[queue]!;
      agent.firstPlace = place;
      list.add(place);
      if (list.size > FEW_READY || agent.isBalanced) this.byNumber[queue]!.admit(place);
    }
  }

  withdraw(agent: AgentEntry): void {
    this.leavePlaces(agent);
    if (agent.isBalanced && agent.ready)
      for (const { balance } of agent.memberships) if (balance) balance.ready--;
    agent.ready = undefined;
    this.fresh.doneWithAgent(agent);
  }

  private leavePlaces(agent: AgentEntry): void {
    for (let place = agent.firstPlace; place; place = place.next) {
      if (place.group) {
        place.group.remove(place);
        continue;
      }
      const queue = this.served.queueAt(agent.number, place.slot);
      const list = this.readyIn[queue]!;
      list.delete(place);
      if (list.size === FEW_READY) this.byNumber[queue]!.fewRemain();
    }
    agent.firstPlace = undefined;
  }

  endOffer(agent: AgentEntry, mayBeReady: boolean): void {
    const ready = agent.readyAfterOffer;
    agent.offer = undefined;
    agent.readyAfterOffer = undefined;
    if (ready && mayBeReady) this.makeReady(agent, ready);
  }

  attach(caller: WaitingCallerEntry, now: Instant): void {
    this.callers.set(caller.call, caller);
    for (const agent of caller.named) (agent.namedBy ??= new Set()).add(caller);
    caller.queue.line.add(caller);
    this.stand(caller, caller.standingAt(now));
    if (!caller.offer) this.fresh.addCaller(caller, 'caller');
  }

  detach(caller: WaitingCallerEntry): void {
    if (!caller.offer) this.hide(caller);
    if (caller.standing.nextStepAt !== undefined) this.steps.delete(caller);
    caller.queue.leave(caller.group);
    caller.queue.line.delete(caller);
    this.fresh.doneWithCaller(caller);
    this.callers.delete(caller.call);
    for (const agent of caller.named) agent.namedBy?.delete(caller);
  }

  private stand(caller: WaitingCallerEntry, standing: CallerStanding): void {
    caller.standing = standing;
    caller.group = caller.queue.enter(standing.requirement);
    if (standing.nextStepAt !== undefined) this.steps.add(caller);
    if (!caller.offer) this.show(caller);
  }

  /** Time or a refusal changed what holds for the caller. */
  restand(caller: WaitingCallerEntry, now: Instant): void {
    const { group } = caller;
    if (!caller.offer) this.hide(caller);
    if (caller.standing.nextStepAt !== undefined) this.steps.delete(caller);
    this.stand(caller, caller.standingAt(now));
    caller.queue.leave(group);
    if (!caller.offer) this.fresh.addCaller(caller, 'step');
  }

  takeSteps(now: Instant): void {
    for (;;) {
      const caller = this.steps.first();
      if (!caller || caller.standing.nextStepAt! > now) return;
      this.restand(caller, now);
    }
  }

  /** Makes the caller one who can be matched. */
  show(caller: WaitingCallerEntry): void {
    const { designated } = caller.standing;
    if (designated) designated.designate(caller);
    else if (caller.group.callers.add(caller)) this.awaiting[caller.queue.number]!++;
  }

  hide(caller: WaitingCallerEntry): void {
    const { designated } = caller.standing;
    if (designated) designated.undesignate(caller);
    else if (caller.group.callers.delete(caller)) this.awaiting[caller.queue.number]!--;
  }
}
