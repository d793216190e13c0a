export { FlowError, UnknownFlowError, UnknownNodeError } from './errors.js';
export { FlowLibrary, type FlowInUse } from './library.js';
export { loadFlows, parseFlow, promptTableNames, type KnownNames } from './loader.js';
export { nodeKind, nodeKindNames } from './nodes/index.js';
export { begin, MAX_TRANSITIONS, SORRY_PROMPT, step, type IvrResult } from './rules.js';
export { IvrService, type IvrHost, type IvrServiceParts } from './service.js';
export type {
  Flow,
  FlowNode,
  IvrEvent,
  IvrInput,
  IvrOutcome,
  IvrOutput,
  IvrRun,
  IvrStep,
  NodeMemory,
} from './types.js';
