/** Ringmaster is killed while agents and supervisors control calls: each goes on; tones prove who hears whom. */
import assert from 'node:assert/strict';
import { ASK, ControlledLine, OUTSIDE } from './world/controlled-line.js';
import { JournalWatch } from './world/journal-watch.js';
import { onEverySwitch } from './world/on-every-switch.js';
import { SUPERVISOR } from './world/quick-centre.js';
import { RestClient } from './world/rest-client.js';
import type { SipCall } from './world/sip-call.js';
import { PATIENCE_MS, type Caller } from './world/watched-line.js';

onEverySwitch('Ringmaster is killed while calls are controlled', ({ make, named }) => {
  let desk: ControlledLine;
  const watches: JournalWatch[] = [];

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    desk = await ControlledLine.start(named('killed-control'), { make });
  });
  after(async function () {
    this.timeout(30_000);
    for (const watch of watches) await watch.close();
    await desk?.stop();
  });

  /** A new caller whom this agent has; the agent gets no other afterwards. */
  async function has(agent: 'anna' | 'ben' | 'cara'): Promise<{ caller: Caller; leg: SipCall }> {
    await desk[agent].ready();
    const caller = await desk.callerInLine();
    const leg = await desk.answers(agent);
    await desk.line.journal.event('agent.talking', { agent, call: caller.call });
    await desk[agent].notReady();
    return { caller, leg };
  }

  /** Killed and started again. @returns the journal as it can be followed now */
  async function killed(): Promise<JournalWatch> {
    await desk.line.centre.kill9();
    await desk.line.centre.restart();
    const supervisor = await RestClient.logIn(desk.line.centre.url, SUPERVISOR);
    const watch = await JournalWatch.open(desk.line.centre.url, supervisor.token);
    watches.push(watch);
    return watch;
  }

  it('whispered to, in a conference, parked, in a flow while the agent waits, in line; then held, muted, consulting', async () => {
    const whispered = await has('anna');
    await desk.sun.rest.post('/supervisor/listen', { call: whispered.caller.call, mode: 'whisper' });
    const sun = await desk.answers('sun');
    const conference = await has('ben');
    await desk.ben.rest.post('/agent/consult', { to: { kind: 'outside', number: OUTSIDE } });
    const outside = await desk.answers('outside');
    await desk.line.journal.event('call.consult-connected', { call: conference.caller.call });
    await desk.ben.rest.post('/agent/conference', {});
    const parked = await has('cara');
    const { slot } = await desk.cara.rest.post<{ slot: string }>('/agent/park');
    await parked.leg.ended(PATIENCE_MS);
    const visiting = await has('cara');
    await desk.cara.rest.post('/agent/flow', { flow: ASK, wait: true });
    const waiting = await desk.callerInLine();
    const since = (await desk.line.journal.event('acd.queue-entered', { call: waiting.call })).data.since;

    const asBefore = async (): Promise<void> => {
      await Promise.all([
        desk.hears(whispered.caller.sip, ['anna']),
        desk.hears(whispered.leg, ['caller', 'sun']),
        desk.hears(sun, ['caller', 'anna']),
        desk.hears(conference.caller.sip, ['ben', 'outside']),
        desk.hears(conference.leg, ['caller', 'outside']),
        desk.hears(outside, ['caller', 'ben']),
        desk.hears(parked.caller.sip, [], 'music'),
        desk.hears(visiting.leg, [], 'music'),
        desk.hears(waiting.sip, [], 'music'),
      ]);
    };
    await asBefore();
    const first = await killed();
    await asBefore();
    assert.deepEqual(first.all('call.listen-ended'), []);

    // Each goes on from where it was.
    await visiting.caller.sip.audio.press('4711');
    await first.event('call.returned', { call: visiting.caller.call });
    await desk.hears(visiting.caller.sip, ['cara']);
    await desk.hears(visiting.leg, ['caller']);
    await desk.sun.rest.post('/supervisor/mode', { mode: 'listen' });
    await desk.hears(whispered.leg, ['caller']);
    await desk.hears(sun, ['caller', 'anna']);
    await desk.anna.rest.post('/agent/hold', {});
    await desk.hears(whispered.caller.sip, [], 'music');
    await outside.hangUp();
    await desk.hears(conference.caller.sip, ['ben']);
    await desk.ben.rest.post('/agent/mute', {});
    await desk.hears(conference.caller.sip, []);
    await desk.cara.rest.post('/agent/consult', { to: { kind: 'outside', number: OUTSIDE } });
    const consulted = await desk.answers('outside');
    await desk.hears(consulted, ['cara']);

    const second = await killed();
    await Promise.all([
      desk.hears(whispered.caller.sip, [], 'music'),
      desk.hears(conference.caller.sip, []),
      desk.hears(conference.leg, ['caller']),
      desk.hears(visiting.caller.sip, [], 'music'),
      desk.hears(consulted, ['cara']),
      desk.hears(visiting.leg, ['outside']),
      desk.hears(parked.caller.sip, [], 'music'),
    ]);
    await desk.anna.rest.post('/agent/resume', {});
    await desk.hears(whispered.caller.sip, ['anna']);
    await desk.hears(whispered.leg, ['caller']);
    await desk.hears(sun, ['caller', 'anna']);
    await desk.ben.rest.post('/agent/unmute', {});
    await desk.hears(conference.caller.sip, ['ben']);
    await desk.cara.rest.post('/agent/transfer', {});
    await desk.hears(visiting.caller.sip, ['outside']);
    await visiting.leg.ended(PATIENCE_MS);

    // The parked one is picked up, who waited is served with the old clock.
    await desk.cara.rest.post('/agent/pick-up', { slot });
    const picked = await desk.answers('cara');
    await desk.hears(parked.caller.sip, ['cara']);
    await whispered.caller.sip.hangUp();
    await Promise.all([whispered.leg, sun].map((leg) => leg.ended(PATIENCE_MS)));
    await desk.anna.ready();
    const anna = await desk.answers('anna');
    await desk.hears(waiting.sip, ['anna']);
    const served = await second.event('call.connected', { call: waiting.call });
    assert.equal(served.data.since, since);

    const callers = [conference.caller, parked.caller, visiting.caller, waiting];
    for (const { sip } of callers) await sip.hangUp();
    for (const leg of [picked, anna, conference.leg, consulted]) await leg.ended(PATIENCE_MS);
    for (const { call } of [whispered.caller, ...callers])
      await second.event('call.closed', { call, withinMs: PATIENCE_MS });
    await desk.line.centre.watch.nothingLeft(PATIENCE_MS);
    const { calls, conservation } = await desk.line.board();
    assert.deepEqual([calls, conservation.waiting, conservation.holds], [[], 0, true]);
    assert.deepEqual(second.promises.broken, []);
    assert.equal(second.all('call.arrived').length, 5, 'no call was made twice');
    assert.deepEqual(second.all('call.agent-lost'), [], 'no agent was taken for lost');
    for (const { call } of [whispered.caller, ...callers]) {
      const recordings = await desk.line.recordings(call);
      assert.deepEqual(
        recordings.map(({ state }) => state),
        ['stored'],
        `one recording, whole: ${second.story(call)}`,
      );
    }
    const { violations } = await desk.line.supervisor.get<{ violations: unknown[] }>('/conservation');
    assert.deepEqual(violations, []);
  });
});
