export { CallService } from './service.js';
export type { CallDependencies } from './service.js';
export { NoSuchCallError } from './errors.js';
export type * from './types.js';
