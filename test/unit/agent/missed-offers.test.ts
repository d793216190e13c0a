import assert from 'node:assert/strict';
import type { AgentInput } from '../../../src/agent/inputs.js';
import { Told, agent, offer, ready, withRules } from './hands.js';

const failed = (id: string, outcome: 'no-answer' | 'rejected' | 'withdrawn'): AgentInput => ({
  kind: 'offer-ended',
  offer: id,
  outcome,
});

describe('Offers that an agent misses', () => {
  const rung = (told: Told, times: number): void => {
    for (let i = 0; i < times; i++) {
      const id = `o${told.events.length}-${i}`;
      told.tell(offer(0, id)).tell(failed(id, 'no-answer'));
    }
  };

  it('let ring less often in a row than the queue allows: ready at the old place, the count stands in the journal', () => {
    const told = new Told(agent(ready), withRules({ missesToNotReady: 3 }));
    const place = told.state.readySince;
    rung(told, 2);
    assert.equal(told.state.name, 'ready');
    assert.equal(told.state.readySince, place);
    assert.deepEqual(told.state.missed, { inRow: 2, inShift: 2 });
    rung(told, 1);
    assert.equal(told.state.name, 'not-ready');
    assert.equal(told.state.reason, 'no-answer');
  });

  it('set aside, ready again: the row starts anew, the shift goes on', () => {
    const told = new Told(agent(ready), withRules({ missesToNotReady: 2 }));
    rung(told, 2);
    told.tell({ kind: 'ready' });
    rung(told, 1);
    assert.equal(told.state.name, 'ready');
    assert.deepEqual(told.state.missed, { inRow: 1, inShift: 3 });
  });

  it('a call that is taken ends the row', () => {
    const told = new Told(agent(ready), withRules({ missesToNotReady: 2 }));
    rung(told, 1);
    told.tell(offer(0, 'taken', 'c5')).tell({ kind: 'connected', offer: 'taken', call: 'c5', at: told.now });
    told.tell({ kind: 'call-over', call: 'c5', at: told.now });
    rung(told, 1);
    assert.equal(told.state.name, 'ready');
    assert.deepEqual(told.state.missed, { inRow: 1, inShift: 2 });
  });

  it('a refusal sets aside at once and does not count as let ring; what is nobody’s fault is not missed', () => {
    const told = new Told(agent(ready), withRules({ missesToNotReady: 3 }));
    told.tell(offer(0, 'o1')).tell(failed('o1', 'withdrawn'));
    assert.ok(!told.types().includes('agent.offer-missed'));
    told.tell(offer(0, 'o2')).tell(failed('o2', 'rejected'));
    assert.equal(told.state.name, 'not-ready');
    assert.deepEqual(told.state.missed, { inRow: 0, inShift: 0 });
    assert.ok(told.types().includes('agent.offer-missed'));
  });

  it('an alarm is raised for every so many of a shift, and a new shift counts from nothing', () => {
    const told = new Told(agent(ready), withRules({ missesToNotReady: 100, missesToAlarm: 2 }));
    const alarms = (): number => told.types().filter((type) => type === 'agent.miss-alarm').length;
    rung(told, 1);
    assert.equal(alarms(), 0);
    rung(told, 1);
    assert.deepEqual(told.last('agent.miss-alarm'), { inShift: 2, limit: 2 });
    rung(told, 2);
    assert.equal(alarms(), 2);
    told.tell({ kind: 'log-out', by: 'agent', reason: 'asked' }).tell({ kind: 'log-in', user: 'u' });
    assert.deepEqual(told.state.missed, { inRow: 0, inShift: 0 });
  });
});
