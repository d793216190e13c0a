/** What an operator is to be told about, and when it is over. Pure. */
import type { Instant, Millis } from '../kernel/time.js';

export const ALARMS = [
  'link-down',
  'oldest-too-old',
  'error-rate',
  'balance-low',
  'orphan-reports',
  'disk-low',
] as const;
export type AlarmKind = (typeof ALARMS)[number];

export interface AlarmLimits {
  readonly linkDownMs: Millis;
  readonly oldestMs: Millis;
  /** Of 1, over the last ten minutes, of at least twenty answers. */
  readonly errorRate: number;
  /** Smallest unit of money; accounts with less to spend. */
  readonly balance: number;
  readonly orphans: number;
  readonly diskBytes: number;
}

/** What is looked at. */
export interface Situation {
  readonly links: readonly { readonly carrier: string; readonly link: string; readonly downMs: Millis }[];
  /** Of messages that could be sent; null: none waits. */
  readonly oldestMs: Millis | null;
  readonly answers: readonly { readonly carrier: string; readonly all: number; readonly errors: number }[];
  readonly accounts: readonly { readonly account: string; readonly available: number }[];
  readonly orphans: number;
  readonly diskBytes: number;
}

export interface Alarm {
  readonly alarm: AlarmKind;
  /** Which link, carrier or account; '' for the gateway as a whole. */
  readonly about: string;
  readonly raisedAt: Instant;
  readonly clearedAt: Instant | null;
  /** Who has seen it and takes care; null: nobody yet. */
  readonly acknowledged: { readonly by: string; readonly at: Instant } | null;
}

/** What the journal keeps of alarms. */
export interface AlarmEvent {
  readonly type: string;
  readonly at: Instant;
  readonly data: unknown;
}

const FEWEST_ANSWERS = 20;

/** What is wrong now. */
export function troubles(
  now: Situation,
  limits: AlarmLimits,
): readonly { readonly alarm: AlarmKind; readonly about: string }[] {
  const wrong = (alarm: AlarmKind, is: boolean, about = '') => (is ? [{ alarm, about }] : []);
  return [
    ...now.links.flatMap(({ carrier, link, downMs }) =>
      wrong('link-down', downMs > limits.linkDownMs, `${carrier}/${link}`),
    ),
    ...wrong('oldest-too-old', (now.oldestMs ?? 0) > limits.oldestMs),
    ...now.answers.flatMap(({ carrier, all, errors }) =>
      wrong('error-rate', all >= FEWEST_ANSWERS && errors / all > limits.errorRate, carrier),
    ),
    ...now.accounts.flatMap(({ account, available }) =>
      wrong('balance-low', available < limits.balance, account),
    ),
    ...wrong('orphan-reports', now.orphans > limits.orphans),
    ...wrong('disk-low', now.diskBytes < limits.diskBytes),
  ];
}

/** Alarms that are over, kept for people to read. */
const KEPT = 200;

/** The list after another look. New ones come first; one that goes on keeps its time. */
export function follow(
  list: readonly Alarm[],
  wrong: readonly { readonly alarm: AlarmKind; readonly about: string }[],
  now: Instant,
): {
  readonly list: readonly Alarm[];
  readonly raised: readonly Alarm[];
  readonly cleared: readonly Alarm[];
} {
  const raised = wrong
    .filter((one) => !list.some((old) => isOpen(old) && same(old, one)))
    .map((one): Alarm => ({ ...one, raisedAt: now, clearedAt: null, acknowledged: null }));
  const cleared: Alarm[] = [];
  const kept = list.map((old) => {
    if (!isOpen(old) || wrong.some((one) => same(one, old))) return old;
    const over = { ...old, clearedAt: now };
    cleared.push(over);
    return over;
  });
  return { list: inOrder([...raised, ...kept]), raised, cleared };
}

/** The list with one alarm seen by somebody; who was first stays named. Null: no such alarm is raised. */
export function acknowledge(
  list: readonly Alarm[],
  which: { readonly alarm: AlarmKind; readonly about: string },
  by: string,
  now: Instant,
): readonly Alarm[] | null {
  if (!list.some((one) => isOpen(one) && same(one, which))) return null;
  return list.map((one) =>
    isOpen(one) && same(one, which) ? { ...one, acknowledged: one.acknowledged ?? { by, at: now } } : one,
  );
}

/** The list as a former process left it. @param events in order; others than those of alarms are passed over */
export function recall(events: readonly AlarmEvent[]): readonly Alarm[] {
  let list: readonly Alarm[] = [];
  for (const { type, at, data } of events) {
    const { alarm, about, user } = data as { alarm: AlarmKind; about: string; user?: string };
    // An alarm of another version means nothing to this one.
    if (!ALARMS.includes(alarm)) continue;
    const which = { alarm, about };
    if (type === 'sms.alarm-raised' && !list.some((one) => isOpen(one) && same(one, which)))
      list = [{ ...which, raisedAt: at, clearedAt: null, acknowledged: null }, ...list];
    else if (type === 'sms.alarm-cleared')
      list = list.map((one) => (isOpen(one) && same(one, which) ? { ...one, clearedAt: at } : one));
    else if (type === 'sms.alarm-acknowledged') list = acknowledge(list, which, user ?? '', at) ?? list;
  }
  return inOrder(list);
}

/** Raised ones first, then those that are over; each newest first, as they came. */
const inOrder = (list: readonly Alarm[]): readonly Alarm[] => [
  ...list.filter(isOpen),
  ...list.filter((one) => !isOpen(one)).slice(0, KEPT),
];
const isOpen = ({ clearedAt }: Alarm): boolean => clearedAt === null;
const same = (
  a: { readonly alarm: AlarmKind; readonly about: string },
  b: { readonly alarm: AlarmKind; readonly about: string },
): boolean => a.alarm === b.alarm && a.about === b.about;
