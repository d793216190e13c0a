import assert from 'node:assert/strict';
import { OUTSIDE } from './world/control.js';
import { Phones, type Name } from './world/phones.js';

describe('Phones of the centre place calls', () => {
  let phones: Phones;
  beforeEach(async () => {
    phones = await Phones.begin();
  });
  afterEach(async function () {
    await phones.end(this.currentTest?.state === 'failed');
  });

  it('an agent dials an extension on the phone: busy with it, both hear each other, ready as before afterwards', async () => {
    const since = phones.story.core.agents.get('ann').readySince;
    const ann = await phones.dials('ann', '801');
    await phones.story.until('call.party-ringing');
    assert.deepEqual(ann.hears(), ['ringing']);
    assert.equal(phones.story.state('ann'), 'dialling');
    await phones.story.until('call.connected');
    await phones.pass(1000);
    phones.assertTalk(ann, phones.phone('vault'));
    assert.equal(phones.story.state('ann'), 'talking');
    const caller = await phones.story.callQueue(0);
    await phones.pass(200);
    assert.deepEqual(phones.story.offered(), ['cid'], 'who talks is offered nothing');
    caller.hangUp();
    ann.hangUp();
    await phones.story.until('call.closed', 2);
    await phones.pass(1000);
    assert.equal(phones.story.state('ann'), 'ready');
    assert.equal(phones.story.core.agents.get('ann').readySince, since);
    assert.equal(phones.story.core.live.fold.calls.size, 0);
  });

  it('outside, with the caller id of the queue that the agent calls for, and its wrap-up', async () => {
    const ann = await phones.dials('ann', OUTSIDE);
    await phones.story.until('call.connected');
    await phones.pass(500);
    phones.assertTalk(ann, phones.outside);
    assert.equal(phones.outside.calledBy, '+8695500');
    phones.outside.hangUp();
    await phones.story.until('call.closed');
    assert.equal(phones.story.state('ann'), 'wrap-up');
    const { record } = (await phones.story.core.cdrs.get(phones.told('call.placed')[0]!.call!))!;
    assert.deepEqual([record.direction, record.outcome, record.agent], ['out', 'answered', 'ann']);
  });

  for (const [what, dialled, prompt] of [
    ['a number that the class of service forbids', '9001', 'number-not-allowed'],
    ['a slot in which nothing is parked', '701', 'number-unknown'],
    ['a code that does not exist', '*99', 'code-unknown'],
  ] as const)
    it(`${what}: the phone hears why and is hung up, the desk shows it; the agent stays ready`, async () => {
      const ann = await phones.dials('ann', dialled);
      await phones.story.until('call.leaving');
      await phones.pass(100);
      assert.deepEqual(ann.hears(), [`prompt:${prompt}`]);
      assert.equal(phones.story.core.live.desk('ann')?.refusal?.word, prompt);
      await phones.story.until('call.closed');
      assert.equal(phones.story.state('ann'), 'ready');
    });

  it('the class of service of a group of agents: bob may call what ann may not, and the other way round', async () => {
    const bob = await phones.dials('bob', '13800138000');
    await phones.story.until('call.leaving');
    await phones.pass(100);
    assert.deepEqual(bob.hears(), ['prompt:number-not-allowed']);
    await phones.story.until('call.closed');
    const again = await phones.dials('bob', OUTSIDE);
    await phones.story.until('call.connected');
    again.hangUp();
  });

  it('the other side is busy: the phone hears so, then the call is over with the cause', async () => {
    phones.phone('vault').onRing({ do: 'busy' });
    const ann = await phones.dials('ann', '801');
    await phones.story.until('call.agent-told');
    await phones.pass(100);
    assert.deepEqual(ann.hears(), ['prompt:sorry-busy']);
    const ended = await phones.story.until('call.ended');
    assert.equal((ended.data as { cause: string }).cause, 'busy');
    await phones.pass(1000);
    assert.equal(phones.story.state('ann'), 'ready');
  });

  it('the agent hangs up while it rings: nobody’s phone rings on', async () => {
    phones.phone('vault').onRing({ do: 'wait' });
    const ann = await phones.dials('ann', '801');
    await phones.story.until('call.party-ringing');
    ann.hangUp();
    await phones.story.until('call.closed');
    assert.deepEqual(phones.phone('vault').ringing(), []);
    assert.equal(phones.story.state('ann'), 'ready');
  });

  it('a colleague by number pops and rings there; a queue by number rings its most idle agent', async () => {
    const ann = await phones.dials('ann', '302');
    await phones.story.until('call.connected');
    await phones.pass(500);
    phones.assertTalk(ann, phones.phone('bob'));
    assert.deepEqual([phones.story.state('ann'), phones.story.state('bob')], ['talking', 'talking']);
    ann.hangUp();
    await phones.story.until('call.closed');
    await phones.story.core.agents.notReady('ann', 'break');
    const bob = await phones.dials('bob', '500');
    await phones.story.until('call.connected', 2);
    await phones.pass(500);
    phones.assertTalk(bob, phones.phone('cid'));
    bob.hangUp();
  });

  it('an agent who is not logged in reaches extensions, and no outside number', async () => {
    await phones.story.core.agents.logOut('ann');
    const ann = await phones.dials('ann', '801');
    await phones.story.until('call.connected');
    await phones.pass(500);
    phones.assertTalk(ann, phones.phone('vault'));
    assert.equal(phones.story.state('ann'), 'logged-out');
    ann.hangUp();
    await phones.story.until('call.closed');
    const outside = await phones.dials('ann', OUTSIDE);
    await phones.story.until('call.leaving');
    await phones.pass(100);
    assert.deepEqual(outside.hears(), ['prompt:number-not-allowed']);
  });

  it('an extension calls an extension and hears it ring; one record of the call, internal', async () => {
    phones.phone('branch').onRing({ do: 'wait' });
    const vault = await phones.dials('vault', '802');
    await phones.story.until('call.party-ringing');
    await phones.pass(50);
    assert.deepEqual(vault.hears(), ['ringing']);
    phones.phone('branch').answer();
    await phones.story.until('call.connected');
    await phones.pass(1000);
    phones.assertTalk(vault, phones.phone('branch'));
    phones.phone('branch').hangUp();
    await phones.story.until('call.closed');
    const { record } = (await phones.story.core.cdrs.get(phones.told('call.arrived')[0]!.call!))!;
    assert.deepEqual([record.direction, record.outcome, record.number], ['internal', 'answered', '801']);
  });

  it('an extension that calls a queue stands in its line like a caller', async () => {
    await phones.story.core.agents.notReady('ann', 'break');
    await phones.story.core.agents.notReady('cid', 'break');
    const vault = await phones.dials('vault', '500');
    await phones.story.until('acd.queue-entered');
    await phones.pass(100);
    assert.match(vault.hears().join(), /^music/);
    await phones.story.core.agents.ready('ann');
    await phones.story.until('call.connected');
    vault.hangUp();
  });

  it('an extension that is busy is told so', async () => {
    phones.phone('branch').onRing({ do: 'busy' });
    const vault = await phones.dials('vault', '802');
    await phones.story.until('call.leaving');
    await phones.pass(100);
    assert.deepEqual(vault.hears(), ['prompt:sorry-busy']);
    await phones.story.until('call.closed');
    assert.equal(await phones.outcome(), 'not-reached');
  });
});

describe('Codes that are dialled on an agent’s phone', () => {
  let phones: Phones;
  afterEach(async function () {
    await phones.end(this.currentTest?.state === 'failed');
  });
  const code = async (who: Name, dialled: string): Promise<string> => {
    const leaving = phones.told('call.leaving').length;
    const closed = phones.told('call.closed').length;
    const phone = await phones.dials(who, dialled);
    await phones.story.until('call.leaving', leaving + 1);
    await phones.pass(100);
    const [heard = ''] = phone.hears();
    await phones.story.until('call.closed', closed + 1);
    return heard;
  };

  it('log out, log in, not ready with the first reason, ready', async () => {
    phones = await Phones.begin();
    assert.equal(await code('ann', '*41'), 'prompt:done');
    assert.equal(phones.story.state('ann'), 'logged-out');
    assert.equal(await code('ann', '*42'), 'prompt:not-possible');
    assert.equal(await code('ann', '*40'), 'prompt:done');
    assert.equal(phones.story.state('ann'), 'not-ready');
    assert.equal(await code('ann', '*42'), 'prompt:done');
    assert.equal(phones.story.state('ann'), 'ready');
    assert.equal(await code('ann', '*431'), 'prompt:done');
    assert.equal(phones.story.state('ann'), 'not-ready');
    assert.equal(await code('ann', '*439'), 'prompt:not-possible');
    assert.equal(await code('vault', '*42'), 'prompt:not-possible');
  });

  it('log in with a PIN, of which no event holds a digit', async () => {
    phones = await Phones.begin({ featureCodes: { pin: true } });
    await phones.story.core.agents.logOut('ann');
    const ann = await phones.dials('ann', '*40');
    await phones.story.until('call.answered');
    await phones.pass(100);
    assert.deepEqual(ann.hears(), ['prompt:pin-ask']);
    ann.press('1111#');
    await phones.pass(100);
    assert.deepEqual(ann.hears(), ['prompt:pin-wrong']);
    assert.equal(phones.story.state('ann'), 'logged-out');
    ann.press('4711#');
    await phones.story.until('agent.logged-in', 4);
    await phones.story.until('call.closed');
    assert.ok(!JSON.stringify(phones.told('call.arrived')).includes('4711'));
    const lost = await phones.dials('bob', '*40');
    await phones.story.until('call.answered', 2);
    lost.hangUp();
  });

  it('a parked call: the phone itself takes it, and talks at once', async () => {
    phones = await Phones.begin();
    const caller = await phones.talk();
    const slot = await phones.story.core.commands.park('ann');
    await phones.pass(500);
    const bob = await phones.dials('bob', `*85${slot}`);
    await phones.story.until('call.unparked');
    await phones.pass(500);
    phones.assertTalk(bob, caller);
    assert.equal(phones.story.state('bob'), 'talking');
    caller.hangUp();
  });

  it('a call that rings at a ring group, and one that waits in the own line', async () => {
    phones = await Phones.begin();
    for (const name of ['vault', 'branch'] as const) phones.phone(name).onRing({ do: 'wait' });
    await phones.story.core.agents.logOut('bob');
    const caller = await phones.story.call('95588');
    await phones.story.until('call.party-ringing', 2);
    const ann = await phones.dials('ann', '*86601');
    await phones.story.until('call.connected');
    await phones.pass(500);
    phones.assertTalk(ann, caller);
    assert.deepEqual([phones.phone('vault').ringing(), phones.phone('branch').ringing()], [[], []]);
    caller.hangUp();
    await phones.story.until('call.closed');
    assert.equal(await code('ann', '*86'), 'prompt:number-unknown');
    phones.phone('ann').onRing({ do: 'answer', afterMs: 2000 });
    await phones.story.core.agents.notReady('cid', 'break');
    await phones.story.core.agents.notReady('ann', 'break');
    const waits = await phones.story.callQueue(0);
    await phones.pass(500);
    assert.equal(await code('ann', '*86'), 'prompt:pick-up-comes');
    await phones.story.core.agents.ready('ann');
    await phones.story.until('call.connected', 2);
    waits.hangUp();
  });
});
