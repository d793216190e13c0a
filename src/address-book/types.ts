/** Nouns of address books. */
import type { Event } from '../kernel/event.js';
import type { Instant } from '../kernel/time.js';

export interface Book {
  readonly id: string;
  readonly name: string;
  /** Everybody may read it and send to it; supervisors and administrators change it. */
  readonly shared: boolean;
  readonly owner: string;
  readonly createdAt: Instant;
}

export interface Group {
  readonly id: string;
  readonly book: string;
  readonly name: string;
}

/** What a contact holds, wherever it comes from. */
export interface ContactData {
  readonly number: string;
  readonly name: string;
  /** What templates may ask for besides name and number. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface Contact extends ContactData {
  readonly id: string;
  readonly book: string;
  /** The source that it comes from; '' of people. */
  readonly source: string;
}

/** Whoever asks. */
export interface Asker {
  readonly user: string;
  readonly role: string;
}

/** Columns of a file, from 0. */
export interface Mapping {
  readonly header: boolean;
  readonly number: number;
  /** Null: none. */
  readonly name: number | null;
  readonly fields: readonly { readonly column: number; readonly name: string }[];
}

export type RowFault = 'number-missing' | 'number-invalid' | 'name-too-long' | 'value-too-long' | 'doubled';

export type AddressBookEvent =
  /** What a source gives is in its book. */
  | Event<
      'address-book.source-filled',
      {
        readonly source: string;
        /** Who asked for it; null: the schedule. */
        readonly user: string | null;
        readonly rows: number;
        readonly added: number;
        readonly changed: number;
        readonly removed: number;
        readonly rejected: number;
      }
    >
  /** The book is as it was. */
  | Event<
      'address-book.source-failed',
      { readonly source: string; readonly user: string | null; readonly code: string }
    >;
