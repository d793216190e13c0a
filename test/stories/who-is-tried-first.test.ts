import assert from 'node:assert/strict';
import type { Customer } from '../../src/customer/types.js';
import type { SimulatedCaller } from '../../src/switch/simulated/index.js';
import { Story } from './world/story.js';
import type { StoryQueue, StorySettings } from './world/story-config.js';

const customer = (number: string, owner: string): Customer => ({
  customer: `c${number}`,
  name: 'Somebody',
  nameZh: '',
  number,
  segment: '',
  grade: 0,
  language: 'en',
  note: '',
  owner,
});

describe('Who is tried first', () => {
  let story: Story;
  afterEach(() => story.end());

  const begin = async (
    agents: readonly string[],
    queue: Pick<StoryQueue, 'members'> & { readonly [setting: string]: unknown },
    settings: StorySettings = {},
  ): Promise<void> => {
    story = await Story.begin(
      agents.map((id) => ({ id })),
      [{ id: 'bank', wrapUpSeconds: 0, ...queue }],
      settings,
    );
    story.paintPops();
  };
  const readyInOrder = async (...agents: string[]): Promise<void> => {
    for (const agent of agents) {
      await story.agentReady(agent);
      await story.time.advance(1000);
    }
  };
  const talk = async (caller: SimulatedCaller): Promise<void> => {
    await story.until('call.connected', story.ofType('call.connected').length + 1);
    await story.time.advance(1000);
    caller.hangUp();
    await story.time.advance(10);
  };
  /** From being queued to the offer, of the nth call (from 0). */
  const waited = (nth: number): number =>
    story.ofType('acd.offer-made')[nth]!.at - story.ofType('call.queued')[nth]!.at;
  const decisionOf = (nth: number) =>
    (story.ofType('acd.offer-made')[nth]!.data as { decision: Record<string, unknown> }).decision;

  describe('by level', () => {
    const members = [
      { agent: 'ann', level: 2 },
      { agent: 'bob', level: 1 },
    ];

    it('the lower one, though the other is more idle; the higher one when nobody else is ready', async () => {
      await begin(['ann', 'bob'], { members });
      await readyInOrder('ann', 'bob');
      const first = await story.callQueue(0);
      await story.until('call.connected');
      const second = await story.callQueue(0);
      await story.until('call.connected', 2);
      assert.deepEqual(story.offered(), ['bob', 'ann']);
      assert.equal(decisionOf(0)['tieBreak'], 'level');
      assert.deepEqual([waited(0), waited(1)], [0, 0]);
      first.hangUp();
      second.hangUp();
      await story.assertQuiet();
    });

    it('a level that opens later: its agents at that very moment, unless a lower one comes free before', async () => {
      await begin(['ann', 'bob'], { members, levelOpens: [{ level: 2, afterSeconds: 30 }] });
      await readyInOrder('ann');
      const caller = await story.callQueue(0);
      await story.time.advance(29_000);
      assert.deepEqual(story.offered(), []);
      const why = await story.core.acd.whyNotOffered('ann');
      assert.equal(why.answer, 'no-fit');
      assert.deepEqual(why.queues[0]!.callers[0]!.obstacles, [{ reason: 'level-not-open', detail: '2 > 1' }]);
      await talk(caller);
      assert.deepEqual([story.offered(), waited(0)], [['ann'], 30_000]);
      assert.equal(decisionOf(0)['trigger'], 'step');
      const next = await story.callQueue(0);
      await story.time.advance(10_000);
      await readyInOrder('bob');
      await talk(next);
      assert.deepEqual([story.offered(), waited(1)], [['ann', 'bob'], 10_000]);
      assert.deepEqual(decisionOf(1)['excluded'], [
        { agent: 'ann', reason: 'level-not-open', detail: '2 > 1' },
      ]);
      await story.assertQuiet();
    });
  });

  it('balanced: the group with the greatest share of ready agents, not the one with the most', async () => {
    const north = ['n1', 'n2', 'n3', 'n4'];
    const south = ['s1', 's2'];
    await begin(
      [...north, ...south],
      { members: [...north, ...south], agentOrder: 'balanced' },
      { groups: { north, south } },
    );
    await readyInOrder('n1', 'n2', 'n3', 'n4', 's1', 's2');
    await story.core.agents.notReady('n4', 'break'); // 3 of 4 against 2 of 2
    const callers: SimulatedCaller[] = [];
    for (let n = 1; n <= 5; n++) {
      callers.push(await story.callQueue(0));
      await story.until('call.connected', n);
    }
    // 2/2 s1; then 1/2 against 3/4 n1; 2/4 against 1/2: as configured n2; 1/4 against 1/2 s2; n3.
    assert.deepEqual(story.offered(), ['s1', 'n1', 'n2', 's2', 'n3']);
    assert.deepEqual(decisionOf(0)['shares'], [
      { group: 'south', ready: 2, loggedIn: 2 },
      { group: 'north', ready: 3, loggedIn: 4 },
    ]);
    for (const caller of callers) caller.hangUp();
    await story.assertQuiet();
  });

  describe('whom the caller knows', () => {
    const queue = {
      members: ['ann', 'bob', 'cid'],
      preferences: [
        { agent: 'owner', patienceSeconds: 10 },
        { agent: 'last-agent', patienceSeconds: 25, withinHours: 1 },
      ],
    };

    it('the agent who talked with this number last, within the configured time', async () => {
      await begin(['ann', 'bob', 'cid'], queue);
      await readyInOrder('bob');
      await talk(await story.callQueue(0, '77'));
      await readyInOrder('ann');
      await story.core.agents.notReady('bob', 'break');
      await story.core.agents.ready('bob'); // now ann is more idle
      await talk(await story.callQueue(0, '77'));
      assert.deepEqual(story.offered(), ['bob', 'bob']);
      const designation = decisionOf(1)['designation'] as { why: string };
      assert.equal(designation.why, 'last-agent');
      await story.time.advance(3_700_000);
      await talk(await story.callQueue(0, '77'));
      assert.equal(story.offered()[2], 'ann', 'too long ago');
      await story.assertQuiet();
    });

    it('the account manager first, then the last agent, then the queue, each after the patience of the one before', async () => {
      await begin(['ann', 'bob', 'cid'], queue, { customers: [customer('88', 'cid')] });
      await readyInOrder('bob');
      await talk(await story.callQueue(0, '88')); // cid is logged out: bob talks with the customer
      await readyInOrder('cid', 'ann');
      for (const busy of ['bob', 'cid']) await story.core.agents.notReady(busy, 'break');
      await talk(await story.callQueue(0, '88'));
      assert.deepEqual([story.offered(), waited(1)], [['bob', 'ann'], 25_000]);
      await story.core.agents.ready('cid');
      await talk(await story.callQueue(0, '88'));
      assert.deepEqual([story.offered()[2], waited(2)], ['cid', 0]);
      const told = await story.core.acd.whyCaller(
        story.ofType('acd.offer-made')[2]!.call!,
        story.events.filter((event) => event.call === story.ofType('acd.offer-made')[2]!.call),
      );
      const [entered] = told.steps;
      assert.ok(entered?.kind === 'entered');
      assert.deepEqual(
        entered.designations.map(({ agent, why }) => [agent, why]),
        [
          ['cid', 'owner'],
          ['ann', 'last-agent'],
        ],
      );
      await story.assertQuiet();
    });

    it('nobody in a queue that does not ask', async () => {
      await begin(['ann', 'bob', 'cid'], { members: queue.members }, { customers: [customer('99', 'cid')] });
      await readyInOrder('ann', 'cid');
      await talk(await story.callQueue(0, '99'));
      assert.deepEqual([story.offered(), waited(0)], [['ann'], 0]);
      await story.assertQuiet();
    });
  });
});
