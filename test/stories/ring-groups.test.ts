import assert from 'node:assert/strict';
import type { SimulatedCaller } from '../../src/switch/simulated/index.js';
import { Phones, type Name } from './world/phones.js';

describe('Ring groups beside the ACD', () => {
  let phones: Phones;
  beforeEach(async () => {
    phones = await Phones.begin();
    for (const name of ['vault', 'branch', 'bob'] as const) phones.phone(name).onRing({ do: 'wait' });
  });
  afterEach(async function () {
    await phones.end(this.currentTest?.state === 'failed');
  });
  const ringing = (): Name[] =>
    (['bob', 'vault', 'branch'] as const).filter((name) => phones.phone(name).ringing().length > 0);
  const calls = async (dialled: string): Promise<SimulatedCaller> => {
    const caller = await phones.story.call(dialled);
    await phones.story.until('call.group-rung');
    await phones.pass(200);
    return caller;
  };

  it('all: every member rings, the caller hears it ring; the first answer wins and the others fall quiet', async () => {
    const caller = await calls('95588');
    assert.deepEqual(ringing(), ['bob', 'vault', 'branch']);
    assert.deepEqual(caller.hears(), ['ringing']);
    assert.equal(phones.story.state('bob'), 'ringing');
    phones.phone('branch').answer();
    await phones.story.until('call.connected');
    await phones.pass(300);
    phones.assertTalk(phones.phone('branch'), caller);
    assert.deepEqual(ringing(), []);
    assert.equal(phones.story.state('bob'), 'ready', 'at nobody’s cost');
    caller.hangUp();
    await phones.story.until('call.closed');
    const { record } = (await phones.story.core.cdrs.get(phones.told('call.arrived')[0]!.call!))!;
    assert.equal(record.outcome, 'answered');
    assert.equal(phones.story.ofType('call.closed').length, 1, 'one call, one record');
  });

  it('an agent who answers for the group is busy with it and serves it', async () => {
    const caller = await calls('95588');
    phones.phone('bob').answer();
    await phones.story.until('call.connected');
    await phones.pass(300);
    phones.assertTalk(phones.phone('bob'), caller);
    assert.equal(phones.story.state('bob'), 'talking');
    caller.hangUp();
    await phones.story.until('call.closed');
    await phones.pass(100);
    assert.equal(phones.story.state('bob'), 'ready');
  });

  it('two answer in the same moment: one has the caller, the other is hung up on', async () => {
    const caller = await calls('95588');
    phones.phone('vault').answer();
    phones.phone('branch').answer();
    await phones.story.until('call.connected');
    await phones.pass(500);
    assert.equal(caller.hears().length, 1);
    assert.equal(phones.phone('vault').legs.length + phones.phone('branch').legs.length, 1);
    caller.hangUp();
  });

  it('who talks or is not logged in is left out', async () => {
    await phones.story.core.agents.logOut('bob');
    const caller = await calls('95588');
    assert.deepEqual(ringing(), ['vault', 'branch']);
    caller.hangUp();
    await phones.story.until('call.closed');
    assert.deepEqual(ringing(), []);
  });

  it('the caller hangs up while it rings: nobody’s phone rings on', async () => {
    const caller = await calls('95588');
    caller.hangUp();
    await phones.story.until('call.closed');
    assert.deepEqual(ringing(), []);
    assert.equal(phones.story.state('bob'), 'ready');
    assert.equal(await phones.outcome(), 'abandoned-in-flow');
  });

  it('nobody answers: the caller hears so and is hung up on', async () => {
    const caller = await calls('95588');
    await phones.story.until('call.leaving');
    await phones.pass(100);
    assert.deepEqual(caller.hears(), ['prompt:nobody-answers']);
    assert.deepEqual(ringing(), []);
    await phones.story.until('call.closed');
    assert.equal(phones.story.state('bob'), 'ready', 'no RONA for a ring group');
  });

  it('in order, from a flow: one after the other, who is busy at once; at last into the queue', async () => {
    phones.phone('vault').onRing({ do: 'busy' });
    const caller = await calls('200');
    assert.deepEqual(ringing(), ['bob']);
    await phones.pass(10_000);
    assert.deepEqual(ringing(), ['branch']);
    await phones.story.until('acd.queue-entered');
    phones.phone('bob').onRing({ do: 'answer', afterMs: 500 });
    await phones.story.until('call.connected');
    await phones.pass(300);
    phones.assertTalk(phones.phone('bob'), caller);
    caller.hangUp();
  });

  it('memory: the next one is added, the first rings on; at last the extension', async () => {
    const vault = await phones.dials('ann', '603');
    await phones.pass(200);
    assert.deepEqual(ringing(), ['vault']);
    await phones.pass(10_000);
    assert.deepEqual(ringing(), ['vault', 'branch']);
    phones.phone('vault').answer();
    await phones.story.until('call.connected');
    await phones.pass(300);
    phones.assertTalk(vault, phones.phone('vault'));
    assert.deepEqual(ringing(), []);
    vault.hangUp();
  });

  it('a consult with a group, then the transfer: the customer talks with whoever has answered', async () => {
    const caller = await phones.talk();
    await phones.story.core.commands.consult('ann', { kind: 'group', group: '601' });
    await phones.pass(300);
    phones.phone('bob').answer();
    await phones.story.until('call.consult-connected');
    await phones.pass(200);
    phones.assertTalk(phones.phone('ann'), phones.phone('bob'));
    await phones.story.core.commands.transfer('ann');
    await phones.pass(300);
    phones.assertTalk(phones.phone('bob'), caller);
    caller.hangUp();
  });

  it('a transfer to a group that nobody takes: the customer is in line again', async () => {
    const caller = await phones.talk();
    await phones.story.core.commands.transfer('ann', { kind: 'group', group: '601' });
    await phones.story.until('call.queued', 2);
    await phones.pass(100);
    assert.deepEqual(ringing(), []);
    caller.hangUp();
  });

  it('the member’s log-out takes the own phone out, the others ring on', async () => {
    const caller = await calls('95588');
    await phones.story.core.agents.logOut('bob', 'sup');
    await phones.pass(200);
    assert.deepEqual(ringing(), ['vault', 'branch']);
    caller.hangUp();
  });

  it('kill -9 while the group rings: phones of extensions ring on, and whoever answers has the caller', async () => {
    const caller = await calls('95588');
    await phones.story.killProcess();
    await phones.pass(500);
    assert.deepEqual(ringing(), ['vault', 'branch']);
    phones.phone('branch').answer();
    await phones.story.until('call.connected');
    await phones.pass(500);
    phones.assertTalk(phones.phone('branch'), caller);
    caller.hangUp();
  });

  it('the caller hangs up while no process is there: nobody’s phone rings on', async () => {
    const caller = await calls('95588');
    await phones.story.killProcess({ lost: 2, meanwhile: () => caller.hangUp() });
    await phones.pass(2000);
    assert.deepEqual(ringing(), []);
  });

  it('a lost link while the group rings, and an answer meanwhile: they talk when it is back', async () => {
    const caller = await calls('95588');
    phones.story.world.cut();
    phones.phone('vault').answer();
    await phones.pass(2000);
    phones.story.world.restore();
    await phones.pass(2000);
    phones.assertTalk(phones.phone('vault'), caller);
    assert.deepEqual(ringing(), []);
    caller.hangUp();
  });
});
