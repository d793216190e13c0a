import assert from 'node:assert/strict';
import type { AgentInput, AgentLimits } from '../../../src/agent/inputs.js';
import { RECENT_CALLS } from '../../../src/agent/types.js';
import { Told, agent, connected, limits, offer, over, ready, withRules } from './hands.js';

const inWrapUp = (under: AgentLimits = limits, wrapUpMs = 5000): Told =>
  new Told(agent([...ready, offer(wrapUpMs), connected, over], undefined, under), under);
const result = (call = 'c1', finish = false): AgentInput => ({
  ...{ kind: 'result', call, result: 'done', note: 'a note', finish },
});

describe('Wrap-up', () => {
  it('is extended step by step up to the maximum, the last step shorter, and then no more', () => {
    const told = inWrapUp();
    const until = told.state.until!;
    told.tell({ kind: 'extend-wrap-up' });
    assert.deepEqual(told.last('agent.wrap-up-extended'), {
      until: until + 30_000,
      byMs: 30_000,
      leftMs: 20_000,
    });
    told.tell({ kind: 'extend-wrap-up' });
    assert.deepEqual(told.last('agent.wrap-up-extended'), { until: until + 50_000, byMs: 20_000, leftMs: 0 });
    assert.throws(() => told.tell({ kind: 'extend-wrap-up' }), { code: 'AGENT_WRAP_UP_LIMIT' });
    told.tell({ kind: 'deadline', name: 'state' }, 5000);
    assert.equal(told.state.name, 'wrap-up');
    told.now = until + 50_000;
    told.tell({ kind: 'deadline', name: 'state' }, 0);
    assert.equal(told.state.name, 'ready');
    assert.equal(told.state.serviceMs, 55_000, 'every millisecond of it is service');
  });

  it('can be extended anew after the next call, and not outside wrap-up', () => {
    const told = inWrapUp();
    told.tell({ kind: 'extend-wrap-up' }).tell({ kind: 'ready' });
    assert.throws(() => told.tell({ kind: 'extend-wrap-up' }), { code: 'AGENT_STATE' });
    told.tell(offer(5000, 'o2', 'c2')).tell({ kind: 'connected', offer: 'o2', call: 'c2', at: told.now });
    told.tell({ kind: 'call-over', call: 'c2', at: told.now }).tell({ kind: 'extend-wrap-up' });
    assert.deepEqual((told.last('agent.wrap-up-extended') as { leftMs: number }).leftMs, 20_000);
  });

  describe('where the queue wants a result', () => {
    const required = withRules({ resultRequired: true, resultAtDeadline: 'forgotten' });

    it('cannot be ended by the agent without one, and then by each of the ways', () => {
      const ways: AgentInput[] = [
        { kind: 'ready' },
        { kind: 'not-ready', reason: 'break' },
        { kind: 'log-out', by: 'agent', reason: 'asked' },
      ];
      for (const way of ways) {
        const told = inWrapUp(required);
        assert.throws(() => told.tell(way), { code: 'AGENT_RESULT_MISSING' });
        assert.equal(told.state.name, 'wrap-up');
        told.tell(result()).tell(way);
        assert.notEqual(told.state.name, 'wrap-up');
      }
    });

    it('ends by its deadline, or by a supervisor, with the configured result', () => {
      for (const way of [
        { kind: 'deadline', name: 'state' },
        { kind: 'ready', user: 'sue' },
        { kind: 'not-ready', reason: 'break', user: 'sue' },
        { kind: 'log-out', by: 'supervisor', reason: 'asked', user: 'sue' },
      ] as AgentInput[]) {
        const told = inWrapUp(required);
        told.tell(way, 5000);
        assert.deepEqual(told.last('agent.result-set'), { result: 'forgotten', note: '', by: 'system' });
        assert.notEqual(told.state.name, 'wrap-up');
      }
    });

    it('of no length: the configured result stands at once, unless one was given during the talk', () => {
      const given = new Told(agent([...ready, offer(0), connected, result()], undefined, required), required);
      given.tell(over);
      assert.equal(given.last('agent.result-set'), undefined);
      const missing = new Told(agent([...ready, offer(0), connected], undefined, required), required);
      missing.tell(over);
      assert.deepEqual((missing.last('agent.result-set') as { result: string }).result, 'forgotten');
    });
  });

  it('a result can be changed afterwards, as far back as the last calls of this shift, and only by who had the call', () => {
    const told = inWrapUp();
    told.tell(result('c1', true));
    assert.equal(told.state.name, 'ready');
    told.tell({ ...result(), result: 'other' } as AgentInput);
    assert.deepEqual(told.last('agent.result-set'), { result: 'other', note: 'a note', changed: true });
    assert.equal(told.state.name, 'ready');
    assert.throws(() => told.tell(result('not-mine')), { code: 'AGENT_STATE' });
    for (let i = 0; i < RECENT_CALLS; i++) {
      told.tell(offer(0, `x${i}`, `later-${i}`));
      told.tell({ kind: 'connected', offer: `x${i}`, call: `later-${i}`, at: told.now });
      told.tell({ kind: 'call-over', call: `later-${i}`, at: told.now });
    }
    assert.throws(() => told.tell(result()), { code: 'AGENT_STATE' });
    told.tell(result('later-0'));
    told.tell({ kind: 'log-out', by: 'agent', reason: 'asked' }).tell({ kind: 'log-in', user: 'u' });
    assert.throws(() => told.tell(result('later-0')), { code: 'AGENT_STATE' });
  });
});

describe('What a supervisor does to an agent', () => {
  it('says in every event who did it, also when it takes effect after the call', () => {
    const told = new Told(agent([...ready, offer(), connected]));
    told.tell({ kind: 'not-ready', reason: 'meeting', user: 'sue' });
    assert.deepEqual(told.last('agent.next-requested'), {
      next: { to: 'not-ready', reason: 'meeting', user: 'sue' },
      user: 'sue',
    });
    told.tell(over).tell({ kind: 'deadline', name: 'state' }, 6000);
    assert.deepEqual(told.last('agent.not-ready'), { reason: 'meeting', by: 'supervisor', user: 'sue' });
    told.tell({ kind: 'ready', user: 'sue' });
    assert.deepEqual((told.last('agent.ready') as { by: string; user: string }).user, 'sue');
    told.tell({ kind: 'log-out', by: 'supervisor', reason: 'asked', user: 'sue' });
    assert.deepEqual(told.last('agent.logged-out'), { by: 'supervisor', reason: 'asked', user: 'sue' });
  });

  it('what the agent then does is the agent’s own again', () => {
    const told = new Told(agent(ready));
    told.tell({ kind: 'not-ready', reason: 'meeting', user: 'sue' }).tell({ kind: 'ready' });
    assert.equal((told.last('agent.ready') as { by: string; user?: string }).by, 'agent');
    assert.equal((told.last('agent.ready') as { user?: string }).user, undefined);
  });

  it('nobody is made ready or not ready who is logged out', () => {
    const told = new Told(agent([{ kind: 'desk-connected' }]));
    assert.throws(() => told.tell({ kind: 'ready', user: 'sue' }), { code: 'AGENT_STATE' });
    assert.throws(() => told.tell({ kind: 'not-ready', reason: 'break', user: 'sue' }), {
      code: 'AGENT_STATE',
    });
  });
});
