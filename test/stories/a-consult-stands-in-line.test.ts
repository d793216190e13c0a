import assert from 'node:assert/strict';
import { Control } from './world/control.js';

const CARDS = { kind: 'queue', queue: 'cards' } as const;

describe('A consult with a queue', () => {
  let control: Control;
  beforeEach(async () => {
    control = await Control.begin();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await control.story.end();
    else await control.end();
  });
  const agents = (): Control['story']['core']['agents'] => control.story.core.agents;
  const nobodyReady = async (): Promise<void> => {
    for (const agent of ['bob', 'cid']) await agents().notReady(agent, 'break');
  };

  it('is a decision of the line: its order, its reasons, kept for ever', async () => {
    const caller = await control.talk();
    await control.commands.consult('ann', CARDS);
    const connected = await control.story.until('call.consult-connected');
    await control.pass(500);
    assert.equal(connected.agent, 'bob', 'the one who is ready longest');
    control.assertHears(caller, { caller: 'music', ann: 'bob', bob: 'ann' });
    const call = connected.call!;
    const why = await control.story.core.acd.whyCaller(
      call,
      control.story.events.filter((event) => event.call === call),
    );
    const offered = why.steps.find(({ kind }) => kind === 'consult-offered');
    assert.ok(offered?.kind === 'consult-offered');
    assert.equal(offered.agent, 'bob');
    assert.deepEqual(
      offered.decision.candidates.map(({ agent }) => agent),
      ['bob', 'cid'],
    );
    assert.equal(why.outcome, 'answered', 'the caller’s own waiting is told as before');
    assert.equal(why.queue, 'bank');
    caller.hangUp();
  });

  it('waits while nobody is free, and whoever comes free is asked for it and for nothing else', async () => {
    const caller = await control.talk();
    await nobodyReady();
    await control.commands.consult('ann', CARDS);
    await control.pass(1000);
    control.assertHears(caller, { caller: 'music' });
    assert.equal(control.call().consult?.line?.queue, 'cards');
    // A caller of the same queue who came later stands behind.
    const second = await control.story.callQueue(1);
    await control.pass(3000);
    await agents().ready('cid');
    const connected = await control.story.until('call.consult-connected');
    assert.equal(connected.agent, 'cid');
    assert.deepEqual(
      control.story.ofType('acd.offer-made').filter(({ agent }) => agent === 'cid'),
      [],
      'not offered the caller meanwhile',
    );
    await control.commands.control('ann', { do: 'consult/cancel' });
    await control.story.until('acd.offer-made', 2);
    second.hangUp();
    caller.hangUp();
  });

  it('an agent who does not take it is followed by the next one, and the clock goes on', async () => {
    const caller = await control.talk();
    control.phone('bob').onRing({ do: 'reject', afterMs: 300 });
    await control.commands.consult('ann', CARDS);
    const connected = await control.story.until('call.consult-connected');
    assert.equal(connected.agent, 'cid');
    const queued = control.story.ofType('call.consult-queued');
    assert.equal(queued.length, 2);
    assert.deepEqual(new Set(queued.map(({ data }) => (data as { since: number }).since)).size, 1);
    assert.equal(control.story.state('bob'), 'ready', 'nobody is set aside for a consult');
    caller.hangUp();
  });

  it('cancelled by the agent: nobody is asked any more, and the caller is there again', async () => {
    const caller = await control.talk();
    await nobodyReady();
    await control.commands.consult('ann', CARDS);
    await control.pass(1000);
    await control.commands.control('ann', { do: 'consult/cancel' });
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    await agents().ready('bob');
    await control.pass(2000);
    assert.equal(control.story.ofType('acd.consult-matched').length, 0);
    assert.equal(control.story.state('bob'), 'ready');
    caller.hangUp();
  });

  it('ends by itself when nobody was free within the limit', async () => {
    const caller = await control.talk();
    await nobodyReady();
    await control.commands.consult('ann', CARDS);
    const ended = await control.story.until('call.consult-ended');
    assert.equal((ended.data as { reason: string }).reason, 'no-answer');
    await control.pass(500);
    control.assertHears(caller, { caller: 'ann', ann: 'caller' });
    caller.hangUp();
  });

  it('handed over while it waits: the caller stands in that line, with the clock of the first queue', async () => {
    const caller = await control.talk();
    await nobodyReady();
    await control.commands.consult('ann', CARDS);
    await control.pass(1000);
    await control.commands.transfer('ann');
    await control.pass(500);
    control.assertHears(caller, { caller: 'music' });
    await agents().ready('bob');
    const connected = await control.story.until('call.connected', 2);
    assert.equal(connected.agent, 'bob');
    const [first, second] = control.story
      .ofType('acd.queue-entered')
      .map(({ data }) => data as { since: number });
    assert.equal(second!.since, first!.since);
    caller.hangUp();
  });

  it('handed over while the agent’s phone rings: the caller gets that agent', async () => {
    const caller = await control.talk();
    control.phone('bob').onRing({ do: 'wait' });
    await control.commands.consult('ann', CARDS);
    await control.story.until('call.agent-ringing', 2);
    await control.commands.transfer('ann');
    await control.pass(1000);
    control.assertHears(caller, { caller: 'music' });
    control.phone('bob').answer();
    const connected = await control.story.until('call.connected', 2);
    assert.equal(connected.agent, 'bob');
    caller.hangUp();
  });

  it('the caller hangs up while it waits: all is over, and whoever comes free is ready', async () => {
    const caller = await control.talk();
    await nobodyReady();
    await control.commands.consult('ann', CARDS);
    await control.pass(1000);
    caller.hangUp();
    await control.story.until('call.closed');
    await agents().ready('bob');
    await control.pass(1000);
    assert.equal(control.story.state('bob'), 'ready');
  });
});
