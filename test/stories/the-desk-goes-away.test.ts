import assert from 'node:assert/strict';
import { Story } from './world/story.js';

describe("The agent's page goes away", () => {
  let story: Story;
  afterEach(() => story.end());
  const begin = async (): Promise<void> => {
    story = await Story.begin(
      [{ id: 'ann' }, { id: 'bob' }],
      [{ id: 'bank', members: ['ann', 'bob'], wrapUpSeconds: 5 }],
    );
  };
  const sameClock = (): void => {
    const clocks = story.ofType('call.queued').map((event) => (event.data as { since: number }).since);
    assert.equal(new Set(clocks).size, 1);
  };

  it('while reserved: the phone never rings, the next agent gets the caller, the agent is logged out after the grace', async () => {
    await begin();
    await story.agentReady('ann');
    await story.time.advance(10);
    await story.agentReady('bob');
    const caller = await story.callQueue(0);
    await story.until('agent.reserved');
    story.core.agents.deskDisconnected('ann');
    const connected = await story.until('call.connected');
    assert.equal(connected.agent, 'bob');
    assert.deepEqual(
      story.ofType('call.agent-rung').map((event) => event.agent),
      ['bob'],
    );
    assert.equal(story.core.agents.get('ann').reason, 'desk-lost');
    await story.time.advance(8000);
    assert.equal(story.state('ann'), 'logged-out');
    caller.hangUp();
    await story.assertQuiet();
  });

  it('while ringing: the phone falls silent, the next agent gets the caller with the old clock', async () => {
    await begin();
    story.paintPops();
    const phone = await story.agentReady('ann', { do: 'wait' });
    await story.time.advance(10);
    await story.agentReady('bob');
    const caller = await story.callQueue(0);
    await story.until('agent.ringing');
    phone.disappear();
    story.core.agents.deskDisconnected('ann');
    await story.until('call.connected');
    sameClock();
    assert.deepEqual(phone.legs, []);
    caller.hangUp();
    await story.assertQuiet();
  });

  it('while talking, for good: after the grace the agent is logged out and the caller is back in line with the old clock', async () => {
    await begin();
    story.paintPops();
    const phone = await story.agentReady('ann');
    const caller = await story.callQueue(0);
    await story.until('call.connected');
    await story.time.advance(3000);
    phone.disappear();
    story.core.agents.deskDisconnected('ann');
    await story.time.advance(7900);
    assert.equal(story.state('ann'), 'talking');
    await story.time.advance(200);
    assert.equal(story.state('ann'), 'logged-out');
    assert.deepEqual(caller.hears(), ['music:default']);
    assert.equal(story.core.live.fold.waiting.size, 1);
    sameClock();
    await story.agentReady('bob');
    const again = await story.until('call.connected', 2);
    assert.equal(again.agent, 'bob');
    await story.time.advance(2000);
    caller.hangUp();
    await story.assertQuiet();
    const found = await story.core.cdrs.get(again.call!);
    assert.equal(found?.record.recordings.length, 1, 'one recording over both agents');
    assert.equal(found.record.outcome, 'answered');
    assert.ok(
      found.record.talkMs >= 12_900 && found.record.talkMs < 13_200,
      `talked ${found.record.talkMs} ms`,
    );
  });

  it('while talking, and comes back within the grace: the talk goes on', async () => {
    await begin();
    story.paintPops();
    await story.agentReady('ann');
    const caller = await story.callQueue(0);
    await story.until('call.connected');
    story.core.agents.deskDisconnected('ann');
    await story.time.advance(7000);
    story.core.agents.deskConnected('ann');
    await story.time.advance(20_000);
    assert.equal(story.state('ann'), 'talking');
    caller.hangUp();
    await story.assertQuiet();
    assert.equal(story.ofType('agent.logged-out').length, 0);
  });

  it('while ready, and comes back within the grace: keeps the place among the ready ones, is offered nothing meanwhile', async () => {
    await begin();
    story.paintPops();
    await story.agentReady('ann');
    await story.time.advance(1000);
    await story.agentReady('bob', { do: 'ignore' });
    story.core.agents.deskDisconnected('ann');
    const caller = await story.callQueue(0);
    await story.until('agent.ringing');
    assert.deepEqual(story.offered(), ['bob']);
    story.core.agents.deskConnected('ann');
    const second = await story.callQueue(0);
    await story.time.advance(100);
    assert.deepEqual(story.offered(), ['bob', 'ann']);
    caller.hangUp();
    second.hangUp();
    await story.assertQuiet();
  });

  it('two pages: closing one changes nothing', async () => {
    await begin();
    story.paintPops();
    await story.agentReady('ann');
    story.core.agents.deskConnected('ann');
    const caller = await story.callQueue(0);
    await story.until('call.connected');
    story.core.agents.deskDisconnected('ann');
    await story.time.advance(30_000);
    assert.equal(story.state('ann'), 'talking');
    caller.hangUp();
    await story.assertQuiet();
  });

  for (const [asked, then] of [
    ['log out', 'logged-out'],
    ['not ready', 'not-ready'],
  ] as const)
    it(`asks to ${asked} during the talk: done after the wrap-up, not before`, async () => {
      await begin();
      story.paintPops();
      await story.agentReady('ann');
      const caller = await story.callQueue(0);
      await story.until('call.connected');
      if (asked === 'log out') await story.core.agents.logOut('ann');
      else await story.core.agents.notReady('ann', 'break');
      await story.time.advance(5000);
      assert.equal(story.state('ann'), 'talking');
      caller.hangUp();
      await story.until('agent.wrap-up-started');
      assert.equal(story.state('ann'), 'wrap-up');
      await story.time.advance(5000);
      assert.equal(story.state('ann'), then);
      await story.assertQuiet();
    });

  it('is logged out by a supervisor in mid-call: the caller is back in line, the agent never counts as ready in between', async () => {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'], wrapUpSeconds: 0 }]);
    story.paintPops();
    const phone = await story.agentReady('ann');
    const caller = await story.callQueue(0);
    const waiting = await story.callQueue(0);
    await story.until('call.connected');
    await story.core.agents.logOut('ann', 'supervisor');
    await story.time.advance(1000);
    assert.equal(story.state('ann'), 'logged-out');
    assert.equal(story.ofType('agent.ready').length, 1);
    assert.equal(story.core.live.fold.waiting.size, 2);
    assert.deepEqual(phone.legs, []);
    caller.hangUp();
    waiting.hangUp();
    await story.assertQuiet();
  });
});

describe('After the call', () => {
  let story: Story;
  afterEach(() => story.end());
  const talk = async (wrapUpSeconds: number): Promise<string> => {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'], wrapUpSeconds }]);
    story.paintPops();
    await story.agentReady('ann');
    const caller = await story.callQueue(0);
    const { call } = await story.until('call.connected');
    await story.time.advance(2000);
    caller.hangUp();
    await story.until('agent.wrap-up-started');
    return call!;
  };

  it('the wrap-up counts down and ends by itself', async () => {
    await talk(20);
    const { until } = story.ofType('agent.wrap-up-started')[0]!.data as { until: number };
    assert.equal(story.core.live.desk('ann')?.until, until);
    const ready = await story.until('agent.ready', 2);
    assert.equal(ready.at, until);
    assert.equal((story.ofType('agent.wrap-up-ended')[0]!.data as { by: string }).by, 'deadline');
    await story.assertQuiet();
  });

  it('a result given in time stands in the record, and with "finish" the agent is ready at once', async () => {
    const call = await talk(20);
    await story.time.advance(3000);
    await story.core.agents.setResult('ann', call, 'done', 'a note', true);
    assert.equal(story.state('ann'), 'ready');
    await story.assertQuiet();
    const found = await story.core.cdrs.get(call);
    assert.equal(found?.record.result, 'done');
    assert.equal(found.record.note, 'a note');
    assert.equal((story.ofType('agent.wrap-up-ended')[0]!.data as { wrapUpMs: number }).wrapUpMs, 3000);
  });

  it('a result changed after the wrap-up stands in the record; of a call that was not the own it is refused', async () => {
    const call = await talk(5);
    await story.until('agent.ready', 2);
    await story.core.agents.setResult('ann', call, 'done', 'thought again', false);
    assert.equal(story.state('ann'), 'ready');
    await assert.rejects(story.core.agents.setResult('ann', 'call_none', 'done', '', false), {
      code: 'AGENT_STATE',
    });
    await story.assertQuiet();
    const found = await story.core.cdrs.get(call);
    assert.equal(found?.record.note, 'thought again');
  });

  it('more time is given as far as the queue allows, and the desk says how much there still is', async () => {
    await talk(20);
    const left = (): number | undefined => story.core.live.desk('ann')?.wrapUp?.extensionMs;
    const { until } = story.ofType('agent.wrap-up-started')[0]!.data as { until: number };
    assert.equal(left(), 30_000);
    for (let i = 0; i < 4; i++) await story.core.agents.extendWrapUp('ann');
    assert.equal(left(), 0);
    await assert.rejects(story.core.agents.extendWrapUp('ann'), { code: 'AGENT_WRAP_UP_LIMIT' });
    assert.equal(story.core.live.desk('ann')?.until, until + 120_000);
    const ready = await story.until('agent.ready', 2, 300_000);
    assert.equal(ready.at, until + 120_000);
    await story.assertQuiet();
  });

  it('an obligatory result that nobody gives is the configured one in the record', async () => {
    story = await Story.begin(
      [{ id: 'ann' }],
      [{ id: 'bank', members: ['ann'], wrapUpSeconds: 10, result: { required: true } }],
    );
    story.paintPops();
    await story.agentReady('ann');
    const caller = await story.callQueue(0);
    const { call } = await story.until('call.connected');
    caller.hangUp();
    await story.until('agent.wrap-up-started');
    assert.equal(story.core.live.desk('ann')?.wrapUp?.resultMissing, true);
    await assert.rejects(story.core.agents.ready('ann'), { code: 'AGENT_RESULT_MISSING' });
    await story.until('agent.ready', 2);
    await story.assertQuiet();
    assert.equal((await story.core.cdrs.get(call!))?.record.result, 'not-given');
  });

  it('without wrap-up the agent is ready in the moment of the end', async () => {
    await talk(0);
    assert.equal(story.state('ann'), 'ready');
    assert.equal(story.ofType('agent.ready')[1]!.at, story.ofType('call.ended')[0]!.at);
    await story.assertQuiet();
  });
});
