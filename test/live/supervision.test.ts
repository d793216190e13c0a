/** Supervisors on the line and over agents, on a real switch; tones prove who hears whom. */
import assert from 'node:assert/strict';
import { ControlledLine, VOICES } from './world/controlled-line.js';
import { toneLevel } from './world/tones.js';
import { readWav } from './world/wav.js';
import { PATIENCE_MS, type Caller } from './world/watched-line.js';

describe('supervisors, on a real switch', function () {
  this.timeout(120_000);
  let desk: ControlledLine;

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    desk = await ControlledLine.start('supervision', { wrapUpSeconds: 60 });
  });
  after(async function () {
    this.timeout(30_000);
    await desk?.stop();
  });

  afterEach(() => desk.reset());

  /** What was done, as the call's history keeps it: kind, who, and how. */
  async function audited(call: string): Promise<string[]> {
    const { events } = await desk.line.record(call);
    return events
      .filter(({ type }) => type.startsWith('supervisor.') || type.startsWith('call.listen-'))
      .map(({ type, data }) => {
        const { user = '', mode = '', to = '' } = data as { user?: string; mode?: string; to?: string };
        return [type, user, mode || to].filter((word) => word !== '').join(' ');
      });
  }

  const board = async (caller: Caller) =>
    (await desk.line.board()).calls.find((one) => one.call === caller.call);

  it('listens, whispers, joins, takes over and goes back, on one leg; the recording has what the caller heard', async () => {
    const { caller, anna } = await desk.talk();
    const { journal, supervisor } = desk.line;
    const { call } = caller;
    await desk.sun.rest.post('/supervisor/listen', { call });
    const sun = await desk.answers('sun');
    await desk.hears(sun, ['caller', 'anna']);
    await desk.hears(caller.sip, ['anna']);
    await desk.hears(anna, ['caller']);

    const mode = async (name: string): Promise<number> => {
      await desk.sun.rest.post('/supervisor/mode', { mode: name });
      return Date.now();
    };
    await mode('whisper');
    await desk.hears(anna, ['caller', 'sun']);
    await desk.hears(sun, ['caller', 'anna']);
    await desk.hears(caller.sip, ['anna']);
    assert.deepEqual((await board(caller))?.supervisors, [{ user: 'sun', mode: 'whisper' }]);

    const joined = await mode('join');
    await desk.hears(caller.sip, ['anna', 'sun']);
    await desk.hears(anna, ['caller', 'sun']);
    await desk.hears(sun, ['caller', 'anna']);

    await mode('take-over');
    await desk.hears(caller.sip, ['sun']);
    await desk.hears(sun, ['caller']);
    await desk.hears(anna, [], 'music');
    const takenOver = Date.now();
    await desk.hears(caller.sip, ['sun']);
    await desk.hears(caller.sip, ['sun']);
    const given = await mode('listen');
    await desk.hears(caller.sip, ['anna']);
    await desk.hears(anna, ['caller']);
    await desk.hears(sun, ['caller', 'anna']);
    const back = Date.now();
    await desk.hears(caller.sip, ['anna']);
    await desk.hears(caller.sip, ['anna']);
    const end = Date.now();

    assert.equal(desk.sun.phone.activeCalls.length, 1);
    assert.equal(
      desk.sun.phone.events.all.filter(({ what }) => what === 'call').length,
      1,
      'one leg for all',
    );
    await caller.sip.hangUp();
    await Promise.all([anna, sun].map((leg) => leg.ended(PATIENCE_MS)));
    await journal.event('agent.wrap-up-started', { agent: 'anna', call });
    await desk.over(caller);
    assert.deepEqual(await audited(call), [
      'supervisor.listen-asked sun listen',
      'call.listen-started sun listen',
      'call.listen-connected sun listen',
      'call.listen-mode-changed sun whisper',
      'supervisor.agent-told sun whisper',
      'call.listen-mode-changed sun join',
      'supervisor.agent-told sun join',
      'call.listen-mode-changed sun take-over',
      'supervisor.agent-told sun take-over',
      'call.listen-mode-changed sun listen',
      'call.listen-ended sun',
    ]);

    const recordings = await desk.line.recordings(call);
    assert.deepEqual(
      recordings.map(({ state }) => state),
      ['stored'],
    );
    const begun = await journal.event('recording.started', { call });
    const wav = readWav(await supervisor.file(`/recordings/${recordings[0]!.recording}/audio`));
    const [says, hears] = wav.channels as [Int16Array, Int16Array];
    const level = (side: Int16Array, hz: number, from: number, to: number): number => {
      const at = (moment: number): number => Math.round(((moment - begun.at) / 1000) * wav.rate);
      return toneLevel(side.slice(Math.max(0, at(from)), at(to)), hz);
    };
    const whispered = level(hears, VOICES.sun, begun.at, joined - 200);
    assert.ok(whispered < -50, `what was whispered is in the recording, at ${whispered} dBFS`);
    const taken = { from: takenOver, to: given - 200 };
    assert.ok(level(hears, VOICES.sun, taken.from, taken.to) > -35, 'who took over is in the recording');
    assert.ok(level(hears, VOICES.anna, taken.from, taken.to) < -45, 'the agent is not, meanwhile');
    assert.ok(level(hears, VOICES.anna, back, end - 200) > -35, 'the agent is, afterwards');
    assert.ok(level(says, VOICES.caller, begun.at, end) > -35, 'the caller is all the time');
  });

  it('taken over, and the agent hangs up: caller and supervisor talk on, the agent wraps up', async () => {
    const { caller, anna } = await desk.talk();
    const { call } = caller;
    await desk.sun.rest.post('/supervisor/listen', { agent: 'anna', mode: 'take-over' });
    const sun = await desk.answers('sun');
    await desk.hears(caller.sip, ['sun']);
    await desk.hears(sun, ['caller']);
    await anna.hangUp();
    await desk.line.journal.event('agent.wrap-up-started', { agent: 'anna', call });
    await desk.hears(caller.sip, ['sun']);
    await desk.hears(sun, ['caller']);
    await sun.hangUp();
    await caller.sip.ended(PATIENCE_MS);
    await desk.over(caller);
  });

  it('two whisper at once: the agent hears both, the caller neither', async () => {
    const { caller, anna } = await desk.talk();
    for (const who of ['sun', 'zhou'] as const)
      await desk[who].rest.post('/supervisor/listen', { call: caller.call, mode: 'whisper' });
    const [sun, zhou] = [await desk.answers('sun'), await desk.answers('zhou')];
    await desk.hears(anna, ['caller', 'sun', 'zhou']);
    await desk.hears(caller.sip, ['anna']);
    await desk.zhou.stopListening();
    await zhou.ended(PATIENCE_MS);
    await desk.hears(anna, ['caller', 'sun']);
    await desk.hears(sun, ['caller', 'anna']);
    await desk.hears(caller.sip, ['anna']);
    await caller.sip.hangUp();
    await sun.ended(PATIENCE_MS);
    await desk.over(caller);
  });

  it('forced not ready in mid-talk: the talk goes on, and afterwards the agent is not ready', async () => {
    const { caller, anna } = await desk.talk();
    await desk.anna.ready(); // afterwards, so that the force has something to change
    await desk.sun.rest.post('/supervisor/agents/anna/not-ready', { reason: 'break' });
    await desk.hears(caller.sip, ['anna']);
    await desk.hears(anna, ['caller']);
    await caller.sip.hangUp();
    await anna.ended(PATIENCE_MS);
    await desk.line.journal.event('agent.wrap-up-started', { agent: 'anna', call: caller.call });
    await desk.sun.rest.post('/supervisor/agents/anna/not-ready', { reason: 'break' });
    assert.equal((await desk.line.agentOnBoard('anna')).state, 'not-ready');
    await desk.over(caller);
  });

  it('a forced hang-up ends the call for both', async () => {
    const { caller, anna } = await desk.talk();
    await desk.sun.rest.post('/supervisor/agents/anna/hang-up');
    await Promise.all([caller.sip, anna].map((leg) => leg.ended(PATIENCE_MS)));
    await desk.over(caller);
    const { record } = await desk.line.record(caller.call);
    assert.equal(record.endedBy, 'supervisor');
    assert.deepEqual(await audited(caller.call), ['supervisor.agent-forced sun hang-up']);
  });

  it('a forced log-out in mid-talk: the caller is back in line with the old clock, and the next agent has him', async () => {
    const { caller, anna } = await desk.talk();
    const { journal } = desk.line;
    const { call } = caller;
    const first = await journal.event('acd.queue-entered', { call });
    const after = journal.mark;
    await desk.sun.rest.post('/supervisor/agents/anna/log-out');
    await anna.ended(PATIENCE_MS);
    assert.equal((await desk.line.agentOnBoard('anna')).state, 'logged-out');
    await desk.hears(caller.sip, [], 'music');
    const again = await journal.event('acd.queue-entered', { call, after });
    assert.equal(again.data.since, first.data.since);
    await desk.ben.ready();
    const ben = await desk.answers('ben');
    await desk.hears(caller.sip, ['ben']);
    await desk.hears(ben, ['caller']);
    await desk.anna.rest.post('/agent/login');
    await caller.sip.hangUp();
    await ben.ended(PATIENCE_MS);
    await desk.over(caller);
    const forced = journal.all('agent.logged-out', ({ agent }) => agent === 'anna');
    assert.equal(forced.at(-1)?.data.user, 'sun');
  });
});
