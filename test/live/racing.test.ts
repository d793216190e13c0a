/**
 * Two things in the same moment, on a real switch: whichever is first, journal, record, board, phones and switch agree
 * on one end, the agent is free again and nothing is left.
 */
import assert from 'node:assert/strict';
import { TO_LINE, quickCentre } from './world/quick-centre.js';
import type { SipCall } from './world/sip-call.js';
import { TableAgent } from './world/table-agent.js';
import { PATIENCE_MS, WatchedLine, type Caller } from './world/watched-line.js';

describe('two things in the same moment', function () {
  this.timeout(60_000);
  let line: WatchedLine;
  let anna: TableAgent;
  let caller: Caller;
  let leg: SipCall;

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    line = await WatchedLine.start(quickCentre({ name: 'racing', agents: [{ id: 'anna', phone: 'sip' }] }));
    anna = await TableAgent.start(line.centre, 'anna');
  });

  after(async function () {
    this.timeout(30_000);
    await anna?.close();
    await line?.stop();
  });

  beforeEach(async () => {
    await anna.ready();
    caller = await line.callerInLine(TO_LINE);
    leg = await anna.phone.nextCall(PATIENCE_MS);
    await line.journal.event('agent.ringing', { agent: 'anna', call: caller.call });
  });

  afterEach(async () => {
    await line.allOver([caller.call], [anna.account]);
    // A recording that was asked for is there or is known to be missing, with the reason.
    for (const { state, reason } of await line.recordings(caller.call))
      assert.ok(state === 'stored' || (state === 'missing' && reason), `${state}: ${reason}`);
  });

  const connected = (): boolean =>
    line.journal.all('call.connected', (event) => event.call === caller.call).length > 0;

  /** The caller has gone: all agree on whether there was a conversation, and anna is ready again. */
  async function agreedOnTheEnd(): Promise<void> {
    await leg.ended(PATIENCE_MS);
    const { record, legs } = await line.record(caller.call);
    const left = await line.journal.event('acd.queue-left', { call: caller.call });
    const talked = connected();
    const story = line.journal.story(caller.call);
    assert.deepEqual(
      [record.outcome, left.data.outcome, record.agent, record.connectedAt !== null, record.endedBy],
      talked
        ? ['answered', 'answered', 'anna', true, 'caller']
        : ['abandoned-in-queue', 'abandoned', null, false, 'caller'],
      story,
    );
    assert.deepEqual(legs.map((one) => one.role).sort(), ['agent', 'caller'], story);
    if (talked) {
      await line.journal.event('agent.wrap-up-started', { agent: 'anna', call: caller.call });
      await anna.ready();
    }
    await line.centre.watch.nothingLeft(PATIENCE_MS);
    assert.equal((await line.agentOnBoard('anna')).state, 'ready', story);
  }

  it('the caller hangs up and the agent answers', async () => {
    await Promise.allSettled([caller.sip.hangUp(PATIENCE_MS), leg.answer(PATIENCE_MS)]);
    await agreedOnTheEnd();
  });

  it('the agent answers and the caller hangs up', async () => {
    await Promise.allSettled([leg.answer(PATIENCE_MS), caller.sip.hangUp(PATIENCE_MS)]);
    await agreedOnTheEnd();
  });

  /** Each of these is a moment between the answer and the conversation in which the caller can still go. */
  const moments: [name: string, wait: (after: number) => Promise<unknown>][] = [
    [
      "the agent's leg goes up",
      (after) =>
        line.centre.watch.events.waitFor<string>('ChannelStateChange', {
          after,
          withinMs: PATIENCE_MS,
          where: ({ name, state }) => name?.startsWith(`PJSIP/${anna.account}-`) === true && state === 'Up',
        }),
    ],
    [
      'the first leg comes into the bridge',
      (after) =>
        line.centre.watch.events.waitFor<string>('ChannelEnteredBridge', { after, withinMs: PATIENCE_MS }),
    ],
    [
      'the centre hears of the answer',
      () => line.journal.event('call.agent-answered', { call: caller.call }),
    ],
    ['the conversation begins', () => line.journal.event('call.connected', { call: caller.call })],
    ['the recording begins', () => line.journal.event('recording.started', { call: caller.call })],
  ];
  for (const [name, wait] of moments)
    it(`the caller hangs up as ${name}`, async () => {
      const moment = wait(line.centre.watch.events.all.at(-1)!.at);
      const answered = leg.answer(PATIENCE_MS).catch(() => undefined);
      await moment;
      await caller.sip.hangUp(PATIENCE_MS);
      await answered;
      await agreedOnTheEnd();
    });

  it('the caller and the agent hang up', async () => {
    await leg.answer(PATIENCE_MS);
    await line.journal.event('agent.talking', { agent: 'anna', call: caller.call });
    await Promise.allSettled([leg.hangUp(PATIENCE_MS), caller.sip.hangUp(PATIENCE_MS)]);
    const { record } = await line.record(caller.call);
    assert.equal(record.outcome, 'answered');
    assert.ok(record.endedBy === 'caller' || record.endedBy === 'agent');
    await line.journal.event('agent.wrap-up-ended', { agent: 'anna', call: caller.call });
  });

  it('the phone answers what the desk refuses: a conversation, or a caller who waits on and a phone that falls silent', async () => {
    const after = line.journal.mark;
    await Promise.allSettled([leg.answer(PATIENCE_MS), anna.refuse()]);
    const refused =
      line.journal.all('agent.offer-returned', (event) => event.call === caller.call).length > 0;
    if (refused) {
      await leg.ended(PATIENCE_MS);
      const aside = await line.journal.event('agent.not-ready', { agent: 'anna', after });
      assert.equal(aside.data.reason, 'rejected');
      assert.equal(caller.sip.isUp, true);
      assert.equal(connected(), false, line.journal.story(caller.call));
    } else await line.journal.event('agent.talking', { agent: 'anna', call: caller.call });
    await caller.sip.hangUp(PATIENCE_MS);
    await leg.ended(PATIENCE_MS);
    const { record } = await line.record(caller.call);
    assert.equal(record.outcome, refused ? 'abandoned-in-queue' : 'answered');
    if (!refused) await line.journal.event('agent.wrap-up-ended', { agent: 'anna', call: caller.call });
  });

  it('the agent logs out and the caller hangs up while the phone rings: the agent is gone, not stuck', async () => {
    // Logging out takes effect after the offer, which is there already.
    const [, , left] = await Promise.all([
      anna.rest.post('/agent/logout'),
      caller.sip.hangUp(PATIENCE_MS),
      line.journal.event('agent.logged-out', { agent: 'anna' }),
    ]);
    assert.equal(left.data.by, 'agent');
    await leg.ended(PATIENCE_MS);
    assert.equal((await line.agentOnBoard('anna')).state, 'logged-out');
    await anna.rest.post('/agent/login');
  });
});
