import assert from 'node:assert/strict';
import { Control } from './world/control.js';

describe('The page of an agent who does not own the call goes away in mid-call', () => {
  let control: Control;
  beforeEach(async () => {
    control = await Control.begin();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await control.story.end();
    else await control.end();
  });

  const close = async (agent: string): Promise<void> => {
    control.phone(agent).disappear();
    control.story.core.agents.deskDisconnected(agent);
    await control.pass(1000);
  };
  const reload = async (agent: string): Promise<void> => {
    control.phone(agent).onRing({ do: 'wait' }); // it answers by itself, as it is told to
    control.story.core.agents.deskConnected(agent);
    await control.pass(100);
    await control.story.phoneOf(agent);
    await control.story.until('call.agent-back');
    await control.pass(500);
  };
  const consult = async (): Promise<void> => {
    await control.commands.consult('ann', { kind: 'agent', agent: 'bob' });
    await control.story.until('call.consult-connected');
    await control.pass(500);
  };
  const shown = (agent: string) => control.story.core.live.desk(agent)?.control;
  const record = async () =>
    (await control.story.core.cdrs.get(control.story.ofType('call.closed')[0]!.call!))!.record;

  it('a consulted colleague: the agent hears music meanwhile, the customer stays on hold, and the two go on', async () => {
    const caller = await control.talk();
    await consult();
    await close('bob');
    control.assertHears(caller, { caller: 'music', ann: 'music' });
    assert.equal(control.story.state('bob'), 'talking');
    assert.equal(control.call().consult?.state, 'up');
    await reload('bob');
    control.assertHears(caller, { caller: 'music', ann: 'bob', bob: 'ann' });
    assert.equal(control.story.ofType('call.consult-ended').length, 0);
    assert.equal(control.story.ofType('agent.talking').filter(({ agent }) => agent === 'bob').length, 1);
    await control.commands.control('ann', { do: 'consult/cancel' });
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    assert.equal(control.story.state('bob'), 'ready');
    caller.hangUp();
    await control.story.assertQuiet();
    const { parts } = await record();
    assert.deepEqual(
      parts.map(({ agent, kind }) => [agent, kind]),
      [
        ['ann', 'served'],
        ['bob', 'consulted'],
      ],
      'one part, as if the page had been there all the time',
    );
  });

  it('a consulted colleague, taken over into the conversation afterwards by the leg that is there now', async () => {
    const caller = await control.talk();
    await consult();
    await close('bob');
    await reload('bob');
    await control.commands.transfer('ann');
    await control.pass(500);
    control.assertHears(caller, { caller: 'bob', bob: 'caller' });
    assert.equal(control.call().agent, 'bob');
    caller.hangUp();
  });

  it('while the agent talks with the customer again, nobody hears anything of it', async () => {
    const caller = await control.talk();
    await consult();
    await control.commands.control('ann', { do: 'swap' });
    await control.pass(500);
    await close('bob');
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    await reload('bob');
    control.assertHears(caller, { caller: 'ann', ann: 'caller', bob: 'music' });
    caller.hangUp();
  });

  it('a member of a conference: the others talk on, and all three are together again', async () => {
    const caller = await control.talk();
    await consult();
    await control.commands.control('ann', { do: 'conference' });
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann bob', ann: 'bob caller', bob: 'ann caller' });
    await close('bob');
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    const theirs = shown('ann')!.parties.find(({ kind, me }) => kind === 'agent' && !me);
    assert.equal(theirs?.place, 'away', 'the desk shows who is coming back');
    await reload('bob');
    control.assertHears(caller, { caller: 'ann bob', ann: 'bob caller', bob: 'ann caller' });
    caller.hangUp();
    await control.story.assertQuiet();
    const { holdMs, parts } = await record();
    assert.equal(
      parts.filter(({ agent, kind }) => agent === 'bob' && kind === 'joined').length,
      1,
      'one part of the conference',
    );
    const apart =
      control.story.ofType('call.consult-ended')[0]!.at - control.story.ofType('call.consult-started')[0]!.at;
    assert.equal(holdMs, apart, 'the customer was on hold for the consult and not for the page');
  });

  it('who was muted and on hold is so again', async () => {
    const caller = await control.talk();
    await consult();
    await control.commands.control('ann', { do: 'conference' });
    await control.pass(500);
    await control.commands.control('bob', { do: 'mute' });
    await control.commands.control('ann', { do: 'hold', party: control.call().guests[0]!.leg });
    await control.pass(500);
    await close('bob');
    await reload('bob');
    const { guests, held, muted } = control.call();
    assert.deepEqual([held, muted], [[guests[0]!.leg], [guests[0]!.leg]]);
    control.assertHears(caller, { caller: 'ann', ann: 'caller', bob: 'music' });
    caller.hangUp();
  });

  it('the owner leaves meanwhile: the call is kept for the colleague, and the customer hears music', async () => {
    const caller = await control.talk();
    await consult();
    await control.commands.control('ann', { do: 'conference' });
    await control.pass(500);
    await close('bob');
    await control.commands.control('ann', { do: 'hang-up' });
    await control.pass(500);
    control.assertHears(caller, { caller: 'music' });
    assert.equal(control.call().agent, 'bob');
    assert.equal(control.story.state('ann'), 'wrap-up');
    await reload('bob');
    control.assertHears(caller, { caller: 'bob', bob: 'caller' });
    caller.hangUp();
  });

  it('the owner hangs up while the colleague is rung for the new page: the customer comes to the colleague', async () => {
    const caller = await control.talk();
    await consult();
    await close('bob');
    control.phone('bob').onRing({ do: 'ignore' });
    control.story.core.agents.deskConnected('bob');
    await control.story.phoneOf('bob');
    await control.pass(500);
    await control.commands.control('ann', { do: 'hang-up' });
    control.phone('bob').onRing({ do: 'answer', afterMs: 100 });
    await control.story.until('call.agent-back');
    await control.pass(500);
    control.assertHears(caller, { caller: 'bob', bob: 'caller' });
    caller.hangUp();
  });

  it('both pages of a conference: the customer hears music, and each is given back', async () => {
    const caller = await control.talk();
    await consult();
    await control.commands.control('ann', { do: 'conference' });
    await control.pass(500);
    await close('ann');
    await close('bob');
    control.assertHears(caller, { caller: 'music' });
    await reload('ann');
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    await reload('bob');
    control.assertHears(caller, { caller: 'ann bob', ann: 'bob caller', bob: 'ann caller' });
    caller.hangUp();
  });

  it('and does not come back: a consult is over and the agent has the customer again', async () => {
    const caller = await control.talk();
    await consult();
    await close('bob');
    await control.story.until('call.consult-ended');
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    assert.equal(control.story.state('bob'), 'logged-out');
    caller.hangUp();
  });

  it('and does not come back: a conference goes on without', async () => {
    const caller = await control.talk();
    await consult();
    await control.commands.control('ann', { do: 'conference' });
    await control.pass(500);
    await close('bob');
    await control.story.until('call.party-left');
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    assert.equal(shown('ann')!.parties.length, 2);
    caller.hangUp();
  });

  it('the called side of a call between colleagues: who called hears music, both talk on, and what is said is recorded', async () => {
    await control.commands.dial('ann', { kind: 'agent', agent: 'bob' });
    await control.story.until('call.connected');
    await control.pass(1000);
    await close('bob');
    const heard = (agent: string): string => control.hears([agent, control.phone(agent)])[agent]!;
    assert.equal(heard('ann'), 'music');
    assert.deepEqual([...shown('ann')!.may].sort(), ['hang-up', 'mute']);
    await reload('bob');
    assert.deepEqual([heard('ann'), heard('bob')], ['bob', 'ann']);
    await control.pass(3000);
    await control.commands.control('ann', { do: 'hang-up' });
    await control.story.assertQuiet();
    const { holdMs, recordings, parts } = await record();
    assert.ok(holdMs >= 1000 && holdMs < 3000, `on hold for ${holdMs}`);
    assert.equal(recordings.length, 2, 'before and after');
    assert.equal(parts.length, 2);
  });

  it('the middleware is killed meanwhile: the colleague is given back by the next process', async () => {
    const caller = await control.talk();
    await consult();
    await control.commands.control('ann', { do: 'conference' });
    await control.pass(500);
    await close('bob');
    await control.story.killProcess();
    control.story.reopenDesks('ann');
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    await reload('bob');
    control.assertHears(caller, { caller: 'ann bob', ann: 'bob caller', bob: 'ann caller' });
    caller.hangUp();
  });

  it('the new page goes away as well: its phone falls quiet, and the next page has the part', async () => {
    const caller = await control.talk();
    await consult();
    await close('bob');
    control.phone('bob').onRing({ do: 'ignore' });
    control.story.core.agents.deskConnected('bob');
    await control.story.phoneOf('bob');
    await control.pass(500);
    control.phone('bob').disappear();
    await control.pass(500);
    control.phone('bob').onRing({ do: 'answer', afterMs: 100 });
    await control.story.phoneOf('bob');
    await control.story.until('call.agent-back');
    await control.pass(500);
    control.assertHears(caller, { caller: 'music', ann: 'bob', bob: 'ann' });
    caller.hangUp();
  });
});
