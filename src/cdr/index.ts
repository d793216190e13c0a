export { CdrService } from './service.js';
export { CdrStore, cdrMigrations } from './store.js';
export type { Cdr, CdrLeg } from './contract.js';
