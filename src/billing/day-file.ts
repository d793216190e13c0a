/**
 * The file of a day: a line for each part that a carrier took and for each message that ended on that day. Lines say
 * nothing that changes later, so that the file can be made again, octet by octet. Fields: config/daily-file.md.
 */
import { createHash } from 'node:crypto';
import { writeCsv } from '../runtime/csv-file.js';
import type { Days } from './days.js';
import { formatMoney } from './money.js';
import type { Charge, Ending, Usage, UsageCounts, UsageKey } from './types.js';

export const FIELDS = [
  'record',
  'at',
  'message',
  'part',
  'parts',
  'accepted',
  'account',
  'client',
  'group',
  'user',
  'service',
  'priority',
  'from',
  'to',
  'carrier',
  'link',
  'carrier_id',
  'tariff',
  'price',
  'result',
  'delivered_parts',
  'error',
] as const;

export interface LineWriter {
  readonly header: string;
  charge(charge: Charge): string;
  ending(ending: Ending): string;
}

/** @param nameOf how people know a message */
export function createLineWriter(days: Days, nameOf: (message: number) => string): LineWriter {
  // Numbers stand without "+", so that they are numbers to every reader.
  const plain = (number: string): string => number.replace(/^\+/, '');
  /** What is in the columns of every record, and between them what only records of its kind have. */
  const line = (
    one: Charge | Ending,
    own: {
      readonly record: 'part' | 'message';
      readonly part: number | '';
      readonly remote: string;
      readonly result: string;
      readonly deliveredParts: number | '';
      readonly error: string;
    },
  ): string =>
    writeCsv([
      [
        own.record,
        days.write(one.at),
        nameOf(one.message),
        own.part,
        one.parts,
        days.write(one.acceptedAt),
        one.account,
        one.client,
        one.group,
        one.user,
        one.service,
        one.priority,
        plain(one.source),
        plain(one.destination),
        one.carrier,
        one.link,
        own.remote,
        one.tariff,
        formatMoney(one.price),
        own.result,
        own.deliveredParts,
        own.error,
      ],
    ]);
  return {
    header: writeCsv([FIELDS]),
    charge: (one) =>
      line(one, {
        record: 'part',
        part: one.part,
        remote: one.remote.startsWith('-') ? '' : one.remote,
        result: 'taken',
        deliveredParts: '',
        error: '',
      }),
    ending: (one) =>
      line(one, {
        record: 'message',
        part: '',
        remote: '',
        result: one.state,
        deliveredParts: one.deliveredParts,
        error: one.error,
      }),
  };
}

/** Lines as they come, with their checksum. */
export class Checksum {
  private readonly hash = createHash('sha256');
  lines = 0;
  add(text: string): void {
    this.hash.update(text, 'utf8');
    this.lines++;
  }
  get hex(): string {
    return this.hash.digest('hex');
  }
}

/** Sums of a day by account, client, user, group, service and carrier. */
export class UsageSums {
  private readonly sums = new Map<
    string,
    { key: UsageKey; counts: { -readonly [K in keyof UsageCounts]: number } }
  >();

  charge(one: Charge): void {
    const sum = this.of(one);
    sum.parts += one.parts;
    sum.amount += one.price;
  }

  ending(one: Ending): void {
    const sum = this.of(one);
    if (one.state === 'delivered' || one.state === 'failed') sum[one.state]++;
    else sum.other++;
  }

  /** In a fixed order. */
  rows(day: string): Usage[] {
    return [...this.sums]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { key, counts }]) => ({ day, ...key, ...counts }));
  }

  private of({ account, client, user, group, service, carrier }: UsageKey) {
    const key = { account, client, user, group, service, carrier };
    const name = JSON.stringify(Object.values(key));
    let sum = this.sums.get(name);
    if (!sum) {
      sum = { key, counts: { parts: 0, amount: 0, delivered: 0, failed: 0, other: 0 } };
      this.sums.set(name, sum);
    }
    return sum.counts;
  }
}
