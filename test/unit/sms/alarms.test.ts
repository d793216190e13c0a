import assert from 'node:assert/strict';
import { follow, troubles, type AlarmLimits, type Situation } from '../../../src/sms/alarms.js';
import { AnswerCounts } from '../../../src/sms/answer-counts.js';

const limits: AlarmLimits = {
  linkDownMs: 60_000,
  oldestMs: 600_000,
  errorRate: 0.2,
  balance: 1000,
  orphans: 10,
  diskBytes: 1e9,
};
const well: Situation = {
  links: [{ carrier: 'one', link: 'a', downMs: 0 }],
  oldestMs: null,
  answers: [{ carrier: 'one', all: 100, errors: 20 }],
  accounts: [{ account: 'bank', available: 1000 }],
  orphans: 10,
  diskBytes: 1e9,
};
const names = (changes: Partial<Situation>): string[] =>
  troubles({ ...well, ...changes }, limits).map(({ alarm, about }) => `${alarm} ${about}`.trim());

describe('Alarms of the gateway', () => {
  it('are none at the limits, and one for each thing beyond', () => {
    assert.deepEqual(names({}), []);
    assert.deepEqual(names({ links: [{ carrier: 'one', link: 'a', downMs: 60_001 }] }), ['link-down one/a']);
    assert.deepEqual(names({ oldestMs: 600_001 }), ['oldest-too-old']);
    assert.deepEqual(names({ answers: [{ carrier: 'one', all: 100, errors: 21 }] }), ['error-rate one']);
    assert.deepEqual(names({ accounts: [{ account: 'bank', available: 999 }] }), ['balance-low bank']);
    assert.deepEqual(names({ orphans: 11 }), ['orphan-reports']);
    assert.deepEqual(names({ diskBytes: 1e9 - 1 }), ['disk-low']);
  });
  it('do not sound for a handful of answers', () =>
    assert.deepEqual(names({ answers: [{ carrier: 'one', all: 19, errors: 19 }] }), []));
  it('are raised once, keep their time, and are cleared with a time', () => {
    const wrong = [{ alarm: 'link-down', about: 'one/a' }] as const;
    const first = follow([], wrong, 100);
    assert.equal(first.raised.length, 1);
    const second = follow(first.list, wrong, 200);
    assert.deepEqual([second.raised, second.cleared], [[], []]);
    const third = follow(second.list, [], 300);
    assert.deepEqual(third.list, [{ alarm: 'link-down', about: 'one/a', raisedAt: 100, clearedAt: 300 }]);
    assert.equal(third.cleared.length, 1);
    const again = follow(third.list, wrong, 400);
    assert.deepEqual(
      again.list.map(({ raisedAt, clearedAt }) => [raisedAt, clearedAt]),
      [
        [400, null],
        [100, 300],
      ],
    );
  });
});

describe('Answers of carriers', () => {
  it('are counted by status over ten minutes and then forgotten', () => {
    const counts = new AnswerCounts();
    counts.add('one', 'ESME_ROK', 0);
    counts.add('one', 'ESME_RTHROTTLED', 60_000);
    counts.add('one', 'ESME_ROK', 60_000);
    assert.deepEqual(Object.fromEntries(counts.sums(60_000).get('one')!), {
      ESME_ROK: 2,
      ESME_RTHROTTLED: 1,
    });
    assert.deepEqual(Object.fromEntries(counts.sums(600_000).get('one')!), {
      ESME_ROK: 1,
      ESME_RTHROTTLED: 1,
    });
    assert.equal(counts.sums(1_200_000).size, 0);
  });
});
