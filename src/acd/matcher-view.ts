import { compareIds, type AgentId, type CallId, type QueueId } from '../kernel/ids.js';
import type { Instant } from '../kernel/time.js';
import type { MatchingIndex } from './matching-index.js';
import { findObstacles } from './obstacles.js';
import { bestCallerFor } from './selection.js';
import type { Obstacle, QueueMember, ReadyAgent, WaitingCaller } from './types.js';
import type { CallerStanding } from './waiting-callers.js';

/** A caller in line, as pages show it. */
export interface WaitingView {
  readonly caller: WaitingCaller;
  /** 1 is served first. */
  readonly position: number;
  /** The agent this caller is being offered to. */
  readonly offeredTo?: AgentId;
  /** The one agent who may be tried now. */
  readonly designated?: AgentId;
  /** By how many points every required level has fallen. */
  readonly relaxedBy: number;
}

/** What can be asked of a matcher without changing who gets whom. */
export class MatcherView {
  constructor(protected readonly index: MatchingIndex) {}

  /** Everybody in line, first served first. @throws UnknownQueueError `ACD_UNKNOWN_QUEUE` */
  waiting(queue: QueueId): readonly WaitingView[] {
    return this.index
      .lineOf(queue)
      .line.toArray()
      .map(({ request, offer, standing }, i) => ({
        caller: request,
        position: i + 1,
        ...(offer && { offeredTo: offer.id }),
        ...(standing.designated && { designated: standing.designated.id }),
        relaxedBy: standing.relaxedBy,
      }));
  }

  /** How many stand in line, those being offered included. @throws UnknownQueueError `ACD_UNKNOWN_QUEUE` */
  length(queue: QueueId): number {
    return this.index.lineOf(queue).line.size;
  }

  /** How many members are ready. @throws UnknownQueueError `ACD_UNKNOWN_QUEUE` */
  readyCount(queue: QueueId): number {
    this.index.placeNewcomers();
    return this.index.lineOf(queue).ready.size;
  }

  /** Ready agents by id, of one queue or (a walk over all agents, for pages only) of all. @throws as `length` */
  ready(queue?: QueueId): readonly ReadyAgent[] {
    this.index.placeNewcomers();
    const entries =
      queue === undefined
        ? [...this.index.agents.values()]
        : this.index
            .lineOf(queue)
            .ready.toArray()
            .map(({ entry }) => entry);
    return entries.flatMap(({ ready }) => ready ?? []).sort((a, b) => compareIds(a.agent, b.agent));
  }

  /** 1 is served first; those being offered keep their place. Undefined when the call does not stand in line. */
  positionOf(call: CallId): number | undefined {
    const caller = this.index.callers.get(call);
    return caller && caller.queue.line.placeOf(caller) + 1;
  }

  /** Whether the agent is a member of this queue. */
  serves(agent: AgentId, queue: QueueId): boolean {
    return this.index.agents.get(agent)?.membershipIn(this.index.lineOf(queue)) !== undefined;
  }

  /** As far as was told; false for one who serves no queue. */
  isLoggedIn(agent: AgentId): boolean {
    return this.index.agents.get(agent)?.present ?? false;
  }

  /** What a caller in line asks for; undefined when the call does not stand in line. */
  caller(call: CallId): WaitingCaller | undefined {
    return this.index.callers.get(call)?.request;
  }

  /** Whom the caller is being offered to. */
  offeredTo(call: CallId): AgentId | undefined {
    return this.index.callers.get(call)?.offer?.id;
  }

  /** What keeps this agent from this caller; empty when nothing does. Unknown ids are reasons, not errors. */
  whyNot(call: CallId, agent: AgentId, now: Instant): readonly Obstacle[] {
    this.index.placeNewcomers();
    return findObstacles(this.index.callers.get(call), this.index.agents.get(agent), now);
  }

  /** What holds for a caller in line at `now`; undefined when the call does not stand in line. */
  standing(call: CallId, now: Instant): CallerStanding | undefined {
    return this.index.callers.get(call)?.standingAt(now);
  }

  /** Everybody who serves the queue, as configured. @throws UnknownQueueError `ACD_UNKNOWN_QUEUE` */
  members(queue: QueueId): readonly QueueMember[] {
    return this.index.lineOf(queue).settings.members;
  }

  /** The queues an agent serves, and how; none for an unknown agent. */
  queuesOf(agent: AgentId): readonly { readonly queue: QueueId; readonly member: QueueMember }[] {
    const memberships = this.index.agents.get(agent)?.memberships ?? [];
    return memberships.map(({ queue, position, grade, level }) => ({
      queue: queue.settings.queue,
      member: { agent, position, grade, level },
    }));
  }

  /** Ready members, who is offered the next caller without needs first. @throws as `length` */
  readyInOrder(queue: QueueId): readonly AgentId[] {
    this.index.placeNewcomers();
    return this.index
      .lineOf(queue)
      .ready.toArray()
      .map(({ agent }) => agent);
  }

  /** As told by `agentReady`; undefined when not ready. */
  readyAgent(agent: AgentId): ReadyAgent | undefined {
    return this.index.agents.get(agent)?.ready;
  }

  /** The caller this agent is being offered. */
  offerOf(agent: AgentId): CallId | undefined {
    return this.index.agents.get(agent)?.offer?.call;
  }

  /** Whom a ready agent would be given, were there nobody better for that caller; undefined: nobody. */
  nextFor(agent: AgentId): CallId | undefined {
    this.index.placeNewcomers();
    const entry = this.index.agents.get(agent);
    return entry?.ready && bestCallerFor(entry)?.call;
  }
}
