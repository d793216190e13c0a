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

type Phase = 'prompt' | 'queue' | 'ringing' | 'bridging' | 'talking' | 'wrap-up';
const phases: readonly Phase[] = ['prompt', 'queue', 'ringing', 'bridging', 'talking', 'wrap-up'];

interface Scene {
  readonly story: Story;
  readonly caller: SimulatedCaller;
  readonly phone: SimulatedPhone;
}

/** A call that has come as far as this. The phone answers by itself only where the phase needs it. */
async function upTo(phase: Phase): Promise<Scene> {
  const story = await Story.begin(
    [{ id: 'ann' }],
    [{ id: 'bank', members: ['ann'], wrapUpSeconds: 5, ringSeconds: 20 }],
    { flows: { menu } },
  );
  story.paintPops();
  const phone = await story.agentReady('ann', { do: 'wait' });
  if (phase === 'prompt' || phase === 'queue') await story.core.agents.notReady('ann', 'break');
  const caller = phase === 'prompt' ? await story.call('200') : await story.callQueue(0);
  if (phase === 'prompt' || phase === 'queue') await story.time.advance(1500);
  else {
    await story.until('agent.ringing');
    await story.time.advance(1000);
    if (phase !== 'ringing') phone.answer();
    if (phase === 'bridging') await story.until('call.agent-answered');
    if (phase === 'talking' || phase === 'wrap-up') {
      await story.until('call.connected');
      await story.time.advance(2000);
    }
    if (phase === 'wrap-up') {
      caller.hangUp();
      await story.until('agent.wrap-up-started');
    }
  }
  return { story, caller, phone };
}

const sameClock = (story: Story): void => {
  const clocks = story.ofType('call.queued').map((event) => (event.data as { since: number }).since);
  assert.ok(new Set(clocks).size <= 1, 'the waiting clock never restarts');
};

describe('The link to the switch is lost', () => {
  for (const phase of phases)
    for (const ms of [100, 3000, 60_000])
      it(`for ${ms} ms, the call being in "${phase}": caller and agent come together, nothing is left`, async () => {
        const { story, caller, phone } = await upTo(phase);
        try {
          phone.onRing({ do: 'answer', afterMs: 500 });
          story.world.cut();
          await story.time.advance(ms);
          story.assertSound();
          story.world.restore();
          await story.time.advance(1000);
          caller.press('1');
          if (story.state('ann') === 'not-ready') await story.core.agents.ready('ann');
          phone.answer();
          for (let i = 0; i < 40; i++) {
            await story.time.advance(1000);
            story.assertSound();
          }
          sameClock(story);
          if (phase !== 'wrap-up') {
            assert.equal(story.state('ann'), 'talking');
            assert.deepEqual(caller.hears(), [`leg:${phone.legs[0]}`]);
          }
          if (phase === 'talking')
            assert.equal(story.ofType('call.agent-lost').length, 0, 'the talk went on at the switch');
          caller.hangUp();
          await story.assertQuiet();
        } finally {
          await story.end();
        }
      });

  for (const phase of phases)
    it(`and the caller hangs up meanwhile, the call being in "${phase}": told as lost, inferred, all is settled`, async () => {
      const { story, caller } = await upTo(phase);
      try {
        story.world.cut();
        await story.time.advance(500);
        caller.hangUp();
        await story.time.advance(2000);
        story.world.restore();
        await story.time.advance(1000);
        await story.assertQuiet();
        if (phase !== 'wrap-up') {
          const ended = story.ofType('call.ended')[0]!;
          assert.equal(ended.inferred, true);
          assert.equal((ended.data as { cause: string }).cause, 'lost');
          assert.equal((await story.core.cdrs.get(ended.call!))?.record.inferred, true);
        }
      } finally {
        await story.end();
      }
    });

  it('and the agent answers meanwhile: told when the link is back, and they talk', async () => {
    const { story, caller, phone } = await upTo('ringing');
    try {
      story.world.cut();
      phone.answer();
      await story.time.advance(2000);
      story.world.restore();
      const connected = await story.until('call.connected', 1, 3000);
      assert.equal(story.ofType('call.agent-answered')[0]!.inferred, true);
      assert.equal(connected.agent, 'ann');
      assert.equal(story.ofType('acd.offer-made').length, 1);
      caller.hangUp();
      await story.assertQuiet();
    } finally {
      await story.end();
    }
  });

  it('while it is lost nobody is offered anything; afterwards the longest waiting caller is', async () => {
    const { story, caller, phone } = await upTo('queue');
    try {
      story.world.cut();
      await story.core.agents.ready('ann');
      await story.time.advance(30_000);
      assert.equal(story.ofType('acd.offer-made').length, 0);
      phone.onRing({ do: 'answer', afterMs: 100 });
      story.world.restore();
      await story.until('call.connected', 1, 5000);
      caller.hangUp();
      await story.assertQuiet();
    } finally {
      await story.end();
    }
  });

  it('a switch that fails every ring is asked about once a second, not in a circle', async () => {
    const { story, caller } = await upTo('queue');
    try {
      story.world.faults.failNext(1000, 'SWITCH_FAULT', 'ring');
      await story.core.agents.ready('ann');
      await story.time.advance(10_000);
      const offers = story.ofType('acd.offer-made').length;
      assert.ok(offers >= 8 && offers <= 12, `${offers} offers in 10 s`);
      caller.hangUp();
      await story.assertQuiet();
    } finally {
      await story.end();
    }
  });
});

describe('The switch is restarted', () => {
  for (const phase of phases)
    it(`the call being in "${phase}": the call is settled as lost, the agent works on, new calls come in`, async () => {
      const { story, phone } = await upTo(phase);
      try {
        story.world.restart();
        await story.time.advance(1000);
        story.assertSound();
        assert.equal(story.core.calls.open.length, 0);
        await story.time.advance(6000);
        assert.ok(['ready', 'not-ready'].includes(story.state('ann')), story.state('ann'));
        if (phase !== 'wrap-up') {
          const closed = story.ofType('call.closed')[0]!;
          assert.equal(closed.inferred, true);
          assert.notDeepEqual((closed.data as { legsLost: string[] }).legsLost, []);
        }
        phone.register();
        phone.onRing({ do: 'answer', afterMs: 200 });
        await story.core.agents.ready('ann');
        const connected = story.ofType('call.connected').length;
        const caller = await story.callQueue(0);
        await story.until('call.connected', connected + 1);
        caller.hangUp();
        await story.assertQuiet();
      } finally {
        await story.end();
      }
    });
});

describe('Events come late, twice or in another order', () => {
  for (const [what, plan] of [
    ['late', { eventMs: [200, 900] as const }],
    ['twice', { duplicateShare: 1 }],
    ['late and twice', { eventMs: [0, 400] as const, duplicateShare: 0.5 }],
    ['out of order within a leg', { eventMs: [0, 300] as const, reorderWithinLeg: true }],
  ] as const)
    it(`${what}: the call comes to its end all the same and the records agree`, async () => {
      for (const seed of [1, 2, 3, 4]) {
        const story = await Story.begin(
          [{ id: 'ann' }],
          [{ id: 'bank', members: ['ann'], wrapUpSeconds: 1 }],
          { seed },
        );
        try {
          story.paintPops();
          await story.agentReady('ann', { do: 'answer', afterMs: 1500 });
          Object.assign(story.world.faults, plan);
          const caller = await story.callQueue(0);
          await story.time.advance(6000);
          assert.equal(story.state('ann'), 'talking');
          caller.hangUp();
          await story.time.advance(5000);
          story.world.faults.calm();
          await story.assertQuiet();
        } finally {
          await story.end();
        }
      }
    });
});
