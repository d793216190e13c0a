import assert from 'node:assert/strict';
import { Matcher } from '../../../src/acd/matcher.js';
import { aCaller, anAgent, aQueue } from './centre.js';

describe('the matcher', () => {
  it('refuses an unknown queue, a caller twice and an unknown order with stable codes', () => {
    const matcher = new Matcher([aQueue('q', ['a'])], 'v1');
    matcher.addCaller(aCaller('c', 'q'), 1000);
    assert.throws(() => matcher.addCaller(aCaller('c', 'q'), 1000), { code: 'ACD_ALREADY_WAITING' });
    assert.throws(() => matcher.addCaller(aCaller('d', 'nowhere'), 1000), { code: 'ACD_UNKNOWN_QUEUE' });
    assert.throws(() => matcher.changeCaller('c', { queue: 'nowhere' }, 1000), { code: 'ACD_UNKNOWN_QUEUE' });
    assert.throws(() => matcher.changeCaller('x', {}, 1000), { code: 'ACD_NOT_WAITING' });
    assert.throws(() => matcher.length('nowhere'), { code: 'ACD_UNKNOWN_QUEUE' });
    assert.throws(() => new Matcher([aQueue('q', [], { agentOrder: 'ring-all' as never })], 'v1'), {
      code: 'ACD_UNKNOWN_STRATEGY',
    });
    assert.equal(matcher.length('q'), 1, 'a refused change changes nothing');
    assert.equal(matcher.agentReady(anAgent('stranger')), false);
  });

  it('gives a freed agent the best caller over all its queues', () => {
    const matcher = new Matcher([aQueue('q1', ['a']), aQueue('q2', ['a'])], 'v1');
    matcher.addCaller(aCaller('young', 'q1', { since: 900 }), 1000);
    matcher.addCaller(aCaller('old', 'q2', { since: 800 }), 1000);
    matcher.agentReady(anAgent('a'));
    const match = matcher.next(1000)!;
    assert.deepEqual([match.call, match.agent, match.queue], ['old', 'a', 'q2']);
    assert.deepEqual(
      [match.decision.trigger, match.decision.passedOver, match.decision.waitedMs],
      ['agent', 1, 200],
    );
    assert.equal(matcher.next(1000), undefined);
  });

  it('a refused caller keeps the place and goes to another agent; a ready told during the offer counts after it', () => {
    const matcher = new Matcher([aQueue('q', ['a', 'b'])], 'v1');
    matcher.addCaller(aCaller('c1', 'q', { since: 1 }), 10);
    matcher.addCaller(aCaller('c2', 'q', { since: 2 }), 10);
    matcher.agentReady(anAgent('a'));
    assert.equal(matcher.next(10)!.call, 'c1');
    matcher.agentReady(anAgent('a'));
    assert.equal(matcher.next(10), undefined, 'no second offer to the same agent');
    matcher.exclude('c1', 'a');
    assert.equal(matcher.offerReturned('c1'), true);
    assert.equal(matcher.positionOf('c1'), 1);
    assert.equal(matcher.next(11)!.call, 'c2', 'a takes the next caller');
    matcher.agentReady(anAgent('b'));
    assert.deepEqual((({ call, agent }) => [call, agent])(matcher.next(12)!), ['c1', 'b']);
  });

  it('a designation ends when the designated agent refuses, or when its time is over', () => {
    for (const end of ['refusal', 'time']) {
      const matcher = new Matcher([aQueue('q', ['a', 'b'], { designatedMs: 100 })], 'v1');
      matcher.agentReady(anAgent('b'));
      matcher.agentLoggedIn('a');
      matcher.addCaller(aCaller('c', 'q', { since: 0, designatedAgent: 'a' }), 0);
      assert.equal(matcher.next(0), undefined);
      assert.deepEqual(matcher.whyNot('c', 'b', 0), [{ reason: 'not-designated', detail: 'a' }]);
      assert.equal(matcher.nextStepAt(0), 100);
      if (end === 'refusal') matcher.exclude('c', 'a');
      const match = matcher.next(end === 'refusal' ? 1 : 100)!;
      assert.deepEqual([match.agent, match.decision.trigger], ['b', 'step']);
    }
  });

  it('keeps why: who could, who was left out and for what, and what separated the first two', () => {
    const agents = Array.from({ length: 40 }, (_, i) => `a${String(i).padStart(2, '0')}`);
    const matcher = new Matcher([aQueue('q', [...agents, 'away'], { skills: { english: 50 } })], 'v7');
    agents.forEach((a, i) => matcher.agentReady(anAgent(a, { skills: { english: i < 25 ? 40 : 60 } })));
    assert.equal(matcher.next(4), undefined);
    matcher.addCaller(aCaller('c', 'q', { since: 0 }), 5);
    matcher.exclude('c', 'a25');
    const { decision, agent } = matcher.next(5)!;
    assert.equal(agent, 'a26');
    assert.deepEqual([decision.candidates.length, decision.candidateCount], [10, 14]);
    assert.deepEqual(decision.candidates[0], { agent: 'a26', score: [500] });
    assert.deepEqual(decision.excludedCounts, { 'refused-this-caller': 1, 'skill-too-low': 25 });
    assert.equal(decision.excluded.length, 20);
    assert.deepEqual(decision.excluded[1], {
      agent: 'a00',
      reason: 'skill-too-low',
      detail: 'english 40 < 50',
    });
    assert.deepEqual(
      [decision.notReady, decision.tieBreak, decision.configVersion, decision.trigger],
      [1, 'position', 'v7', 'caller'],
    );
  });

  it('says what keeps an agent from a caller', () => {
    const matcher = new Matcher(
      [aQueue('q', ['a', 'b'], { skills: { english: 50 } }), aQueue('p', ['z'])],
      'v1',
    );
    matcher.addCaller(aCaller('c', 'q'), 1000);
    matcher.agentReady(anAgent('a', { skills: { english: 10 } }));
    const reasons = (call: string, agent: string): string[] =>
      matcher.whyNot(call, agent, 1000).map((o) => o.reason);
    assert.deepEqual(matcher.whyNot('c', 'a', 1000), [
      { reason: 'skill-too-low', detail: 'english 10 < 50' },
    ]);
    assert.deepEqual(reasons('c', 'b'), ['not-ready']);
    assert.deepEqual(reasons('c', 'z'), ['not-a-member']);
    assert.deepEqual(reasons('nobody', 'a'), ['not-waiting']);
  });
});
