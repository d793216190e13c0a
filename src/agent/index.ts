export { AgentService } from './service.js';
export type { AgentDependencies } from './service.js';
export type { AgentLimits, AgentProfile } from './inputs.js';
export type * from './types.js';
