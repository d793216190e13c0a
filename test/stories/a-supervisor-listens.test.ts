import assert from 'node:assert/strict';
import type { SimulatedCaller, SimulatedPhone } from '../../src/switch/simulated/index.js';
import { Story } from './world/story.js';

describe('A supervisor listens', () => {
  let story: Story;
  let agent: SimulatedPhone;
  let supervisor: SimulatedPhone;
  let caller: SimulatedCaller;
  let call: string;
  afterEach(() => story.end());
  const begin = async (talking: boolean): Promise<void> => {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'], wrapUpSeconds: 0 }]);
    story.paintPops();
    supervisor = await story.userPhone('sue');
    if (talking) agent = await story.agentReady('ann');
    caller = await story.callQueue(0);
    call = story.ofType('call.arrived')[0]!.call!;
    if (talking) await story.until('call.connected');
  };

  it('hears both, is heard by nobody, and stops', async () => {
    await begin(true);
    story.core.calls.listen(call, 'sue', 'user-sue');
    await story.until('call.listen-connected');
    await story.time.advance(100);
    assert.deepEqual([...supervisor.hears()].sort(), [`leg:${agent.legs[0]}`, `leg:${caller.leg}`].sort());
    assert.deepEqual(caller.hears(), [`leg:${agent.legs[0]}`]);
    assert.deepEqual(agent.hears(), [`leg:${caller.leg}`]);
    assert.deepEqual(story.core.live.board().calls[0]?.listeners, ['sue']);
    story.core.calls.stopListening('sue');
    await story.time.advance(100);
    assert.deepEqual(supervisor.legs, []);
    assert.deepEqual(story.core.live.board().calls[0]?.listeners, []);
    assert.equal(story.state('ann'), 'talking');
    caller.hangUp();
    await story.assertQuiet();
  });

  it('is let go when the caller hangs up', async () => {
    await begin(true);
    story.core.calls.listen(call, 'sue', 'user-sue');
    await story.until('call.listen-connected');
    caller.hangUp();
    await story.time.advance(100);
    assert.deepEqual(supervisor.legs, []);
    await story.assertQuiet();
  });

  it('hangs up: caller and agent notice nothing', async () => {
    await begin(true);
    story.core.calls.listen(call, 'sue', 'user-sue');
    await story.until('call.listen-connected');
    supervisor.hangUp();
    await story.until('call.listen-ended');
    assert.deepEqual(caller.hears(), [`leg:${agent.legs[0]}`]);
    caller.hangUp();
    await story.assertQuiet();
  });

  it('does not answer: nothing is left of it, and another try works', async () => {
    await begin(true);
    supervisor.onRing({ do: 'ignore' });
    story.core.calls.listen(call, 'sue', 'user-sue');
    await story.until('call.listen-ended', 1, 30_000);
    assert.deepEqual(supervisor.legs, []);
    supervisor.onRing({ do: 'wait' });
    story.core.calls.listen(call, 'sue', 'user-sue');
    await story.until('call.listen-connected');
    caller.hangUp();
    await story.assertQuiet();
  });

  it('has no phone: told as ended at once', async () => {
    await begin(true);
    supervisor.unregister();
    story.core.calls.listen(call, 'sue', 'user-sue');
    await story.until('call.listen-ended', 1, 1000);
    caller.hangUp();
    await story.assertQuiet();
  });

  it('asks twice: one phone rings, once', async () => {
    await begin(true);
    story.core.calls.listen(call, 'sue', 'user-sue');
    story.core.calls.listen(call, 'sue', 'user-sue');
    await story.time.advance(1000);
    assert.equal(supervisor.legs.length, 1);
    caller.hangUp();
    await story.assertQuiet();
  });

  it('already while the caller waits: hears the music, then the talk that follows', async () => {
    await begin(false);
    story.core.calls.listen(call, 'sue', 'user-sue');
    await story.until('call.listen-connected');
    await story.time.advance(100);
    assert.ok(supervisor.hears().includes('music:default'));
    agent = await story.agentReady('ann');
    await story.until('call.connected');
    await story.time.advance(100);
    assert.deepEqual([...supervisor.hears()].sort(), [`leg:${agent.legs[0]}`, `leg:${caller.leg}`].sort());
    caller.hangUp();
    await story.assertQuiet();
  });

  it('to a call that is over: refused', async () => {
    await begin(true);
    caller.hangUp();
    await story.assertQuiet();
    assert.throws(() => story.core.calls.listen(call, 'sue', 'user-sue'), { code: 'CALL_UNKNOWN' });
  });
});
