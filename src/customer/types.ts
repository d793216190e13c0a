import type { Language } from '../kernel/localized.js';

/** A customer of the house, as far as the desk needs to know. */
export interface Customer {
  readonly customer: string;
  readonly name: string;
  readonly nameZh: string;
  /** Cleaned number (kernel/phone-number). */
  readonly number: string;
  readonly segment: string;
  /** 0-100, VIP is high. */
  readonly grade: number;
  readonly language: Language;
  readonly note: string;
  /** Agent id of the account manager; empty: none. */
  readonly owner?: string;
}
