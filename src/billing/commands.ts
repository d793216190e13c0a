/** What is asked of the tables of billing, and what they answer. Plain values: they cross into another thread. */
import type { Instant } from '../kernel/time.js';
import type { Report } from './report.js';
import type { Reconciliation, ReconciliationHead } from './reconciliation.js';
import type { Account, AccountId, ClosedDay, Money, Payment, Usage } from './types.js';

export type BillingCommand =
  | {
      readonly do: 'pay-in';
      readonly account: AccountId;
      readonly amount: Money;
      readonly limit?: Money;
      /** Kept, so that the same key pays in once. */
      readonly payment?: Omit<Payment, 'account' | 'amount' | 'balance'>;
    }
  | { readonly do: 'set-limit'; readonly account: AccountId; readonly limit: Money }
  | { readonly do: 'accounts' }
  /** An account with what was paid in since then and the last charge, all of one moment. */
  | { readonly do: 'stand'; readonly account: AccountId | null; readonly since: Instant }
  /** Newest first. */
  | { readonly do: 'payments'; readonly account: AccountId; readonly limit: number }
  /** Newest first. */
  | { readonly do: 'days'; readonly limit: number }
  | { readonly do: 'day'; readonly day: string }
  | { readonly do: 'close-day'; readonly day: ClosedDay; readonly usage: readonly Usage[] }
  /** Of closed days, `from` until before `until`. */
  | { readonly do: 'usage'; readonly from: string; readonly until: string }
  | { readonly do: 'put-report'; readonly report: Report }
  | { readonly do: 'remove-report'; readonly id: string }
  /** By name. */
  | { readonly do: 'reports' }
  | { readonly do: 'keep-reconciliation'; readonly reconciliation: Reconciliation }
  | { readonly do: 'reconciliations'; readonly limit: number }
  | { readonly do: 'reconciliation'; readonly id: string };

export type BillingOutcome =
  | { readonly is: 'done' }
  | { readonly is: 'refused'; readonly why: 'key-reused' | 'no-account' }
  /** `payments` oldest first; `charge` is the number of the last one, 0 before the first. */
  | {
      readonly is: 'stand';
      readonly account: Account | null;
      readonly payments: readonly Payment[];
      readonly charge: number;
    }
  | { readonly is: 'reports'; readonly reports: readonly Report[] }
  /** `repeated`: this payment was made before; nothing has changed. */
  | { readonly is: 'account'; readonly account: Account; readonly repeated?: boolean }
  | { readonly is: 'accounts'; readonly accounts: readonly Account[] }
  | { readonly is: 'payments'; readonly payments: readonly Payment[] }
  | { readonly is: 'days'; readonly days: readonly ClosedDay[] }
  | { readonly is: 'usage'; readonly usage: readonly Usage[] }
  | { readonly is: 'reconciliations'; readonly list: readonly ReconciliationHead[] }
  | { readonly is: 'reconciliation'; readonly reconciliation: Reconciliation | null };

/** The tables, wherever they are. */
export interface BillingTables {
  ask(command: BillingCommand): Promise<BillingOutcome>;
}

/** The outcome that must be `is`; anything else is a bug. */
export function expectBilling<K extends BillingOutcome['is']>(
  outcome: BillingOutcome,
  is: K,
): Extract<BillingOutcome, { is: K }> {
  if (outcome.is !== is) throw new Error(`expected ${is}, got ${outcome.is}`);
  return outcome as Extract<BillingOutcome, { is: K }>;
}
