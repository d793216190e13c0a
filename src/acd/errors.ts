import type { AgentId, CallId, QueueId } from '../kernel/ids.js';
import { RingmasterError } from '../kernel/error.js';

/** A queue names an order that is not built in. Never answered by a default (DESIGN.md 5). */
export class UnknownStrategyError extends RingmasterError {
  /** @param kind which family was asked @param known what the family has, for the reader of the message */
  constructor(kind: 'agent order' | 'caller order', name: string, known: readonly string[]) {
    super('ACD_UNKNOWN_STRATEGY', `There is no ${kind} "${name}"; there are ${known.join(', ')}.`, 422);
  }
}

/** A queue balances groups of agents, and one of its members stands in none. */
export class NoGroupError extends RingmasterError {
  constructor(queue: QueueId, agent: AgentId) {
    super('ACD_NO_GROUP', `Queue "${queue}" balances groups, and agent "${agent}" is in none of them.`, 422);
  }
}

/** A caller shall be given to an agent who does not serve the queue. */
export class NotAMemberError extends RingmasterError {
  constructor(agent: AgentId, queue: QueueId) {
    super('ACD_NOT_A_MEMBER', `Agent "${agent}" does not serve queue "${queue}".`, 409);
  }
}

/** A caller shall be given to an agent who is logged out. */
export class AgentAwayError extends RingmasterError {
  constructor(agent: AgentId) {
    super('ACD_AGENT_AWAY', `Agent "${agent}" is not logged in.`, 409);
  }
}

/** A caller is sent to a queue that the configuration does not have. */
export class UnknownQueueError extends RingmasterError {
  constructor(queue: QueueId) {
    super('ACD_UNKNOWN_QUEUE', `There is no queue "${queue}".`, 404);
  }
}

/** A call can stand in line once only. */
export class AlreadyWaitingError extends RingmasterError {
  constructor(call: CallId) {
    super('ACD_ALREADY_WAITING', `Call ${call} stands in line already.`, 409);
  }
}

/** Something was asked for a call that does not stand in line (any more). */
export class NotWaitingError extends RingmasterError {
  constructor(call: CallId) {
    super('ACD_NOT_WAITING', `Call ${call} does not stand in line.`, 409);
  }
}
