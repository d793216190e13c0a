export { wordsOf } from './rules.js';
export { NO_ERROR, errorAfter } from './estimate.js';
export { WaitingService } from './service.js';
export type { WaitingDependencies } from './service.js';
export { missingName, waitingNames, waitingSchema, waitingSettings } from './settings.js';
export type * from './types.js';
