export { CustomerStore, customerMigrations } from './store.js';
export { readCustomers } from './import.js';
export type { Customer } from './types.js';
