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
  const same = (a: { alarm: AlarmKind; about: string }, b: { alarm: AlarmKind; about: string }): boolean =>
    a.alarm === b.alarm && a.about === b.about;
  const isOpen = ({ clearedAt }: Alarm): boolean => clearedAt === null;
  const raised = wrong
    .filter((one) => !list.some((old) => isOpen(old) && same(old, one)))
    .map((one): Alarm => ({ ...one, raisedAt: now, clearedAt: null }));
  const cleared: Alarm[] = [];
  const kept = list.map((old) => {
    if (!isOpen(old) || wrong.some((one) => same(one, old))) return old;
    const over = { ...old, clearedAt: now };
    cleared.push(over);
    return over;
  });
  const all = [...raised, ...kept];
  return {
    list: [...all.filter(isOpen), ...all.filter((one) => !isOpen(one)).slice(0, KEPT)],
    raised,
    cleared,
  };
}
