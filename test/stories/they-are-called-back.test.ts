import assert from 'node:assert/strict';
import type { CallEvent } from '../../src/call/types.js';
import type { Of } from '../../src/kernel/event.js';
import { Bank, CUSTOMER, callback } from './world/bank.js';

describe('A caller in line asks to be called back', () => {
  let bank: Bank;
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') await bank.story.assertQuiet();
    await bank.story.end();
  });

  it('is told so and hung up on; agent and customer talk, recorded, under the number of the queue', async () => {
    bank = await Bank.begin();
    bank.customer.onRing({ do: 'answer', afterMs: 500 });
    const caller = await bank.ask();
    const asked = bank.all('call.callback-asked')[0]!;
    await bank.pass(50);
    assert.deepEqual(caller.hears(), ['prompt:callback-confirmed']);
    await bank.story.until('call.closed');
    assert.equal(caller.status, 'normal');
    assert.equal(await bank.outcome(asked.call!), 'called-back');

    await bank.story.agentReady('ann');
    await bank.story.until('call.callback-taken');
    await bank.pass(50);
    assert.equal(bank.story.state('ann'), 'dialling');
    assert.deepEqual((await bank.story.phoneOf('ann')).hears(), ['ringing']);
    await bank.story.until('call.connected');
    await bank.pass(3000);
    assert.equal(bank.story.state('ann'), 'talking');
    const rung = bank.all('call.party-rung')[0]!.data.reach;
    assert.equal(rung.kind === 'trunk' && rung.caller.number, '+8695500');
    bank.customer.hangUp();
    await bank.story.until('call.closed', 2);
    await bank.pass(100);
    assert.equal(bank.story.state('ann'), 'wrap-up');
    await bank.story.assertQuiet();
    const { record } = (await bank.story.core.cdrs.get(bank.id()))!;
    assert.deepEqual(
      [record.outcome, record.number, record.direction, record.recordings.length],
      ['answered', CUSTOMER, 'out', 1],
    );
    const { entered, calledBack, answered } = bank.story.core.live.fold.conservation;
    assert.deepEqual([entered, calledBack, answered], [2, 1, 1]);
  });

  it('keeps the place: served before whoever came later, with the old clock, priority and grade', async () => {
    bank = await Bank.begin();
    bank.customer.onRing({ do: 'answer', afterMs: 500 });
    await bank.ask();
    const later = await bank.story.callQueue(0);
    await bank.pass(1000);
    const [first, again] = bank.all('call.queued');
    assert.equal(again!.call, bank.id());
    assert.deepEqual(
      [again!.data.since, again!.data.priority, again!.data.grade, again!.data.again],
      [first!.data.since, first!.data.priority, first!.data.grade, false],
    );
    assert.equal(bank.story.core.acd.positionOf(bank.id()), 1);
    await bank.story.agentReady('ann');
    const offer = await bank.story.until('acd.offer-made');
    assert.equal(offer.call, bank.id());
    await bank.story.until('call.connected');
    bank.customer.hangUp();
    later.hangUp();
  });

  it('pops as a callback with what the flow collected, before the phone rings', async () => {
    bank = await Bank.begin();
    bank.customer.onRing({ do: 'answer', afterMs: 500 });
    await bank.ask();
    await bank.story.agentReady('ann', { do: 'ignore' });
    await bank.story.until('agent.reserved');
    const pop = bank.story.core.live.desk('ann')?.pop;
    assert.deepEqual([pop?.callback, pop?.number, pop?.queue], [true, CUSTOMER, 'bank']);
    const phone = await bank.story.phoneOf('ann');
    await bank.story.until('call.agent-ringing');
    phone.answer();
    await bank.story.until('call.connected');
    bank.customer.hangUp();
  });

  it('and hangs up before the sentence ends: is called back all the same', async () => {
    bank = await Bank.begin();
    bank.customer.onRing({ do: 'answer', afterMs: 500 });
    const caller = await bank.ask();
    caller.hangUp();
    await bank.story.until('call.closed');
    assert.equal(await bank.outcome(bank.all('call.callback-asked')[0]!.call!), 'called-back');
    await bank.story.agentReady('ann');
    await bank.story.until('call.connected');
    bank.customer.hangUp();
  });

  it('hears of it by the announcement; the key does nothing before its time, and no other key ever', async () => {
    bank = await Bank.begin({ callback: { ...callback, afterSeconds: 15 } });
    const caller = await bank.story.callQueue(0, CUSTOMER);
    await bank.story.until('waiting.announcement-due');
    await bank.pass(10);
    assert.deepEqual(caller.hears(), ['prompt:callback-offer']);
    caller.press('1');
    await bank.pass(6000);
    caller.press('2');
    await bank.pass(100);
    assert.deepEqual(bank.all('call.callback-asked'), []);
    caller.press('1');
    await bank.pass(100);
    assert.equal(bank.all('call.callback-asked').length, 1);
    bank.story.core.calls.hangUp(bank.id(), 'supervisor');
  });

  for (const [what, number] of [
    ['withheld', ''],
    ['one that must not be dialled', '9001234'],
  ] as const)
    it(`with a number ${what}: the key does nothing, and the caller waits on`, async () => {
      bank = await Bank.begin();
      const caller = await bank.story.callQueue(0, number);
      await bank.pass(5000);
      caller.press('1');
      await bank.pass(100);
      assert.deepEqual(bank.all('call.callback-asked'), []);
      assert.deepEqual(caller.hears(), ['music:default']);
      caller.hangUp();
    });

  it('twice for the same number and queue: one callback', async () => {
    bank = await Bank.begin();
    await bank.ask();
    const second = await bank.story.callQueue(0, CUSTOMER);
    await bank.pass(2000);
    second.press('1');
    await bank.story.until('call.closed', 2);
    assert.equal(bank.all('call.callback-opened').length, 1);
    const [, again] = bank.all('call.callback-asked');
    assert.deepEqual([again!.data.callback, again!.data.known], [bank.id(), true]);
    assert.equal(bank.story.core.live.fold.conservation.calledBack, 2);
    bank.story.core.calls.hangUp(bank.id(), 'supervisor');
  });

  it('while the phone of an agent rings for the caller: the offer comes back, and is made again for the callback', async () => {
    bank = await Bank.begin();
    bank.customer.onRing({ do: 'answer', afterMs: 500 });
    const caller = await bank.story.callQueue(0, CUSTOMER);
    await bank.story.agentReady('ann', { do: 'answer', afterMs: 4000 });
    await bank.story.until('call.agent-ringing');
    caller.press('1');
    await bank.story.until('acd.offer-made', 2);
    assert.equal(bank.story.ofType('acd.offer-made')[1]!.call, bank.id());
    await bank.story.until('call.connected');
    bank.customer.hangUp();
  });

  for (const sooner of [-20, -5, -2, -1, 0, 1, 2, 5, 20])
    it(`${sooner} ms after the agent answers: served at once or called back, never both`, async () => {
      bank = await Bank.begin();
      bank.customer.onRing({ do: 'answer', afterMs: 500 });
      const caller = await bank.story.callQueue(0, CUSTOMER);
      await bank.story.agentReady('ann', { do: 'ignore' });
      const phone = await bank.story.phoneOf('ann');
      await bank.story.until('call.agent-ringing');
      if (sooner < 0) {
        caller.press('1');
        await bank.pass(-sooner);
        phone.answer();
      } else {
        phone.answer();
        await bank.pass(sooner);
        caller.press('1');
      }
      phone.onRing({ do: 'answer', afterMs: 500 });
      await bank.story.until('call.connected');
      await bank.pass(1000);
      assert.equal(bank.all('call.connected').length, 1);
      const asked = bank.all('call.callback-asked').length;
      assert.equal(bank.all('call.connected')[0]!.data.purpose, asked === 1 ? 'dial' : undefined);
      if (asked === 1) bank.customer.hangUp();
      else caller.hangUp();
    });
});

describe('A flow asks for a callback', () => {
  let bank: Bank;
  afterEach(async () => {
    await bank.story.assertQuiet();
    await bank.story.end();
  });

  it('the customer stands in line without having waited, with what the flow asks for', async () => {
    bank = await Bank.begin();
    bank.customer.onRing({ do: 'answer', afterMs: 500 });
    const caller = await bank.story.call('200', CUSTOMER);
    await bank.story.until('call.callback-asked');
    await bank.pass(10);
    assert.deepEqual(caller.hears(), ['prompt:goodbye']);
    await bank.story.until('acd.queue-entered');
    assert.equal(bank.state().waiting?.priority, 3);
    await bank.story.until('call.closed');
    assert.equal(await bank.outcome(bank.all('call.callback-asked')[0]!.call!), 'called-back');
    await bank.story.agentReady('ann');
    await bank.story.until('call.connected');
    bank.customer.hangUp();
    await bank.story.until('call.closed', 2);
    assert.equal(bank.story.core.live.fold.conservation.entered, 1);
  });

  it('of a caller who cannot be called back: goes into the line in person', async () => {
    bank = await Bank.begin();
    const caller = await bank.story.call('200', '');
    await bank.story.until('acd.queue-entered');
    assert.equal(bank.all('call.queued')[0]!.data.priority, 3);
    await bank.pass(100);
    assert.deepEqual(caller.hears(), ['music:default']);
    caller.hangUp();
  });
});

describe('The customer is called back', () => {
  let bank: Bank;
  beforeEach(async () => {
    bank = await Bank.begin();
    await bank.ask();
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') await bank.story.assertQuiet();
    await bank.story.end();
  });

  for (const [what, behaviour, cause] of [
    ['does not answer', { do: 'wait' }, 'no-answer'],
    ['is busy', { do: 'busy' }, 'busy'],
    ['refuses', { do: 'reject', afterMs: 200 }, 'rejected'],
  ] as const)
    it(`and ${what}: the agent is ready as before, the callback rests and is tried again; then it is given up`, async () => {
      bank.customer.onRing(behaviour);
      await bank.story.agentReady('ann');
      const { readySince } = bank.story.core.agents.get('ann');
      const failed = await bank.story.until('call.callback-failed');
      await bank.pass(100);
      assert.equal(bank.story.state('ann'), 'ready');
      assert.equal(bank.story.core.agents.get('ann').readySince, readySince);
      assert.deepEqual(bank.story.ofType('agent.wrap-up-started'), []);
      assert.equal(bank.story.core.live.fold.waiting.size, 1, 'it stands in line all the time');
      const again = await bank.story.until('acd.offer-made', 2);
      assert.equal(again.at - failed.at, 60_000);
      const ended = await bank.story.until('call.ended', 2);
      assert.deepEqual(
        bank.all('call.callback-ended').map(({ data }) => data),
        [{ reason: 'not-reached', attempts: 2 }],
      );
      assert.equal((ended.data as { cause: string }).cause, cause);
      await bank.pass(2000);
      assert.equal(bank.story.state('ann'), 'ready');
      await bank.story.assertQuiet();
      assert.equal(await bank.outcome(bank.id()), 'not-reached');
      assert.equal(bank.story.core.live.fold.conservation.otherwise, 1);
    });

  it('the second time: both talk, and the clock never restarted', async () => {
    bank.customer.onRing({ do: 'busy' });
    await bank.story.agentReady('ann');
    await bank.story.until('call.callback-failed');
    bank.customer.onRing({ do: 'answer', afterMs: 500 });
    const connected = await bank.story.until('call.connected');
    assert.equal((connected.data as { since: number }).since, bank.all('call.queued')[0]!.data.since);
    await bank.pass(2000);
    assert.deepEqual(bank.customer.hears(), [`leg:${(await bank.story.phoneOf('ann')).legs[0]}`]);
    bank.customer.hangUp();
  });

  it('while it rests, a later caller is served', async () => {
    bank.customer.onRing({ do: 'busy' });
    await bank.story.agentReady('ann');
    await bank.story.until('call.callback-failed');
    const later = await bank.story.callQueue(0);
    const connected = await bank.story.until('call.connected');
    assert.notEqual(connected.call, bank.id());
    later.hangUp();
    bank.story.core.calls.hangUp(bank.id(), 'supervisor');
  });

  it('when it has rested, it stands where it stood: before whoever came after the wish', async () => {
    const later = await bank.story.callQueue(0);
    await bank.pass(1000);
    bank.customer.onRing({ do: 'reject', afterMs: 1000 });
    await bank.story.agentReady('ann');
    await bank.story.until('call.party-ringing');
    await bank.story.core.agents.notReady('ann', 'break'); // afterwards
    await bank.story.until('call.callback-failed');
    await bank.pass(1000);
    assert.equal(bank.story.state('ann'), 'not-ready');
    assert.equal(bank.story.core.acd.positionOf(bank.id()), undefined);
    await bank.pass(60_000);
    assert.equal(bank.story.core.acd.positionOf(bank.id()), 1);
    later.hangUp();
    bank.story.core.calls.hangUp(bank.id(), 'supervisor');
  });

  it('the agent refuses: it keeps its place and goes to the next one', async () => {
    bank.customer.onRing({ do: 'answer', afterMs: 500 });
    await bank.story.agentReady('ann', { do: 'reject', afterMs: 200 });
    await bank.story.until('acd.offer-ended');
    await bank.story.agentReady('bob');
    const connected = await bank.story.until('call.connected');
    assert.deepEqual([connected.agent, connected.call], ['bob', bank.id()]);
    bank.customer.hangUp();
  });

  it('the agent hangs up while the customer is rung: that phone falls silent, another agent takes it', async () => {
    bank.customer.onRing({ do: 'wait' });
    const phone = await bank.story.agentReady('ann');
    await bank.story.until('call.party-ringing');
    phone.hangUp();
    const failed = (await bank.story.until('call.callback-failed')) as Of<CallEvent, 'call.callback-failed'>;
    assert.deepEqual([failed.data.reason, failed.data.attempts], ['agent-left', 0]);
    await bank.pass(100);
    assert.deepEqual(bank.customer.ringing(), []);
    assert.equal(bank.story.state('ann'), 'ready');
    bank.customer.onRing({ do: 'answer', afterMs: 500 });
    await bank.story.agentReady('bob');
    const connected = await bank.story.until('call.connected');
    assert.equal(connected.agent, 'bob');
    bank.customer.hangUp();
  });

  it('the agent is logged out while the customer is rung: another agent takes it', async () => {
    bank.customer.onRing({ do: 'wait' });
    await bank.story.agentReady('ann');
    await bank.story.until('call.party-ringing');
    await bank.story.core.agents.logOut('ann', 'supervisor');
    await bank.story.until('call.callback-failed');
    bank.customer.onRing({ do: 'answer', afterMs: 500 });
    await bank.story.agentReady('bob');
    await bank.story.until('call.connected');
    bank.customer.hangUp();
  });

  it('a supervisor moves it to the front, gives it to another agent, and takes it out of the line', async () => {
    const later = await bank.story.callQueue(0);
    await bank.pass(100);
    await bank.story.core.agents.logIn('bob', 'bob');
    await bank.story.core.acd.setPriority(bank.story.ofType('call.arrived')[1]!.call!, 9, 'sue');
    assert.equal(bank.story.core.acd.positionOf(bank.id()), 2);
    await bank.story.core.acd.moveToFront(bank.id(), 'sue');
    assert.equal(bank.story.core.acd.positionOf(bank.id()), 1);
    await bank.story.agentReady('ann', { do: 'ignore' });
    await bank.story.until('acd.offer-made');
    await bank.story.core.acd.assign(bank.id(), 'bob', 'sue');
    assert.equal(bank.story.ofType('acd.offer-ended').length, 1);
    bank.story.core.calls.hangUp(bank.id(), 'supervisor');
    await bank.pass(100);
    assert.equal(bank.story.core.calls.get(bank.id()), undefined);
    later.hangUp();
  });

  it('it has grown too old: given up with its record', async () => {
    await bank.story.time.advance(480 * 60_000);
    await bank.story.until('call.callback-ended');
    assert.equal(bank.all('call.callback-ended')[0]!.data.reason, 'too-late');
  });
});
