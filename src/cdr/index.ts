export { CdrService } from './service.js';
export { CdrStore, cdrMigrations } from './store.js';
export { cdrRoutes } from './routes.js';
export type { Cdr, CdrLeg } from './contract.js';
