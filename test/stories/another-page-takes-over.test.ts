import assert from 'node:assert/strict';
import { Story } from './world/story.js';

describe('Another page of the agent takes over', () => {
  let story: Story;
  afterEach(() => story.end());

  it('in mid-call: the caller hears music until the new phone is there, the old one is silent, the talk goes on', async () => {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'], wrapUpSeconds: 0 }]);
    story.paintPops();
    const old = await story.agentReady('ann');
    const caller = await story.callQueue(0);
    await story.until('call.connected');
    await story.time.advance(3000);
    const [oldLeg] = old.legs;
    story.core.agents.deskTakenOver('ann');
    await story.until('call.agent-away');
    await story.time.advance(200);
    assert.ok(!old.legs.includes(oldLeg!), 'the old page talks no more');
    assert.deepEqual(caller.hears(), ['music:default']);
    assert.equal(story.ofType('call.agent-back').length, 0, 'nobody rings the old page');
    const phone = await story.phoneOf('ann');
    phone.onRing({ do: 'answer', afterMs: 100 });
    await story.until('call.agent-back');
    await story.time.advance(200);
    assert.deepEqual(caller.hears(), [`leg:${phone.legs.at(-1)}`]);
    assert.equal(story.state('ann'), 'talking');
    assert.equal(story.ofType('agent.wrap-up-started').length, 0);
    caller.hangUp();
    await story.until('agent.wrap-up-started');
    await story.assertQuiet();
  });

  it('while the old page rings: the caller keeps place and clock, nobody is set aside', async () => {
    story = await Story.begin(
      [{ id: 'ann' }, { id: 'bob' }],
      [{ id: 'bank', members: ['ann', 'bob'], wrapUpSeconds: 0 }],
    );
    story.paintPops();
    await story.agentReady('ann', { do: 'wait' });
    const caller = await story.callQueue(0);
    await story.until('agent.ringing');
    const phone = await story.phoneOf('ann');
    phone.onRing({ do: 'answer', afterMs: 500 });
    story.core.agents.deskTakenOver('ann');
    const connected = await story.until('call.connected');
    assert.equal(connected.agent, 'ann');
    assert.equal(story.ofType('agent.offer-missed').length, 0);
    const { since } = connected.data as { since: number };
    assert.equal(since, story.ofType('call.queued')[0]!.at);
    caller.hangUp();
    await story.assertQuiet();
  });
});
