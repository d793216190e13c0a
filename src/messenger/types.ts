/** Nouns of what people send: who they are, whom to, what becomes of it. */
import type { Money } from '../billing/types.js';
import type { Instant } from '../kernel/time.js';
import type { PriorityName } from './contract.js';

/** A user who may send, with the terms of the group that the user is in. */
export interface Person {
  readonly user: string;
  /** Of the gateway's books: every user is a client of its own. */
  readonly client: string;
  readonly group: string;
  readonly name: string;
  readonly sources: readonly string[];
  readonly account: string | null;
  readonly partPrice: Money;
  readonly opening: Money;
  readonly highestPriority: 0 | 1 | 2 | 3;
}

/** Whom a message goes to, with what a template may ask for. */
export interface Recipient {
  readonly number: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface Sending {
  readonly id: string;
  readonly user: string;
  readonly key: string;
  readonly name: string;
  readonly source: string;
  readonly text: string;
  readonly priority: PriorityName;
  readonly dueAt: Instant | null;
  readonly createdAt: Instant;
  /** Of the gateway. */
  readonly mass: string;
  readonly state: 'running' | 'paused' | 'cancelled';
  readonly total: number;
  /** Recipients that were handed over, in order. */
  readonly handed: number;
  /** By code of the refusal. */
  readonly refused: Readonly<Record<string, number>>;
}

export interface Template {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly text: string;
  readonly shared: boolean;
}

/** Address books as a sender sees them; whom a user may not see is not in the answer. */
export interface RecipientSource {
  /** Recipients of whole books and of groups, in the order of the books; a number may come more than once. */
  recipients(
    user: { readonly user: string; readonly role: string },
    choice: { readonly books: readonly string[]; readonly groups: readonly string[] },
  ): Promise<readonly Recipient[]>;
}
