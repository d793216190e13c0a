import assert from 'node:assert/strict';
import { foldCall } from '../../../src/cdr/fold.js';
import type { Event } from '../../../src/kernel/event.js';

type Fact = readonly [at: number, type: string, data?: object, more?: Partial<Event>];

/** Events of one call at these milliseconds after its arrival. */
const events = (...facts: readonly Fact[]): Event[] =>
  facts.map(([at, type, data = {}, more = {}], i) => ({
    seq: i + 1,
    id: `ev_${i}`,
    at: 1_000_000 + at,
    site: 'main',
    type,
    call: 'c1',
    data,
    ...more,
  }));

const arrived: Fact = [
  0,
  'call.arrived',
  {
    leg: 'caller',
    from: { number: '138', name: '' },
    dialled: '100',
    trunk: 'in',
    switch: 'one',
    language: 'en',
  },
];
const answered: Fact = [100, 'call.answered', { leg: 'caller' }];
const queued = (at: number, again = false): Fact => [
  at,
  'call.queued',
  { since: 1_001_000, again },
  { queue: 'bank' },
];
const rung = (at: number, offer: string, agent: string): readonly Fact[] => [
  [at, 'acd.offer-made', { offer }, { agent }],
  [at, 'call.agent-rung', { offer, leg: `leg-${offer}` }, { agent, queue: 'bank' }],
];
const talks = (at: number, offer: string, agent: string): readonly Fact[] => [
  [at, 'call.agent-answered', { offer, leg: `leg-${offer}` }, { agent }],
  [at + 5, 'call.connected', { offer, leg: `leg-${offer}` }, { agent, queue: 'bank' }],
];
const end = (at: number, by: string, phase: string, cause = 'normal'): Fact => [
  at,
  'call.ended',
  { by, cause, phase },
];

const record = (...facts: readonly Fact[]) => foldCall(events(...facts), 'customer-1')!.record;

describe('A call record', () => {
  it('is not there before the call has arrived and ended', () => {
    assert.equal(foldCall([], null), undefined);
    assert.equal(foldCall(events(arrived, answered), null), undefined);
    assert.equal(foldCall(events(end(1, 'caller', 'ivr')), null), undefined);
  });

  it('an answered call: flow, line, ringing and talk to the millisecond', () => {
    const found = record(
      arrived,
      answered,
      queued(1000),
      ...rung(3000, 'o1', 'ann'),
      [3020, 'call.agent-ringing', { offer: 'o1', leg: 'leg-o1' }],
      ...talks(7000, 'o1', 'ann'),
      end(20_000, 'caller', 'talking'),
      [25_000, 'agent.result-set', { result: 'done', note: 'well' }],
      [26_000, 'recording.stored', { recording: 'rec_1' }],
    );
    assert.deepEqual(
      [found.ivrMs, found.waitMs, found.ringMs, found.talkMs, found.offers],
      [900, 6005, 4000, 12_995, 1],
    );
    assert.equal(found.ivrMs + found.waitMs + found.talkMs, found.endedAt - found.answeredAt!);
    assert.deepEqual(
      [
        found.outcome,
        found.agent,
        found.queue,
        found.customer,
        found.result,
        found.note,
        found.recordings,
        found.inferred,
      ],
      ['answered', 'ann', 'bank', 'customer-1', 'done', 'well', ['rec_1'], false],
    );
  });

  it('every offer that failed counts as ringing, none of it as talk', () => {
    const found = record(
      arrived,
      answered,
      queued(1000),
      ...rung(2000, 'o1', 'ann'),
      [17_000, 'call.offer-failed', { offer: 'o1', reason: 'no-answer' }],
      ...rung(18_000, 'o2', 'bob'),
      end(20_000, 'caller', 'waiting'),
    );
    assert.deepEqual([found.ringMs, found.talkMs, found.waitMs, found.offers], [17_000, 0, 19_000, 2]);
    assert.equal(found.outcome, 'abandoned-in-queue');
    assert.equal(found.agent, null);
  });

  it('an agent who was lost: the time in between is waiting, not talk, and is not counted twice', () => {
    const found = record(
      arrived,
      answered,
      queued(1000),
      ...rung(2000, 'o1', 'ann'),
      ...talks(3000, 'o1', 'ann'),
      [10_005, 'call.agent-lost', { leg: 'leg-o1' }, { agent: 'ann' }],
      queued(10_005, true),
      ...rung(12_000, 'o2', 'bob'),
      ...talks(13_000, 'o2', 'bob'),
      end(20_005, 'agent', 'talking'),
    );
    assert.deepEqual([found.waitMs, found.talkMs, found.agent], [2005 + 3000, 7000 + 7000, 'bob']);
    assert.equal(found.connectedAt, 1_003_005);
    assert.equal(found.ivrMs + found.waitMs + found.talkMs, found.endedAt - found.answeredAt!);
  });

  const outcomes: readonly (readonly [string, readonly Fact[], string])[] = [
    ['the caller leaves before the answer', [end(50, 'caller', 'arriving')], 'abandoned-in-flow'],
    ['the caller leaves in the flow', [answered, end(500, 'caller', 'ivr')], 'abandoned-in-flow'],
    [
      'the caller leaves the line',
      [answered, queued(1000), end(5000, 'caller', 'waiting')],
      'abandoned-in-queue',
    ],
    ['the flow says goodbye', [answered, end(500, 'flow', 'ivr')], 'ended-by-flow'],
    [
      'the longest wait is over and the caller does not hear out why',
      [
        answered,
        queued(1000),
        [61_000, 'call.wait-expired', { waitedMs: 60_000 }],
        [61_000, 'call.leaving', { playback: 'p', reason: 'wait-expired' }],
        end(61_500, 'caller', 'leaving'),
      ],
      'ended-by-flow',
    ],
    ['the switch fails', [answered, queued(1000), end(5000, 'system', 'waiting', 'lost')], 'failed'],
  ];
  for (const [what, facts, outcome] of outcomes)
    it(`${what}: ${outcome}`, () => assert.equal(record(arrived, ...facts).outcome, outcome));

  it('each leg has its own times and cause, listeners too', () => {
    const { legs } = foldCall(
      events(
        arrived,
        answered,
        queued(1000),
        ...rung(2000, 'o1', 'ann'),
        [2030, 'call.agent-ringing', { offer: 'o1', leg: 'leg-o1' }],
        [3000, 'call.agent-answered', { offer: 'o1', leg: 'leg-o1' }, { agent: 'ann' }],
        [3004, 'call.leg-joined', { leg: 'leg-o1', bridge: 'b' }],
        [3005, 'call.leg-joined', { leg: 'caller', bridge: 'b' }],
        [3005, 'call.connected', { offer: 'o1', leg: 'leg-o1' }, { agent: 'ann' }],
        [4000, 'call.listen-started', { listen: 'l', leg: 'leg-l', user: 'sue' }],
        [4500, 'call.listen-connected', { listen: 'l', leg: 'leg-l', user: 'sue' }],
        [9000, 'call.leg-ended', { leg: 'caller', role: 'caller', cause: 'normal' }],
        end(9000, 'caller', 'talking'),
        [9010, 'call.leg-ended', { leg: 'leg-o1', role: 'agent', cause: 'normal' }],
        [9020, 'call.leg-ended', { leg: 'leg-l', role: 'listener', cause: 'normal' }],
      ),
      null,
    )!;
    const of = (leg: string) => legs.find((one) => one.leg === leg)!;
    assert.deepEqual(of('leg-o1'), {
      leg: 'leg-o1',
      role: 'agent',
      agent: 'ann',
      startedAt: 1_002_000,
      ringingAt: 1_002_030,
      answeredAt: 1_003_000,
      bridgedAt: 1_003_004,
      endedAt: 1_009_010,
      cause: 'normal',
    });
    assert.equal(of('caller').bridgedAt, 1_003_005);
    assert.deepEqual([of('leg-l').role, of('leg-l').answeredAt], ['listener', 1_004_500]);
  });

  it('one inferred event makes the record an inferred one', () => {
    assert.equal(
      record(arrived, [
        50,
        'call.ended',
        { by: 'system', cause: 'lost', phase: 'arriving' },
        { inferred: true },
      ]).inferred,
      true,
    );
  });
});
