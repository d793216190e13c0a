import assert from 'node:assert/strict';
import { Control, OUTSIDE } from './world/control.js';

describe('An agent controls the call', () => {
  let control: Control;
  beforeEach(async () => {
    control = await Control.begin();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await control.story.end();
    else await control.end();
  });
  const types = (...wanted: string[]): string[] =>
    control.story.events.map(({ type }) => type).filter((type) => wanted.includes(type));

  it('hold: the caller hears music and the agent nothing; resume: both hear each other', async () => {
    const caller = await control.talk();
    await control.commands.control('ann', { do: 'hold' });
    await control.pass(3000);
    control.assertHears(caller, { caller: 'music', ann: '' });
    await control.commands.control('ann', { do: 'resume' });
    await control.pass(1000);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    caller.hangUp();
    await control.story.assertQuiet();
    const found = await control.story.core.cdrs.get(control.story.ofType('call.closed')[0]!.call!);
    assert.equal(found?.record.holdMs, 3000, 'hold is counted');
    assert.equal(found.record.recordings.length, 1, 'one recording through all of it');
  });

  it('a command that does not fit is refused with a code, and nothing has changed', async () => {
    await assert.rejects(control.commands.control('ann', { do: 'hold' }), { code: 'CALL_NOT_YOURS' });
    const caller = await control.talk();
    await assert.rejects(control.commands.control('ann', { do: 'resume' }), { code: 'CALL_STATE' });
    await assert.rejects(control.commands.control('bob', { do: 'hold' }), { code: 'CALL_NOT_YOURS' });
    await assert.rejects(control.commands.control('ann', { do: 'swap' }), { code: 'CALL_STATE' });
    await assert.rejects(control.commands.consult('ann', { kind: 'agent', agent: 'nobody' }), {
      code: 'CALL_TARGET_UNKNOWN',
    });
    await assert.rejects(control.commands.consult('ann', { kind: 'outside', number: '90012' }), {
      code: 'CALL_NOT_ALLOWED',
    });
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    caller.hangUp();
  });

  it('mute: the caller does not hear the agent, who hears on', async () => {
    const caller = await control.talk();
    await control.commands.control('ann', { do: 'mute' });
    await control.pass(100);
    control.assertHears(caller, { caller: '', ann: 'caller' });
    await control.commands.control('ann', { do: 'unmute' });
    await control.pass(100);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    caller.hangUp();
  });

  it('digits reach the other side and stand nowhere in the journal', async () => {
    const caller = await control.talk();
    await control.commands.control('ann', { do: 'digits', digits: '4711' });
    await control.pass(500);
    assert.equal(caller.digitsHeard(), '4711');
    assert.deepEqual(control.story.ofType('call.digits-sent')[0]!.data, { leg: caller.leg, count: 4 });
    caller.hangUp();
  });

  it('consult: the caller hears music, agent and colleague each other; cancelled: agent and caller again, the colleague is ready as before', async () => {
    const caller = await control.talk();
    const since = control.story.core.agents.get('bob').readySince;
    await control.commands.consult('ann', { kind: 'agent', agent: 'bob' });
    await control.story.until('call.agent-ringing', 2);
    await control.pass(100);
    control.assertHears(caller, { caller: 'music', ann: 'ringing' });
    await control.story.until('call.consult-connected');
    await control.pass(1000);
    control.assertHears(caller, { caller: 'music', ann: 'bob', bob: 'ann' });
    assert.equal(control.story.state('bob'), 'talking');
    await control.commands.control('ann', { do: 'consult/cancel' });
    await control.pass(1000);
    control.assertHears(caller, { caller: 'ann', ann: 'caller', bob: '' });
    assert.deepEqual(control.phone('bob').legs, []);
    assert.equal(control.story.state('bob'), 'ready');
    assert.equal(control.story.core.agents.get('bob').readySince, since, 'the old place among the ready');
    caller.hangUp();
  });

  it('swap changes between the two; conference brings all together; who is removed is gone, the others talk on', async () => {
    const caller = await control.talk();
    await control.commands.consult('ann', { kind: 'agent', agent: 'bob' });
    await control.story.until('call.consult-connected');
    await control.pass(500);
    await control.commands.control('ann', { do: 'swap' });
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann', ann: 'caller', bob: 'music' });
    await control.commands.control('ann', { do: 'swap' });
    await control.pass(500);
    control.assertHears(caller, { caller: 'music', ann: 'bob', bob: 'ann' });
    await control.commands.control('ann', { do: 'conference' });
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann bob', ann: 'bob caller', bob: 'ann caller' });
    await control.commands.consult('ann', { kind: 'outside', number: OUTSIDE });
    await control.story.until('call.consult-connected', 2);
    await control.pass(500);
    control.assertHears(caller, { caller: 'music', bob: 'music', ann: 'outside', outside: 'ann' });
    await control.commands.control('ann', { do: 'conference' });
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann bob outside', outside: 'ann bob caller' });
    await control.commands.control('ann', { do: 'remove-party', party: control.outside.legs[0]! });
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann bob' });
    control.phone('ann').hangUp();
    await control.pass(500);
    assert.equal(control.call().agent, 'bob', 'the other agent owns the call now');
    control.assertHears(caller, { caller: 'bob', bob: 'caller' });
    assert.equal(control.story.state('ann'), 'wrap-up');
    caller.hangUp();
  });

  it('attended transfer: the colleague has the caller, the first agent wraps up; one record with both parts', async () => {
    const caller = await control.talk();
    await control.commands.consult('ann', { kind: 'agent', agent: 'bob' });
    await control.story.until('call.consult-connected');
    await control.pass(2000);
    await control.commands.transfer('ann');
    await control.pass(3000);
    control.assertHears(caller, { caller: 'bob', bob: 'caller' });
    assert.equal(control.story.state('ann'), 'wrap-up');
    assert.equal(control.story.state('bob'), 'talking');
    caller.hangUp();
    await control.story.until('call.closed');
    assert.equal(control.story.state('bob'), 'wrap-up');
    await control.story.assertQuiet();
    const { record } = (await control.story.core.cdrs.get(control.story.ofType('call.closed')[0]!.call!))!;
    assert.deepEqual(
      record.parts.map(({ agent, kind }) => [agent, kind]),
      [
        ['ann', 'served'],
        ['bob', 'consulted'],
        ['bob', 'served'],
      ],
    );
    assert.equal(record.transfers, 1);
    assert.equal(record.recordings.length, 1);
  });

  it('attended transfer to an outside number: both talk on without an agent until one hangs up', async () => {
    const caller = await control.talk();
    await control.commands.consult('ann', { kind: 'outside', number: OUTSIDE });
    await control.story.until('call.consult-connected');
    await control.pass(500);
    await control.commands.transfer('ann');
    await control.pass(2000);
    control.assertHears(caller, { caller: 'outside', outside: 'caller' });
    assert.equal(control.call().agent, undefined);
    control.outside.hangUp();
    await control.story.until('call.closed');
    assert.deepEqual(caller.legs, []);
  });

  it('the agent hangs up in the consult: the caller is the colleague’s', async () => {
    const caller = await control.talk();
    await control.commands.consult('ann', { kind: 'agent', agent: 'bob' });
    await control.story.until('call.consult-connected');
    await control.pass(500);
    control.phone('ann').hangUp();
    await control.pass(500);
    control.assertHears(caller, { caller: 'bob', bob: 'caller' });
    caller.hangUp();
  });

  it('a colleague who does not answer: the agent is back with the caller', async () => {
    const caller = await control.talk();
    control.phone('bob').onRing({ do: 'reject', afterMs: 300 });
    await control.commands.consult('ann', { kind: 'agent', agent: 'bob' });
    const ended = await control.story.until('call.consult-ended');
    assert.equal((ended.data as { reason: string }).reason, 'rejected');
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    assert.equal(control.story.state('bob'), 'ready', 'nobody is set aside for a consult');
    caller.hangUp();
  });

  it('blind transfer to an agent: the caller hears music until the colleague answers', async () => {
    const caller = await control.talk();
    await control.commands.transfer('ann', { kind: 'agent', agent: 'bob' });
    await control.story.until('call.agent-ringing', 2);
    await control.pass(100);
    control.assertHears(caller, { caller: 'music' });
    assert.equal(control.story.state('ann'), 'wrap-up');
    await control.story.until('call.connected', 2);
    await control.pass(500);
    control.assertHears(caller, { caller: 'bob', bob: 'caller' });
    caller.hangUp();
  });

  it('blind transfer to nobody: the caller is in line with the old clock, the first agent designated', async () => {
    const caller = await control.talk();
    const since = (control.story.ofType('call.queued')[0]!.data as { since: number }).since;
    control.phone('bob').onRing({ do: 'busy' });
    await control.commands.transfer('ann', { kind: 'agent', agent: 'bob' });
    const queued = await control.story.until('call.queued', 2);
    const data = queued.data as { since: number; designatedAgent?: string };
    assert.equal(data.since, since);
    assert.equal(data.designatedAgent, 'ann');
    await control.story.until('call.connected', 2);
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    caller.hangUp();
  });

  for (const [name, to, who] of [
    ['an extension', { kind: 'extension', extension: '801' }, 'vault'],
    ['an outside number', { kind: 'outside', number: OUTSIDE }, 'outside'],
  ] as const)
    it(`blind transfer to ${name}: both talk on without an agent`, async () => {
      const caller = await control.talk();
      await control.commands.transfer('ann', to);
      await control.story.until('call.connected', 2);
      await control.pass(1500);
      control.assertHears(caller, { caller: who, [who]: 'caller' });
      caller.hangUp();
    });

  it('blind transfer to a queue: in line there with the old clock, and served there', async () => {
    const caller = await control.talk();
    const since = (control.story.ofType('call.queued')[0]!.data as { since: number }).since;
    await control.commands.transfer('ann', { kind: 'queue', queue: 'cards' });
    const queued = await control.story.until('call.queued', 2);
    assert.equal(queued.queue, 'cards');
    assert.equal((queued.data as { since: number }).since, since);
    await control.story.until('call.connected', 2);
    await control.pass(500);
    control.assertHears(caller, { caller: 'bob', bob: 'caller' });
    caller.hangUp();
  });

  it('a transfer while the colleague’s phone rings: the caller waits for it instead', async () => {
    const caller = await control.talk();
    control.phone('bob').onRing({ do: 'wait' });
    await control.commands.consult('ann', { kind: 'agent', agent: 'bob' });
    await control.story.until('call.agent-ringing', 2);
    await control.commands.transfer('ann');
    await control.pass(1000);
    control.assertHears(caller, { caller: 'music' });
    control.phone('bob').answer();
    await control.story.until('call.connected', 2);
    await control.pass(500);
    control.assertHears(caller, { caller: 'bob', bob: 'caller' });
    caller.hangUp();
  });

  it('into a flow and back: the agent waits, the results stand on the screen, the recording has a gap', async () => {
    const caller = await control.talk();
    await control.commands.sendToFlow('ann', 'ask', true);
    await control.pass(6000);
    control.assertHears(caller, { ann: 'music' });
    assert.equal(control.story.state('ann'), 'talking');
    caller.press('4711');
    const returned = await control.story.until('call.returned');
    assert.deepEqual(returned.data, { results: { pin: '4711' }, by: 'flow' });
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    assert.deepEqual(types('call.recording-paused', 'call.recording-resumed'), [
      'call.recording-paused',
      'call.recording-resumed',
    ]);
    caller.hangUp();
    await control.pass(2000);
    const [row] = await control.story.core.recordings.byCall(returned.call!);
    assert.equal(row?.gaps.length, 1, 'the gap is in the ledger');
  });

  it('the agent takes the caller back before the flow is over', async () => {
    const caller = await control.talk();
    await control.commands.sendToFlow('ann', 'ask', true);
    await control.pass(1000);
    await control.commands.control('ann', { do: 'flow/take-back' });
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    assert.equal(control.call().recordingPaused, undefined, 'the recording has sound again');
    caller.hangUp();
  });

  it('into a flow for good: afterwards the caller is in line, the agent designated', async () => {
    const caller = await control.talk();
    await control.commands.transfer('ann', { kind: 'flow', flow: 'ask' });
    await control.pass(1000);
    assert.equal(control.story.state('ann'), 'wrap-up');
    await control.pass(6000);
    caller.press('4711');
    const queued = await control.story.until('call.queued', 2);
    assert.equal((queued.data as { designatedAgent?: string }).designatedAgent, 'ann');
    caller.hangUp();
  });

  it('park and pick up: any agent takes the call by its slot', async () => {
    const caller = await control.talk();
    const slot = await control.commands.park('ann');
    assert.equal(slot, '701');
    await control.pass(5000);
    control.assertHears(caller, { caller: 'music' });
    assert.equal(control.story.state('ann'), 'wrap-up');
    await assert.rejects(control.commands.pickUpParked('bob', '702'), { code: 'CALL_TARGET_UNKNOWN' });
    control.phone('bob').onRing({ do: 'wait' }); // it answers by itself, as the agent asked for it
    await control.commands.pickUpParked('bob', slot);
    await control.story.until('call.connected', 2);
    await control.pass(500);
    control.assertHears(caller, { caller: 'bob', bob: 'caller' });
    caller.hangUp();
  });

  it('a parked call that nobody picks up is in line again', async () => {
    const caller = await control.talk();
    await control.commands.park('ann');
    const queued = await control.story.until('call.queued', 2);
    assert.equal((queued.data as { designatedAgent?: string }).designatedAgent, 'ann');
    await control.story.until('call.connected', 2);
    caller.hangUp();
  });

  it('the caller hangs up in every corner: all is ended, all wrap up', async () => {
    for (const corner of ['hold', 'consult', 'parked', 'flow', 'transfer'] as const) {
      const nth = control.story.ofType('call.closed').length + 1;
      const caller = await control.talk();
      if (corner === 'hold') await control.commands.control('ann', { do: 'hold' });
      if (corner === 'consult') {
        await control.commands.consult('ann', { kind: 'agent', agent: 'bob' });
        await control.story.until('call.consult-connected');
      }
      if (corner === 'parked') await control.commands.park('ann');
      if (corner === 'flow') await control.commands.sendToFlow('ann', 'ask', true);
      if (corner === 'transfer') {
        control.phone('bob').onRing({ do: 'wait' });
        await control.commands.transfer('ann', { kind: 'agent', agent: 'bob' });
      }
      await control.pass(700);
      caller.hangUp();
      await control.story.until('call.closed', nth);
      await control.pass(12_000);
      assert.equal(control.story.state('ann'), 'ready', corner);
      assert.equal(control.story.state('bob'), 'ready', corner);
    }
  });
});
