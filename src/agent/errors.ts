import { RingmasterError } from '../kernel/error.js';

/** What was asked for does not fit what the agent is doing. */
export class AgentStateError extends RingmasterError {
  constructor(what: string, state: string) {
    super('AGENT_STATE', `Cannot ${what} while ${state}.`, 409);
  }
}

/** No agent of this id, or the user is not an agent. */
export class NoSuchAgentError extends RingmasterError {
  constructor() {
    super('AGENT_UNKNOWN', 'There is no such agent.', 404);
  }
}

/** A reason or result code that is not in the configuration. */
export class UnknownChoiceError extends RingmasterError {
  constructor(what: string) {
    super('AGENT_UNKNOWN_CHOICE', `This ${what} is not configured.`, 400);
  }
}

/** Wrap-up cannot be ended by the agent before the result of the call is given. */
export class ResultMissingError extends RingmasterError {
  constructor() {
    super('AGENT_RESULT_MISSING', 'Give the result of the call first: this queue requires one.', 409);
  }
}

/** Wrap-up has been extended as far as the queue allows. */
export class WrapUpLimitError extends RingmasterError {
  constructor() {
    super('AGENT_WRAP_UP_LIMIT', 'Wrap-up cannot be extended any further.', 409);
  }
}
