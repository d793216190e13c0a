/** A message of a person as the gateway takes it. Pure. */
import type { Money } from '../billing/index.js';
import type { Instant } from '../kernel/time.js';
import {
  DATA_CODING,
  bestCoding,
  countParts,
  encodeText,
  roomLeft,
  type ClientTerms,
  type Submission,
} from '../sms/index.js';
import { PRIORITY_NAMES, type PriorityName, type QuoteView } from './contract.js';
import { placeholders } from './rules.js';
import type { Person } from './types.js';

/** Of one text in the narrowest alphabet that holds it. */
export function partsOf(text: string): number {
  const coding = bestCoding(text);
  return countParts(encodeText(text, coding), coding);
}

/**
 * What a text comes to for one recipient, placeholders counted as they stand. An empty text is one part.
 * @param partPrice null: it depends on the number
 */
export function quote(text: string, partPrice: Money | null): QuoteView {
  const coding = bestCoding(text);
  const octets = encodeText(text, coding);
  const parts = countParts(octets, coding);
  const left = roomLeft(octets, coding);
  return {
    coding,
    characters: [...text].length,
    wide:
      coding === 'gsm7' ? [] : [...new Set(text)].filter((char) => bestCoding(char) !== 'gsm7').slice(0, 10),
    parts,
    room: coding === 'ucs2' ? Math.floor(left / 2) : left,
    cost: partPrice === null ? null : parts * partPrice,
    placeholders: placeholders(text),
  };
}

export const termsOf = (person: Person): ClientTerms => ({
  id: person.client,
  account: person.account,
  partPrice: person.account === null ? 0 : person.partPrice,
  tariff: person.tariff,
  group: person.group,
  highestPriority: person.highestPriority,
  sources: person.sources,
});

export function submissionOf(message: {
  readonly source: string;
  readonly number: string;
  readonly text: string;
  readonly priority: PriorityName;
  readonly dueAt: Instant | null;
  readonly mass: string;
  readonly reference: string;
  readonly category: string;
  readonly person: Person;
}): Submission {
  const { source, number, text } = message;
  const coding = bestCoding(text);
  return {
    source: { ton: /[^+\d]/.test(source) ? 5 : 0, npi: 0, number: source },
    destination: { ton: number.startsWith('+') ? 1 : 0, npi: 1, number: number.replace(/^\+/, '') },
    content: { coding, dataCoding: DATA_CODING[coding], header: false, octets: encodeText(text, coding) },
    priority: PRIORITY_NAMES.indexOf(message.priority) as 0 | 1 | 2 | 3,
    report: 'final',
    reference: message.reference,
    mass: message.mass,
    dueAt: message.dueAt,
    expiresAt: null,
    held: false,
    service: message.category,
    by: { user: message.person.user, group: message.person.group },
  };
}
