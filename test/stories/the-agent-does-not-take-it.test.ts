import assert from 'node:assert/strict';
import { Story } from './world/story.js';

describe('The agent does not take the call', () => {
  let story: Story;
  afterEach(() => story.end());
  const begin = async (two = true): Promise<void> => {
    story = await Story.begin(two ? [{ id: 'ann' }, { id: 'bob' }] : [{ id: 'ann' }], [
      { id: 'bank', members: two ? ['ann', 'bob'] : ['ann'], ringSeconds: 10, wrapUpSeconds: 0 },
    ]);
    story.paintPops();
  };
  /** The second agent gets the same caller, whose clock has run on. */
  const nextAgentTalks = async (): Promise<void> => {
    const connected = await story.until('call.connected');
    assert.equal(connected.agent, 'bob');
    const { since } = connected.data as { since: number };
    assert.equal(since, story.ofType('call.queued')[0]!.at);
    assert.equal(story.ofType('call.queued').length, 1);
    assert.equal(story.ofType('acd.queue-left').length, 1);
    assert.deepEqual(story.offered(), ['ann', 'bob']);
  };
  const setAside = (reason: string): void => {
    assert.equal(story.state('ann'), 'not-ready');
    assert.equal(story.core.agents.get('ann').reason, reason);
  };

  it('refuses at the desk: set aside, the phone is silent, the next agent gets the caller', async () => {
    await begin();
    const phone = await story.agentReady('ann', { do: 'wait' });
    await story.time.advance(10);
    await story.agentReady('bob');
    const caller = await story.callQueue(0);
    await story.until('agent.ringing');
    await story.core.agents.refuse('ann');
    await nextAgentTalks();
    assert.deepEqual(phone.legs, []);
    setAside('rejected');
    caller.hangUp();
    await story.assertQuiet();
  });

  for (const [behaviour, reason] of [
    [{ do: 'reject', afterMs: 900 }, 'rejected'],
    [{ do: 'busy' }, 'rejected'],
    [{ do: 'unreachable' }, 'unreachable'],
    [{ do: 'ignore' }, 'no-answer'],
    [{ do: 'answer-at-cancel' }, 'no-answer'],
  ] as const)
    it(`the phone's way is "${behaviour.do}": set aside as ${reason}, the next agent gets the caller`, async () => {
      await begin();
      const phone = await story.agentReady('ann', behaviour);
      await story.time.advance(10);
      await story.agentReady('bob');
      const caller = await story.callQueue(0);
      await nextAgentTalks();
      setAside(reason);
      assert.deepEqual(phone.legs, []);
      caller.hangUp();
      await story.assertQuiet();
    });

  it('has no phone registered: set aside as unreachable, the next agent gets the caller', async () => {
    await begin();
    const phone = await story.agentReady('ann');
    phone.unregister();
    await story.time.advance(10);
    await story.agentReady('bob');
    const caller = await story.callQueue(0);
    await nextAgentTalks();
    setAside('unreachable');
    caller.hangUp();
    await story.assertQuiet();
  });

  it('answers the phone in the moment in which the offer is refused: the phone is hung up again', async () => {
    await begin();
    const phone = await story.agentReady('ann', { do: 'answer-at-cancel' });
    await story.time.advance(10);
    await story.agentReady('bob');
    const caller = await story.callQueue(0);
    await story.until('agent.ringing');
    await story.core.agents.refuse('ann');
    await nextAgentTalks();
    assert.deepEqual(phone.legs, []);
    caller.hangUp();
    await story.assertQuiet();
  });

  it('refuses in the moment in which the bridge is confirmed: all agree that the caller waits on', async () => {
    await begin();
    await story.agentReady('ann', { do: 'answer', afterMs: 500 });
    await story.time.advance(10);
    await story.agentReady('bob');
    const caller = await story.callQueue(0);
    let refused: Promise<unknown> | undefined;
    story.core.bus.subscribe('*', (event) => {
      if (event.type === 'call.leg-joined')
        refused ??= story.core.agents.refuse('ann').catch(() => undefined);
    });
    await story.time.runUntil(() => story.state('bob') === 'talking', 30_000);
    await refused;
    assert.notEqual(story.state('ann'), 'talking');
    caller.hangUp();
    await story.assertQuiet();
    const clocks = story.ofType('call.queued').map((event) => (event.data as { since: number }).since);
    assert.equal(new Set(clocks).size, 1);
  });

  it('lets ring less often in a row than the queue allows: this caller goes on, the next one rings the agent again', async () => {
    story = await Story.begin(
      [{ id: 'ann' }, { id: 'bob' }],
      [
        { id: 'bank', members: ['ann', 'bob'], ringSeconds: 10, wrapUpSeconds: 0 },
        { id: 'cards', members: ['ann'], ringSeconds: 10, wrapUpSeconds: 0 },
      ],
      { centre: { rona: { missesToNotReady: 2, missesToAlarm: 2 } } },
    );
    story.paintPops();
    await story.agentReady('ann', { do: 'ignore' });
    await story.time.advance(10);
    await story.agentReady('bob');
    const caller = await story.callQueue(0);
    await nextAgentTalks();
    assert.equal(story.state('ann'), 'ready');
    const second = await story.callQueue(1);
    await story.until('agent.not-ready');
    setAside('no-answer');
    assert.deepEqual(story.offered(), ['ann', 'bob', 'ann']);
    assert.equal(story.ofType('agent.miss-alarm').length, 1);
    const row = story.core.live.board().agents.find(({ agent }) => agent === 'ann');
    assert.deepEqual([row?.missed, row?.missAlarm], [2, true]);
    caller.hangUp();
    second.hangUp();
    await story.assertQuiet();
  });

  it('is alone: ready again, the same caller comes back only after the exclusion, with the old clock', async () => {
    await begin(false);
    const phone = await story.agentReady('ann', { do: 'ignore' });
    const caller = await story.callQueue(0);
    await story.until('agent.not-ready', 1);
    phone.onRing({ do: 'answer', afterMs: 1000 });
    const failedAt = story.ofType('acd.offer-ended')[0]!.at;
    await story.core.agents.ready('ann');
    const again = await story.until('acd.offer-made', 2);
    assert.equal(again.at - failedAt, 30_000);
    const connected = await story.until('call.connected');
    assert.equal((connected.data as { since: number }).since, story.ofType('call.queued')[0]!.at);
    caller.hangUp();
    await story.assertQuiet();
  });

  it('shows no pop: the phone rings after the deadline of the pop', async () => {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'] }]);
    await story.agentReady('ann');
    const caller = await story.callQueue(0);
    const shown = await story.until('agent.pop-shown');
    assert.equal((shown.data as { by: string }).by, 'deadline');
    assert.equal(shown.at - story.ofType('agent.reserved')[0]!.at, 700);
    await story.until('call.connected');
    caller.hangUp();
    await story.assertQuiet();
  });

  it('has a phone on the table and no page: it rings at once', async () => {
    story = await Story.begin([{ id: 'ann', phone: 'sip' }], [{ id: 'bank', members: ['ann'] }]);
    await story.agentReady('ann');
    const caller = await story.callQueue(0);
    const shown = await story.until('agent.pop-shown');
    assert.equal((shown.data as { by: string }).by, 'no-desk');
    assert.equal(shown.at, story.ofType('agent.reserved')[0]!.at);
    await story.until('call.connected');
    caller.hangUp();
    await story.assertQuiet();
  });
});
