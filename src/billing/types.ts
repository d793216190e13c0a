/** Nouns of billing. */
import type { Event } from '../kernel/event.js';
import type { Instant } from '../kernel/time.js';

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

/** Money that came in from outside, or was taken back (negative). */
export interface Payment {
  /** Chosen by who pays in: the same key twice is one payment. */
  readonly key: string;
  readonly account: AccountId;
  readonly amount: Money;
  readonly at: Instant;
  readonly user: string;
  readonly note: string;
  /** Of the account behind it. */
  readonly balance: Money;
}

/** A calendar day of the centre whose records are closed. */
export interface ClosedDay {
  /** `2026-11-22` in the centre's time zone. */
  readonly day: string;
  /** Number of the last charge before it, and of its own last one. */
  readonly fromCharge: number;
  readonly toCharge: number;
  readonly fromAt: Instant;
  readonly toAt: Instant;
  readonly rows: number;
  /** Of the file, hexadecimal. */
  readonly sha256: string;
  readonly closedAt: Instant;
}

/** What was used on a day under one heading: the leaves of every statement. */
export interface UsageKey {
  readonly account: string;
  readonly client: string;
  readonly user: string;
  readonly group: string;
  readonly service: string;
  readonly carrier: string;
}
export interface UsageCounts {
  /** Parts that carriers have taken, and what they cost. */
  readonly parts: number;
  readonly amount: Money;
  /** Messages that ended, by how. */
  readonly delivered: number;
  readonly failed: number;
  readonly other: number;
}
export interface Usage extends UsageKey, UsageCounts {
  readonly day: string;
}

/** A part of a message that a carrier has taken: money is due. Never changes. */
export interface Charge {
  /** In order of being taken, without gaps that matter. */
  readonly charge: number;
  readonly at: Instant;
  readonly message: number;
  readonly part: number;
  readonly acceptedAt: Instant;
  readonly account: string;
  readonly client: string;
  readonly user: string;
  readonly group: string;
  readonly service: string;
  readonly source: string;
  readonly destination: string;
  readonly carrier: string;
  readonly link: string;
  /** The carrier's id; '' when it gave none. */
  readonly remote: string;
  readonly priority: number;
  /** Which version priced it; '' when the client has a fixed price. */
  readonly tariff: string;
  readonly price: Money;
  /** Parts that it stands for: several when the carrier takes a long message whole. */
  readonly parts: number;
}

/** A message's last word. Never changes. */
export interface Ending {
  readonly at: Instant;
  readonly message: number;
  readonly acceptedAt: Instant;
  readonly account: string;
  readonly client: string;
  readonly user: string;
  readonly group: string;
  readonly service: string;
  readonly source: string;
  readonly destination: string;
  readonly carrier: string;
  readonly link: string;
  readonly priority: number;
  readonly tariff: string;
  readonly parts: number;
  readonly sentParts: number;
  readonly deliveredParts: number;
  /** delivered, failed, expired, cancelled, or sent (no report was wanted, or none came). */
  readonly state: string;
  readonly error: string;
  /** What all its parts that were taken cost. */
  readonly price: Money;
}

/** For the audit. Amounts are `Money`. */
export type BillingEvent =
  | Event<
      'billing.paid-in',
      { readonly account: string; readonly amount: Money; readonly key: string; readonly user: string }
    >
  | Event<'billing.limit-set', { readonly account: string; readonly limit: Money; readonly user: string }>
  | Event<'billing.day-closed', { readonly day: string; readonly rows: number; readonly sha256: string }>
  | Event<
      'billing.reconciled',
      {
        readonly reconciliation: string;
        readonly carrier: string;
        readonly day: string;
        readonly differences: number;
        readonly user: string;
      }
    >;
