import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  announcementsAt,
  nextMoment,
  overflowOf,
  wordsOf,
  type Situation,
} from '../../../src/waiting/rules.js';
import type { Announcement, OverflowCondition, OverflowRule } from '../../../src/waiting/types.js';

const ruleOf = (condition: OverflowCondition, queue = 'other'): OverflowRule => ({
  condition,
  target: { to: 'queue', queue },
});

const staffed = { loggedIn: 2, working: 1 };
const coming = (change: Partial<NonNullable<Situation['coming']>> = {}): Situation => ({
  waitedMs: 0,
  ...staffed,
  coming: { ahead: 0, estimateMs: undefined, isClosed: () => false, ...change },
});
const waiting = (waitedMs: number): Situation => ({ waitedMs, ...staffed });
const holds = (condition: OverflowCondition, now: Situation): boolean =>
  overflowOf([ruleOf(condition)], now) !== undefined;

describe('overflow', () => {
  it('by length takes the caller who comes when so many wait already, and nobody who waits', () => {
    const full: OverflowCondition = { when: 'length', atLeast: 3 };
    assert.equal(holds(full, coming({ ahead: 2 })), false);
    assert.equal(holds(full, coming({ ahead: 3 })), true);
    assert.equal(holds(full, waiting(60_000)), false);
  });

  it('by estimate takes the caller who would wait longer, and nobody without an estimate', () => {
    const long: OverflowCondition = { when: 'estimated-wait', longerThanMs: 60_000 };
    assert.equal(holds(long, coming({ estimateMs: 60_000 })), false);
    assert.equal(holds(long, coming({ estimateMs: 60_001 })), true);
    assert.equal(holds(long, coming()), false);
  });

  it('by waiting time takes the caller from that moment on', () => {
    assert.equal(holds({ when: 'waited', ms: 5000 }, waiting(4999)), false);
    assert.equal(holds({ when: 'waited', ms: 5000 }, waiting(5000)), true);
  });

  it('by agents takes everybody when nobody is logged in, or nobody of them works, as the rule says', () => {
    const nobody = { ...waiting(1000), loggedIn: 0, working: 0 };
    const idle = { ...waiting(1000), loggedIn: 2, working: 0 };
    assert.equal(holds({ when: 'no-agents', of: 'logged-in' }, nobody), true);
    assert.equal(holds({ when: 'no-agents', of: 'logged-in' }, idle), false);
    assert.equal(holds({ when: 'no-agents', of: 'working' }, idle), true);
    assert.equal(holds({ when: 'no-agents', of: 'working' }, waiting(1000)), false);
  });

  it('by calendar takes who comes out of hours, and lets those go on who wait already', () => {
    const closed: OverflowCondition = { when: 'closed', calendar: 'bank' };
    assert.equal(holds(closed, coming({ isClosed: (name) => name === 'bank' })), true);
    assert.equal(holds(closed, coming({ isClosed: () => false })), false);
    assert.equal(holds(closed, waiting(1000)), false);
  });

  it('is by the first rule that holds', () => {
    const rules = [
      ruleOf({ when: 'length', atLeast: 9 }, 'a'),
      ruleOf({ when: 'waited', ms: 0 }, 'b'),
      ruleOf({ when: 'waited', ms: 0 }, 'c'),
    ];
    assert.deepEqual(overflowOf(rules, coming()), { rule: 1, overflow: rules[1] });
    assert.equal(overflowOf([], coming()), undefined);
  });
});

const announcement = fc.record(
  { after: fc.integer({ min: 1, max: 60 }), every: fc.integer({ min: 10, max: 60 }) },
  { requiredKeys: ['after'] },
);
const toAnnouncement = ({ after, every }: { after: number; every?: number }): Announcement => ({
  afterMs: after * 1000,
  ...(every === undefined ? {} : { everyMs: every * 1000 }),
  sayings: [],
});

describe('announcements', () => {
  it('are all met by going from moment to moment, each at its own times and at no other', () => {
    fc.assert(
      fc.property(
        fc.array(announcement, { maxLength: 5 }),
        fc.integer({ min: 1, max: 300 }),
        (list, limit) => {
          const announcements = list.map(toAnnouncement);
          const told = new Map<number, number[]>();
          for (
            let at = nextMoment({ announcements, overflow: [] }, 0);
            at !== undefined && at <= limit * 1000;
            at = nextMoment({ announcements, overflow: [] }, at)
          )
            for (const which of announcementsAt(announcements, at))
              told.set(which, [...(told.get(which) ?? []), at]);
          announcements.forEach(({ afterMs, everyMs }, which) => {
            const expected: number[] = [];
            for (let at = afterMs; at <= limit * 1000; at += everyMs ?? Infinity) expected.push(at);
            assert.deepEqual(told.get(which) ?? [], expected);
          });
        },
      ),
    );
  });

  it('leave room for an overflow by waiting time', () => {
    const overflow = [ruleOf({ when: 'waited', ms: 7000 })];
    assert.equal(nextMoment({ announcements: [], overflow }, 0), 7000);
    assert.equal(nextMoment({ announcements: [], overflow }, 7000), undefined);
  });

  it('say the place in line, and that one is next', () => {
    assert.deepEqual(wordsOf([{ say: 'position' }], 1, null), [{ kind: 'prompt', name: 'queue-next' }]);
    assert.deepEqual(wordsOf([{ say: 'position' }], 4, null), [
      { kind: 'prompt', name: 'queue-position' },
      { kind: 'number', number: 4 },
      { kind: 'prompt', name: 'queue-position-end' },
    ]);
  });

  const minutes = (ms: number | null) =>
    wordsOf([{ say: 'estimated-wait' }], 2, ms).map((p) =>
      p.kind === 'prompt' ? p.name : p.kind === 'number' ? p.number : p.kind,
    );

  it('say minutes rounded up, never nothing for something', () => {
    assert.deepEqual(minutes(0), ['queue-wait-one-minute']);
    assert.deepEqual(minutes(60_000), ['queue-wait-one-minute']);
    assert.deepEqual(minutes(60_001), ['queue-wait', 2, 'queue-wait-end']);
    assert.deepEqual(minutes(59 * 60_000), ['queue-wait', 59, 'queue-wait-end']);
    assert.deepEqual(minutes(59 * 60_000 + 1), ['queue-wait-long']);
  });

  it('leave out an estimate that nobody has', () => assert.deepEqual(minutes(null), []));
});
