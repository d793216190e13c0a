import { RingmasterError } from '../kernel/error.js';

/** A flow names a kind of node that does not exist: `IVR_UNKNOWN_NODE`. */
export class UnknownNodeError extends RingmasterError {
  constructor(kind: string, known: readonly string[]) {
    super('IVR_UNKNOWN_NODE', `There is no kind of node "${kind}". Use one of ${known.join(', ')}.`, 400);
  }
}

/** A flow file is wrong: `IVR_FLOW_INVALID`. The message is one sentence with file, node and what to do. */
export class FlowError extends RingmasterError {
  constructor(message: string, options?: { cause?: unknown }) {
    super('IVR_FLOW_INVALID', message, 400, options);
  }
}

/** No flow of this name is loaded: `IVR_UNKNOWN_FLOW`. */
export class UnknownFlowError extends RingmasterError {
  constructor(flow: string, known: readonly string[]) {
    const there = known.length > 0 ? `Loaded are ${known.join(', ')}.` : 'None is loaded.';
    super('IVR_UNKNOWN_FLOW', `There is no flow "${flow}". ${there}`, 404);
  }
}
