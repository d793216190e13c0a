/** One centre on two switches: callers of either reach agents of either, and one of them may go away. */
import assert from 'node:assert/strict';
import type { SimulatedCaller, SimulatedPhone } from '../../src/switch/simulated/index.js';
import { Story } from './world/story.js';

const GONE_MS = 20_000;

/** ann is at the first switch, bob and eve are at the second; all serve one queue. */
async function centre(wrapUpSeconds = 5): Promise<Story> {
  const story = await Story.begin(
    [{ id: 'ann' }, { id: 'bob', far: true }, { id: 'eve', far: true }],
    [{ id: 'bank', members: ['ann', 'bob', 'eve'], wrapUpSeconds, ringSeconds: 20 }],
    { second: { goneMs: GONE_MS } },
  );
  story.paintPops();
  return story;
}

interface Talk {
  readonly caller: SimulatedCaller;
  readonly phone: SimulatedPhone;
  readonly call: string;
}

/** A caller of the north (or south) talks with this agent, who is made ready for it. */
async function talk(story: Story, agent: string, from: 'north' | 'south' = 'north'): Promise<Talk> {
  const connected = story.ofType('call.connected').length;
  const phone = await story.agentReady(agent, { do: 'answer', afterMs: 500 });
  const world = from === 'north' ? story.world : story.south;
  const caller = world.callIn({ from: `+86138${connected}`, dialled: '100', trunk: 'trunk-in' });
  const event = await story.until('call.connected', connected + 1);
  assert.equal(event.agent, agent);
  return { caller, phone, call: event.call! };
}

const both = async (story: Story, check: () => Promise<void>): Promise<void> => {
  try {
    await check();
    story.assertSound();
  } finally {
    await story.end();
  }
};

/** Waiting clocks as this call's events of this type tell them. */
const clocks = (story: Story, type: 'call.queued' | 'call.connected', call: string): number[] =>
  story
    .ofType(type)
    .filter((event) => event.call === call)
    .map((event) => (event.data as { since: number }).since);

describe('Two switches, one centre', () => {
  for (const [from, agent] of [
    ['north', 'bob'],
    ['south', 'ann'],
    ['north', 'ann'],
    ['south', 'bob'],
  ] as const)
    it(`a caller of the ${from} and ${agent} talk: one call, one recording, one history`, async () => {
      const story = await centre();
      await both(story, async () => {
        const { caller, phone, call } = await talk(story, agent, from);
        await story.time.advance(3000);
        assert.deepEqual(caller.hears(), [`leg:${phone.legs[0]}`]);
        assert.deepEqual(phone.hears(), [`leg:${caller.leg}`]);
        const there = from === 'north' ? story.world : story.south;
        assert.equal(there.truth().legs.length, 2, 'all legs are where the caller is');
        assert.equal(there.truth().bridges.length, 1);
        caller.hangUp();
        await story.assertQuiet();
        const { record } = (await story.core.cdrs.get(call))!;
        assert.equal(record.switch, from);
        assert.equal(record.agent, agent);
        assert.equal(record.recordings.length, 1);
        assert.equal(story.ofType('recording.stored').length, 1);
      });
    });

  it('an attended transfer to an agent of the other switch: the caller is with the colleague, all on one switch', async () => {
    const story = await centre();
    await both(story, async () => {
      const { caller, call } = await talk(story, 'ann');
      const bob = await story.agentReady('bob', { do: 'answer', afterMs: 500 });
      await story.core.commands.consult('ann', { kind: 'agent', agent: 'bob' });
      await story.until('call.consult-connected');
      await story.core.commands.transfer('ann');
      await story.time.advance(2000);
      assert.deepEqual(caller.hears(), [`leg:${bob.legs[0]}`]);
      assert.deepEqual(story.south.truth().legs, []);
      assert.equal(story.state('bob'), 'talking');
      caller.hangUp();
      await story.assertQuiet();
      assert.equal((await story.core.cdrs.get(call))!.record.recordings.length, 1);
    });
  });

  it('a supervisor of one switch listens to a call of the other', async () => {
    const story = await centre();
    await both(story, async () => {
      const { caller, phone, call } = await talk(story, 'bob', 'south');
      const supervisor = await story.userPhone('sun-li');
      story.core.calls.listen(call, 'sun-li', 'user-sun-li');
      await story.until('call.listen-connected');
      await story.time.advance(500);
      assert.deepEqual([...supervisor.hears()].sort(), [`leg:${caller.leg}`, `leg:${phone.legs[0]}`].sort());
      caller.hangUp();
      await story.assertQuiet();
    });
  });

  it('an agent calls a colleague of the other switch', async () => {
    const story = await centre();
    await both(story, async () => {
      const ann = await story.agentReady('ann', { do: 'answer', afterMs: 100 });
      const bob = await story.agentReady('bob', { do: 'answer', afterMs: 100 });
      await story.core.commands.dial('bob', { kind: 'agent', agent: 'ann' });
      await story.until('call.connected');
      await story.time.advance(500);
      assert.deepEqual(ann.hears(), [`leg:${bob.legs[0]}`]);
      assert.equal(story.world.truth().legs.length, 0, 'the call lives where the agent who placed it is');
      bob.hangUp();
      await story.assertQuiet();
    });
  });
});

describe('One of two switches dies', () => {
  it('and stays away: after the grace its calls are lost, those of the other never noticed', async () => {
    const story = await centre();
    await both(story, async () => {
      const across = await talk(story, 'bob', 'south');
      const own = await talk(story, 'ann', 'north');
      story.south.die();
      await story.time.advance(GONE_MS - 1000);
      assert.equal(story.core.calls.open.length, 2, 'until then it may come back');
      assert.deepEqual(own.caller.hears(), [`leg:${own.phone.legs[0]}`]);
      await story.time.advance(2000);
      assert.deepEqual(
        story.core.calls.open.map(({ call }) => call),
        [own.call],
      );
      const ended = story.ofType('call.ended')[0]!;
      assert.deepEqual([ended.call, ended.inferred], [across.call, true]);
      assert.equal((ended.data as { cause: string }).cause, 'lost');
      assert.equal(story.state('ann'), 'talking');
      own.caller.hangUp();
      story.south.restore();
      await story.time.advance(1000);
      await story.assertQuiet();
    });
  });

  it('and an agent of the living one who talked with its caller serves the next', async () => {
    const story = await centre(1);
    await both(story, async () => {
      const lost = await talk(story, 'ann', 'south');
      story.south.die();
      await story.time.advance(GONE_MS + 3000);
      assert.equal(story.state('ann'), 'ready');
      assert.deepEqual(lost.phone.legs, [], 'the phone was let go');
      const next = story.world.callIn({ from: '+86139', dialled: '100', trunk: 'trunk-in' });
      await story.until('call.connected', 2);
      assert.deepEqual(next.hears(), [`leg:${lost.phone.legs[0]}`]);
      next.hangUp();
      story.south.restore();
      await story.time.advance(1000);
      await story.assertQuiet();
    });
  });

  it('and a caller of the living one who talked with its agent stands in line again with the old clock', async () => {
    const story = await centre(1);
    await both(story, async () => {
      const { caller, call } = await talk(story, 'bob', 'north');
      story.south.die();
      // The tie's far end is gone, which the living switch sees.
      await story.until('call.agent-lost');
      const ann = await story.agentReady('ann', { do: 'answer', afterMs: 200 });
      await story.until('call.connected', 2);
      assert.deepEqual(caller.hears(), [`leg:${ann.legs[0]}`]);
      assert.equal(new Set(clocks(story, 'call.queued', call)).size, 1, 'the waiting clock never restarts');
      caller.hangUp();
      story.south.restore();
      await story.time.advance(1000);
      await story.assertQuiet();
    });
  });

  it('its ready agents are offered nobody, callers are served by the rest; back again they are offered', async () => {
    const story = await centre(1);
    await both(story, async () => {
      await story.agentReady('bob', { do: 'answer', afterMs: 200 });
      await story.time.advance(100);
      await story.agentReady('ann', { do: 'answer', afterMs: 200 });
      story.south.cut();
      const first = await story.callQueue(0);
      await story.until('call.connected');
      assert.deepEqual(story.offered(), ['ann']);
      const why = await story.time.runUntilSettled(story.core.acd.whyNotOffered('bob'));
      assert.equal(why.answer, 'no-link');
      const second = await story.callQueue(0);
      await story.time.advance(5000);
      assert.deepEqual(story.offered(), ['ann'], 'the second waits for ann');
      story.south.restore();
      await story.until('call.connected', 2);
      assert.deepEqual(story.offered(), ['ann', 'bob']);
      first.hangUp();
      second.hangUp();
      await story.assertQuiet();
    });
  });

  it('its waiting callers keep place and clock while it is away, and are offered to nobody', async () => {
    const story = await centre(1);
    await both(story, async () => {
      const caller = story.south.callIn({ from: '+86137', dialled: '100', trunk: 'trunk-in' });
      await story.until('acd.queue-entered');
      await story.time.advance(2000);
      story.south.cut();
      await story.agentReady('ann', { do: 'answer', afterMs: 200 });
      const other = await story.callQueue(0);
      await story.until('call.connected');
      assert.equal(story.ofType('acd.offer-made').length, 1);
      assert.deepEqual(other.hears().length, 1);
      story.south.restore();
      other.hangUp();
      const served = await story.until('call.connected', 2);
      assert.equal(served.call, story.ofType('call.arrived')[0]!.call);
      assert.deepEqual(
        clocks(story, 'call.connected', served.call!),
        clocks(story, 'call.queued', served.call!),
      );
      caller.hangUp();
      await story.assertQuiet();
    });
  });

  it('and is restarted at once: its calls are settled as lost, new ones come in there', async () => {
    const story = await centre(1);
    await both(story, async () => {
      await talk(story, 'bob', 'south');
      const own = await talk(story, 'ann', 'north');
      story.south.restart();
      await story.time.advance(1000);
      assert.deepEqual(
        story.core.calls.open.map(({ call }) => call),
        [own.call],
      );
      const bob = await story.phoneOf('bob');
      bob.onRing({ do: 'answer', afterMs: 100 });
      const next = story.south.callIn({ from: '+86136', dialled: '100', trunk: 'trunk-in' });
      await story.until('call.connected', 3);
      assert.deepEqual(next.hears(), [`leg:${bob.legs[0]}`]);
      next.hangUp();
      own.caller.hangUp();
      await story.assertQuiet();
    });
  });

  it('a page that is opened while its switch is away gets a phone at the other, and calls ring there', async () => {
    const story = await centre(1);
    await both(story, async () => {
      story.south.die();
      const bob = await story.agentReady('bob', { do: 'answer', afterMs: 200 });
      const caller = await story.callQueue(0);
      await story.until('call.connected');
      assert.deepEqual(caller.hears(), [`leg:${bob.legs[0]}`]);
      caller.hangUp();
      story.south.restore();
      await story.time.advance(1000);
      await story.assertQuiet();
    });
  });
});

describe('A page whose switch is gone', () => {
  it('learns it after the grace and not before; with a phone at the other its agent is served', async () => {
    const story = await centre(1);
    await both(story, async () => {
      await story.agentReady('bob', { do: 'answer', afterMs: 200 });
      const told = (): readonly string[] => story.core.live.desk('bob')!.lostSwitches;
      story.south.die();
      await story.time.advance(GONE_MS - 1000);
      assert.deepEqual(told(), [], 'the link may come back');
      await story.time.advance(2000);
      assert.deepEqual(told(), ['south']);
      const caller = await story.callQueue(0);
      await story.time.advance(1000);
      assert.deepEqual(story.offered(), [], 'a phone at a switch that is gone cannot ring');

      const line = await story.time.runUntilSettled(story.core.phones.lineFor('bob', 'bob'));
      assert.equal(line.switch, 'north');
      const phone = story.world.phone('user-bob');
      phone.onRing({ do: 'answer', afterMs: 200 });
      phone.register(line.secret);
      await story.until('call.connected');
      assert.deepEqual(caller.hears(), [`leg:${phone.legs[0]}`]);
      caller.hangUp();
      story.south.restore();
      await story.time.advance(1000);
      assert.deepEqual(told(), []);
      await story.assertQuiet();
    });
  });
});

describe('The middleware dies with calls on both switches', () => {
  it('and finds them again: both talk on, and come to their ends', async () => {
    const story = await centre(1);
    await both(story, async () => {
      const across = await talk(story, 'bob', 'north');
      const south = await talk(story, 'eve', 'south');
      await story.killProcess();
      story.reopenDesks('bob', 'eve');
      await story.time.advance(2000);
      assert.deepEqual(across.caller.hears(), [`leg:${across.phone.legs[0]}`]);
      assert.deepEqual(south.caller.hears(), [`leg:${south.phone.legs[0]}`]);
      assert.equal(story.core.calls.open.length, 2);
      across.caller.hangUp();
      south.caller.hangUp();
      await story.assertQuiet();
    });
  });

  it('and comes back while one of them is away: its calls wait for the grace, the others are at hand', async () => {
    const story = await centre(1);
    await both(story, async () => {
      const own = await talk(story, 'ann', 'north');
      const far = await talk(story, 'bob', 'south');
      await story.killProcess({ meanwhile: () => story.south.die() });
      story.reopenDesks('ann', 'bob');
      await story.time.advance(5000);
      assert.equal(story.core.calls.open.length, 2);
      own.caller.hangUp();
      await story.time.advance(GONE_MS);
      assert.deepEqual(story.core.calls.open, []);
      const ended = story.ofType('call.ended').find((event) => event.call === far.call);
      assert.equal(ended?.inferred, true);
      story.south.restore();
      await story.time.advance(1000);
      await story.assertQuiet();
    });
  });
});
