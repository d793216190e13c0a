/** Ringmaster is killed in the middle of its work and started again: its calls go on. */
import assert from 'node:assert/strict';
import type { Sight } from './world/centre.js';
import { JournalWatch } from './world/journal-watch.js';
import { onEverySwitch } from './world/on-every-switch.js';
import { SUPERVISOR, TO_LINE, TO_LONG_PROMPT, quickCentre } from './world/quick-centre.js';
import { RestClient } from './world/rest-client.js';
import { TableAgent } from './world/table-agent.js';
import { TONE_A_HZ, TONE_B_HZ, sine } from './world/tones.js';
import { PATIENCE_MS, WatchedLine } from './world/watched-line.js';

onEverySwitch('Ringmaster is killed while calls are in every state', ({ make, named }) => {
  let line: WatchedLine<Sight>;
  let anna: TableAgent;
  let ben: TableAgent;
  const watches: JournalWatch[] = [];

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    line = await WatchedLine.startOn(
      make,
      quickCentre({
        name: named('killed'),
        agents: [
          { id: 'anna', phone: 'sip' },
          { id: 'ben', phone: 'sip' },
        ],
        ringSeconds: 20,
        wrapUpSeconds: 0,
      }),
    );
    anna = await TableAgent.start(line.centre, 'anna');
    ben = await TableAgent.start(line.centre, 'ben');
  });

  after(async function () {
    this.timeout(30_000);
    for (const watch of watches) await watch.close();
    await anna?.close();
    await ben?.close();
    await line?.stop();
  });

  it('who talks talks on, who waits is served with the old clock, who is in the prompt gets on', async function () {
    this.timeout(60_000);
    const { centre, journal } = line;
    const talking = await line.callerInLine(TO_LINE);
    await anna.ready();
    const annasLeg = await anna.phone.nextCall(PATIENCE_MS);
    annasLeg.audio.say(sine({ hz: TONE_B_HZ, ms: 1000 }));
    await annasLeg.answer(PATIENCE_MS);
    await journal.event('agent.talking', { agent: 'anna', call: talking.call });
    const ringing = await line.callerInLine(TO_LINE);
    await ben.ready();
    const bensLeg = await ben.phone.nextCall(PATIENCE_MS);
    await journal.event('agent.ringing', { agent: 'ben', call: ringing.call });
    const waiting = await line.callerInLine(TO_LINE);
    const prompted = await line.callIn(TO_LONG_PROMPT);
    await prompted.sip.audio.heard.untilSound({ withinMs: PATIENCE_MS });
    const clockOf = async (watch: JournalWatch, call: string): Promise<number> =>
      (await watch.event('acd.queue-entered', { call })).data.since;
    const since = await Promise.all([ringing, waiting].map(({ call }) => clockOf(journal, call)));

    await centre.kill9();
    await centre.restart();
    const supervisor = await RestClient.logIn(centre.url, SUPERVISOR);
    const after = await JournalWatch.open(centre.url, supervisor.token);
    watches.push(after);

    // The talk has never stopped; the phone that rang falls silent and rings again for the same caller.
    assert.equal(talking.sip.isUp && annasLeg.isUp, true);
    await bensLeg.ended(PATIENCE_MS);
    const again = await ben.phone.nextCall(PATIENCE_MS);
    assert.equal(again.callerNumber, ringing.number);
    annasLeg.audio.say(sine({ hz: TONE_B_HZ, ms: 1000 }));
    await Promise.all([
      talking.sip.audio.heard.untilTone(TONE_B_HZ, { forMs: 200, withinMs: PATIENCE_MS }),
      annasLeg.audio.heard.untilTone(TONE_A_HZ, { forMs: 200, withinMs: PATIENCE_MS }),
    ]);
    await talking.sip.hangUp();
    await annasLeg.ended(PATIENCE_MS);

    const next = await anna.phone.nextCall(PATIENCE_MS);
    assert.equal(next.callerNumber, waiting.number, 'the longest waiting caller is next');
    for (const [leg, caller] of [
      [again, ringing],
      [next, waiting],
    ] as const) {
      await leg.answer(PATIENCE_MS);
      await after.event('call.connected', { call: caller.call });
    }
    const made = await Promise.all(
      [ringing, waiting].map(async ({ call }) => {
        const connected = await after.event('call.connected', { call });
        return connected.data.since;
      }),
    );
    assert.deepEqual(made, since, 'the waiting clock is the old one');
    await after.event('acd.queue-entered', { call: prompted.call, withinMs: PATIENCE_MS });

    for (const { sip } of [ringing, waiting, prompted]) await sip.hangUp();
    for (const { call } of [talking, ringing, waiting, prompted])
      await after.event('call.closed', { call, withinMs: PATIENCE_MS });
    await centre.watch.nothingLeft(PATIENCE_MS);
    const { calls, conservation } = await line.board();
    assert.deepEqual(calls, []);
    assert.deepEqual([conservation.waiting, conservation.holds, conservation.doubleOffers], [0, true, []]);
    assert.equal(after.all('call.arrived').length, 4);
    assert.deepEqual(after.promises.broken, []);

    // One recording of the talk, from before the kill to its end: a second is more than taking it over may cost.
    const begun = await after.event('call.connected', { call: talking.call });
    const ended = await after.event('call.ended', { call: talking.call });
    const stored = await after.event('recording.stored', { call: talking.call, withinMs: PATIENCE_MS });
    assert.equal(after.all('recording.expected', ({ call }) => call === talking.call).length, 1);
    const missing = ended.at - begun.at - stored.data.check.durationMs;
    assert.ok(Math.abs(missing) < 1000, `${missing} ms of the talk are missing in its recording`);
  });
});
