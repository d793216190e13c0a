import assert from 'node:assert/strict';
import { Story } from './world/story.js';

/** Deadline of a command in stories: then the switch is asked how things stand. */
const DEADLINE_MS = 5000;
/** From the agent's answer, for a switch that says nothing of the bridge. */
const TOGETHER_MS = 30_000;

describe('A switch that is slow', () => {
  let story: Story;
  afterEach(() => story.end());

  async function begin(): Promise<void> {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'], wrapUpSeconds: 0 }]);
    story.paintPops();
  }

  it('has made the bridge and says so to nobody: the talk is found and goes on', async () => {
    await begin();
    const caller = await story.callQueue(0);
    const phone = await story.agentReady('ann', { do: 'answer', afterMs: 500 });
    await story.until('call.agent-rung');
    story.world.faults.loseNextReplies(1, 'bridge');
    const release = story.world.holdEvents(caller.leg!);
    await story.until('call.connected', 1, DEADLINE_MS + 3000);
    assert.equal(story.ofType('call.connected')[0]?.inferred, true);
    assert.equal(story.state('ann'), 'talking');
    release();
    await story.time.advance(20_000);
    assert.equal(story.ofType('call.connected').length, 1);
    assert.equal(story.ofType('call.offer-failed').length, 0);
    assert.equal(phone.legs.length, 1);
    story.assertSound();
    caller.hangUp();
    await story.assertQuiet();
    assert.equal(story.core.live.fold.conservation.answered, 1);
  });

  it('never heard of the bridge: it is asked again, and caller and agent talk', async () => {
    await begin();
    const caller = await story.callQueue(0);
    await story.agentReady('ann', { do: 'answer', afterMs: 500 });
    await story.until('call.agent-rung');
    story.world.faults.loseNextCommands(1, 'bridge');
    await story.until('call.connected', 1, DEADLINE_MS + 3000);
    assert.equal(story.ofType('call.offer-failed').length, 0);
    story.assertSound();
    caller.hangUp();
    await story.assertQuiet();
  });

  for (const lateMs of [8000, 15_000])
    it(`makes the bridge ${lateMs / 1000} s after both have answered: nobody is hung up on, and they talk`, async () => {
      await begin();
      const caller = await story.callQueue(0);
      const phone = await story.agentReady('ann', { do: 'answer', afterMs: 500 });
      await story.until('call.agent-rung');
      // Later than the deadline: to us the command has failed, and it is carried out all the same.
      story.world.faults.commandMs = [lateMs, lateMs];
      await story.until('call.agent-answered');
      await story.time.advance(lateMs - 1000);
      assert.equal(story.ofType('call.connected').length, 0);
      assert.equal(phone.legs.length, 1);
      assert.equal(story.state('ann'), 'ringing');
      await story.until('call.connected', 1, 2000);
      assert.equal(story.state('ann'), 'talking');
      story.world.faults.calm();
      await story.time.advance(60_000);
      assert.equal(story.state('ann'), 'talking');
      assert.equal(story.ofType('call.connected').length, 1);
      assert.equal(story.ofType('call.offer-failed').length, 0);
      assert.equal(story.ofType('agent.offer-missed').length, 0);
      assert.equal(phone.legs.length, 1);
      story.assertSound();
      caller.hangUp();
      await story.assertQuiet();
      assert.equal(story.core.live.fold.conservation.answered, 1);
    });

  it('never makes the bridge: after half a minute the agent is let go without blame, the caller keeps place and clock', async () => {
    await begin();
    const caller = await story.callQueue(0);
    const queuedAt = story.ofType('call.queued')[0]!.at;
    await story.agentReady('ann', { do: 'answer', afterMs: 500 });
    await story.until('call.agent-rung');
    story.world.faults.loseNextCommands(1000, 'bridge');
    await story.until('call.agent-answered');
    await story.time.advance(TOGETHER_MS - 1000);
    assert.equal(story.ofType('call.offer-failed').length, 0);
    await story.until('call.offer-failed', 1, 2000);
    story.world.faults.calm();
    assert.equal((story.ofType('call.offer-failed')[0]?.data as { reason: string }).reason, 'switch-fault');
    await story.until('call.connected', 1, 60_000);
    assert.equal((story.ofType('call.connected')[0]?.data as { since: number }).since, queuedAt);
    assert.equal(story.ofType('agent.offer-missed').length, 0);
    assert.equal(story.ofType('call.offer-failed').length, 1);
    story.assertSound();
    caller.hangUp();
    await story.assertQuiet();
  });

  it('refuses the bridge: that is a word, and nobody waits half a minute for another', async () => {
    await begin();
    const caller = await story.callQueue(0);
    await story.agentReady('ann', { do: 'answer', afterMs: 500 });
    await story.until('call.agent-rung');
    story.world.faults.failNext(1, 'SWITCH_FAULT', 'bridge');
    await story.until('call.offer-failed', 1, 2000);
    await story.until('call.connected', 1, 60_000);
    caller.hangUp();
    await story.assertQuiet();
  });

  it('is too slow to make the bridge before the caller hangs up: the agent is ready again, at the old place', async () => {
    await begin();
    const caller = await story.callQueue(0);
    await story.agentReady('ann', { do: 'answer', afterMs: 500 });
    await story.until('call.agent-rung');
    story.world.faults.loseNextCommands(1000, 'bridge');
    await story.until('call.agent-answered');
    await story.time.advance(12_000);
    caller.hangUp();
    await story.until('agent.ready', 2, 5000);
    story.world.faults.calm();
    assert.equal(story.ofType('agent.offer-missed').length, 0);
    assert.equal(story.state('ann'), 'ready');
    await story.assertQuiet();
  });

  it('lets a phone wait for its ring for long: that is no missed call, and the time to answer begins with the ring', async () => {
    const agents = ['ann', 'bob'];
    story = await Story.begin(
      agents.map((id) => ({ id })),
      [{ id: 'bank', members: agents, wrapUpSeconds: 0 }],
      { maxRings: 1 },
    );
    story.paintPops();
    for (const agent of agents) await story.agentReady(agent, { do: 'answer', afterMs: 11_500 });
    story.world.faults.eventMs = [4000, 4000];
    const callers = agents.map((_agent, at) =>
      story.world.callIn({ from: `+861380000${at}`, dialled: '100', trunk: 'trunk-in' }),
    );
    await story.until('call.connected', 2, 60_000);
    assert.equal(story.ofType('call.offer-failed').length, 0);
    assert.equal(story.ofType('agent.offer-missed').length, 0);
    story.world.faults.calm();
    for (const caller of callers) caller.hangUp();
    await story.assertQuiet();
  });

  it('answers the ring too late for its deadline, and the agent has answered: they talk', async () => {
    await begin();
    const caller = await story.callQueue(0);
    story.world.faults.loseNextReplies(1, 'ring');
    await story.agentReady('ann', { do: 'answer', afterMs: 500 });
    await story.until('call.connected', 1, 3000);
    await story.time.advance(2 * DEADLINE_MS);
    assert.equal(story.state('ann'), 'talking');
    assert.equal(story.ofType('call.agent-lost').length, 0);
    story.assertSound();
    caller.hangUp();
    await story.assertQuiet();
  });

  it('takes up to 6 s for every command and tells of everything up to 3 s late: everybody is served, nobody is cut off', async () => {
    const agents = Array.from({ length: 12 }, (_unused, at) => `agent-${at}`);
    story = await Story.begin(
      agents.map((id) => ({ id })),
      [{ id: 'bank', members: agents, wrapUpSeconds: 0 }],
      { maxRings: 4 },
    );
    story.paintPops();
    for (const agent of agents) await story.agentReady(agent, { do: 'answer', afterMs: 1000 });
    story.world.faults.commandMs = [1000, 6000];
    story.world.faults.eventMs = [0, 3000];
    const callers = agents.map((_agent, at) =>
      story.world.callIn({ from: `+8613800001${at}`, dialled: '100', trunk: 'trunk-in' }),
    );
    // Rings that the switch has not begun within their deadline are asked again; a phone that was answered stays so.
    await story.until('call.connected', agents.length, 300_000);
    const answered = new Set(
      story.ofType('call.agent-answered').map(({ data }) => (data as { readonly offer: string }).offer),
    );
    const cut = story
      .ofType('call.offer-failed')
      .filter(({ data }) => answered.has((data as { readonly offer: string }).offer));
    assert.deepEqual(cut, []);
    assert.equal(story.ofType('agent.offer-missed').length, 0);
    story.assertSound();
    story.world.faults.calm();
    await story.time.advance(30_000);
    assert.equal(agents.filter((agent) => story.state(agent) === 'talking').length, agents.length);
    for (const caller of callers) caller.hangUp();
    await story.assertQuiet();
    assert.equal(story.core.live.fold.conservation.answered, agents.length);
  });

  it('is asked for few phones at a time; the others wait their turn, and everybody is served', async () => {
    const agents = ['ann', 'bob', 'cid', 'dan', 'eve'];
    story = await Story.begin(
      agents.map((id) => ({ id })),
      [{ id: 'bank', members: agents, wrapUpSeconds: 0 }],
      { maxRings: 2 },
    );
    story.paintPops();
    for (const agent of agents) await story.agentReady(agent, { do: 'answer', afterMs: 300 });
    story.world.faults.eventMs = [200, 200];
    const callers = agents.map((_agent, at) =>
      story.world.callIn({
        from: `+861380000${at}`,
        dialled: '100',
        trunk: 'trunk-in',
      }),
    );
    let most = 0;
    let held = 0;
    while (story.ofType('call.connected').length < agents.length) {
      await story.time.advance(100);
      most = Math.max(most, story.core.calls.rings.underWay);
      held = Math.max(held, story.core.calls.rings.held);
    }
    assert.equal(most, 2);
    assert.equal(held, 3);
    assert.equal(story.ofType('call.offer-failed').length, 0);
    assert.equal(story.core.calls.rings.underWay, 0);
    assert.equal(story.core.calls.rings.held, 0);
    story.world.faults.calm();
    for (const caller of callers) caller.hangUp();
    await story.assertQuiet();
  });
});
