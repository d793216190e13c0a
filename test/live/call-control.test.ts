/** An agent controls a call on a real switch; tones prove who hears whom. */
import assert from 'node:assert/strict';
import { ASK, ControlledLine, OUTSIDE, VOICES } from './world/controlled-line.js';
import { onEverySwitch } from './world/on-every-switch.js';
import { toneLevel } from './world/tones.js';
import { readWav } from './world/wav.js';
import { PATIENCE_MS } from './world/watched-line.js';

onEverySwitch('an agent controls a call', ({ make, named }) => {
  let desk: ControlledLine;

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    desk = await ControlledLine.start(named('call-control'), {}, make);
  });
  after(async function () {
    this.timeout(30_000);
    await desk?.stop();
  });

  afterEach(() => desk.reset());

  it('hold: the caller hears music and nobody, the agent nobody; back: both hear each other', async () => {
    const { caller, anna } = await desk.talk();
    await desk.anna.rest.post('/agent/hold', {});
    await desk.hears(caller.sip, [], 'music');
    await desk.hears(anna, []);
    await desk.anna.rest.post('/agent/resume', {});
    await desk.hears(caller.sip, ['anna']);
    await desk.hears(anna, ['caller']);
    await caller.sip.hangUp();
    await desk.over(caller);
  });

  it('mute: the caller does not hear the agent, who hears on', async () => {
    const { caller, anna } = await desk.talk();
    await desk.anna.rest.post('/agent/mute', {});
    await desk.hears(caller.sip, []);
    await desk.hears(anna, ['caller']);
    await desk.anna.rest.post('/agent/unmute', {});
    await desk.hears(caller.sip, ['anna']);
    await caller.sip.hangUp();
    await desk.over(caller);
  });

  it('digits come out at the caller’s phone', async () => {
    const { caller } = await desk.talk();
    await desk.anna.rest.post('/agent/digits', { digits: '47#1' });
    await desk.line.journal.event('call.digits-sent', { call: caller.call });
    await desk.hears(caller.sip, ['anna']);
    assert.equal(caller.sip.audio.digitsHeard.join(''), '47#1');
    await caller.sip.hangUp();
    await desk.over(caller);
  });

  it('consult and back: the caller hears music and nothing of the consult', async () => {
    const { caller, anna } = await desk.talk();
    await desk.ben.ready();
    await desk.anna.rest.post('/agent/consult', { to: { kind: 'agent', agent: 'ben' } });
    const ben = await desk.answers('ben');
    await desk.hears(ben, ['anna']);
    await desk.hears(anna, ['ben']);
    await desk.hears(caller.sip, [], 'music');
    await desk.anna.rest.post('/agent/swap', {});
    await desk.hears(caller.sip, ['anna']);
    await desk.hears(anna, ['caller']);
    await desk.hears(ben, [], 'music');
    await desk.anna.rest.post('/agent/swap', {});
    await desk.hears(ben, ['anna']);
    await desk.hears(caller.sip, [], 'music');
    await desk.anna.rest.post('/agent/consult/cancel', {});
    await ben.ended(PATIENCE_MS);
    await desk.hears(caller.sip, ['anna']);
    await desk.hears(anna, ['caller']);
    await caller.sip.hangUp();
    await desk.over(caller);
  });

  it('attended transfer: the colleague has the caller, the agent is out', async () => {
    const { caller, anna } = await desk.talk();
    await desk.ben.ready();
    await desk.anna.rest.post('/agent/consult', { to: { kind: 'agent', agent: 'ben' } });
    const ben = await desk.answers('ben');
    await desk.hears(ben, ['anna']);
    await desk.anna.rest.post('/agent/transfer', {});
    await desk.hears(caller.sip, ['ben']);
    await desk.hears(ben, ['caller']);
    await anna.ended(PATIENCE_MS);
    await caller.sip.hangUp();
    await ben.ended(PATIENCE_MS);
    await desk.over(caller);
  });

  it('a conference of three and of four, with an outside number: each hears all others', async () => {
    const { caller, anna } = await desk.talk();
    await desk.ben.ready();
    await desk.anna.rest.post('/agent/consult', { to: { kind: 'agent', agent: 'ben' } });
    const ben = await desk.answers('ben');
    await desk.hears(ben, ['anna']);
    await desk.anna.rest.post('/agent/conference', {});
    await desk.hears(caller.sip, ['anna', 'ben']);
    await desk.hears(anna, ['caller', 'ben']);
    await desk.hears(ben, ['caller', 'anna']);
    await desk.anna.rest.post('/agent/consult', { to: { kind: 'outside', number: OUTSIDE } });
    const outside = await desk.answers('outside');
    assert.equal(outside.callerNumber, '95500');
    await desk.hears(outside, ['anna']);
    await desk.anna.rest.post('/agent/conference', {});
    await desk.hears(outside, ['caller', 'anna', 'ben']);
    await desk.hears(caller.sip, ['anna', 'ben', 'outside']);
    await desk.hears(anna, ['caller', 'ben', 'outside']);
    await desk.hears(ben, ['caller', 'anna', 'outside']);
    await outside.hangUp();
    await desk.hears(caller.sip, ['anna', 'ben']);
    await caller.sip.hangUp();
    await anna.ended(PATIENCE_MS);
    await ben.ended(PATIENCE_MS);
    await desk.over(caller);
  });

  it('blind transfer to an agent: the caller hears music until the colleague answers', async () => {
    const { caller, anna } = await desk.talk();
    await desk.ben.ready();
    await desk.anna.rest.post('/agent/transfer', { to: { kind: 'agent', agent: 'ben' } });
    await anna.ended(PATIENCE_MS);
    await desk.hears(caller.sip, [], 'music');
    const ben = await desk.answers('ben');
    await desk.hears(caller.sip, ['ben']);
    await desk.hears(ben, ['caller']);
    await caller.sip.hangUp();
    await ben.ended(PATIENCE_MS);
    await desk.over(caller);
  });

  it('blind transfer to a queue and to an outside number', async () => {
    const first = await desk.talk();
    await desk.anna.rest.post('/agent/transfer', { to: { kind: 'queue', queue: 'line' } });
    await first.anna.ended(PATIENCE_MS);
    await desk.hears(first.caller.sip, [], 'music');
    await desk.cara.ready();
    const cara = await desk.answers('cara');
    await desk.hears(first.caller.sip, ['cara']);
    await desk.hears(cara, ['caller']);
    await desk.cara.rest.post('/agent/transfer', { to: { kind: 'outside', number: OUTSIDE } });
    await cara.ended(PATIENCE_MS);
    const outside = await desk.answers('outside');
    await desk.hears(first.caller.sip, ['outside']);
    await desk.hears(outside, ['caller']);
    await outside.hangUp();
    await first.caller.sip.ended(PATIENCE_MS);
    await desk.over(first.caller);
  });

  it('into a flow and back: what the caller entered is on the desk, and the agent has the caller again', async () => {
    const { caller, anna } = await desk.talk();
    await desk.anna.rest.post('/agent/flow', { flow: ASK, wait: true });
    await desk.hears(anna, [], 'music');
    await caller.sip.audio.press('4711');
    await desk.line.journal.event('call.returned', { call: caller.call });
    await desk.hears(caller.sip, ['anna']);
    await desk.hears(anna, ['caller']);
    const view = await desk.anna.rest.post('/agent/mute', {}); // every command answers with the desk
    assert.match(JSON.stringify(view), /"name":"pin","value":"4711"/);
    await caller.sip.hangUp();
    await desk.over(caller);
  });

  it('parked and picked up by a colleague', async () => {
    const { caller, anna } = await desk.talk();
    const { slot } = await desk.anna.rest.post<{ slot: string }>('/agent/park');
    await anna.ended(PATIENCE_MS);
    await desk.hears(caller.sip, [], 'music');
    await desk.ben.ready();
    await desk.ben.rest.post('/agent/pick-up', { slot });
    const ben = await desk.answers('ben');
    await desk.hears(caller.sip, ['ben']);
    await desk.hears(ben, ['caller']);
    await caller.sip.hangUp();
    await ben.ended(PATIENCE_MS);
    await desk.over(caller);
  });

  it('one recording through hold, consult, pause and transfer, silent where it was paused', async () => {
    const { caller } = await desk.talk();
    const { journal, supervisor } = desk.line;
    const { call } = caller;
    await desk.anna.rest.post('/agent/recording/pause', {});
    const paused = await journal.event('call.recording-paused', { call });
    await desk.hears(caller.sip, ['anna']);
    await desk.hears(caller.sip, ['anna']);
    await desk.anna.rest.post('/agent/recording/resume', {});
    const resumed = await journal.event('call.recording-resumed', { call });
    await desk.hears(caller.sip, ['anna']);
    await desk.anna.rest.post('/agent/hold', {});
    await desk.hears(caller.sip, [], 'music');
    await desk.anna.rest.post('/agent/resume', {});
    await desk.ben.ready();
    await desk.anna.rest.post('/agent/consult', { to: { kind: 'agent', agent: 'ben' } });
    const ben = await desk.answers('ben');
    await desk.hears(ben, ['anna']);
    await desk.anna.rest.post('/agent/transfer', {});
    await desk.hears(caller.sip, ['ben']);
    const withBen = Date.now();
    await desk.hears(caller.sip, ['ben']);
    await caller.sip.hangUp();
    await desk.over(caller);

    const recordings = await desk.line.recordings(call);
    assert.deepEqual(
      recordings.map(({ state }) => state),
      ['stored'],
    );
    const { recording } = recordings[0]!;
    const begun = await journal.event('recording.started', { call });
    const { rate, channels } = readWav(await supervisor.file(`/recordings/${recording}/audio`));
    const [says, hears] = channels as [Int16Array, Int16Array];
    /** Level of a voice on one side between two moments, half a second from each. */
    const level = (side: Int16Array, hz: number, from: number, to: number): number => {
      const at = (moment: number): number => Math.round(((moment - begun.at) / 1000) * rate);
      return toneLevel(side.slice(at(from + 150), at(to - 150)), hz);
    };
    for (const [side, hz] of [
      [says, VOICES.caller],
      [hears, VOICES.anna],
    ] as const) {
      const inPause = level(side, hz, paused.at, resumed.at);
      assert.ok(inPause < -60, `${hz} Hz in the pause at ${inPause} dBFS`);
      const after = level(side, hz, resumed.at, resumed.at + 700);
      assert.ok(after > -35, `${hz} Hz after the pause at ${after} dBFS`);
    }
    const end = level(hears, VOICES.ben, withBen, withBen + 700);
    assert.ok(end > -35, `the colleague at ${end} dBFS`);
    const consulted = toneLevel(hears, VOICES.ben) < toneLevel(hears, VOICES.anna);
    assert.ok(consulted, 'most of it was with the first agent');
  });
});
