import assert from 'node:assert/strict';
import {
  acknowledge,
  follow,
  recall,
  troubles,
  type AlarmLimits,
  type Situation,
} from '../../../src/sms/alarms.js';
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
    const over = { alarm: 'link-down', about: 'one/a', raisedAt: 100, clearedAt: 300, acknowledged: null };
    assert.deepEqual(third.list, [over]);
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
  it('are acknowledged while they are raised, by the first who does', () => {
    const which = { alarm: 'link-down', about: 'one/a' } as const;
    const raised = follow([], [which], 100).list;
    const seen = acknowledge(raised, which, 'chen', 200)!;
    assert.deepEqual(seen[0]!.acknowledged, { by: 'chen', at: 200 });
    assert.deepEqual(acknowledge(seen, which, 'liu', 300), seen);
    assert.equal(acknowledge(raised, { ...which, about: 'one/b' }, 'chen', 200), null);
    const over = follow(seen, [], 400).list;
    assert.equal(acknowledge(over, which, 'chen', 500), null);
    assert.deepEqual(follow(over, [which], 600).list[0]!.acknowledged, null, 'a new one is to be seen anew');
  });
  it('are the same after a restart: those of the journal, and none is raised twice', () => {
    const data = { alarm: 'link-down', about: 'one/a' };
    const events = [
      { type: 'sms.alarm-raised', at: 100, data },
      { type: 'sms.alarm-cleared', at: 200, data },
      { type: 'sms.alarm-raised', at: 300, data },
      { type: 'sms.alarm-acknowledged', at: 400, data: { ...data, user: 'chen' } },
      { type: 'sms.alarm-raised', at: 450, data: { alarm: 'of another version', about: '' } },
      { type: 'sms.alarm-raised', at: 500, data: { alarm: 'disk-low', about: '' } },
    ];
    const list = recall(events);
    assert.deepEqual(
      list.map(({ alarm, raisedAt, clearedAt, acknowledged }) => [
        alarm,
        raisedAt,
        clearedAt,
        acknowledged?.by,
      ]),
      [
        ['disk-low', 500, null, undefined],
        ['link-down', 300, null, 'chen'],
        ['link-down', 100, 200, undefined],
      ],
    );
    const { raised, cleared } = follow(list, [{ alarm: 'link-down', about: 'one/a' }], 600);
    assert.deepEqual([raised, cleared.map(({ alarm }) => alarm)], [[], ['disk-low']]);
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
