import assert from 'node:assert/strict';
import type { SimulatedCaller } from '../../src/switch/simulated/index.js';
import { Control } from './world/control.js';

describe('A supervisor on the line', () => {
  let control: Control;
  let caller: SimulatedCaller;
  beforeEach(async () => {
    control = await Control.begin();
    const sue = await control.story.userPhone('sue');
    sue.onRing({ do: 'wait' });
    control.phones.set('sue', sue);
    caller = await control.talk();
    control.story.core.calls.listen(control.call().call, 'sue', 'user-sue');
    await control.story.until('call.listen-connected');
    await control.pass(500);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await control.story.end();
    else await control.end();
  });
  const mode = async (to: 'listen' | 'whisper' | 'join' | 'take-over'): Promise<void> => {
    await control.story.core.calls.changeMode('sue', to);
    await control.pass(500);
  };
  const LISTENS = { caller: 'ann', ann: 'caller', sue: 'ann caller' };

  it('listens, whispers, joins, takes over and listens again on one leg: each hears what the mode says', async () => {
    const leg = control.phone('sue').legs[0];
    control.assertHears(caller, LISTENS);
    await mode('whisper');
    control.assertHears(caller, { caller: 'ann', ann: 'caller sue', sue: 'ann caller' });
    await mode('join');
    control.assertHears(caller, { caller: 'ann sue', ann: 'caller sue', sue: 'ann caller' });
    await mode('take-over');
    control.assertHears(caller, { caller: 'sue', ann: 'music', sue: 'caller' });
    await mode('listen');
    control.assertHears(caller, LISTENS);
    await mode('whisper');
    control.assertHears(caller, { caller: 'ann', ann: 'caller sue', sue: 'ann caller' });
    assert.deepEqual(control.phone('sue').legs, [leg], 'the same leg');
    assert.deepEqual(
      control.story.ofType('call.listen-mode-changed').map(({ data }) => data),
      ['whisper', 'join', 'take-over', 'listen', 'whisper'].map((to) => ({ leg, user: 'sue', mode: to })),
      'every change stands in the journal with who',
    );
    caller.hangUp();
  });

  it('the agent hangs up after a take-over: caller and supervisor talk on until one hangs up', async () => {
    await mode('take-over');
    control.phone('ann').hangUp();
    await control.pass(1000);
    assert.equal(control.story.state('ann'), 'wrap-up');
    control.assertHears(caller, { caller: 'sue', sue: 'caller' });
    control.phone('sue').hangUp();
    const ended = await control.story.until('call.ended');
    assert.equal((ended.data as { by: string }).by, 'supervisor');
  });

  it('the supervisor goes in the middle of a take-over: agent and caller hear each other again', async () => {
    await mode('take-over');
    control.phone('sue').hangUp();
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    caller.hangUp();
  });

  it('whispering goes with the call to the next agent', async () => {
    await mode('whisper');
    await control.commands.consult('ann', { kind: 'agent', agent: 'bob' });
    await control.story.until('call.consult-connected');
    await control.pass(200);
    await control.commands.transfer('ann');
    await control.pass(500);
    control.assertHears(caller, { caller: 'bob', bob: 'caller sue', sue: 'bob caller' });
    caller.hangUp();
  });

  it('a mode that does not fit is refused', async () => {
    await assert.rejects(control.story.core.calls.changeMode('tom', 'join'), { code: 'CALL_UNKNOWN' });
    await control.commands.park('ann');
    await assert.rejects(control.story.core.calls.changeMode('sue', 'whisper'), { code: 'CALL_STATE' });
    await assert.rejects(control.story.core.calls.changeMode('sue', 'join'), { code: 'CALL_STATE' });
    caller.hangUp();
  });

  it('joined while the agent consults: the supervisor is with the agent; the caller hears music and nobody else', async () => {
    await mode('join');
    await control.commands.consult('ann', { kind: 'agent', agent: 'bob' });
    await control.story.until('call.consult-connected');
    await control.pass(500);
    control.assertHears(caller, { caller: 'music', ann: 'bob sue', bob: 'ann sue', sue: 'ann bob' });
    await control.commands.control('ann', { do: 'consult/cancel' });
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann sue', ann: 'caller sue' });
    caller.hangUp();
  });
});
