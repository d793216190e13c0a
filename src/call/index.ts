export { DeskCommands } from './desk-commands.js';
export { CallService } from './service.js';
export type { CallDependencies } from './service.js';
export { may } from './control.js';
export { CallNotYoursError, CallStateError, NoSuchCallError, UnknownTargetError } from './errors.js';
export { callRoutes } from './routes.js';
export { callSchema, callerIdSchema } from './settings.js';
export { Targets } from './targets.js';
export type * from './types.js';
