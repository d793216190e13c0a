/** Nouns of billing. */

/** Whole numbers of the smallest unit kept: a ten-thousandth of the currency. Never a fraction. */
export type Money = number;
export const MONEY_PER_UNIT = 10_000;

export type AccountId = string;

export interface Account {
  readonly account: AccountId;
  /** What is paid in less what was settled; may be negative down to `-limit`. */
  readonly balance: Money;
  /** Set aside for messages on their way. */
  readonly reserved: Money;
  /** Postpaid: how far below zero the balance may go. Prepaid: 0. */
  readonly limit: Money;
}
