/** The disk for recordings fills up: calls go on, and what is missing is said to be missing. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TO_LINE, quickCentre } from './world/quick-centre.js';
import { mayMount } from './world/small-disk.js';
import type { SipCall } from './world/sip-call.js';
import { TableAgent } from './world/table-agent.js';
import { TONE_A_HZ, TONE_B_HZ, sine } from './world/tones.js';
import { PATIENCE_MS, WatchedLine, type Caller } from './world/watched-line.js';

describe('the disk on which the switch records is full', function () {
  this.timeout(60_000);
  let line: WatchedLine;
  let anna: TableAgent;

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    const folder = await mkdtemp(join(tmpdir(), 'ringmaster-full-disk-'));
    const may = await mayMount(folder);
    await rm(folder, { recursive: true });
    if (!may) return this.skip();
    line = await WatchedLine.start({
      ...quickCentre({ name: 'full-disk', agents: [{ id: 'anna', phone: 'sip' }], wrapUpSeconds: 0 }),
      spoolBytes: 4_000_000,
    });
    anna = await TableAgent.start(line.centre, 'anna');
  });

  after(async function () {
    this.timeout(30_000);
    await anna?.close();
    await line?.stop();
  });

  afterEach(() => line.centre.asterisk.spool!.makeRoom());

  async function talk(): Promise<{ caller: Caller; leg: SipCall }> {
    await anna.ready();
    const caller = await line.callerInLine(TO_LINE);
    const leg = await anna.phone.nextCall(PATIENCE_MS);
    leg.audio.say(sine({ hz: TONE_B_HZ, ms: 1000 }));
    await leg.answer(PATIENCE_MS);
    await line.journal.event('call.connected', { call: caller.call });
    await bothHear(caller, leg);
    await anna.notReady();
    return { caller, leg };
  }

  const bothHear = async (caller: Caller, leg: SipCall): Promise<void> => {
    await Promise.all([
      caller.sip.audio.heard.untilTone(TONE_B_HZ, { forMs: 200, withinMs: PATIENCE_MS }),
      leg.audio.heard.untilTone(TONE_A_HZ, { forMs: 200, withinMs: PATIENCE_MS }),
    ]);
  };

  async function endsAnswered({ caller, leg }: { caller: Caller; leg: SipCall }): Promise<void> {
    await caller.sip.hangUp();
    await leg.ended(PATIENCE_MS);
    await line.allOver([caller.call], [anna.account]);
    assert.equal((await line.record(caller.call)).record.outcome, 'answered');
  }

  it('before the call: the talk is held, the recording is told missing at once and why', async () => {
    await line.centre.asterisk.spool!.fill();
    const both = await talk();
    const { call } = both.caller;
    const missing = await line.journal.event('recording.missing', { call });
    assert.match(missing.data.reason, /disk is full/);
    assert.match(line.centre.log, /recording is missing/);
    await bothHear(both.caller, both.leg);
    await endsAnswered(both);
    assert.deepEqual(
      (await line.recordings(call)).map(({ state }) => state),
      ['missing'],
    );
  });

  it('in the middle of the talk: it is told then, not at the end, the talk goes on, and the part until then is archived as such', async () => {
    const both = await talk();
    const { call } = both.caller;
    const { data: started } = await line.journal.event('recording.started', { call });
    const { spool } = line.centre.asterisk;
    // The switch writes some 32 kB, a second of sound, at a time.
    const written = join(spool!.folder, `${started.recording}.raw`);
    for (const soon = Date.now() + PATIENCE_MS; (await stat(written)).size === 0 && Date.now() < soon;)
      await delay(50);
    await spool!.fill();
    const broken = await line.journal.event('recording.broken-off', { call });
    assert.match(broken.data.reason, /disk is full/);
    assert.equal(both.caller.sip.isUp && both.leg.isUp, true);
    await bothHear(both.caller, both.leg);
    const { data } = await line.journal.event('recording.stored', { call });
    assert.match(data.incomplete ?? '', /disk is full/);
    assert.ok(data.check.durationMs > 0 && data.check.leftDbfs > -40, 'there is sound in it');
    await endsAnswered(both);
    assert.deepEqual(
      (await line.recordings(call)).map(({ state, incomplete }) => [state, incomplete !== null]),
      [['stored', true]],
    );
    assert.deepEqual((await line.record(call)).record.recordingsIncomplete, [data.recording]);
  });

  it('and has room again: the next call is recorded', async () => {
    const both = await talk();
    const { call } = both.caller;
    await line.journal.event('recording.started', { call });
    await endsAnswered(both);
    assert.deepEqual(
      (await line.recordings(call)).map(({ state }) => state),
      ['stored'],
    );
  });
});
