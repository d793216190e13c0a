/** Nouns of the message gateway. */
import type { Event } from '../kernel/event.js';
import type { Instant } from '../kernel/time.js';
import type { Address } from './smpp/pdu.js';
import type { ReceiptState } from './smpp/receipt.js';
import type { Coding } from './text/coding.js';

/**
 * Where a message stands. `submitting`: it may have left for the carrier; only an answer says more. `unknown`: nobody
 * will say more by itself (the link or the process went away before the answer): treated by the carrier's rule.
 */
export const SMS_STATES = [
  'held',
  'scheduled',
  'waiting',
  'submitting',
  'sent',
  'delivered',
  'failed',
  'unknown',
  'cancelled',
  'expired',
] as const;
export type MessageState = (typeof SMS_STATES)[number];

/** Sortable by time of acceptance, below 2^53; people and peers see `publicId` of it. */
export type MessageId = number;
export type ClientId = string;
export type CarrierId = string;
export type RouteId = string;
/** 0 mass sendings, 1 ordinary, 2 high, 3 urgent: the four of SMPP. */
export type Priority = 0 | 1 | 2 | 3;
export const URGENT: Priority = 3;

/** Which reports the sender asked for. */
export type ReportWish = 'none' | 'final' | 'failure';

export interface Content {
  readonly coding: Coding;
  /** As it goes out; keeps message class bits that `coding` does not show. */
  readonly dataCoding: number;
  /** The octets begin with a user data header of the sender: never split. */
  readonly header: boolean;
  readonly octets: Buffer;
}

/** A message as it waits in memory and goes out. */
export interface Message extends Content {
  readonly id: MessageId;
  /** Place in its stream; a smaller one is earlier. */
  readonly turn: number;
  readonly client: ClientId;
  readonly stream: string;
  readonly route: RouteId;
  readonly priority: Priority;
  readonly source: Address;
  readonly destination: Address;
  readonly parts: number;
  /** Parts that the carrier has taken already, from an earlier attempt. */
  readonly sentParts: number;
  readonly report: ReportWish;
  readonly expiresAt: Instant;
  readonly attempts: number;
}

/** What became of a message, for whoever sent it. */
export interface Report {
  readonly id: MessageId;
  readonly client: ClientId;
  readonly reference: string | null;
  readonly source: Address;
  readonly destination: Address;
  readonly state: ReceiptState;
  /** The carrier's word, or one of ours; '' without. */
  readonly error: string;
  readonly acceptedAt: Instant;
  readonly doneAt: Instant;
  readonly parts: number;
  readonly deliveredParts: number;
  /** First 20 characters. */
  readonly text: string;
}

/** A report on its way back, kept until the client has taken it. */
export interface OutboxItem {
  readonly seq: number;
  readonly report: Report;
}

export type SmsEvent =
  /** A customer's phone has sent a message to one of our numbers; a long one is told when it is whole. */
  | Event<
      'sms.received',
      {
        readonly carrier: CarrierId;
        readonly from: string;
        readonly to: string;
        readonly text: string;
        /** Which rule took it; '' none. Absent in journals from before there were rules. */
        readonly rule?: string;
        /** Parts that never came are missing. */
        readonly incomplete?: boolean;
      }
    >
  /** What people do to the gateway, for the audit. `message` and `number` are what it was done to. */
  | Event<
      'sms.approved' | 'sms.rejected',
      {
        readonly message: string;
        readonly user: string;
        /** Why not; absent in journals from before reasons were asked for. */
        readonly reason?: string;
      }
    >
  | Event<
      'sms.number-listed' | 'sms.number-unlisted',
      { readonly list: string; readonly number: string; readonly client: string; readonly user: string }
    >
  | Event<
      'sms.numbers-ported',
      { readonly numbers: number; readonly replaced: boolean; readonly user: string }
    >
  | Event<'sms.recurring-changed', { readonly recurring: string; readonly to: string; readonly user: string }>
  | Event<
      'sms.link-stopped' | 'sms.link-started',
      { readonly carrier: CarrierId; readonly link: string; readonly user: string }
    >
  | Event<
      'sms.carrier-paused' | 'sms.carrier-resumed',
      { readonly carrier: CarrierId; readonly user: string }
    >
  | Event<'sms.alarm-acknowledged', { readonly alarm: string; readonly about: string; readonly user: string }>
  | Event<'sms.alarm-raised' | 'sms.alarm-cleared', { readonly alarm: string; readonly about: string }>;
