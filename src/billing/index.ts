export { billingMigrations, createAccounts, type Accounts } from './accounts.js';
export { MONEY_PER_UNIT, type Account, type AccountId, type Money } from './types.js';
