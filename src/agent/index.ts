export { byPhone } from './by-phone.js';
export { AgentStateError, NoSuchAgentError } from './errors.js';
export { AgentService } from './service.js';
export type { AgentDependencies } from './service.js';
export { queueRules } from './settings.js';
export type { AgentLimits, AgentProfile, QueueRules } from './inputs.js';
export type * from './types.js';
