import assert from 'node:assert/strict';
import { agentWhy, waitingStory, whyCaller as whyCallerContract } from '../../../src/acd/contract.js';
import { Matcher } from '../../../src/acd/matcher.js';
import { standingNow, whyCaller, whyNotOffered } from '../../../src/acd/why.js';
import type { Decision } from '../../../src/acd/types.js';
import type { Event } from '../../../src/kernel/event.js';
import { aCaller, anAgent, aQueue } from './centre.js';

const decision: Decision = {
  trigger: 'agent',
  agentOrder: 'MOI',
  callerOrder: 'MWT',
  candidates: [{ agent: 'ann', score: [500] }],
  candidateCount: 1,
  excluded: [{ agent: 'bob', reason: 'skill-too-low', detail: 'english 40 < 60' }],
  excludedCounts: { 'skill-too-low': 1 },
  relaxedBy: 0,
  notReady: 2,
  waitedMs: 900,
  passedOver: 0,
  tieBreak: 'only',
  configVersion: 'v1',
};

let seq = 0;
const event = (at: number, type: string, data: object, about: object = {}): Event => ({
  seq: ++seq,
  id: `ev_${seq}`,
  at,
  site: 'main',
  type,
  call: 'c1',
  queue: 'bank',
  data,
  ...about,
});

describe('Why a caller waited', () => {
  const entered = [
    event(1000, 'call.queued', {
      priority: 2,
      grade: 50,
      skills: { english: 60 },
      since: 1000,
      again: false,
    }),
    event(1000, 'acd.queue-entered', { since: 1000, length: 3, position: 2, again: false }),
  ];

  it('is told from begin to end: entered, offered, failed, moved, offered, answered', () => {
    const story = whyCaller([
      event(900, 'call.arrived', {}),
      ...entered,
      event(1900, 'acd.offer-made', { offer: 'o1', decision }, { agent: 'ann' }),
      event(2900, 'acd.offer-ended', { offer: 'o1', outcome: 'no-answer' }, { agent: 'ann' }),
      event(3000, 'acd.priority-changed', { from: 2, to: 9, by: 'sue' }),
      event(3100, 'acd.moved', { to: 'front', by: 'sue', front: 1, position: 1 }),
      event(3200, 'acd.moved', { to: 'queue', by: 'sue', from: 'bank', position: 4 }, { queue: 'cards' }),
      event(3200, 'acd.queue-left', { outcome: 'moved', waitedMs: 2200 }),
      event(
        3200,
        'acd.queue-entered',
        { since: 1000, length: 4, position: 4, again: false },
        { queue: 'cards' },
      ),
      event(3300, 'acd.assigned', { by: 'sue', designation: {} }, { queue: 'cards', agent: 'bob' }),
      event(3300, 'acd.offer-made', { offer: 'o2', decision }, { queue: 'cards', agent: 'bob' }),
      event(4000, 'call.connected', { offer: 'o2' }, { queue: 'cards', agent: 'bob' }),
      event(4000, 'acd.offer-ended', { offer: 'o2', outcome: 'confirmed' }, { queue: 'cards', agent: 'bob' }),
      event(4000, 'acd.queue-left', { outcome: 'answered', waitedMs: 800 }, { queue: 'cards' }),
    ]);
    assert.deepEqual(
      story.steps.map(({ kind, waitedMs, queue }) => [kind, waitedMs, queue]),
      [
        ['entered', 0, 'bank'],
        ['offered', 900, 'bank'],
        ['offer-failed', 1900, 'bank'],
        ['priority-changed', 2000, 'bank'],
        ['moved-to-front', 2100, 'bank'],
        ['moved-to-queue', 2200, 'cards'],
        ['assigned', 2300, 'cards'],
        ['offered', 2300, 'cards'],
        ['left', 3000, 'cards'],
      ],
    );
    const [first, , failed] = story.steps;
    assert.deepEqual(first, {
      ...{ kind: 'entered', seq: first!.seq, at: 1000, waitedMs: 0, queue: 'bank', inferred: false },
      ...{ again: false, position: 2, length: 3, priority: 2, grade: 50, skills: { english: 60 } },
      designations: [],
    });
    assert.ok(failed?.kind === 'offer-failed' && failed.reason === 'no-answer' && failed.afterMs === 1000);
    const { steps: _steps, ...rest } = story;
    assert.deepEqual(rest, {
      call: 'c1',
      since: 1000,
      waitedMs: 3000,
      queue: 'cards',
      outcome: 'answered',
      offers: 2,
      failedOffers: 1,
    });
    assert.deepEqual(waitingStory.parse(story), story, 'as the contract says');
  });

  it('keeps the clock of one whose agent was lost in mid-call', () => {
    const story = whyCaller([
      ...entered,
      event(5000, 'acd.queue-left', { outcome: 'answered', waitedMs: 4000 }),
      event(9000, 'call.queued', { priority: 2, grade: 50, skills: {}, since: 1000, again: true }),
      event(
        9000,
        'acd.queue-entered',
        { since: 1000, length: 1, position: 1, again: true },
        { inferred: true },
      ),
    ]);
    assert.equal(story.outcome, 'waiting');
    assert.equal(story.waitedMs, 8000);
    assert.equal(story.steps.at(-1)!.inferred, true);
  });

  it('is empty for one who never queued, and for no events at all', () => {
    assert.deepEqual(whyCaller([event(1, 'call.arrived', {})]).outcome, 'never');
    const nothing = whyCaller([]);
    assert.deepEqual([nothing.since, nothing.queue, nothing.waitedMs, nothing.steps], [null, null, 0, []]);
  });

  it('says of one who waits now the place, what holds, and what keeps each member away', () => {
    const queue = aQueue('q', ['a', 'b', 'c'], {
      skills: { english: 60 },
      relaxation: [{ afterMs: 500, lowerBy: 10 }],
      levelOpens: [{ level: 2, afterMs: 300 }],
    });
    const members = queue.members.map((m) => ({ ...m, level: m.agent === 'b' ? 2 : 1 }));
    const matcher = new Matcher([{ ...queue, members }], 'v1');
    matcher.addCaller(aCaller('first', 'q', { since: 900 }), 1000);
    matcher.addCaller(aCaller('c', 'q'), 1000);
    matcher.agentReady(anAgent('a', { skills: { english: 40 } }));
    matcher.agentReady(anAgent('b', { skills: { english: 90 } }));
    assert.equal(matcher.next(1000), undefined);
    const now = standingNow(matcher, 'c', 1100)!;
    assert.deepEqual(now.members, [
      {
        agent: 'a',
        level: 1,
        ready: true,
        obstacles: [{ reason: 'skill-too-low', detail: 'english 40 < 60' }],
      },
      { agent: 'b', level: 2, ready: true, obstacles: [{ reason: 'level-not-open', detail: '2 > 1' }] },
      { agent: 'c', level: 1, ready: false, obstacles: [{ reason: 'not-ready' }] },
    ]);
    assert.deepEqual([now.position, now.length, now.openLevel, now.nextStepAt], [2, 2, 1, 1300]);
    assert.equal(standingNow(matcher, 'nobody', 1100), null);
    const answer = { ...whyCaller([]), call: 'c', now };
    assert.deepEqual(whyCallerContract.parse(answer), answer, 'as the contract says');
  });
});

describe('Why an agent is not offered a call', () => {
  const skillsOf = () => ({ english: 40 });
  const matcher = new Matcher(
    [aQueue('q', ['a', 'b'], { skills: { english: 60 } }), aQueue('p', ['a']), aQueue('z', ['b'])],
    'v1',
  );
  const why = (agent: string, linked = true) => whyNotOffered({ matcher, linked, skillsOf }, agent, 2000);

  it('is answered by the first reason that holds, through a whole shift', () => {
    assert.equal(why('stranger').answer, 'no-queue');
    assert.equal(why('a').answer, 'logged-out');
    matcher.agentLoggedIn('a');
    assert.equal(why('a').answer, 'not-ready');
    assert.deepEqual(why('a').skills, { english: 40 }, 'as configured');
    matcher.agentReady(anAgent('a', { skills: { english: 50 } }));
    matcher.next(1000);
    assert.equal(why('a', false).answer, 'no-link');
    assert.equal(why('a').answer, 'nobody-waits');
    matcher.addCaller(aCaller('c1', 'q'), 1000);
    matcher.next(1000);
    const unfit = why('a');
    assert.equal(unfit.answer, 'no-fit');
    assert.deepEqual(unfit.queues[0]!.callers, [
      {
        call: 'c1',
        position: 1,
        priority: 0,
        waitedMs: 1000,
        obstacles: [{ reason: 'skill-too-low', detail: 'english 50 < 60' }],
      },
    ]);
    matcher.addCaller(aCaller('c2', 'p'), 1000);
    const next = why('a');
    assert.deepEqual([next.answer, next.nextCall], ['next', 'c2']);
    assert.deepEqual(agentWhy.parse(next), next, 'as the contract says');
    assert.equal(matcher.next(1000)!.call, 'c2');
    const held = why('a');
    assert.deepEqual([held.answer, held.offeredCall, held.queues[0]!.rank], ['holds-offer', 'c2', null]);
    matcher.agentLoggedOut('a');
    matcher.offerConfirmed('c2');
    assert.equal(why('a').answer, 'logged-out');
  });

  it('names the caller of another queue who goes first', () => {
    const shared = new Matcher([aQueue('q', ['a']), aQueue('p', ['a'])], 'v1');
    shared.addCaller(aCaller('old', 'p', { since: 500 }), 1000);
    shared.addCaller(aCaller('young', 'q', { since: 900 }), 1000);
    shared.agentReady(anAgent('a'));
    const { queues } = whyNotOffered({ matcher: shared, linked: true, skillsOf }, 'a', 1000);
    assert.deepEqual(queues[0]!.callers[0]!.obstacles, [{ reason: 'caller-behind', detail: 'old' }]);
    assert.deepEqual(queues[1]!.callers[0]!.obstacles, []);
  });
});
