/** What is asked of the tables, and what they answer. Everything crosses into another thread: plain values only. */
import type {
  Account,
  AccountId,
  BillingCommand,
  BillingOutcome,
  Charge,
  Ending,
  Money,
} from '../../billing/index.js';
import type { Instant } from '../../kernel/time.js';
import type { ReceiptState } from '../smpp/receipt.js';
import type { CarrierId, ClientId, MessageId, MessageState, OutboxItem, ReportWish } from '../types.js';
import type { Held } from '../carriers/carriers.js';
import type { HeldCommand } from './held-tables.js';
import type { InboundCommand, InboundRow } from './inbound-tables.js';
import type { NumberCommand } from './number-tables.js';
import type { RecurringCommand, RecurringRow } from './recurring-tables.js';
import type { MessageRow, PartRow } from './tables.js';
import type { ListedNumber, PortedNumber } from '../screening/number-lists.js';

/** A message as it is accepted. `octets` as Latin-1 text: cheaper to hand over than a buffer. */
export interface NewMessage {
  readonly id: MessageId;
  readonly client: ClientId;
  readonly reference: string | null;
  readonly mass: string | null;
  /** Who pays; null: nobody. */
  readonly account: AccountId | null;
  readonly partPrice: Money;
  /** Version of the tariff; '' for a fixed price. */
  readonly tariff: string;
  readonly service: string;
  readonly user: string;
  readonly group: string;
  /** Why somebody has to approve it; '' without. */
  readonly heldFor: string;
  readonly source: { readonly ton: number; readonly npi: number; readonly number: string };
  readonly destination: { readonly ton: number; readonly npi: number; readonly number: string };
  readonly coding: string;
  readonly dataCoding: number;
  readonly header: boolean;
  readonly octets: string;
  readonly parts: number;
  readonly priority: number;
  readonly report: ReportWish;
  readonly route: string;
  readonly stream: string;
  /** Not before; null at once. */
  readonly dueAt: Instant | null;
  readonly held: boolean;
  readonly expiresAt: Instant;
  readonly acceptedAt: Instant;
}

export type MessageFilter = {
  readonly client?: ClientId;
  readonly destination?: string;
  readonly mass?: string;
  readonly state?: MessageState;
  readonly service?: string;
  /** Of this person, of persons of this group, or of any person: not of machines. */
  readonly user?: string;
  readonly group?: string;
  readonly people?: true;
  readonly since?: Instant;
  readonly until?: Instant;
  /** Older than this one. */
  readonly before?: MessageId;
};

export type Command =
  | { readonly do: 'accept'; readonly message: NewMessage }
  /** Before it goes out: from here on it may have been sent. */
  | {
      readonly do: 'claim';
      readonly id: MessageId;
      readonly carrier: CarrierId;
      readonly link: string;
      readonly at: Instant;
    }
  /** The carrier took a part. */
  | {
      readonly do: 'taken';
      readonly id: MessageId;
      readonly part: number;
      /** Parts that are with the carrier now: more than `part` when it took the message whole. */
      readonly through: number;
      readonly carrier: CarrierId;
      readonly remote: string;
      readonly at: Instant;
    }
  /**
   * Not sent this time: later again, at its old place (`dueAt` null) or at a time, in the stream named (its own, that
   * of messages put off, or that of another carrier).
   */
  | {
      readonly do: 'later';
      readonly id: MessageId;
      readonly error: string;
      readonly dueAt: Instant | null;
      readonly stream: string;
    }
  | { readonly do: 'failed'; readonly id: MessageId; readonly error: string; readonly at: Instant }
  /** Nobody knows whether the carrier has it. */
  | { readonly do: 'unknown'; readonly id: MessageId }
  | {
      readonly do: 'report';
      readonly carrier: CarrierId;
      /** Of `idKeys`: the first is exact, the others are guesses. */
      readonly keys: readonly string[];
      /** The number that the message went to, as the report has it. */
      readonly number: string;
      readonly state: ReceiptState;
      readonly error: string;
      readonly at: Instant;
    }
  /** The client has these. */
  | { readonly do: 'outbox-done'; readonly client: ClientId; readonly seqs: readonly number[] }
  | { readonly do: 'outbox-page'; readonly client: ClientId; readonly after: number; readonly limit: number }
  | { readonly do: 'page'; readonly stream: string; readonly after: number; readonly limit: number }
  /** Scheduled ones and those put off whose time has come join their streams behind `turn`. */
  | { readonly do: 'due'; readonly now: Instant; readonly limit: number; readonly turn: number }
  | { readonly do: 'expire'; readonly now: Instant; readonly limit: number }
  | { readonly do: 'release'; readonly id: MessageId; readonly turn: number }
  | {
      readonly do: 'cancel';
      readonly id: MessageId;
      readonly client: ClientId | null;
      readonly at: Instant;
      /** Only a message that is held, and this is told as the reason. */
      readonly rejected?: string;
    }
  | {
      readonly do: 'mass-open';
      readonly mass: string;
      readonly client: ClientId;
      readonly name: string;
      readonly at: Instant;
    }
  | { readonly do: 'mass-state'; readonly mass: string; readonly state: 'running' | 'paused' | 'cancelled' }
  | { readonly do: 'mass-cancel'; readonly mass: string; readonly at: Instant; readonly limit: number }
  | { readonly do: 'mass-progress'; readonly mass: string }
  /** What the carrier's rule says about messages nobody knows about. `before`: claimed before this moment. */
  | {
      readonly do: 'settle-unknown';
      readonly carrier: CarrierId;
      readonly rule: 'resend' | 'fail';
      readonly before: Instant;
      readonly turn: number;
      readonly now: Instant;
      readonly limit: number;
    }
  /** After a start: what was on its way is unknown; what is waiting, by stream. */
  | { readonly do: 'recover' }
  | { readonly do: 'get'; readonly id: MessageId }
  | { readonly do: 'find'; readonly filter: MessageFilter; readonly limit: number }
  | { readonly do: 'books' }
  | BillingCommand
  | NumberCommand
  | InboundCommand
  | RecurringCommand
  | HeldCommand
  /** Charges behind one number up to another, in order. */
  | { readonly do: 'charges'; readonly after: number; readonly upTo: number; readonly limit: number }
  /** The last charge before a moment; 0 when there is none. */
  | { readonly do: 'last-charge'; readonly before: Instant }
  /** Messages that ended in a span of time, behind the last one seen. */
  | {
      readonly do: 'endings';
      readonly from: Instant;
      readonly until: Instant;
      readonly afterAt: Instant;
      readonly afterId: MessageId;
      readonly limit: number;
    }
  /** Like `charges`, of one carrier, with what became of each message. */
  | {
      readonly do: 'carrier-charges';
      readonly carrier: CarrierId;
      readonly after: number;
      readonly upTo: number;
      readonly limit: number;
    }
  /** How much waits in each stream; reports without a message since before a moment. */
  | { readonly do: 'depth'; readonly orphansBefore: Instant }
  | { readonly do: 'trace'; readonly id: MessageId }
  /**
   * Looks through messages from newest to oldest, so many at a time that others get their turns between: there is no
   * index of numbers, which every message would pay for.
   */
  | {
      readonly do: 'walk';
      /** Digits with which the recipient's number ends. */
      readonly endsWith: string;
      /** Below this id and not below that. */
      readonly before: MessageId;
      readonly from: MessageId;
      /** Rows to look at, and to answer, at most. */
      readonly look: number;
      readonly limit: number;
    }
  /** When the oldest message was accepted; null when there is none. */
  | { readonly do: 'oldest' }
  /** Sent messages about which nothing more will come: those that wanted no report, and those taken before `before`. */
  | { readonly do: 'close-sent'; readonly before: Instant; readonly at: Instant; readonly limit: number }
  /** Forgets parts, reports without a message and finished messages from before. */
  | { readonly do: 'forget'; readonly before: Instant; readonly limit: number };

export interface StreamCount {
  readonly stream: string;
  readonly count: number;
}

export interface Recovered {
  readonly lastId: MessageId;
  readonly lastTurn: number;
  readonly unknown: number;
  readonly streams: readonly StreamCount[];
  readonly masses: readonly { readonly mass: string; readonly state: string }[];
  readonly clientsWithReports: readonly ClientId[];
}

export interface Books {
  readonly states: readonly {
    readonly state: MessageState;
    readonly messages: number;
    readonly parts: number;
    /** Set aside for parts that are not settled yet, and settled. */
    readonly reserved: Money;
    readonly settled: Money;
  }[];
  readonly accounts: readonly Account[];
}

/** A charge as it is compared with the carrier's own. */
export interface CarrierCharge {
  readonly charge: number;
  readonly at: Instant;
  readonly message: MessageId;
  readonly remote: string;
  readonly destination: string;
  readonly service: string;
  readonly parts: number;
  readonly state: MessageState;
}

/** Told apart by `is`, so that a wrong expectation shows at once. */
export type Outcome =
  | { readonly is: 'done' }
  | { readonly is: 'refused'; readonly why: 'no-funds' | 'no-account' | 'gone' | 'too-late' | 'not-yours' }
  /** A message's last word; `item` when it goes back to its sender. */
  | {
      readonly is: 'reported';
      readonly id: MessageId;
      readonly final: boolean;
      readonly item: OutboxItem | null;
    }
  | { readonly is: 'orphan' }
  | { readonly is: 'duplicate' }
  | { readonly is: 'items'; readonly items: readonly OutboxItem[] }
  | { readonly is: 'rows'; readonly rows: readonly MessageRow[] }
  | {
      readonly is: 'streams';
      readonly streams: readonly StreamCount[];
      readonly more: boolean;
      readonly items: readonly OutboxItem[];
    }
  | {
      readonly is: 'progress';
      readonly client: ClientId;
      readonly name: string;
      readonly state: string;
      readonly counts: Readonly<Partial<Record<MessageState, number>>>;
    }
  | { readonly is: 'recovered'; readonly recovered: Recovered }
  | { readonly is: 'books'; readonly books: Books }
  | { readonly is: 'charges'; readonly charges: readonly Charge[] }
  | { readonly is: 'carrier-charges'; readonly charges: readonly CarrierCharge[] }
  | { readonly is: 'endings'; readonly endings: readonly Ending[] }
  | {
      readonly is: 'depth';
      readonly streams: readonly (StreamCount & { readonly first: number })[];
      readonly orphans: number;
      /** Messages in these states. */
      readonly held: number;
      readonly unknown: number;
      /** Reports that wait for their clients. */
      readonly returns: readonly { readonly client: ClientId; readonly count: number }[];
    }
  | {
      readonly is: 'trace';
      readonly row: MessageRow;
      readonly parts: readonly PartRow[];
      readonly reportWaits: boolean;
    }
  | { readonly is: 'listed'; readonly listed: readonly ListedNumber[] }
  | { readonly is: 'ported'; readonly ported: readonly PortedNumber[] }
  | { readonly is: 'inbound'; readonly rows: readonly InboundRow[] }
  | { readonly is: 'recurring'; readonly recurring: readonly RecurringRow[] }
  | { readonly is: 'held-links'; readonly held: readonly Held[] }
  /** Rows that fit, newest first, and down to which id was looked; null: to the end. */
  | { readonly is: 'walked'; readonly rows: readonly MessageRow[]; readonly reached: MessageId | null }
  | { readonly is: 'number'; readonly number: number | null }
  | Exclude<BillingOutcome, { is: 'done' | 'refused' }>
  | Extract<BillingOutcome, { is: 'refused' }>;

/** The outcome that must be `is`; anything else is a bug. */
export function expect<K extends Outcome['is']>(outcome: Outcome, is: K): Extract<Outcome, { is: K }> {
  if (outcome.is !== is) throw new Error(`expected ${is}, got ${outcome.is}`);
  return outcome as Extract<Outcome, { is: K }>;
}
