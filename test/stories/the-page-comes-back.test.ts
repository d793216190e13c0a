import assert from 'node:assert/strict';
import { Control } from './world/control.js';

describe('The page of the agent goes away in mid-call', () => {
  let control: Control;
  beforeEach(async () => {
    control = await Control.begin();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await control.story.end();
    else await control.end();
  });
  const close = async (): Promise<void> => {
    control.phone('ann').disappear();
    control.story.core.agents.deskDisconnected('ann');
    await control.pass(1000);
  };

  it('and comes back: the customer hears music meanwhile, is given back by a phone that answers by itself, and no talk is counted twice', async () => {
    const caller = await control.talk();
    await close();
    control.assertHears(caller, { caller: 'music' });
    assert.equal(control.story.state('ann'), 'talking');
    control.phone('ann').onRing({ do: 'wait' });
    control.story.core.agents.deskConnected('ann');
    await control.pass(100);
    await control.story.phoneOf('ann');
    await control.story.until('call.agent-back');
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    assert.equal(control.story.ofType('call.connected').length, 1);
    assert.equal(control.story.ofType('agent.talking').length, 1);
    caller.hangUp();
    await control.story.assertQuiet();
    const { record } = (await control.story.core.cdrs.get(control.story.ofType('call.closed')[0]!.call!))!;
    assert.equal(record.recordings.length, 1);
    assert.ok(record.holdMs > 1000);
  });

  it('a new page without a word of the old one: the same', async () => {
    const caller = await control.talk();
    control.phone('ann').onRing({ do: 'wait' });
    await control.story.phoneOf('ann'); // the account is asked for anew: the old phone is no more
    await control.story.until('call.agent-back');
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann' });
    caller.hangUp();
  });

  it('and does not come back: the caller is in line with the old clock', async () => {
    const caller = await control.talk();
    const since = (control.story.ofType('call.queued')[0]!.data as { since: number }).since;
    await close();
    const queued = await control.story.until('call.queued', 2);
    assert.equal((queued.data as { since: number }).since, since);
    assert.equal(control.story.state('ann'), 'logged-out');
    caller.hangUp();
  });

  it('the stream alone is lost and the phone talks on: nobody hears anything of it', async () => {
    const caller = await control.talk();
    control.story.core.agents.deskDisconnected('ann');
    await control.pass(2000);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    control.story.core.agents.deskConnected('ann');
    await control.pass(2000);
    assert.deepEqual(control.story.ofType('call.agent-away'), []);
    caller.hangUp();
  });

  it('in a consult: the colleague is let go, the customer is kept', async () => {
    const caller = await control.talk();
    await control.commands.consult('ann', { kind: 'agent', agent: 'bob' });
    await control.story.until('call.consult-connected');
    await close();
    control.assertHears(caller, { caller: 'music' });
    assert.equal(control.story.state('bob'), 'ready');
    caller.hangUp();
  });
});
