export { WaitingService } from './service.js';
export type { WaitingDependencies } from './service.js';
export { waitingNames, waitingSchema, waitingSettings } from './settings.js';
export { WAITING_PROMPTS } from './rules.js';
export type * from './types.js';
