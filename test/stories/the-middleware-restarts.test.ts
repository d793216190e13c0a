import assert from 'node:assert/strict';
import type { SimulatedCaller, SimulatedPhone } from '../../src/switch/simulated/index.js';
import { Story } from './world/story.js';

const menu = `flow: menu
name: { en: menu, zh: menu }
start: hello
nodes:
  hello: { kind: play, settings: { prompts: [greeting, greeting, greeting], interruptible: false }, exits: { next: ask } }
  ask:
    kind: menu
    settings: { prompts: [menu-personal], choices: { 1: { en: one, zh: one } }, timeoutSeconds: 60 }
    exits: { 1: line, timeout: line, invalid: line }
  line: { kind: queue, settings: { queue: bank }, exits: {} }
`;
const farewell = `flow: farewell
name: { en: farewell, zh: farewell }
start: bye
nodes:
  bye: { kind: hang-up, settings: { prompts: [goodbye, goodbye, goodbye] }, exits: {} }
`;

const phases = [
  'arriving',
  'prompt',
  'farewell',
  'queue',
  'reserved',
  'ringing',
  'bridging',
  'talking',
  'listening',
  'wrap-up',
] as const;
type Phase = (typeof phases)[number];

interface Scene {
  readonly story: Story;
  readonly caller: SimulatedCaller;
  readonly phone: SimulatedPhone;
}

/** A call that has come as far as this. The phone answers by itself only where the phase needs it. */
async function upTo(phase: Phase): Promise<Scene> {
  const story = await Story.begin(
    [{ id: 'ann' }],
    [{ id: 'bank', members: ['ann'], wrapUpSeconds: 20, ringSeconds: 20 }],
    { flows: { menu, farewell } },
  );
  const phone = await story.agentReady('ann', { do: 'wait' });
  const apart = ['arriving', 'prompt', 'farewell', 'queue'].includes(phase);
  if (apart) await story.core.agents.notReady('ann', 'break');
  if (phase !== 'reserved') story.paintPops();
  if (phase === 'arriving') story.world.faults.loseNextCommands(1, 'answer');
  const number = { prompt: '200', arriving: '200', farewell: '201' } as Partial<Record<Phase, string>>;
  const dialled = number[phase];
  const caller = dialled === undefined ? await story.callQueue(0) : await story.call(dialled);
  if (apart) await story.time.advance(1500);
  else if (phase === 'reserved') await story.until('agent.reserved');
  else {
    await story.until('agent.ringing');
    await story.time.advance(1000);
    if (phase !== 'ringing') phone.answer();
    if (phase === 'bridging') await story.until('call.agent-answered');
    if (['talking', 'listening', 'wrap-up'].includes(phase)) {
      await story.until('call.connected');
      await story.time.advance(2000);
    }
    if (phase === 'listening') {
      (await story.userPhone('sue')).onRing({ do: 'answer', afterMs: 100 });
      story.core.calls.listen(only(story), 'sue', 'user-sue');
      await story.until('call.listen-connected');
      await story.time.advance(500);
    }
    if (phase === 'wrap-up') {
      caller.hangUp();
      await story.until('agent.wrap-up-started');
    }
  }
  return { story, caller, phone };
}

const only = (story: Story): string => story.ofType('call.arrived')[0]!.call!;

const sameClock = (story: Story): void => {
  const clocks = story.ofType('call.queued').map((event) => (event.data as { since: number }).since);
  assert.ok(new Set(clocks).size <= 1, 'the waiting clock never restarts');
};

/** Pages come back, the agent is ready and answers. */
async function goOn({ story, caller, phone }: Scene): Promise<void> {
  story.paintPops();
  phone.onRing({ do: 'answer', afterMs: 500 });
  story.reopenDesks('ann');
  await story.time.advance(200);
  story.assertSound();
  if (story.state('ann') === 'not-ready') await story.core.agents.ready('ann');
  for (let i = 0; i < 30; i++) {
    await story.time.advance(1000);
    story.assertSound();
    if (i === 4) caller.press('1');
  }
}

type Way = 'is stopped' | 'is killed' | 'is killed and loses its last words' | 'is away for a minute';
const ways: Readonly<Record<Way, (story: Story) => Promise<void>>> = {
  'is stopped': (story) => story.restartProcess(),
  'is killed': (story) => story.killProcess(),
  'is killed and loses its last words': (story) => story.killProcess({ lost: 3 }),
  'is away for a minute': (story) => story.killProcess({ meanwhile: () => story.time.advance(60_000) }),
};

describe('The middleware is started again', () => {
  for (const [way, restart] of Object.entries(ways))
    for (const phase of phases)
      it(`it ${way}, the call being in "${phase}": the call goes on, the clock is kept, nothing is left`, async () => {
        const scene = await upTo(phase);
        const { story, caller, phone } = scene;
        try {
          const call = only(story);
          const readySince = story.core.agents.get('ann').readySince;
          await restart(story);
          story.assertSound();
          await goOn(scene);
          sameClock(story);
          assert.equal(story.ofType('call.arrived').length, 1, 'it is the same call');
          if (phase === 'farewell') {
            assert.deepEqual(caller.legs, []);
            assert.equal((await story.core.cdrs.get(call))?.record.outcome, 'ended-by-flow');
          } else if (phase === 'wrap-up') assert.equal(story.state('ann'), 'ready');
          else {
            assert.equal(story.state('ann'), 'talking');
            assert.deepEqual(caller.hears(), [`leg:${phone.legs[0]}`]);
            assert.deepEqual(phone.hears(), [`leg:${caller.leg}`]);
            caller.hangUp();
          }
          if (phase === 'talking' || phase === 'listening') {
            assert.equal(story.ofType('call.connected').length, 1, 'the talk went on at the switch');
            assert.equal(story.ofType('agent.talking').length, 1);
          }
          const back = story.ofType('agent.ready').filter((event) => event.inferred);
          for (const { data } of back)
            assert.equal(
              (data as { readySince: number }).readySince,
              readySince,
              'the old place among the ready',
            );
          await story.assertQuiet();
          if (phase !== 'farewell' && phase !== 'arriving' && phase !== 'prompt') {
            const rows = await story.core.recordings.byCall(call);
            // A process that is stopped sees its command fail and says so: the talk that follows has another recording.
            const unstarted = way === 'is stopped' && phase === 'bridging' ? ['missing'] : [];
            const states = rows.map((row) => row.state);
            assert.deepEqual(states, [...unstarted, 'stored'], 'one recording, whole');
          }
        } finally {
          await story.end();
        }
      });

  for (const phase of phases)
    it(`and the caller is gone meanwhile, having been in "${phase}": told as lost, inferred`, async () => {
      const { story, caller } = await upTo(phase);
      try {
        const call = only(story);
        await story.killProcess({ meanwhile: () => caller.hangUp() });
        await story.time.advance(1000);
        await story.assertQuiet();
        if (phase === 'wrap-up') return;
        const ended = story.ofType('call.ended')[0]!;
        assert.equal(ended.inferred, true);
        assert.equal((ended.data as { cause: string }).cause, 'lost');
        assert.equal((await story.core.cdrs.get(call))?.record.inferred, true);
      } finally {
        await story.end();
      }
    });

  for (const phase of phases)
    it(`and so is the switch, the call being in "${phase}": everything is settled, new calls come in`, async () => {
      const scene = await upTo(phase);
      const { story, phone } = scene;
      try {
        await story.killProcess({ meanwhile: () => story.world.restart() });
        await story.time.advance(6000);
        assert.deepEqual(story.core.calls.open, []);
        if (phase !== 'wrap-up') assert.equal(story.ofType('call.closed').at(-1)?.inferred, true);
        story.paintPops();
        story.reopenDesks('ann');
        phone.register();
        phone.onRing({ do: 'answer', afterMs: 200 });
        await story.core.agents.ready('ann');
        const again = await story.callQueue(0);
        await story.time.runUntil(() => story.state('ann') === 'talking');
        again.hangUp();
        await story.assertQuiet();
      } finally {
        await story.end();
      }
    });

  it('an agent whose page does not come back is offered nothing, and is logged out after the time of grace', async () => {
    const { story, caller } = await upTo('ringing');
    try {
      const offers = story.ofType('acd.offer-made').length;
      await story.killProcess();
      await story.time.advance(2000);
      assert.equal(story.state('ann'), 'ready');
      assert.equal(story.ofType('acd.offer-made').length, offers);
      await story.until('agent.logged-out');
      assert.equal(story.ofType('acd.offer-made').length, offers);
      assert.equal(story.core.live.fold.waiting.size, 1, 'the caller waits on');
      caller.hangUp();
      await story.assertQuiet();
    } finally {
      await story.end();
    }
  });

  it('an agent with a phone on the table serves on at once, the longest waiting caller first', async () => {
    const story = await Story.begin([{ id: 'tom', phone: 'sip' }], [{ id: 'bank', members: ['tom'] }]);
    try {
      const phone = await story.agentReady('tom', { do: 'wait' });
      const first = await story.callQueue(0);
      await story.until('agent.ringing');
      const second = await story.callQueue(0);
      const since = story.ofType('call.queued').map((event) => (event.data as { since: number }).since);
      phone.onRing({ do: 'answer', afterMs: 500 });
      await story.killProcess();
      const connected = await story.until('call.connected', 1, 5000);
      assert.equal(connected.call, only(story));
      const made = story
        .ofType('acd.offer-made')
        .map((event) => event.data as { since: number; fence: number });
      assert.equal(made.at(-1)?.since, since[0]);
      assert.ok(made.at(-1)!.fence > made[0]!.fence, 'the fence only grows');
      first.hangUp();
      await story.until('call.connected', 2);
      second.hangUp();
      await story.assertQuiet();
    } finally {
      await story.end();
    }
  });

  it('wrap-up ends when it would have ended', async () => {
    const { story } = await upTo('wrap-up');
    try {
      const { until } = story.ofType('agent.wrap-up-started')[0]!.data as { until: number };
      await story.killProcess({ meanwhile: () => story.time.advance(5000) });
      story.reopenDesks('ann');
      assert.equal((await story.until('agent.wrap-up-ended')).at, until);
      await story.assertQuiet();
    } finally {
      await story.end();
    }
  });

  it('an agent who answers meanwhile talks with the caller', async () => {
    const { story, caller, phone } = await upTo('ringing');
    try {
      await story.killProcess({
        meanwhile: async () => {
          phone.answer();
          await story.time.advance(2000);
        },
      });
      const connected = await story.until('call.connected', 1, 3000);
      assert.equal(story.ofType('call.agent-answered')[0]!.inferred, true);
      assert.equal(connected.agent, 'ann');
      assert.equal(story.ofType('acd.offer-made').length, 1);
      await story.time.advance(100);
      assert.deepEqual(caller.hears(), [`leg:${phone.legs[0]}`]);
      caller.hangUp();
      await story.assertQuiet();
    } finally {
      await story.end();
    }
  });

  it('again and again, in mid-call: one call, one talk, one recording', async () => {
    const { story, caller } = await upTo('talking');
    try {
      for (let i = 0; i < 5; i++) {
        await story.killProcess({ lost: i });
        await story.time.advance(700);
        story.reopenDesks('ann');
        story.assertSound();
      }
      assert.equal(story.state('ann'), 'talking');
      caller.hangUp();
      await story.assertQuiet();
      assert.equal(story.ofType('call.connected').length, 1);
      const rows = await story.core.recordings.byCall(only(story));
      assert.deepEqual(
        rows.map((row) => row.state),
        ['stored'],
      );
    } finally {
      await story.end();
    }
  });
});
