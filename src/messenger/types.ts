/** Nouns of what people send: who they are, whom to, what becomes of it. */
import type { Money } from '../billing/types.js';
import type { Event } from '../kernel/event.js';
import type { Localized } from '../kernel/localized.js';
import type { Instant } from '../kernel/time.js';
import type { PriorityName } from './contract.js';

/** A kind of message; its id is the service that tariffs, quiet hours and statements know. */
export interface Category {
  readonly id: string;
  readonly name: Localized;
}

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
  /** Instead of `partPrice`. */
  readonly tariff: string | null;
  /** What may be sent, the usual one first. Empty where there are no categories. */
  readonly categories: readonly Category[];
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
  /** '' where there are none. */
  readonly category: string;
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

/** What somebody writes as a template. */
export interface TemplateDraft {
  readonly name: string;
  readonly text: string;
  /** '' none. */
  readonly category: string;
  readonly shared: boolean;
}

export interface Template extends TemplateDraft {
  readonly id: string;
  readonly owner: string;
  /** Who changed it last: somebody else releases it. */
  readonly author: string;
  /** Counts changes. */
  readonly revision: number;
  readonly changedAt: Instant;
  readonly state: 'pending' | 'released' | 'refused';
  /** Who released or refused it; '' nobody, or there was no need. */
  readonly decidedBy: string;
  /** Why it was refused; ''. */
  readonly reason: string;
  /** What others use while this text is not released; null: nothing. */
  readonly released: Pick<TemplateDraft, 'name' | 'text' | 'category'> | null;
}

/** For the audit. `reason` is '' unless it was refused. */
export type MessengerEvent = Event<
  | 'messages.template-changed'
  | 'messages.template-released'
  | 'messages.template-refused'
  | 'messages.template-removed',
  {
    readonly template: string;
    readonly revision: number;
    readonly user: string;
    readonly reason: string;
  }
>;

/** Address books as a sender sees them; whom a user may not see is not in the answer. */
export interface RecipientSource {
  /** Recipients of whole books and of groups, in the order of the books; a number may come more than once. */
  recipients(
    user: { readonly user: string; readonly role: string },
    choice: { readonly books: readonly string[]; readonly groups: readonly string[] },
  ): Promise<readonly Recipient[]>;
}
