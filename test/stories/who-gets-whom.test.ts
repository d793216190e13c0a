import assert from 'node:assert/strict';
import type { SimulatedCaller } from '../../src/switch/simulated/index.js';
import { Story } from './world/story.js';
import type { StoryAgent, StoryQueue } from './world/story-config.js';

describe('Who gets whom', () => {
  let story: Story;
  afterEach(() => story.end());
  const begin = async (
    agents: readonly StoryAgent[],
    queues: readonly StoryQueue[],
    flows: Record<string, string> = {},
  ): Promise<void> => {
    story = await Story.begin(
      agents,
      queues.map((queue) => ({ wrapUpSeconds: 0, ...queue })),
      { flows },
    );
    story.paintPops();
  };
  /** These agents become ready one second after another. */
  const readyInOrder = async (...agents: string[]): Promise<void> => {
    for (const agent of agents) {
      await story.agentReady(agent);
      await story.time.advance(1000);
    }
  };
  const talk = async (caller: SimulatedCaller, ms: number): Promise<void> => {
    const before = story.ofType('call.connected').length;
    await story.until('call.connected', before + 1);
    await story.time.advance(ms);
    caller.hangUp();
    await story.time.advance(10);
  };
  /** Who called, in the order in which they were answered. */
  const answered = (): string[] => {
    const numbers = new Map(
      story
        .ofType('call.arrived')
        .map((event) => [event.call, (event.data as { from: { number: string } }).from.number]),
    );
    return story.ofType('call.connected').map((event) => numbers.get(event.call) ?? '');
  };
  const decisionOf = (n: number) =>
    (
      story.ofType('acd.offer-made')[n]!.data as {
        decision: { agentOrder: string; relaxedBy: number; tieBreak: string; candidateCount: number };
      }
    ).decision;

  it('MOI: the agent who became ready first, over a whole round of calls', async () => {
    await begin(
      [{ id: 'ann' }, { id: 'bob' }, { id: 'cid' }],
      [{ id: 'bank', members: ['ann', 'bob', 'cid'], agentOrder: 'MOI' }],
    );
    await readyInOrder('cid', 'ann', 'bob');
    for (let i = 0; i < 4; i++) await talk(await story.callQueue(0), 1000);
    assert.deepEqual(story.offered(), ['cid', 'ann', 'bob', 'cid']);
    assert.equal(decisionOf(0).candidateCount, 3);
    await story.assertQuiet();
  });

  it('MOI: who became ready in the same moment goes by the configured position', async () => {
    await begin(
      [{ id: 'ann' }, { id: 'bob' }],
      [
        {
          id: 'bank',
          members: [
            { agent: 'ann', position: 2 },
            { agent: 'bob', position: 1 },
          ],
        },
      ],
    );
    await story.agentReady('ann');
    await story.agentReady('bob');
    await talk(await story.callQueue(0), 1000);
    assert.deepEqual(story.offered(), ['bob']);
    assert.equal(decisionOf(0).tieBreak, 'position');
    await story.assertQuiet();
  });

  it('MWT: a shared agent gets the longest waiting caller over both queues', async () => {
    await begin(
      [{ id: 'ann' }],
      [
        { id: 'bank', members: ['ann'] },
        { id: 'cards', members: ['ann'] },
      ],
    );
    const callers: SimulatedCaller[] = [];
    for (const [queue, number] of [
      [1, '11'],
      [0, '12'],
      [1, '13'],
      [0, '14'],
    ] as const) {
      callers.push(await story.callQueue(queue, number));
      await story.time.advance(1500);
    }
    await story.agentReady('ann');
    for (const caller of callers) await talk(caller, 500);
    assert.deepEqual(answered(), ['11', '12', '13', '14']);
    await story.assertQuiet();
  });

  it('MGS: the agent of the highest grade in this queue; the VIP goes before those who wait longer', async () => {
    story = await Story.begin(
      [{ id: 'ann' }, { id: 'bob' }],
      [
        {
          id: 'gold',
          agentOrder: 'MGS',
          callerOrder: 'MGS',
          wrapUpSeconds: 0,
          members: [
            { agent: 'ann', grade: 40 },
            { agent: 'bob', grade: 90 },
          ],
        },
      ],
      {
        customers: [
          {
            customer: 'c1',
            name: 'Vip',
            nameZh: '',
            number: '888',
            segment: 'gold',
            grade: 95,
            language: 'en',
            note: '',
          },
        ],
      },
    );
    story.paintPops();
    await readyInOrder('ann', 'bob');
    const first = await story.callQueue(0, '10');
    await talk(first, 500);
    assert.deepEqual(story.offered(), ['bob']);
    await story.core.agents.notReady('ann', 'break');
    await story.core.agents.notReady('bob', 'break');
    const callers = new Map<string, SimulatedCaller>();
    for (const number of ['21', '22', '888']) {
      const arrived = story.ofType('call.arrived').length;
      callers.set(number, await story.callQueue(0, number));
      await story.time.runUntil(() => story.ofType('call.queued').length === arrived + 1);
      await story.time.advance(1000);
    }
    await story.core.agents.ready('bob');
    for (const number of ['888', '21', '22']) await talk(callers.get(number)!, 500);
    assert.deepEqual(answered(), ['10', '888', '21', '22']);
    await story.assertQuiet();
  });

  it('LIS: the agent who has served least in this shift, wrap-up counted', async () => {
    story = await Story.begin(
      [{ id: 'ann' }, { id: 'bob' }],
      [{ id: 'bank', members: ['ann', 'bob'], agentOrder: 'LIS', wrapUpSeconds: 4 }],
    );
    story.paintPops();
    await readyInOrder('ann', 'bob');
    await talk(await story.callQueue(0), 2000); // ann: 2 s and 4 s of wrap-up
    await talk(await story.callQueue(0), 5000); // bob: 5 s and 4 s
    await story.time.advance(5000);
    await talk(await story.callQueue(0), 1000); // ann has 6 s, bob 9 s: ann, then 11 s
    await story.time.advance(5000);
    await talk(await story.callQueue(0), 1000); // bob
    assert.deepEqual(story.offered(), ['ann', 'bob', 'ann', 'bob']);
    await story.assertQuiet();
  });

  for (const [order, chosen] of [
    ['SBS-closest', 'bob'],
    ['SBS-strongest', 'cid'],
  ] as const)
    it(`${order}: of those with the skill, ${chosen}; who lacks it comes only after the requirement has fallen`, async () => {
      await begin(
        [
          { id: 'ann', skills: { funds: 40 } },
          { id: 'bob', skills: { funds: 65 } },
          { id: 'cid', skills: { funds: 95 } },
        ],
        [
          {
            id: 'funds',
            members: ['ann', 'bob', 'cid'],
            agentOrder: order,
            skills: { funds: 60 },
            relaxation: [{ afterSeconds: 20, lowerBy: 25 }],
          },
        ],
      );
      await readyInOrder('ann', 'bob', 'cid');
      await talk(await story.callQueue(0), 500);
      assert.deepEqual(story.offered(), [chosen]);
      for (const agent of ['bob', 'cid']) await story.core.agents.notReady(agent, 'break');
      const caller = await story.callQueue(0);
      const queued = story.ofType('call.queued')[1]!.at;
      const offer = await story.until('acd.offer-made', 2);
      assert.equal(offer.agent, 'ann');
      assert.equal(offer.at - queued, 20_000);
      assert.equal(decisionOf(1).relaxedBy, 25);
      await talk(caller, 500);
      await story.assertQuiet();
    });

  const toBob = `flow: to-bob
name: { en: to-bob, zh: to-bob }
start: queue
nodes:
  queue: { kind: queue, settings: { queue: bank, designatedAgent: bob }, exits: {} }
`;

  it('DS: the designated agent, though others are more idle', async () => {
    await begin(
      [{ id: 'ann' }, { id: 'bob' }],
      [{ id: 'bank', members: ['ann', 'bob'], designatedSeconds: 20 }],
      { 'to-bob': toBob },
    );
    await readyInOrder('ann', 'bob');
    await talk(await story.call('200'), 500);
    assert.deepEqual(story.offered(), ['bob']);
    await story.assertQuiet();
  });

  it('DS: the designated agent is busy: the others only after the time of the queue', async () => {
    await begin(
      [{ id: 'ann' }, { id: 'bob' }],
      [{ id: 'bank', members: ['ann', 'bob'], designatedSeconds: 20 }],
      { 'to-bob': toBob },
    );
    await readyInOrder('bob', 'ann');
    await story.core.agents.notReady('bob', 'break');
    const caller = await story.call('200');
    const queued = story.ofType('call.queued')[0]!.at;
    const offer = await story.until('acd.offer-made');
    assert.equal(offer.agent, 'ann');
    assert.equal(offer.at - queued, 20_000);
    await talk(caller, 500);
    await story.assertQuiet();
  });

  it('DS: the designated agent is logged out, or logs out: the others at once', async () => {
    await begin(
      [{ id: 'ann' }, { id: 'bob' }],
      [{ id: 'bank', members: ['ann', 'bob'], designatedSeconds: 20 }],
      { 'to-bob': toBob },
    );
    await readyInOrder('ann');
    await talk(await story.call('200'), 500);
    await readyInOrder('bob');
    await story.core.agents.notReady('bob', 'break');
    const caller = await story.call('200');
    await story.time.advance(3000);
    assert.deepEqual(story.offered(), ['ann'], 'bob may come back');
    await story.core.agents.logOut('bob');
    await talk(caller, 500);
    assert.deepEqual(story.offered(), ['ann', 'ann']);
    const [queued, made] = [story.ofType('call.queued')[1]!, story.ofType('acd.offer-made')[1]!];
    assert.equal(made.at - queued.at, 3000);
    await story.assertQuiet();
  });

  it('DS: the designated agent refuses: the others at once', async () => {
    await begin(
      [{ id: 'ann' }, { id: 'bob' }],
      [{ id: 'bank', members: ['ann', 'bob'], designatedSeconds: 60 }],
      { 'to-bob': toBob },
    );
    await readyInOrder('ann');
    await story.agentReady('bob', { do: 'reject' });
    const caller = await story.call('200');
    await talk(caller, 500);
    assert.deepEqual(story.offered(), ['bob', 'ann']);
    const [failed] = story.ofType('acd.offer-ended');
    assert.equal(story.ofType('acd.offer-made')[1]!.at, failed!.at);
    await story.assertQuiet();
  });

  it('priority stands before waiting time and grade', async () => {
    const urgent = toBob.replaceAll('to-bob', 'urgent').replace('designatedAgent: bob', 'priority: 9');
    await begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'], callerOrder: 'MGS' }], { urgent });
    const first = await story.callQueue(0, '31');
    await story.time.advance(5000);
    const second = await story.call('200', '32');
    await story.time.advance(1000);
    await story.agentReady('ann');
    await talk(second, 500);
    await talk(first, 500);
    assert.deepEqual(answered(), ['32', '31']);
    await story.assertQuiet();
  });

  it('a change of many at once: nobody is passed over, nobody gets two', async () => {
    const agents = Array.from({ length: 6 }, (_, i) => ({ id: `a${i}` }));
    await begin(agents, [
      { id: 'bank', members: ['a0', 'a1', 'a2', 'a3'] },
      { id: 'cards', members: ['a2', 'a3', 'a4', 'a5'] },
    ]);
    const callers: SimulatedCaller[] = [];
    for (let i = 0; i < 12; i++) callers.push(await story.callQueue(i % 2, String(40 + i)));
    for (const { id } of agents) await story.agentReady(id);
    for (let i = 0; i < 60 && callers.some((caller) => caller.legs.length > 0); i++) {
      await story.time.advance(2000);
      story.assertSound();
      for (const call of story.core.calls.open)
        if (call.phase === 'talking') callers.find((caller) => caller.leg === call.callerLeg)?.hangUp();
    }
    assert.equal(story.core.live.fold.conservation.answered, 12);
    await story.assertQuiet();
  });
});
