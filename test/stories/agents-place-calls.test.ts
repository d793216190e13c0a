import assert from 'node:assert/strict';
import { Control, OUTSIDE } from './world/control.js';

describe('Agents place calls', () => {
  let control: Control;
  beforeEach(async () => {
    control = await Control.begin();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await control.story.end();
    else await control.end();
  });
  const outside = { kind: 'outside', number: OUTSIDE } as const;
  const placed = (): string => control.story.ofType('call.placed')[0]!.call!;

  it('the own phone answers by itself, hears the other side ring, and both talk; the queue’s caller id is shown', async () => {
    control.phone('ann').onRing({ do: 'wait' });
    await control.commands.dial('ann', outside, 'bank');
    await control.story.until('call.party-ringing');
    await control.pass(50);
    assert.deepEqual(control.phone('ann').hears(), ['ringing']);
    assert.equal(control.story.state('ann'), 'dialling');
    await control.story.until('call.connected');
    await control.pass(3000);
    assert.deepEqual(control.phone('ann').hears(), [`leg:${control.outside.legs[0]}`]);
    assert.equal(control.story.state('ann'), 'talking');
    const rung = control.story.ofType('call.party-rung')[0]!.data as {
      reach: { caller: { number: string } };
    };
    assert.equal(rung.reach.caller.number, '+8695500');
    control.outside.hangUp();
    await control.story.until('call.closed');
    assert.equal(control.story.state('ann'), 'wrap-up');
    await control.story.assertQuiet();
    const { record } = (await control.story.core.cdrs.get(placed()))!;
    assert.equal(record.direction, 'out');
    assert.equal(record.outcome, 'answered');
    assert.equal(record.number, OUTSIDE);
    assert.equal(record.recordings.length, 1);
  });

  for (const [what, behaviour, cause] of [
    ['is busy', { do: 'busy' }, 'busy'],
    ['does not answer', { do: 'wait' }, 'no-answer'],
    ['refuses', { do: 'reject', afterMs: 200 }, 'rejected'],
  ] as const)
    it(`the other side ${what}: the call is over with the cause, the agent is ready as before`, async () => {
      const since = control.story.core.agents.get('ann').readySince;
      control.outside.onRing(behaviour);
      await control.commands.dial('ann', outside);
      const ended = await control.story.until('call.ended');
      assert.equal((ended.data as { cause: string }).cause, cause);
      await control.pass(1000);
      assert.equal(control.story.state('ann'), 'ready');
      assert.equal(control.story.core.agents.get('ann').readySince, since);
      await control.story.assertQuiet();
      assert.equal((await control.story.core.cdrs.get(placed()))?.record.outcome, 'not-reached');
    });

  it('a colleague: both are busy with it, and neither wraps up', async () => {
    await control.commands.dial('ann', { kind: 'agent', agent: 'bob' });
    await control.story.until('call.connected');
    await control.pass(1000);
    assert.deepEqual([control.story.state('ann'), control.story.state('bob')], ['talking', 'talking']);
    assert.deepEqual(control.phone('bob').hears(), [`leg:${control.phone('ann').legs[0]}`]);
    control.phone('ann').hangUp();
    await control.story.until('call.closed');
    await control.pass(100);
    assert.deepEqual([control.story.state('ann'), control.story.state('bob')], ['ready', 'ready']);
  });

  it('an extension, held and transferred to a colleague', async () => {
    await control.commands.dial('ann', { kind: 'extension', extension: '801' });
    await control.story.until('call.connected');
    await control.commands.control('ann', { do: 'hold' });
    await control.pass(500);
    assert.match(control.phone('vault').hears().join(), /^music/);
    await control.commands.control('ann', { do: 'resume' });
    await control.commands.transfer('ann', { kind: 'agent', agent: 'bob' });
    await control.story.until('call.connected', 2);
    await control.pass(500);
    assert.deepEqual(control.phone('vault').hears(), [`leg:${control.phone('bob').legs[0]}`]);
    control.phone('vault').hangUp();
  });

  it('a placed call that nobody takes from the agent comes back to the agent', async () => {
    await control.commands.dial('ann', outside);
    await control.story.until('call.connected');
    await control.pass(500);
    control.phone('bob').onRing({ do: 'busy' });
    await control.commands.transfer('ann', { kind: 'agent', agent: 'bob' });
    await control.story.until('call.connected', 2);
    await control.pass(500);
    assert.deepEqual(control.outside.hears(), [`leg:${control.phone('ann').legs[0]}`]);
    control.outside.hangUp();
  });

  it('the agent gives up while it rings: nobody’s phone rings on', async () => {
    control.outside.onRing({ do: 'wait' });
    await control.commands.dial('ann', outside);
    await control.story.until('call.party-ringing');
    await control.commands.hangUp('ann');
    await control.story.until('call.closed');
    assert.deepEqual(control.outside.ringing(), []);
    assert.equal(control.story.state('ann'), 'ready');
  });

  it('who talks, or is logged out, cannot dial; a forbidden number is refused', async () => {
    const caller = await control.talk();
    await assert.rejects(control.commands.dial('ann', outside), { code: 'CALL_STATE' });
    await assert.rejects(control.commands.dial('bob', { kind: 'outside', number: '9001' }), {
      code: 'CALL_NOT_ALLOWED',
    });
    await control.story.core.agents.logOut('bob');
    await assert.rejects(control.commands.dial('bob', outside), { code: 'AGENT_STATE' });
    caller.hangUp();
  });
});
