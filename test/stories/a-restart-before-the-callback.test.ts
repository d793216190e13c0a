import assert from 'node:assert/strict';
import { Bank, CUSTOMER } from './world/bank.js';

describe('A restart while somebody is to be called back', () => {
  let bank: Bank;
  beforeEach(async () => {
    bank = await Bank.begin();
    bank.customer.onRing({ do: 'answer', afterMs: 500 });
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') await bank.story.assertQuiet();
    await bank.story.end();
  });

  it('the callback waits on with clock and place', async () => {
    await bank.ask();
    const later = await bank.story.callQueue(0);
    await bank.pass(1000);
    await bank.story.killProcess();
    assert.equal(bank.story.core.acd.positionOf(bank.id()), 1);
    await bank.story.agentReady('ann');
    const connected = await bank.story.until('call.connected');
    assert.equal(connected.call, bank.id());
    await bank.pass(1000);
    bank.customer.hangUp();
    later.hangUp();
  });

  for (const lost of [1, 2, 3, 4, 6, 8])
    it(`${lost} turns lost around the wish: called back once, or the caller waits on`, async () => {
      const caller = await bank.story.callQueue(0, CUSTOMER);
      await bank.pass(3000);
      caller.press('1');
      await bank.story.until('call.callback-asked');
      await bank.story.time.advance(2);
      await bank.story.killProcess({ lost });
      await bank.pass(100);
      await bank.story.agentReady('ann');
      await bank.story.until('call.connected');
      await bank.pass(1000);
      assert.equal(bank.all('call.connected').length, 1);
      assert.equal(bank.all('call.callback-opened').length, bank.all('call.callback-asked').length);
      bank.customer.hangUp();
      caller.hangUp();
    });

  it('the customer is being rung: rings on, and both talk', async () => {
    await bank.ask();
    bank.customer.onRing({ do: 'wait' });
    await bank.story.agentReady('ann');
    await bank.story.until('call.party-ringing');
    await bank.story.killProcess();
    bank.story.reopenDesks('ann');
    await bank.pass(500);
    assert.equal(bank.story.state('ann'), 'dialling');
    assert.equal(bank.customer.ringing().length, 1);
    bank.customer.answer();
    await bank.story.until('call.connected');
    await bank.pass(1000);
    assert.equal(bank.story.state('ann'), 'talking');
    bank.customer.hangUp();
  });

  for (const lost of [0, 1, 2, 3, 4, 6])
    it(`the customer answers while no process is there, ${lost} turns lost: both talk, or it is tried again`, async () => {
      await bank.ask();
      bank.customer.onRing({ do: 'wait' });
      await bank.story.agentReady('ann');
      await bank.story.until('call.callback-taken');
      await bank.story.time.advance(3);
      await bank.story.killProcess({
        lost,
        meanwhile: () => {
          bank.customer.onRing({ do: 'answer', afterMs: 500 });
          if (bank.customer.ringing().length > 0) bank.customer.answer();
        },
      });
      bank.story.reopenDesks('ann');
      await bank.story.until('call.connected', 1, 200_000);
      await bank.pass(1000);
      assert.equal(bank.story.state('ann'), 'talking');
      bank.customer.hangUp();
    });

  it('it rests after an attempt in vain: tried again when it was due', async () => {
    await bank.ask();
    bank.customer.onRing({ do: 'busy' });
    await bank.story.agentReady('ann');
    const failed = await bank.story.until('call.callback-failed');
    await bank.story.killProcess();
    bank.story.reopenDesks('ann');
    bank.customer.onRing({ do: 'answer', afterMs: 500 });
    const again = await bank.story.until('acd.offer-made', 2);
    assert.equal(again.at - failed.at, 60_000);
    await bank.story.until('call.connected');
    bank.customer.hangUp();
  });

  it('the agent’s phone rings for it: the offer comes back, the place is kept', async () => {
    await bank.ask();
    await bank.story.agentReady('ann', { do: 'ignore' });
    await bank.story.until('call.agent-ringing');
    await bank.story.killProcess();
    (await bank.story.phoneOf('ann')).onRing({ do: 'answer', afterMs: 500 });
    bank.story.reopenDesks('ann');
    await bank.story.until('call.connected');
    await bank.pass(1000);
    bank.customer.hangUp();
  });
});
