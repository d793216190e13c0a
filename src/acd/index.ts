export { queueSettings } from './settings.js';
export { acdRoutes } from './routes.js';
export { AcdService } from './service.js';
export { whyCaller, whyNotOffered } from './why.js';
export type { AcdDependencies } from './pool.js';
export type * from './types.js';
export type * from './why-types.js';
export { reachThrough } from './reach.js';
