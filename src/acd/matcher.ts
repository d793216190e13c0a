import type { AgentId, CallId } from '../kernel/ids.js';
import type { Instant } from '../kernel/time.js';
import { explain } from './decision.js';
import { AlreadyWaitingError, NotWaitingError } from './errors.js';
import { MatchingIndex } from './matching-index.js';
import { MatcherView } from './matcher-view.js';
import { bestAgentFor, bestCallerFor, countServable, settledPair } from './selection.js';
import type { Decision, Match, QueueSettings, ReadyAgent, WaitingCaller } from './types.js';
import type { AgentEntry } from './waiting-agents.js';
import type { WaitingCallerEntry } from './waiting-callers.js';

/**
 * Who gets whom: the pure heart of the ACD. It keeps callers in line and ready agents in indexes and hands out matches
 * with their reasons. No clock, no I/O: time is an argument and must not run backwards.
 *
 * A match is a reservation: the agent is ready no more, the caller keeps place and clock and is offered to nobody else,
 * until `offerReturned` or `offerConfirmed` ends it, or `removeCaller` because the caller hung up.
 *
 * After every change call `next` until it hands back undefined. Several changes may come before: then no caller is
 * passed over by one who stands behind for the same agent, and no agent by a worse one for the same caller.
 *
 * Cost: a change of an agent costs, for each of its own queues, one insertion; where more than a few members are ready,
 * one more for each different requirement that callers have there now (and a few kept warm). A caller costs its own
 * queue: where few members are ready a look at these. Neither depends on how many agents, queues or callers there are
 * otherwise.
 */
export class Matcher extends MatcherView {
  /**
   * @param queues their ids differ; an agent named twice in a queue counts once, as first named
   * @param configVersion kept in every decision
   * @throws UnknownStrategyError `ACD_UNKNOWN_STRATEGY`
   */
  constructor(
    queues: readonly QueueSettings[],
    private readonly configVersion: string,
  ) {
    super(new MatchingIndex(queues));
  }

  /**
   * Puts a caller in line. `since` may lie in the past (after a restart): relaxation and designation count from it. A
   * designated agent who is not a member of the queue is passed by.
   *
   * @throws AlreadyWaitingError `ACD_ALREADY_WAITING`
   * @throws UnknownQueueError `ACD_UNKNOWN_QUEUE`
   */
  addCaller(caller: WaitingCaller, now: Instant): void {
    if (this.index.callers.has(caller.call)) throw new AlreadyWaitingError(caller.call);
    this.index.attach(this.index.entryFor(caller), now);
  }

  /**
   * Puts a caller in line who is being offered already (after a restart).
   *
   * @returns false, and the caller stands in line like others, when the agent serves no queue or holds another offer
   * @throws as `addCaller`
   */
  addOffered(caller: WaitingCaller, agentId: AgentId, now: Instant): boolean {
    const agent = this.index.agents.get(agentId);
    if (this.index.callers.has(caller.call)) throw new AlreadyWaitingError(caller.call);
    const entry = this.index.entryFor(caller);
    const free = agent !== undefined && !agent.offer;
    if (free) {
      this.index.withdraw(agent);
      entry.offer = agent;
      agent.offer = entry;
    }
    this.index.attach(entry, now);
    return free;
  }

  /** The caller hung up or went elsewhere; an open offer ends. @returns false when the call does not stand in line */
  removeCaller(call: CallId): boolean {
    const caller = this.index.callers.get(call);
    if (!caller) return false;
    const agent = caller.offer;
    this.index.detach(caller);
    for (const refuser of caller.refusedBy) refuser.forgetRefusal(caller);
    if (agent) this.index.endOffer(agent, true);
    return true;
  }

  /**
   * Changes what a caller asks for, also the queue; the waiting clock, refusals and an open offer stay.
   *
   * @throws NotWaitingError `ACD_NOT_WAITING`
   * @throws UnknownQueueError `ACD_UNKNOWN_QUEUE`; nothing is changed then
   */
  changeCaller(call: CallId, change: Partial<Omit<WaitingCaller, 'call' | 'since'>>, now: Instant): void {
    const before = this.index.callers.get(call);
    if (!before) throw new NotWaitingError(call);
    const after = this.index.entryFor({ ...before.request, ...change }, before.refusedBy);
    const agent = before.offer;
    this.index.detach(before);
    after.offer = agent;
    if (agent) agent.offer = after;
    for (const refuser of after.refusedBy) {
      refuser.forgetRefusal(before);
      refuser.refuse(after);
    }
    this.index.attach(after, now);
  }

  /**
   * The agent can be offered a call now; told again, the newer data count. While the agent still holds an offer it is
   * remembered, and counts as soon as that offer ends without a conversation.
   *
   * @returns false, and nothing happens, when the agent serves no queue
   */
  agentReady(ready: ReadyAgent): boolean {
    const agent = this.index.agents.get(ready.agent);
    if (!agent) return false;
    if (agent.offer) agent.readyAfterOffer = ready;
    else this.index.makeReady(agent, ready);
    return true;
  }

  /** The agent can be offered nothing any more. An open offer stays. @returns false when it was not ready */
  agentGone(id: AgentId): boolean {
    const agent = this.index.agents.get(id);
    if (!agent) return false;
    agent.readyAfterOffer = undefined;
    if (!agent.ready) return false;
    this.index.withdraw(agent);
    return true;
  }

  /**
   * The agent is there, if not ready: may come soon. Who is ready counts as logged in without being told so. Before
   * anything is told an agent is logged out.
   *
   * @returns false when the agent serves no queue, or was logged in
   */
  agentLoggedIn(id: AgentId): boolean {
    const agent = this.index.agents.get(id);
    return agent !== undefined && this.index.setPresent(agent, true);
  }

  /**
   * The agent will not come soon: `agentGone`, and nobody waits for this agent alone any more. Callers whom a supervisor
   * gave to this agent are so no more; other designations hold again if the agent comes back in their time.
   *
   * @returns false when the agent serves no queue, or was logged out
   */
  agentLoggedOut(id: AgentId): boolean {
    this.agentGone(id);
    const agent = this.index.agents.get(id);
    return agent !== undefined && this.index.setPresent(agent, false);
  }

  /**
   * The agent is not tried for this caller any more (no answer, refusal, lost desk). A designation to this agent ends;
   * one by a supervisor for good.
   *
   * @returns false when the call does not stand in line, the agent serves no queue, or this was known
   */
  exclude(call: CallId, agentId: AgentId): boolean {
    const caller = this.index.callers.get(call);
    const agent = this.index.agents.get(agentId);
    if (!caller || !agent || caller.refusedBy.has(agent)) return false;
    caller.refusedBy = new Set(caller.refusedBy).add(agent);
    agent.refuse(caller);
    caller.unassign(agent);
    if (caller.standing.designated === agent) this.index.restand(caller, caller.standing.at);
    return true;
  }

  /** The agent may be tried for this caller again. @returns false when there was no such exclusion */
  include(call: CallId, agentId: AgentId): boolean {
    const caller = this.index.callers.get(call);
    const agent = this.index.agents.get(agentId);
    if (!caller || !agent || !caller.refusedBy.has(agent)) return false;
    caller.refusedBy = new Set([...caller.refusedBy].filter((other) => other !== agent));
    agent.forgetRefusal(caller);
    this.index.restand(caller, caller.standing.at);
    if (!caller.offer) this.index.fresh.addCaller(caller, 'step');
    return true;
  }

  /** The offer failed: the caller can be matched again, at its old place. @returns false when there is no offer */
  offerReturned(call: CallId): boolean {
    const caller = this.index.callers.get(call);
    const agent = caller?.offer;
    if (!caller || !agent) return false;
    caller.offer = undefined;
    this.index.show(caller);
    this.index.fresh.addCaller(caller, 'caller');
    this.index.endOffer(agent, true);
    return true;
  }

  /** Caller and agent talk: only now the caller has left the line. @returns false when there is no offer */
  offerConfirmed(call: CallId): boolean {
    const caller = this.index.callers.get(call);
    const agent = caller?.offer;
    if (!caller || !agent) return false;
    this.index.endOffer(agent, false);
    this.index.detach(caller);
    for (const refuser of caller.refusedBy) refuser.forgetRefusal(caller);
    return true;
  }

  /** The next match, already reserved; undefined when no ready agent can serve any caller. */
  next(now: Instant): Match | undefined {
    this.index.takeSteps(now);
    const newcomer = this.index.takeSingleNewcomer();
    if (newcomer) return this.receive(newcomer, now);
    this.index.placeNewcomers();
    for (let agent = this.index.fresh.firstAgent(); agent; agent = this.index.fresh.firstAgent()) {
      const caller = bestCallerFor(agent);
      if (caller) return this.settle(caller, 'agent', now);
      this.index.fresh.doneWithAgent(agent);
    }
    for (let caller = this.index.fresh.firstCaller(); caller; caller = this.index.fresh.firstCaller()) {
      const agent = bestAgentFor(caller);
      if (agent && this.index.fresh.isSingle) return this.reserve(caller, agent, caller.fresh!, 0, now);
      if (agent) return this.settle(caller, caller.fresh!, now);
      this.index.fresh.doneWithCaller(caller);
    }
    return undefined;
  }

  /**
   * When to call `next` again even if nothing is told: the first relaxation or end of designation, `now` if it is
   * overdue. Undefined when waiting changes nothing for anybody.
   */
  nextStepAt(now: Instant): Instant | undefined {
    const at = this.index.steps.first()?.standing.nextStepAt;
    return at === undefined ? undefined : Math.max(at, now);
  }

  /** All that changed is this agent: whoever it can serve nobody else can, so it need not stand among others. */
  private receive(agent: AgentEntry, now: Instant): Match | undefined {
    const groups = this.index.groupsAwaiting(agent);
    const caller = bestCallerFor(agent, groups);
    if (!caller) {
      this.index.placeEverywhere(agent, agent.ready!);
      this.index.fresh.doneWithAgent(agent);
      return undefined;
    }
    return this.reserve(caller, agent, 'agent', countServable(agent, groups) - 1, now);
  }

  private settle(start: WaitingCallerEntry, trigger: Decision['trigger'], now: Instant): Match {
    const { caller, agent } = settledPair(start);
    return this.reserve(caller, agent, trigger, countServable(agent) - 1, now);
  }

  /** @param passedOver how many other callers the agent could serve */
  private reserve(
    caller: WaitingCallerEntry,
    agent: AgentEntry,
    trigger: Decision['trigger'],
    passedOver: number,
    now: Instant,
  ): Match {
    const decision = explain(caller, agent, trigger, passedOver, now, this.configVersion);
    this.index.withdraw(agent);
    this.index.hide(caller);
    this.index.fresh.doneWithCaller(caller);
    caller.offer = agent;
    agent.offer = caller;
    return { call: caller.call, agent: agent.id, queue: caller.queue.settings.queue, decision };
  }
}
