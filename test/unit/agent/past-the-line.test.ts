import assert from 'node:assert/strict';
import type { AgentInput } from '../../../src/agent/inputs.js';
import { T, Told, agent, browser, connected, limits, login, offer, over, ready, sip } from './hands.js';

type Purpose = Extract<AgentInput, { kind: 'wanted' }>['purpose'];
const wanted = (purpose: Purpose, wrapUpMs = 4000): AgentInput => ({
  ...{ kind: 'wanted', offer: 'd1', fence: 1, call: 'c9', queue: 'bank', purpose, ringMs: 9000, wrapUpMs },
});
const joined = (at: number): AgentInput => ({ kind: 'connected', offer: 'd1', call: 'c9', at });
const failed: AgentInput = { kind: 'direct-offer-failed', offer: 'd1', reason: 'no-answer' };

describe('Offers past the line', () => {
  it('reserve who is ready, pop before the phone rings, and ring the phone as long as the call says', () => {
    const told = new Told(agent(ready)).tell(wanted('consult'));
    assert.equal(told.state.name, 'reserved');
    assert.deepEqual((told.last('agent.reserved') as { purpose: string }).purpose, 'consult');
    told.tell({ kind: 'pop-shown', offer: 'd1', by: 'desk', paintedMs: 9 }, 100);
    assert.deepEqual((told.last('agent.pop-shown') as { ringMs: number }).ringMs, 9000);
  });

  it('find busy whoever is at work, and unreachable whoever is logged out or has no page', () => {
    const inTalk = agent([...ready, offer(), connected]);
    for (const purpose of ['consult', 'transfer', 'internal', 'pick-up', 'give-back'] as const) {
      const talking = new Told(inTalk).tell(wanted(purpose));
      assert.deepEqual(talking.last('agent.offer-returned'), { offer: 'd1', reason: 'busy' });
      assert.equal(talking.state.name, 'talking');
      const out = new Told(agent([{ kind: 'desk-connected' }])).tell(wanted(purpose));
      assert.deepEqual(out.last('agent.offer-returned'), { offer: 'd1', reason: 'unreachable' });
      const away = new Told(agent([...ready, { kind: 'desk-disconnected' }])).tell(wanted(purpose));
      assert.deepEqual(away.last('agent.offer-returned'), { offer: 'd1', reason: 'unreachable' });
      assert.equal(away.state.name, 'ready');
    }
  });

  it('reach who is not ready as configured; an own caller and what the agent picks up always, also in wrap-up', () => {
    const strict = { ...limits, directWhileNotReady: false };
    for (const [purpose, taken] of [
      ['consult', false],
      ['internal', false],
      ['transfer', false],
      ['give-back', true],
      ['pick-up', true],
    ] as const) {
      assert.equal(new Told(agent(login)).tell(wanted(purpose)).state.name, 'reserved');
      const state = new Told(agent(login), strict).tell(wanted(purpose)).state;
      assert.equal(state.name, taken ? 'reserved' : 'not-ready', purpose);
      const wrapping = new Told(agent([...ready, offer(), connected, over])).tell(wanted(purpose));
      assert.equal(wrapping.state.name, taken ? 'reserved' : 'wrap-up', purpose);
      assert.equal(wrapping.types().includes('agent.wrap-up-ended'), taken);
    }
  });

  for (const [before, state] of [
    ['ready', agent(ready)],
    ['not ready', agent([...login, { kind: 'not-ready', reason: 'lunch' }])],
  ] as const)
    it(`that come to nothing leave who was ${before} as before: place and reason, nothing missed`, () => {
      const ways: readonly (readonly AgentInput[])[] = [
        [failed],
        [{ kind: 'refuse' }],
        [
          { kind: 'pop-shown', offer: 'd1', by: 'desk', paintedMs: 1 },
          { kind: 'ringing', offer: 'd1' },
          failed,
        ],
      ];
      for (const way of ways) {
        const told = new Told(state).tell(wanted('transfer'), 5);
        for (const input of way) told.tell(input, 10);
        assert.equal(told.state.name, state.name);
        assert.equal(told.state.readySince, state.readySince);
        assert.equal(told.state.reason, state.reason);
        assert.equal(told.state.work, undefined);
        assert.ok(!told.types().includes('agent.offer-missed'));
      }
    });

  it('a consultation counts as service, has no wrap-up, and gives the old place back', () => {
    const state = agent(ready);
    const told = new Told(state).tell(wanted('consult')).tell(joined(T + 3000), 2000);
    assert.equal(told.state.name, 'talking');
    told.tell({ kind: 'call-over', call: 'c9', at: T + 63_000, consultOver: true }, 60_000);
    assert.deepEqual(told.last('agent.conversation-ended'), { talkMs: 60_000 });
    assert.equal(told.state.name, 'ready');
    assert.equal(told.state.readySince, state.readySince);
    assert.equal(told.state.serviceMs, 60_000);
  });

  it('who was consulted and then has the caller wraps up, and counts the whole talk', () => {
    const told = new Told(agent([...login, { kind: 'not-ready', reason: 'lunch' }]));
    told.tell(wanted('consult')).tell(joined(T + 3000), 2000);
    told.tell({ kind: 'call-over', call: 'c9', at: T + 33_000 }, 30_000);
    assert.equal(told.state.name, 'wrap-up');
    assert.deepEqual((told.last('agent.wrap-up-started') as { talkMs: number }).talkMs, 30_000);
    told.tell({ kind: 'deadline', name: 'state' }, 4000);
    assert.equal(told.state.name, 'not-ready');
    assert.equal(told.state.reason, 'lunch', 'the lunch goes on');
    assert.equal(told.state.serviceMs, 34_000);
  });

  it('a transferred caller is a conversation like any other: wrap-up, and behind the others afterwards', () => {
    const told = new Told(agent(ready)).tell(wanted('transfer')).tell(joined(T + 3000), 2000);
    told.tell({ kind: 'call-over', call: 'c9', at: T + 5000 }, 2000).tell({ kind: 'ready' }, 500);
    assert.equal(told.state.readySince, told.now);
  });

  it('an offer of the line that meets a reserved agent goes back as nobody’s fault', () => {
    const told = new Told(agent(ready)).tell(wanted('consult')).tell(offer(0, 'o2', 'c2'));
    assert.deepEqual(told.last('agent.offer-returned'), { offer: 'o2', reason: 'withdrawn' });
    assert.equal(told.state.work?.call, 'c9');
  });

  it('the failure of an older offer touches nobody', () => {
    const told = new Told(agent(ready)).tell(wanted('consult'));
    told.tell({ kind: 'direct-offer-failed', offer: 'old', reason: 'no-answer' });
    assert.equal(told.state.name, 'reserved');
  });
});

describe('A call that the agent places', () => {
  const placed = { kind: 'placed', call: 'c9', queue: 'bank', purpose: 'dial' } as const;
  const ownPhone: AgentInput = { kind: 'own-phone-wanted', offer: 'p1', fence: 2, call: 'c9', ringMs: 9000 };

  it('makes the agent busy from the first moment, rings the own phone at once, and ends in wrap-up', () => {
    const told = new Told(agent(ready)).tell(placed);
    assert.equal(told.state.name, 'dialling');
    told.tell(ownPhone, 5);
    assert.deepEqual((told.last('agent.pop-shown') as { offer: string; phone: string }).phone, 'user-ann');
    assert.equal(told.state.name, 'dialling');
    told.tell({ kind: 'connected', offer: 'far', call: 'c9', at: T + 9000 }, 9000);
    assert.equal(told.state.name, 'talking');
    told.tell({ kind: 'call-over', call: 'c9', at: T + 19_000 }, 10_000);
    assert.equal(told.state.name, 'wrap-up');
    assert.deepEqual((told.last('agent.wrap-up-started') as { talkMs: number }).talkMs, 10_000);
  });

  it('that comes to nothing leaves the agent where it was', () => {
    for (const state of [agent(ready), agent([...login, { kind: 'not-ready', reason: 'lunch' }])]) {
      const told = new Told(state).tell(placed).tell({ kind: 'call-over', call: 'c9', at: T });
      assert.equal(told.state.name, state.name);
      assert.equal(told.state.readySince, state.readySince);
      assert.equal(told.state.reason, state.reason);
    }
  });

  it('of which nothing is heard any more does not hold the agent for ever', () => {
    const told = new Told(agent(ready)).tell(placed).tell({ kind: 'deadline', name: 'state' }, 60_000);
    assert.equal(told.state.name, 'ready');
  });

  it('between colleagues has no wrap-up and counts as service', () => {
    const told = new Told(agent(ready)).tell({ ...placed, purpose: 'internal' });
    told.tell({ kind: 'connected', offer: 'far', call: 'c9', at: T + 2000 });
    told.tell({ kind: 'call-over', call: 'c9', at: T + 5000 }, 3000);
    assert.equal(told.state.name, 'ready');
    assert.equal(told.state.serviceMs, 3000);
  });

  it('beats an offer that is on its way: that one comes back at nobody’s cost', () => {
    const told = new Told(agent([...ready, offer()])).tell(placed);
    assert.deepEqual(told.last('agent.offer-returned'), { offer: 'o1', reason: 'withdrawn' });
    assert.equal(told.state.name, 'dialling');
  });

  it('whose phone is asked for while the agent is busy elsewhere is told so, and without a page unreachable', () => {
    const busy = new Told(agent([...ready, offer(), connected])).tell(placed).tell(ownPhone);
    assert.deepEqual(busy.last('agent.offer-returned'), { offer: 'p1', reason: 'busy' });
    assert.equal(busy.state.work?.call, 'c1');
    const away = new Told(agent([...ready, { kind: 'desk-disconnected' }])).tell(placed).tell(ownPhone);
    assert.deepEqual(away.last('agent.offer-returned'), { offer: 'p1', reason: 'unreachable' });
    const table = new Told(agent([{ kind: 'log-in', user: 'u' }], sip), limits, sip)
      .tell(placed)
      .tell(ownPhone);
    assert.equal((table.last('agent.pop-shown') as { by: string }).by, 'no-desk');
  });
});

describe('Another page of the agent', () => {
  it('in mid-call is told as the old one gone and the new one come, in one moment, and the talk goes on', () => {
    const told = new Told(agent([...ready, offer(), connected])).tell({ kind: 'desk-taken-over' });
    assert.deepEqual(told.events, [
      { type: 'agent.desk-lost', agent: 'ann', data: { desks: 0, reachable: false, takenOver: true } },
      { type: 'agent.desk-connected', agent: 'ann', data: { desks: 1 } },
    ]);
    assert.equal(told.state.name, 'talking');
  });

  it('while the old one rings: the offer comes back at nobody’s cost, and the place is kept', () => {
    const state = agent([...ready, offer()]);
    const told = new Told(state).tell({ kind: 'desk-taken-over' });
    assert.deepEqual(told.last('agent.offer-returned'), { offer: 'o1', reason: 'withdrawn' });
    assert.equal(told.state.name, 'ready');
    assert.equal(told.state.readySince, state.readySince);
    assert.ok(!told.types().includes('agent.offer-missed'));
  });

  it('with a phone on the table changes nothing at the phone', () => {
    const told = new Told(agent([...ready, offer()], sip), limits, sip).tell({ kind: 'desk-taken-over' });
    assert.deepEqual(told.types(), ['agent.desk-lost', 'agent.desk-connected']);
    assert.equal(told.state.name, 'reserved');
    assert.equal(browser.phoneKind, 'browser');
  });
});
