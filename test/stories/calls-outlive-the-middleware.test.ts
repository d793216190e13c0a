import assert from 'node:assert/strict';
import type { SimulatedCaller } from '../../src/switch/simulated/index.js';
import type { SupervisorMode } from '../../src/supervisor/types.js';
import { Control, OUTSIDE } from './world/control.js';

/** What a call is in when the process is killed, and who hears whom before and after. */
const corners: Readonly<
  Record<
    string,
    {
      readonly reach: (control: Control) => Promise<void>;
      /** After the pages are back and all has come to rest. */
      readonly after: Readonly<Record<string, string>>;
    }
  >
> = {
  hold: {
    reach: (c) => c.commands.control('ann', { do: 'hold' }),
    after: { caller: 'music', ann: '' },
  },
  consult: {
    reach: async (c) => {
      await c.commands.consult('ann', { kind: 'agent', agent: 'bob' });
      await c.story.until('call.consult-connected');
    },
    after: { caller: 'music', ann: 'bob', bob: 'ann' },
  },
  swapped: {
    reach: async (c) => {
      await c.commands.consult('ann', { kind: 'outside', number: OUTSIDE });
      await c.story.until('call.consult-connected');
      await c.commands.control('ann', { do: 'swap' });
    },
    after: { caller: 'ann', ann: 'caller', outside: 'music' },
  },
  conference: {
    reach: async (c) => {
      await c.commands.consult('ann', { kind: 'agent', agent: 'bob' });
      await c.story.until('call.consult-connected');
      await c.commands.control('ann', { do: 'conference' });
    },
    after: { caller: 'ann bob', ann: 'bob caller', bob: 'ann caller' },
  },
  'flow visit': {
    reach: (c) => c.commands.sendToFlow('ann', 'ask', true),
    after: { ann: 'music' },
  },
  parked: {
    reach: async (c) => void (await c.commands.park('ann')),
    after: { caller: 'music' },
  },
  'a transfer to an outside number that rings': {
    reach: async (c) => {
      c.outside.onRing({ do: 'answer', afterMs: 4000 });
      await c.commands.transfer('ann', { kind: 'outside', number: OUTSIDE });
      await c.story.until('call.party-ringing');
    },
    after: { caller: 'outside', outside: 'caller' },
  },
  'two outside parties': {
    reach: async (c) => {
      await c.commands.transfer('ann', { kind: 'outside', number: OUTSIDE });
      await c.story.until('call.connected', 2);
    },
    after: { caller: 'outside', outside: 'caller' },
  },
  listening: {
    reach: (c) => supervise(c, 'listen'),
    after: { caller: 'ann', ann: 'caller', sue: 'ann caller' },
  },
  whispering: {
    reach: (c) => supervise(c, 'whisper'),
    after: { caller: 'ann', ann: 'caller sue', sue: 'ann caller' },
  },
  join: {
    reach: (c) => supervise(c, 'join'),
    after: { caller: 'ann sue', ann: 'caller sue', sue: 'ann caller' },
  },
  'take-over': {
    reach: (c) => supervise(c, 'take-over'),
    after: { caller: 'sue', ann: 'music', sue: 'caller' },
  },
};

async function supervise(control: Control, mode: SupervisorMode): Promise<void> {
  const sue = await control.story.userPhone('sue');
  sue.onRing({ do: 'wait' });
  control.phones.set('sue', sue);
  control.story.core.calls.listen(control.call().call, 'sue', 'user-sue', mode);
  await control.story.until('call.listen-connected');
}

describe('The middleware is killed while an agent controls a call', () => {
  let control: Control;
  let caller: SimulatedCaller;
  beforeEach(async () => {
    control = await Control.begin();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await control.story.end();
    else await control.end();
  });

  for (const [corner, { reach, after }] of Object.entries(corners))
    for (const meanwhileMs of [0, 3000])
      it(`${corner}, and it is away for ${meanwhileMs} ms: the call goes on as it was`, async () => {
        caller = await control.talk();
        await reach(control);
        await control.pass(800);
        await control.story.killProcess({ meanwhile: () => control.story.time.advance(meanwhileMs) });
        control.story.reopenDesks('ann', 'bob');
        await control.pass(3500);
        control.assertHears(caller, after);
        assert.equal(control.story.ofType('call.arrived').length, 1);
        assert.deepEqual(control.story.ofType('call.ended'), []);
        assert.deepEqual(control.story.ofType('call.listen-ended'), [], 'who was on the line stays');
        caller.hangUp();
        await control.story.until('call.closed');
        assert.equal(control.story.ofType('call.agent-lost').length, 0, 'no agent was taken for lost');
      });

  it('dialling: the other side rings on and is connected', async () => {
    control.outside.onRing({ do: 'answer', afterMs: 4000 });
    await control.commands.dial('ann', { kind: 'outside', number: OUTSIDE });
    await control.story.until('call.party-ringing');
    await control.story.killProcess();
    control.story.reopenDesks('ann', 'bob');
    await control.story.until('call.connected');
    await control.pass(500);
    assert.deepEqual(control.phone('ann').hears(), [`leg:${control.outside.legs[0]}`]);
    control.outside.hangUp();
  });

  it('a consult whose phone rings: the colleague’s phone is quiet, the agent is back with the caller', async () => {
    caller = await control.talk();
    control.phone('bob').onRing({ do: 'wait' });
    await control.commands.consult('ann', { kind: 'agent', agent: 'bob' });
    await control.story.until('call.agent-ringing', 2);
    await control.story.killProcess();
    control.story.reopenDesks('ann', 'bob');
    await control.pass(1000);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    assert.deepEqual(control.phone('bob').ringing(), []);
    assert.equal(control.story.state('bob'), 'ready');
    caller.hangUp();
  });

  it('the link is lost on hold and the caller taken back meanwhile by nobody: put right when it is back', async () => {
    caller = await control.talk();
    control.story.world.faults.loseNextCommands(1, 'unbridge');
    await control.commands.control('ann', { do: 'hold' });
    await control.pass(15_000);
    control.assertHears(caller, { caller: 'music', ann: '' });
    control.story.world.cut();
    await control.commands.control('ann', { do: 'resume' });
    await control.pass(2000);
    control.story.world.restore();
    await control.pass(2000);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    caller.hangUp();
  });
});
