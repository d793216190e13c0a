/** Whether and how a message is accepted: everything that is decided before it is stored. Pure. */
import type { Money } from '../billing/index.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { Refusal } from './errors.js';
import { bare, type Segments } from './routing/routes.js';
import type { Address } from './smpp/pdu.js';
import { MOST_PARTS, countParts } from './text/parts.js';
import type { Content, Priority, ReportWish, RouteId } from './types.js';

/** Who may send, and how. */
export interface ClientTerms {
  readonly id: string;
  /** Who pays; null: nobody. */
  readonly account: string | null;
  /** Of each part, where there is no tariff. */
  readonly partPrice: Money;
  /** Prices each message at its acceptance; absent or null: `partPrice`. */
  readonly tariff?: string | null;
  /** For statements; default ''. */
  readonly group?: string;
  readonly highestPriority: Priority;
  /** Beginnings of numbers or names to send under; empty: any. */
  readonly sources: readonly string[];
}

/** What somebody wants to send. */
export interface Submission {
  readonly source: Address;
  readonly destination: Address;
  readonly content: Content;
  readonly priority: Priority;
  readonly report: ReportWish;
  readonly reference: string | null;
  readonly mass: string | null;
  /** Null: at once. */
  readonly dueAt: Instant | null;
  /** Null: the longest that is allowed. */
  readonly expiresAt: Instant | null;
  /** Waits for somebody's approval. */
  readonly held: boolean;
  /** Kind of message, e.g. `otp`: for tariffs, quiet hours and statements. Default ''. */
  readonly service?: string;
  /** The person who sends it, with that person's group. Absent: a machine. */
  readonly by?: { readonly user: string; readonly group: string };
}

export interface AdmissionRules {
  readonly segments: Segments;
  /** Parts of one message at most. */
  readonly mostParts: number;
  readonly validityMs: Millis;
  /** Whether this number wants nothing from this client. */
  readonly stopped: (number: string, client: string) => boolean;
}

export interface Admitted {
  readonly route: RouteId;
  readonly parts: number;
  readonly priority: Priority;
  readonly dueAt: Instant | null;
  readonly expiresAt: Instant;
}

const NUMBER = /^\+?[0-9]{3,20}$/;

export function admit(
  submission: Submission,
  client: ClientTerms,
  rules: AdmissionRules,
  now: Instant,
): Admitted | Refusal {
  const { destination, source, content } = submission;
  if (!NUMBER.test(destination.number)) return 'bad-number';
  if (client.sources.length > 0 && !client.sources.some((start) => source.number.startsWith(start)))
    return 'sender';
  const route = rules.segments.find(destination.number);
  if (route === null) return 'no-route';
  if (rules.stopped(bare(destination.number), client.id)) return 'stopped';
  const parts = content.header ? 1 : countParts(content.octets, content.coding);
  if (parts > Math.min(rules.mostParts, MOST_PARTS) || (content.header && content.octets.length > 160))
    return 'too-long';
  const expiresAt = Math.min(submission.expiresAt ?? Infinity, (submission.dueAt ?? now) + rules.validityMs);
  const dueAt = submission.dueAt !== null && submission.dueAt > now ? submission.dueAt : null;
  if (expiresAt <= (dueAt ?? now)) return 'time';
  return {
    route,
    parts,
    priority: Math.min(submission.priority, client.highestPriority) as Priority,
    dueAt,
    expiresAt,
  };
}
