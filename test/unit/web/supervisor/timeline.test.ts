import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../../src/cdr/contract.js';
import { en } from '../../../../src/web/language/en.js';
import { readDecision, scoreText } from '../../../../src/web/supervisor/decision.js';
import type { Names } from '../../../../src/web/supervisor/names.js';
import { stepDetail, steps, stepText, type Text } from '../../../../src/web/supervisor/timeline.js';

/** English, as i18next would say it. */
const t: Text = (key, values = {}) => {
  const text = key.split('.').reduce<unknown>((node, _part, i, parts) => {
    if (typeof node !== 'object' || node === null) return node;
    const rest = parts.slice(i).join('.');
    return (node as Record<string, unknown>)[rest] ?? (node as Record<string, unknown>)[parts[i]!];
  }, en);
  assert.equal(typeof text, 'string', key);
  return (text as string).replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
};
const names: Names = {
  queue: (id) => (id === 'cards' ? 'Card service' : (id ?? '–')),
  agent: (id) => (id === 'chen' ? 'Chen Wei' : (id ?? '–')),
  reason: (id) => id ?? '',
  result: (id) => (id === 'solved' ? 'Solved' : (id ?? '–')),
};
const event = (type: string, data: unknown = {}, over: Partial<JournalEvent> = {}): JournalEvent => ({
  seq: 1,
  id: 'ev_1',
  at: 0,
  site: 'main',
  type,
  data,
  ...over,
});
const say = (e: JournalEvent): string => stepText(e, names, t);

describe('steps of a call', () => {
  it('are told with the names of agents, queues and results', () => {
    assert.equal(say(event('acd.queue-entered', {}, { queue: 'cards' })), 'Stands in queue Card service');
    assert.equal(say(event('acd.offer-made', {}, { agent: 'chen' })), 'Offered to Chen Wei');
    assert.equal(say(event('agent.result-set', { result: 'solved' })), 'Result: Solved');
    assert.equal(say(event('call.collected', { name: 'menu', value: '1' })), 'Caller entered menu: 1');
    assert.equal(say(event('acd.queue-left', { waitedMs: 94_000 })), 'Left the queue after 1:34');
  });
  it('say why an offer failed and who ended the call, in words', () => {
    assert.equal(say(event('call.offer-failed', { reason: 'no-answer' })), 'Offer failed: no answer');
    assert.equal(say(event('call.ended', { by: 'caller' })), 'Call ended by: Caller');
    assert.equal(say(event('recording.missing', { reason: 'disk full' })), 'Recording missing: disk full');
  });
  it('show an event that this page does not know by its type', () => {
    assert.equal(say(event('fax.received')), 'fax.received');
    assert.equal(say(event('toString')), 'toString');
  });
  it('have a text whatever the data are', () => {
    for (const type of Object.keys(en.step))
      for (const data of [undefined, null, 7, 'x', [], {}, { by: { a: 1 }, reason: 3, waitedMs: 'x' }])
        assert.ok(!say(event(type, data)).includes('undefined'), type);
  });
  it('tell how fast the pop was painted', () => {
    assert.equal(
      stepDetail(event('agent.pop-shown', { by: 'desk', paintedMs: 31.4 }), t),
      'seen by the desk, painted in 31 ms',
    );
    assert.equal(stepDetail(event('agent.pop-shown', { by: 'no-desk' }), t), 'no desk open');
  });
  it('come in the order of the journal, technical ones only when asked for', () => {
    const all = [
      event('call.connected', {}, { seq: 3 }),
      event('call.leg-joined', {}, { seq: 2 }),
      event('call.arrived'),
    ];
    assert.deepEqual(
      steps(all, false).map((e) => e.seq),
      [1, 3],
    );
    assert.deepEqual(
      steps(all, true).map((e) => e.seq),
      [1, 2, 3],
    );
  });
});

describe('routing decision', () => {
  const decision = {
    trigger: 'caller',
    agentOrder: 'MOI',
    callerOrder: 'MWT',
    candidates: [{ agent: 'chen', score: [1, 2] }],
    excluded: [{ agent: 'wang', reason: 'skill-too-low' }],
    candidateCount: 1,
    excludedCounts: { 'skill-too-low': 3 },
    relaxedBy: 0,
    notReady: 2,
    waitedMs: 5,
    passedOver: 0,
    tieBreak: 'only',
    configVersion: 'v',
  };
  it('is read from the event that made the offer', () => {
    assert.deepEqual(readDecision({ offer: 'o', decision }), decision);
  });
  it('is not shown when it has a shape this page does not know', () => {
    assert.equal(readDecision({ decision: { ...decision, tieBreak: 'dice' } }), null);
    assert.equal(readDecision({}), null);
    assert.equal(readDecision(null), null);
  });
  it('shows moments as time of day, service time as length, levels as numbers', () => {
    assert.match(scoreText([1_790_000_000_123], 'MOI', 'en'), /^\d\d:\d\d:\d\d\.123$/);
    assert.equal(scoreText([1_840_000], 'LIS', 'en'), '30:40');
    assert.equal(scoreText([70, 12.345], 'SBS-closest', 'en'), '70 · 12.35');
    assert.equal(scoreText([], 'MGS', 'en'), '');
  });
});
