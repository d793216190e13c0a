export { queueSettings } from './settings.js';
export { AcdService } from './service.js';
export type { AcdDependencies } from './service.js';
export type * from './types.js';
