import assert from 'node:assert/strict';
import type { SimulatedCaller } from '../../src/switch/simulated/index.js';
import { Story } from './world/story.js';

describe('A supervisor moves callers in line', () => {
  let story: Story;
  afterEach(() => story.end());

  /** Two queues, one agent for both and one for the second; three callers in the first, one in the second. */
  const begin = async (): Promise<void> => {
    story = await Story.begin(
      [{ id: 'ann', skills: { funds: 80 } }, { id: 'bob' }],
      [
        { id: 'bank', members: ['ann'], wrapUpSeconds: 0, music: 'slow' },
        { id: 'cards', members: ['ann', 'bob'], wrapUpSeconds: 0, music: 'fast' },
      ],
    );
    story.paintPops();
    for (const [queue, number] of [
      [0, '11'],
      [0, '12'],
      [0, '13'],
      [1, '14'],
    ] as const) {
      callers.set(number, await story.callQueue(queue, number));
      await story.time.advance(1000);
    }
  };
  const callers = new Map<string, SimulatedCaller>();
  beforeEach(() => callers.clear());
  const callOf = (number: string): string =>
    story.ofType('call.arrived').find((e) => (e.data as { from: { number: string } }).from.number === number)!
      .call!;
  /** Whoever is connected hangs up after a second, until all have been served. Numbers in the order answered. */
  const serveAll = async (): Promise<string[]> => {
    const numbers: string[] = [];
    for (let served = 1; served <= callers.size; served++) {
      const { call } = await story.until('call.connected', served);
      const [number] = [...callers.keys()].filter((one) => callOf(one) === call);
      numbers.push(number!);
      await story.time.advance(1000);
      callers.get(number!)!.hangUp();
      await story.time.advance(10);
    }
    await story.assertQuiet();
    return numbers;
  };

  it('more urgent: goes before those who wait longer, in all queues, and the journal says who did it', async () => {
    await begin();
    await story.core.acd.setPriority(callOf('13'), 5, 'sue');
    await story.agentReady('ann');
    assert.deepEqual(await serveAll(), ['13', '11', '12', '14']);
    const [changed] = story.ofType('acd.priority-changed');
    assert.deepEqual([changed!.call, changed!.data], [callOf('13'), { from: 0, to: 5, by: 'sue' }]);
  });

  it('to the front: before every priority, and who was moved last goes first', async () => {
    await begin();
    await story.core.acd.setPriority(callOf('11'), 9, 'sue');
    await story.core.acd.moveToFront(callOf('12'), 'sue');
    await story.core.acd.moveToFront(callOf('14'), 'sue');
    await story.agentReady('ann');
    assert.deepEqual(await serveAll(), ['14', '12', '11', '13']);
  });

  it('to another queue: keeps the waiting clock, hears its music, and is recorded there', async () => {
    await begin();
    const call = callOf('11');
    await story.core.acd.moveToQueue(call, 'cards', 'sue');
    await story.time.advance(0);
    assert.equal(story.core.live.fold.lengths.get('bank'), 2);
    assert.equal(story.core.live.fold.lengths.get('cards'), 2);
    assert.deepEqual(
      [story.core.calls.get(call)?.waiting?.queue, story.core.calls.get(call)?.music],
      ['cards', 'fast'],
    );
    await story.agentReady('bob');
    const offer = await story.until('acd.offer-made');
    assert.deepEqual([offer.call, offer.queue], [call, 'cards'], 'longest waiting of the new line');
    const queued = story.ofType('call.queued').find((event) => event.call === call)!;
    assert.equal((offer.data as { since: number }).since, queued.at);
    await story.agentReady('ann');
    await serveAll();
    const found = await story.core.cdrs.get(call);
    assert.equal(found?.record.queue, 'cards');
    assert.deepEqual(
      story
        .ofType('acd.queue-left')
        .filter((event) => event.call === call)
        .map(({ queue, data }) => [queue, (data as { outcome: string }).outcome]),
      [
        ['bank', 'moved'],
        ['cards', 'answered'],
      ],
    );
  });

  it('to another queue while a phone rings for them: that offer is taken back at nobody’s cost', async () => {
    await begin();
    await story.agentReady('ann', { do: 'answer', afterMs: 5000 });
    await story.until('call.agent-ringing');
    await story.core.acd.moveToQueue(callOf('11'), 'cards', 'sue');
    await story.time.advance(10);
    const [ended] = story.ofType('acd.offer-ended');
    assert.deepEqual(
      [ended!.agent, ended!.data],
      ['ann', { ...(ended!.data as object), outcome: 'withdrawn' }],
    );
    assert.deepEqual(story.offered(), ['ann', 'ann'], 'and gets the next at once');
    const [again] = story.ofType('acd.offer-made').slice(1);
    assert.equal(again!.call, callOf('11'), 'still the longest waiting of both queues');
    await serveAll();
  });

  /** One queue that needs a skill: ann has it, bob has not. Two callers wait. */
  const beginSkilled = async (): Promise<void> => {
    story = await Story.begin(
      [{ id: 'ann', skills: { funds: 80 } }, { id: 'bob' }],
      [{ id: 'funds', members: ['ann', 'bob'], skills: { funds: 60 }, wrapUpSeconds: 0 }],
    );
    story.paintPops();
    for (const number of ['21', '22']) {
      callers.set(number, await story.callQueue(0, number));
      await story.time.advance(1000);
    }
  };

  it('to an agent who is ready: at once, whatever skills are needed, and the decision says by whom', async () => {
    await beginSkilled();
    await story.agentReady('bob');
    await story.time.advance(1000);
    assert.deepEqual(story.offered(), []);
    await story.core.acd.assign(callOf('22'), 'bob', 'sue');
    await story.time.advance(0);
    const [offer] = story.ofType('acd.offer-made');
    assert.deepEqual([offer!.call, offer!.agent], [callOf('22'), 'bob']);
    assert.deepEqual((offer!.data as { decision: { designation: unknown } }).decision.designation, {
      agent: 'bob',
      why: 'assigned',
      until: null,
      by: 'sue',
    });
    assert.equal(story.ofType('acd.assigned')[0]!.agent, 'bob');
    await story.agentReady('ann');
    assert.deepEqual((await serveAll()).sort(), ['21', '22']);
  });

  it('to an agent who is busy: as soon as that agent is ready, before all others', async () => {
    await beginSkilled();
    await story.agentReady('ann');
    await story.until('call.connected'); // caller 21
    callers.set('23', await story.callQueue(0, '23'));
    await story.core.acd.setPriority(callOf('22'), 9, 'sue');
    await story.core.acd.assign(callOf('23'), 'ann', 'sue');
    assert.deepEqual(await serveAll(), ['21', '23', '22']);
  });

  it('to an agent who refuses: the whole queue may serve again, and is not kept waiting for that agent', async () => {
    await begin();
    await story.agentReady('bob'); // gets 14
    await story.until('call.connected');
    await story.core.acd.moveToQueue(callOf('12'), 'cards', 'sue');
    await story.agentReady('ann', { do: 'reject' }); // gets 11 by waiting time and refuses
    await story.time.advance(2000);
    await story.core.acd.assign(callOf('12'), 'ann', 'sue');
    await story.core.agents.ready('ann');
    await story.time.advance(2000);
    assert.equal(story.ofType('acd.offer-made').at(-1)!.call, callOf('12'));
    callers.get('14')!.hangUp();
    const second = await story.until('call.connected', 2);
    assert.deepEqual([second.call, second.agent], [callOf('12'), 'bob']);
    for (const caller of callers.values()) caller.hangUp();
    await story.assertQuiet();
  });

  it('to nobody who is logged out or does not serve the queue', async () => {
    await begin();
    const { acd } = story.core;
    await assert.rejects(acd.assign(callOf('11'), 'ann', 'sue'), { code: 'ACD_AGENT_AWAY' });
    await assert.rejects(acd.assign(callOf('11'), 'bob', 'sue'), { code: 'ACD_NOT_A_MEMBER' });
    await assert.rejects(acd.assign('call_none', 'ann', 'sue'), { code: 'ACD_NOT_WAITING' });
    for (const caller of callers.values()) caller.hangUp();
    await story.assertQuiet();
  });

  it('and the process is killed: places, priorities and words for an agent are as they were', async () => {
    await beginSkilled();
    callers.set('23', await story.callQueue(0, '23'));
    callers.set('24', await story.callQueue(0, '24'));
    (await story.phoneOf('bob')).onRing({ do: 'answer', afterMs: 1000 });
    await story.core.agents.logIn('bob', 'bob');
    story.core.agents.deskConnected('bob');
    await story.core.acd.setPriority(callOf('22'), 7, 'sue');
    await story.core.acd.moveToFront(callOf('23'), 'sue');
    await story.core.acd.assign(callOf('24'), 'bob', 'sue');
    await story.time.advance(50);
    await story.killProcess();
    await story.time.advance(1000);
    story.reopenDesks('bob');
    await story.core.agents.ready('bob');
    await story.agentReady('ann');
    const served: string[] = [];
    for (let n = 1; n <= 4; n++) {
      const { call } = await story.until('call.connected', n);
      served.push([...callers.keys()].find((number) => callOf(number) === call)!);
      await story.time.advance(500);
      if (served.at(-1) !== '24') callers.get(served.at(-1)!)!.hangUp();
      await story.time.advance(10);
    }
    assert.equal(story.ofType('call.connected').find(({ agent }) => agent === 'bob')!.call, callOf('24'));
    assert.deepEqual(
      served.filter((number) => number !== '24'),
      ['23', '22', '21'],
    );
    callers.get('24')!.hangUp();
    await story.assertQuiet();
  });

  it('nobody who does not wait, and no queue that is not there', async () => {
    await begin();
    const { acd } = story.core;
    await assert.rejects(acd.setPriority('call_none', 5, 'sue'), { code: 'ACD_NOT_WAITING' });
    await assert.rejects(acd.moveToFront('call_none', 'sue'), { code: 'ACD_NOT_WAITING' });
    await assert.rejects(acd.moveToQueue(callOf('11'), 'nowhere', 'sue'), { code: 'ACD_UNKNOWN_QUEUE' });
    await story.agentReady('ann');
    await serveAll();
    await assert.rejects(acd.moveToFront(callOf('11'), 'sue'), { code: 'ACD_NOT_WAITING' });
  });
});
