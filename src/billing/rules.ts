/** Reserve at acceptance, settle by part and result. Pure. */
import type { Account, Money } from './types.js';

/** Whether this much can still be set aside. */
export const affords = (account: Account, amount: Money): boolean =>
  account.balance - account.reserved + account.limit >= amount;

export const reserve = (account: Account, amount: Money): Account => ({
  ...account,
  reserved: account.reserved + amount,
});

/** What was set aside is paid. */
export const settle = (account: Account, amount: Money): Account => ({
  ...account,
  reserved: account.reserved - amount,
  balance: account.balance - amount,
});

/** What was set aside is free again. */
export const release = (account: Account, amount: Money): Account => ({
  ...account,
  reserved: account.reserved - amount,
});
