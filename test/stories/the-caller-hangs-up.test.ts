import assert from 'node:assert/strict';
import { Story } from './world/story.js';

const menu = `flow: menu
name: { en: menu, zh: menu }
start: hello
nodes:
  hello: { kind: play, settings: { prompts: [greeting] }, exits: { next: ask } }
  ask:
    kind: menu
    settings: { prompts: [menu-personal], choices: { 1: { en: one, zh: one } } }
    exits: { 1: line, timeout: line, invalid: line }
  line: { kind: queue, settings: { queue: bank }, exits: {} }
`;

describe('The caller hangs up', () => {
  let story: Story;
  afterEach(() => story.end());
  const begin = async (): Promise<void> => {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'] }], { flows: { menu } });
    story.paintPops();
  };
  const outcome = async (): Promise<string | undefined> => {
    const call = story.ofType('call.arrived')[0]!.call!;
    return (await story.core.cdrs.get(call))?.record.outcome;
  };

  it('in the prompt: the record says abandoned in the flow, and no queue ever heard of it', async () => {
    await begin();
    const caller = await story.call('200');
    await story.time.advance(500);
    assert.deepEqual(caller.hears(), ['prompt:greeting']);
    caller.hangUp();
    await story.assertQuiet();
    assert.equal(await outcome(), 'abandoned-in-flow');
    assert.equal(story.ofType('acd.queue-entered').length, 0);
  });

  it('in the queue, with music: counted as abandoned after exactly the time waited', async () => {
    await begin();
    const caller = await story.callQueue(0);
    await story.time.advance(7300);
    assert.deepEqual(caller.hears(), ['music:default']);
    caller.hangUp();
    await story.assertQuiet();
    assert.equal(await outcome(), 'abandoned-in-queue');
    const left = story.ofType('acd.queue-left')[0]!.data as { waitedMs: number };
    assert.equal(left.waitedMs, story.ofType('call.ended')[0]!.at - story.ofType('call.queued')[0]!.at);
    assert.ok(left.waitedMs >= 7290);
  });

  it("while the agent's phone rings: it stops ringing and the agent keeps the place among the ready ones", async () => {
    await begin();
    const phone = await story.agentReady('ann', { do: 'wait' });
    const readySince = story.core.agents.get('ann').readySince;
    const caller = await story.callQueue(0);
    await story.until('agent.ringing');
    await story.time.advance(2000);
    caller.hangUp();
    await story.time.advance(100);
    assert.deepEqual(phone.ringing(), []);
    assert.equal(story.state('ann'), 'ready');
    assert.equal(story.core.agents.get('ann').readySince, readySince);
    await story.assertQuiet();
    assert.equal(await outcome(), 'abandoned-in-queue');
  });

  it('while being offered: nobody else is offered the call that is gone', async () => {
    story = await Story.begin([{ id: 'ann' }, { id: 'bob' }], [{ id: 'bank', members: ['ann', 'bob'] }]);
    story.paintPops();
    await story.agentReady('ann', { do: 'wait' });
    await story.agentReady('bob', { do: 'wait' });
    const caller = await story.callQueue(0);
    await story.until('agent.ringing');
    caller.hangUp();
    await story.assertQuiet();
    assert.deepEqual(story.offered(), ['ann']);
  });

  for (const first of ['hang-up', 'answer'] as const)
    it(`in the very moment of the answer, the ${first} being told first: nobody is left stuck`, async () => {
      await begin();
      const phone = await story.agentReady('ann', { do: 'wait' });
      const caller = await story.callQueue(0);
      await story.until('agent.ringing');
      const [agentLeg] = phone.ringing();
      const releaseCaller = story.world.holdEvents(caller.leg!);
      const releaseAgent = story.world.holdEvents(agentLeg!);
      phone.answer();
      caller.hangUp();
      const inOrder = first === 'answer' ? [releaseAgent, releaseCaller] : [releaseCaller, releaseAgent];
      for (const release of inOrder) {
        release();
        await story.time.advance(1);
      }
      await story.assertQuiet();
      assert.equal(story.state('ann'), 'ready');
      assert.equal(story.ofType('call.agent-answered').length, first === 'answer' ? 1 : 0);
      assert.equal(await outcome(), 'abandoned-in-queue');
      assert.deepEqual(phone.legs, []);
    });

  it('right after the bridge was ordered: abandoned, the agent is free and the bridge is gone', async () => {
    await begin();
    const phone = await story.agentReady('ann', { do: 'wait' });
    const caller = await story.callQueue(0);
    await story.until('agent.ringing');
    phone.answer();
    await story.until('call.agent-answered');
    assert.equal(story.ofType('call.connected').length, 0);
    caller.hangUp();
    await story.assertQuiet();
    assert.equal(await outcome(), 'abandoned-in-queue');
    assert.equal(story.state('ann'), 'ready');
  });

  it('while the recording starts: the ledger says that it is missing and why', async () => {
    await begin();
    await story.agentReady('ann');
    const caller = await story.callQueue(0);
    const { call } = await story.until('call.agent-answered');
    caller.hangUp();
    await story.assertQuiet();
    const [row] = await story.core.recordings.byCall(call!);
    assert.equal(row?.state, 'missing');
    assert.match(row.reason ?? '', /before it had started|SWITCH_/);
  });

  it('after the talk: answered, and the wrap-up begins in that moment', async () => {
    await begin();
    await story.agentReady('ann');
    const caller = await story.callQueue(0);
    await story.until('call.connected');
    await story.time.advance(4321);
    caller.hangUp();
    const over = await story.until('agent.wrap-up-started');
    assert.equal(over.at, story.ofType('call.ended')[0]!.at);
    await story.assertQuiet();
    assert.equal(await outcome(), 'answered');
  });
});
