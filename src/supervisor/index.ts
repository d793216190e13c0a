export { createMessageLimit } from './message-limit.js';
export { supervisorRoutes } from './routes.js';
export { isTold } from './rules.js';
export type { TellAgent } from './rules.js';
export { SupervisorService } from './service.js';
export type { Supervisor, SupervisorDependencies } from './service.js';
export type * from './types.js';
