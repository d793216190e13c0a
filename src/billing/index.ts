export { billingMigrations, createAccounts, type Accounts } from './accounts.js';
export { Books } from './books.js';
export { mappingSchema, type CarrierMapping } from './carrier-file.js';
export type { BillingCommand, BillingOutcome, BillingTables } from './commands.js';
export { DayClosing, type RecordSource } from './day-closing.js';
export { createDays, type Days } from './days.js';
export { formatMoney, parseMoney } from './money.js';
export type { OurRecord } from './reconciliation.js';
export { tariffOf, tariffSchema } from './settings.js';
export { RunningUsage } from './running.js';
export { billingRoutes } from './routes.js';
export { BillingService, type CarrierRecords } from './service.js';
export { createBillingSteps } from './store.js';
export { Tariffs, type Price, type Tariff } from './tariffs.js';
export {
  MONEY_PER_UNIT,
  type Account,
  type AccountId,
  type Charge,
  type ClosedDay,
  type Ending,
  type Money,
} from './types.js';
