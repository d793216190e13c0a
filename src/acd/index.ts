export { queueSettings } from './settings.js';
export { AcdService } from './service.js';
export type { AcdDependencies } from './pool.js';
export type * from './types.js';
