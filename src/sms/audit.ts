/** What people did at the gateway, and what it raised by itself: read from the journal. */
import { MONEY_PER_UNIT } from '../billing/index.js';
import type { Event } from '../kernel/event.js';
import type { Instant } from '../kernel/time.js';
import type { JournalReader } from '../runtime/journal.js';
import type { AuditEntry } from './status-contract.js';

export const AUDITED = [
  'sms.approved',
  'sms.rejected',
  'sms.number-listed',
  'sms.number-unlisted',
  'sms.numbers-ported',
  'sms.recurring-changed',
  'sms.link-stopped',
  'sms.link-started',
  'sms.carrier-paused',
  'sms.carrier-resumed',
  'sms.alarm-raised',
  'sms.alarm-cleared',
  'sms.alarm-acknowledged',
  'billing.paid-in',
  'billing.limit-set',
] as const;

const PAGE = 1000;

/** All events of these types since a moment, in order. They are what people do: few. */
export async function eventsSince(
  journal: Pick<JournalReader, 'read'>,
  types: readonly string[],
  since: Instant,
): Promise<readonly Event[]> {
  const events: Event[] = [];
  for (const type of types)
    for (let after = 0; ;) {
      const page = await journal.read(after, PAGE, { type, since });
      events.push(...page);
      if (page.length < PAGE) break;
      after = page.at(-1)!.seq;
    }
  return events.toSorted((a, b) => a.seq - b.seq);
}

type Data = Readonly<Record<string, string | number | boolean | undefined>>;
const text = (value: Data[string]): string => (value === undefined ? '' : String(value));

/** One line of the audit. Pure. */
export function entryOf({ seq, at, type, data }: Event): AuditEntry {
  const given = data as Data;
  const line = (about: string, detail = ''): AuditEntry => ({
    ...{ seq, at, what: type, user: text(given['user']), about, detail },
  });
  switch (type) {
    case 'sms.approved':
    case 'sms.rejected':
      return line(text(given['message']), text(given['reason']));
    case 'sms.number-listed':
    case 'sms.number-unlisted':
      return line(text(given['number']), [given['list'], given['client']].filter(Boolean).join(' · '));
    case 'sms.numbers-ported':
      return line(text(given['numbers']));
    case 'sms.recurring-changed':
      return line(text(given['recurring']), text(given['to']));
    case 'sms.link-stopped':
    case 'sms.link-started':
      return line(`${text(given['carrier'])}/${text(given['link'])}`);
    case 'sms.carrier-paused':
    case 'sms.carrier-resumed':
      return line(text(given['carrier']));
    case 'billing.paid-in':
      return line(text(given['account']), moneyOf(given['amount']));
    case 'billing.limit-set':
      return line(text(given['account']), moneyOf(given['limit']));
    default:
      return line(text(given['about']), text(given['alarm']));
  }
}

const moneyOf = (amount: Data[string]): string => (Number(amount) / MONEY_PER_UNIT).toFixed(2);
