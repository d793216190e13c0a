import assert from 'node:assert/strict';
import type { Of } from '../../src/kernel/event.js';
import type { WaitingEvent } from '../../src/waiting/types.js';
import { Story } from './world/story.js';
import type { StoryAgent, StoryQueue } from './world/story-config.js';

const ann = { id: 'ann' };
const bob = { id: 'bob' };
/** Somebody of this queue picks up and talks. */
const TALKS = { do: 'answer', afterMs: 1000 } as const;

/** Waits with others before it, so that nothing but the queue's rules move it. */
async function begin(
  queues: readonly StoryQueue[],
  agents: readonly StoryAgent[] = [ann, bob],
  settings: Parameters<typeof Story.begin>[2] = {},
): Promise<Story> {
  const story = await Story.begin(agents, queues, settings);
  story.paintPops();
  return story;
}

describe('Overflow', () => {
  let story: Story;
  afterEach(() => story.end());

  const overflowed = () => story.ofType('call.overflowed').map(({ call }) => call);
  const queueOf = (call: string | undefined) =>
    story.ofType('acd.queue-entered').findLast((event) => event.call === call)?.queue;

  it('by length: the caller who finds the line full goes to the other queue, the clock runs on', async () => {
    story = await begin([
      { id: 'bank', members: ['ann'], overflow: [{ when: { length: 2 }, to: { queue: 'rest' } }] },
      { id: 'rest', members: ['bob'] },
    ]);
    for (let n = 0; n < 3; n++) await story.callQueue(0);
    await story.until('call.overflowed');
    await story.time.advance(10);
    const third = story.ofType('call.arrived')[2]!.call;
    assert.deepEqual(overflowed(), [third]);
    assert.equal(queueOf(third), 'rest');
    const [first, second] = story.ofType('call.queued').filter(({ call }) => call === third) as {
      data: { since: number };
    }[];
    assert.equal(second!.data.since, first!.data.since);
    await story.agentReady('bob', TALKS);
    await story.until('call.connected');
    assert.equal(story.core.live.fold.conservation.overflowed, 1);
  });

  it('by length of both queues: nobody is passed to and fro', async () => {
    story = await begin([
      { id: 'bank', members: ['ann'], overflow: [{ when: { length: 1 }, to: { queue: 'rest' } }] },
      { id: 'rest', members: ['bob'], overflow: [{ when: { length: 1 }, to: { queue: 'bank' } }] },
    ]);
    await story.callQueue(0);
    await story.callQueue(1);
    await story.callQueue(0);
    await story.until('call.overflowed', 2);
    await story.time.advance(20_000);
    const third = story.ofType('call.arrived')[2]!.call;
    assert.deepEqual(overflowed(), [third, third]);
    assert.equal(queueOf(third), 'bank');
  });

  it('by waiting time: after it the caller hears the message and is hung up on', async () => {
    story = await begin([
      {
        id: 'bank',
        members: ['ann'],
        overflow: [{ when: { waitedSeconds: 60 }, to: { message: 'sorry-wait-too-long' } }],
      },
    ]);
    const caller = await story.callQueue(0);
    const queued = story.ofType('acd.queue-entered')[0]!.at;
    const gone = await story.until('call.overflowed');
    assert.equal(gone.at - queued, 60_000);
    await story.time.advance(100);
    assert.deepEqual(caller.hears(), ['prompt:sorry-wait-too-long']);
    await story.assertQuiet();
    assert.equal(caller.status, 'normal');
  });

  it('by waiting time while the phone rings: the phone falls silent, the agent is ready, the caller goes', async () => {
    story = await begin([
      {
        id: 'bank',
        members: ['ann'],
        ringSeconds: 60,
        overflow: [{ when: { waitedSeconds: 30 }, to: { queue: 'rest' } }],
      },
      { id: 'rest', members: ['bob'] },
    ]);
    await story.callQueue(0);
    await story.time.advance(20_000);
    const phone = await story.agentReady('ann', { do: 'ignore' });
    await story.until('call.overflowed');
    await story.time.advance(100);
    assert.deepEqual(phone.legs, []);
    assert.equal(story.state('ann'), 'ready');
    await story.agentReady('bob', TALKS);
    await story.until('call.connected');
    assert.equal(story.state('bob'), 'talking');
  });

  for (const sooner of [-2, 0, 1, 2, 5, 20])
    it(`${sooner} ms after the agent answers: the caller is served or elsewhere, never both`, async () => {
      story = await begin([
        { id: 'bank', members: ['ann'], overflow: [{ when: { waitedSeconds: 30 }, to: { queue: 'rest' } }] },
        { id: 'rest', members: ['bob'] },
      ]);
      await story.callQueue(0);
      const due = story.ofType('acd.queue-entered')[0]!.at + 30_000;
      await story.time.advance(25_000);
      await story.agentReady('ann', { do: 'ignore' });
      const phone = await story.phoneOf('ann');
      await story.until('call.agent-ringing');
      await story.time.advance(due - sooner - story.time.now());
      phone.answer();
      await story.time.advance(2000);
      const served = story.ofType('call.connected').length === 1;
      assert.equal(story.ofType('call.overflowed').length, served ? 0 : 1);
      assert.equal(story.state('ann'), served ? 'talking' : 'ready');
      story.assertSound();
    });

  it('without agents: at once for who comes, and for all who wait when the last one logs out', async () => {
    story = await begin(
      [
        {
          id: 'bank',
          members: ['ann'],
          overflow: [{ when: { noAgents: 'logged-in' }, to: { message: 'closed' } }],
        },
      ],
      [ann],
    );
    const first = await story.callQueue(0);
    await story.until('call.overflowed');
    await story.time.advance(100);
    assert.deepEqual(first.hears(), ['prompt:closed']);
    await story.agentReady('ann', TALKS);
    await story.callQueue(0);
    await story.until('call.connected');
    const third = await story.callQueue(0);
    await story.time.advance(5000);
    assert.equal(overflowed().length, 1);
    await story.core.agents.logOut('ann');
    const call = story.ofType('call.connected')[0]!.call!;
    story.core.calls.hangUp(call, 'agent');
    await story.until('call.overflowed', 2);
    await story.time.advance(100);
    assert.deepEqual(third.hears(), ['prompt:closed']);
  });

  it('out of hours: into the flow of the night, which puts the caller in line for who is on call', async () => {
    const night = `flow: night
name: { en: night, zh: night }
start: say
nodes:
  say: { kind: play, settings: { prompts: [closed] }, exits: { next: line } }
  line: { kind: queue, settings: { queue: rest } }
`;
    story = await begin(
      [
        { id: 'bank', members: ['ann'], overflow: [{ when: { closed: 'never' }, to: { flow: 'night' } }] },
        { id: 'rest', members: ['bob'] },
      ],
      [ann, bob],
      {
        flows: { night },
        centre: {
          calendars: [{ id: 'never', name: { en: 'Never', zh: '从不' }, timeZone: 'Asia/Shanghai' }],
        },
      },
    );
    await story.agentReady('ann', TALKS);
    await story.agentReady('bob', TALKS);
    const caller = await story.callQueue(0);
    await story.until('ivr.node-entered', 2);
    await story.time.advance(10);
    assert.deepEqual(caller.hears(), ['prompt:closed']);
    await story.until('call.connected');
    assert.equal(story.state('bob'), 'talking');
    assert.equal(story.state('ann'), 'ready');
  });
});

describe('Announcements', () => {
  let story: Story;
  afterEach(() => story.end());

  const told = { afterSeconds: 10, everySeconds: 30, say: ['queue-comfort', '$position'] };

  it('tell each caller the place in line at their times, and music goes on afterwards', async () => {
    story = await begin([{ id: 'bank', members: ['ann'], announcements: [told] }]);
    await story.callQueue(0);
    const second = await story.callQueue(0);
    const queued = story.ofType('acd.queue-entered')[1]!.at;
    const due = (await story.until('waiting.announcement-due', 2)) as Of<
      WaitingEvent,
      'waiting.announcement-due'
    >;
    assert.equal(due.at - queued, 10_000);
    assert.equal(due.data.position, 2);
    await story.time.advance(10);
    assert.deepEqual(second.hears(), ['prompt:queue-comfort']);
    await story.time.advance(20_000);
    assert.deepEqual(second.hears(), ['music:default']);
    await story.until('waiting.announcement-due', 4);
    assert.equal(story.ofType('waiting.announcement-due')[3]!.at - queued, 40_000);
  });

  it('are cut short by the agent who answers', async () => {
    story = await begin([{ id: 'bank', members: ['ann'], announcements: [told] }]);
    const caller = await story.callQueue(0);
    await story.until('waiting.announcement-due');
    await story.time.advance(10);
    assert.deepEqual(caller.hears(), ['prompt:queue-comfort']);
    await story.agentReady('ann', { do: 'answer', afterMs: 0 });
    await story.until('call.connected');
    await story.time.advance(100);
    assert.ok(
      caller.hears().every((sound) => sound.startsWith('leg:')),
      caller.hears().join(),
    );
  });

  it('are not begun while the agent is rung', async () => {
    story = await begin([{ id: 'bank', members: ['ann'], ringSeconds: 60, announcements: [told] }]);
    const caller = await story.callQueue(0);
    await story.agentReady('ann', { do: 'ignore' });
    await story.until('waiting.announcement-due');
    await story.time.advance(10);
    assert.deepEqual(caller.hears(), ['music:default']);
  });
});

describe('The estimate of the wait', () => {
  let story: Story;
  afterEach(() => story.end());

  it('is made by the pace of the line, and its error is measured when the caller is answered', async () => {
    story = await begin(
      [{ id: 'bank', members: ['ann'], wrapUpSeconds: 0, estimate: true, assumedPaceSeconds: 30 }],
      [ann],
    );
    const callers = [];
    for (let n = 0; n < 8; n++) callers.push(await story.callQueue(0));
    await story.agentReady('ann', { do: 'answer', afterMs: 0 });
    // Everybody talks for a minute.
    for (let n = 1; n <= 5; n++) {
      const { call } = await story.until('call.connected', n);
      await story.time.advance(60_000);
      story.core.calls.hangUp(call!, 'agent');
    }
    await story.until('call.connected', 6);
    await story.callQueue(0); // the third in line: two before it, a minute each
    const made = story.ofType('waiting.estimated') as Of<WaitingEvent, 'waiting.estimated'>[];
    assert.deepEqual(
      made.slice(0, 2).map(({ data }) => data),
      [
        { position: 1, estimateMs: 30_000, method: 'assumed' },
        { position: 2, estimateMs: 60_000, method: 'assumed' },
      ],
    );
    const last = made.at(-1)!.data;
    assert.equal(last.method, 'pace');
    assert.equal(last.position, 3);
    assert.ok(Math.abs(last.estimateMs! - 3 * 60_000) < 45_000, String(last.estimateMs));
    const { estimateError } = story.core.live.fold.days.get('bank')!;
    assert.equal(estimateError.count, 6);
    assert.ok(estimateError.absoluteMs > 0);
  });
});

describe('A restart while callers wait', () => {
  let story: Story;
  afterEach(() => story.end());

  it('announces and overflows at the times that were due before it', async () => {
    story = await begin([
      {
        id: 'bank',
        members: ['ann'],
        announcements: [{ afterSeconds: 20, say: ['queue-comfort'] }],
        overflow: [{ when: { waitedSeconds: 60 }, to: { queue: 'rest' } }],
      },
      { id: 'rest', members: ['bob'] },
    ]);
    await story.callQueue(0);
    const queued = story.ofType('acd.queue-entered')[0]!.at;
    await story.time.advance(5000);
    await story.killProcess();
    const told = await story.until('waiting.announcement-due');
    assert.equal(told.at - queued, 20_000);
    const gone = await story.until('call.overflowed');
    assert.equal(gone.at - queued, 60_000);
    assert.equal(story.ofType('acd.queue-entered').at(-1)?.queue, 'rest');
  });
});
