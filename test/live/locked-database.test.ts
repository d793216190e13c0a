/** Somebody else holds the database: calls are served as ever, and everything is written when it lets go. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { TO_LINE, quickCentre } from './world/quick-centre.js';
import { TableAgent } from './world/table-agent.js';
import { TONE_A_HZ, TONE_B_HZ, sine } from './world/tones.js';
import { PATIENCE_MS, WatchedLine } from './world/watched-line.js';

describe('the database is held by somebody else', function () {
  let line: WatchedLine;
  let anna: TableAgent;
  let other: Sqlite.Database;

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    line = await WatchedLine.start(
      quickCentre({ name: 'locked-database', agents: [{ id: 'anna', phone: 'sip' }], wrapUpSeconds: 0 }),
    );
    anna = await TableAgent.start(line.centre, 'anna');
    other = new Sqlite(join(line.centre.dataDirectory, 'ringmaster.db'), { timeout: 5000 });
  });

  after(async function () {
    this.timeout(30_000);
    other?.close();
    await anna?.close();
    await line?.stop();
  });

  const lock = (): void => void other.exec('BEGIN IMMEDIATE');
  const release = (): void => void other.exec('COMMIT');

  /** A call from the first ring to the last word, while `during` goes on. */
  async function aCall(): Promise<string> {
    const { journal } = line;
    await anna.ready();
    const caller = await line.callerInLine(TO_LINE);
    const leg = await anna.phone.nextCall(PATIENCE_MS);
    leg.audio.say(sine({ hz: TONE_B_HZ, ms: 1000 }));
    await leg.answer(PATIENCE_MS);
    await journal.event('call.connected', { call: caller.call, withinMs: PATIENCE_MS });
    await Promise.all([
      caller.sip.audio.heard.untilTone(TONE_B_HZ, { forMs: 200, withinMs: PATIENCE_MS }),
      leg.audio.heard.untilTone(TONE_A_HZ, { forMs: 200, withinMs: PATIENCE_MS }),
    ]);
    await anna.notReady();
    await caller.sip.hangUp();
    await leg.ended(PATIENCE_MS);
    await journal.event('call.closed', { call: caller.call, withinMs: PATIENCE_MS });
    return caller.call;
  }

  async function allWritten(calls: readonly string[]): Promise<void> {
    for (const call of calls) {
      const { record } = await line.record(call);
      assert.deepEqual([record.outcome, record.agent], ['answered', 'anna']);
      // A recording whose storing was refused is tried again after half a minute.
      await line.journal.event('recording.stored', { call, withinMs: 60_000 });
      assert.deepEqual(
        (await line.recordings(call)).map(({ state }) => state),
        ['stored'],
      );
    }
    await line.allOver(calls, [anna.account]);
    // The table comes to have every event that was told, in order and without a gap. Events are told before they are
    // written, and another program's table tells nobody when it grows: hence the looking again.
    const told = line.journal.promises.lastSeq;
    const written = other.prepare<[], { count: number; last: number }>(
      'SELECT count(*) AS count, max(seq) AS last FROM journal',
    );
    const until = Date.now() + PATIENCE_MS;
    let { count, last } = written.get()!;
    while (last < told && Date.now() < until) {
      await pass(20);
      ({ count, last } = written.get()!);
    }
    assert.ok(last >= told, `${last} of ${told} events are in the table`);
    assert.equal(count, last, 'no event is missing');
  }

  it('for 30 s: calls come, are served and recorded, and are in the tables afterwards', async function () {
    this.timeout(180_000);
    const calls: string[] = [];
    const over = pass(30_000);
    lock();
    try {
      calls.push(await aCall(), await aCall());
      await over;
    } finally {
      release();
    }
    await allWritten(calls);
  });

  it('again and again for moments: nothing is lost and nobody waits for it', async function () {
    this.timeout(180_000);
    let going = true;
    const nagging = (async () => {
      while (going) {
        lock();
        await pass(150);
        release();
        await pass(20);
      }
    })();
    const calls = [await aCall(), await aCall()];
    going = false;
    await nagging;
    await allWritten(calls);
  });
});
