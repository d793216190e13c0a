/**
 * Everything that goes wrong between a caller and agents with plain SIP phones on their tables, on a real switch.
 * After each: the caller kept place and clock, nobody is stuck, nothing is left at the switch.
 */
import assert from 'node:assert/strict';
import { TO_HASTY, TO_LINE, TO_LONG_PROMPT, quickCentre } from './world/quick-centre.js';
import type { SipCall } from './world/sip-call.js';
import { TableAgent } from './world/table-agent.js';
import { TONE_A_HZ, TONE_B_HZ, sine } from './world/tones.js';
import { PATIENCE_MS, WatchedLine, type Caller } from './world/watched-line.js';

describe('a line with plain SIP phones on the tables', function () {
  this.timeout(90_000);
  let line: WatchedLine;
  let anna: TableAgent;
  let ben: TableAgent;
  let calls: string[];

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    line = await WatchedLine.start(
      quickCentre({
        name: 'failures',
        agents: [
          { id: 'anna', phone: 'sip' },
          { id: 'ben', phone: 'sip' },
        ],
      }),
    );
    anna = await TableAgent.start(line.centre, 'anna');
    ben = await TableAgent.start(line.centre, 'ben');
  });

  after(async function () {
    this.timeout(30_000);
    await anna?.close();
    await ben?.close();
    await line?.stop();
  });

  beforeEach(() => {
    calls = [];
  });

  afterEach(async () => {
    for (const agent of [anna, ben]) {
      agent.phone.onCall = 'ring';
      await agent.notReady();
    }
    await line.allOver(calls, [anna.account, ben.account]);
  });

  async function inLine(dialled = TO_LINE): Promise<Caller> {
    const caller = await line.callerInLine(dialled);
    calls.push(caller.call);
    return caller;
  }

  /** The agent's phone rings for this caller: the caller's number is on its display. */
  async function rings(agent: TableAgent, caller: Caller): Promise<SipCall> {
    const leg = await agent.phone.nextCall(PATIENCE_MS);
    assert.equal(leg.callerNumber, caller.number);
    await line.journal.event('agent.ringing', { agent: agent.id, call: caller.call });
    return leg;
  }

  /** The conversation from its beginning to the caller's hang-up, both hear each other. */
  async function served(agent: TableAgent, caller: Caller, leg?: SipCall): Promise<void> {
    const { journal } = line;
    const ringing = leg ?? (await rings(agent, caller));
    ringing.audio.say(sine({ hz: TONE_B_HZ, ms: 1000 }));
    await ringing.answer(PATIENCE_MS);
    await journal.event('call.connected', { call: caller.call, agent: agent.id });
    await Promise.all([
      caller.sip.audio.heard.untilTone(TONE_B_HZ, { forMs: 200, withinMs: PATIENCE_MS }),
      ringing.audio.heard.untilTone(TONE_A_HZ, { forMs: 200, withinMs: PATIENCE_MS }),
    ]);
    await caller.sip.hangUp();
    await ringing.ended(PATIENCE_MS);
    const { record } = await line.record(caller.call);
    assert.deepEqual([record.outcome, record.agent, record.endedBy], ['answered', agent.id, 'caller']);
    await journal.event('agent.wrap-up-ended', { agent: agent.id, call: caller.call });
  }

  it('forgets a caller who hangs up in the prompt, who never stood in line', async () => {
    await anna.ready();
    const caller = await line.callIn(TO_LONG_PROMPT);
    calls.push(caller.call);
    await caller.sip.audio.heard.untilSound({ withinMs: PATIENCE_MS });
    await caller.sip.hangUp();
    const { record } = await line.record(caller.call);
    assert.deepEqual(
      [record.outcome, record.endedBy, record.offers, record.queuedAt],
      ['abandoned-in-flow', 'caller', 0, null],
      `${line.journal.story(caller.call)}; ${caller.sip.events.story()}`,
    );
    assert.equal(line.journal.all('acd.queue-entered', (event) => event.call === caller.call).length, 0);
    assert.equal((await line.agentOnBoard('anna')).state, 'ready');
  });

  it('counts a caller who hangs up in the queue as abandoned, with the time waited', async () => {
    const caller = await inLine();
    await caller.sip.audio.heard.untilSound({ withinMs: PATIENCE_MS });
    await caller.sip.hangUp();
    const left = await line.journal.event('acd.queue-left', { call: caller.call });
    assert.equal(left.data.outcome, 'abandoned');
    const { record } = await line.record(caller.call);
    assert.deepEqual([record.outcome, record.agent, record.offers], ['abandoned-in-queue', null, 0]);
    assert.ok(record.waitMs > 0);
  });

  it('lets the phone fall silent and the agent keep the place when the caller hangs up while it rings', async () => {
    await anna.ready();
    const before = await line.agentOnBoard('anna');
    const caller = await inLine();
    const leg = await rings(anna, caller);
    await caller.sip.hangUp();
    await leg.ended(PATIENCE_MS);
    assert.ok(leg.events.find('cancelled'), leg.events.story());
    const ended = await line.journal.event('acd.offer-ended', { call: caller.call });
    assert.equal(ended.data.outcome, 'caller-gone');
    await line.journal.event('call.closed', { call: caller.call });
    const after = await line.agentOnBoard('anna');
    assert.deepEqual([after.state, after.since], ['ready', before.since]);
    assert.equal((await line.record(caller.call)).record.outcome, 'abandoned-in-queue');
  });

  it('gives the caller, still first in line, to the next agent when one refuses by the desk', async () => {
    const first = await inLine();
    const second = await inLine();
    await anna.ready();
    const refused = await rings(anna, first);
    await anna.refuse();
    await refused.ended(PATIENCE_MS);
    const aside = await line.agentOnBoard('anna');
    assert.deepEqual([aside.state, aside.reason], ['not-ready', 'rejected']);
    assert.equal(first.sip.isUp, true);
    await ben.ready();
    await served(ben, first);
    await served(ben, second);
    const { record } = await line.record(first.call);
    assert.equal(record.offers, 2);
  });

  it('takes busy and decline of the phone for a refusal', async () => {
    const caller = await inLine();
    for (const [agent, onCall] of [
      [anna, 'busy'],
      [ben, 'decline'],
    ] as const) {
      agent.phone.onCall = onCall;
      const after = line.journal.mark;
      await agent.ready();
      await agent.phone.nextCall(PATIENCE_MS);
      const aside = await line.journal.event('agent.not-ready', { agent: agent.id, after });
      assert.deepEqual([aside.data.reason, aside.data.by], ['rejected', 'system']);
    }
    await caller.sip.audio.heard.untilSound({ withinMs: PATIENCE_MS });
    await caller.sip.hangUp();
    assert.equal((await line.record(caller.call)).record.offers, 2);
  });

  it('sets an agent aside who does not answer, and the next one gets the caller', async () => {
    const caller = await inLine(TO_HASTY);
    await anna.ready();
    const leg = await rings(anna, caller);
    await ben.ready();
    await leg.ended(PATIENCE_MS);
    assert.ok(leg.events.find('cancelled'), leg.events.story());
    const aside = await line.journal.event('agent.not-ready', {
      agent: 'anna',
      where: ({ data }) => data.reason === 'no-answer',
    });
    assert.equal(aside.data.by, 'system');
    await served(ben, caller);
    const row = await line.agentOnBoard('anna');
    assert.deepEqual([row.state, row.reason], ['not-ready', 'no-answer']);
  });

  it('sets an agent aside whose phone is not there, and the caller waits on', async () => {
    const caller = await inLine();
    await anna.phone.unregister();
    const after = line.journal.mark;
    await anna.ready();
    const aside = await line.journal.event('agent.not-ready', { agent: 'anna', after });
    assert.deepEqual([aside.data.reason, aside.data.by], ['unreachable', 'system']);
    await anna.phone.register();
    await ben.ready();
    await served(ben, caller);
  });

  it('ends the call for the caller when the agent hangs up, and wraps up', async () => {
    const caller = await inLine();
    await anna.ready();
    const leg = await rings(anna, caller);
    await leg.answer(PATIENCE_MS);
    await line.journal.event('agent.talking', { agent: 'anna', call: caller.call });
    await leg.hangUp(PATIENCE_MS);
    assert.equal((await caller.sip.ended(PATIENCE_MS)).by, 'them');
    await line.journal.event('agent.wrap-up-started', { agent: 'anna', call: caller.call });
    assert.equal((await line.record(caller.call)).record.endedBy, 'agent');
  });
});
