/** Ringmaster is killed while an agent talks over the page: nobody hears a break, the desk comes back to the call. */
import assert from 'node:assert/strict';
import type { CallDetail } from '../../src/cdr/contract.js';
import { PersonsBrowser } from './world/browser.js';
import type { Sight } from './world/centre.js';
import { DeskPage } from './world/desk-page.js';
import { JournalWatch } from './world/journal-watch.js';
import { onEverySwitch } from './world/on-every-switch.js';
import { SUPERVISOR, TO_LINE, quickCentre } from './world/quick-centre.js';
import { RestClient } from './world/rest-client.js';
import { TONE_A_HZ, TONE_B_HZ, sine } from './world/tones.js';
import { PATIENCE_MS, WatchedLine } from './world/watched-line.js';

onEverySwitch('Ringmaster is killed while an agent talks over the page', ({ make, named }) => {
  let line: WatchedLine<Sight>;
  let browser: PersonsBrowser;
  let watch: JournalWatch | undefined;

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    line = await WatchedLine.startOn(
      make,
      quickCentre({ name: named('killed-desk'), agents: [{ id: 'anna', phone: 'browser' }] }),
    );
    browser = await PersonsBrowser.launch({ person: 'anna', microphoneHz: TONE_B_HZ });
  });

  after(async function () {
    this.timeout(30_000);
    await watch?.close();
    await browser?.close();
    await line?.stop();
  });

  it('both go on hearing each other, the desk comes back talking, one whole recording is kept', async function () {
    this.timeout(120_000);
    const desk = await DeskPage.open(browser, line.centre.url, 'anna');
    await desk.press('ready');
    const { sip, call } = await line.callerInLine(TO_LINE);
    sip.audio.say(sine({ hz: TONE_A_HZ, ms: 10_000 }));
    await desk.phone('ringing');
    await desk.press('answer');
    await desk.state('talking');
    await sip.audio.heard.untilTone(TONE_B_HZ, { withinMs: PATIENCE_MS });
    const ear = browser.ear(desk.page);
    await ear.untilTone(TONE_A_HZ, { withinMs: PATIENCE_MS });

    await line.centre.kill9();
    // Nobody is there, and the conversation does not notice.
    await sip.audio.heard.untilTone(TONE_B_HZ, { forMs: 1000, withinMs: PATIENCE_MS });
    await ear.untilTone(TONE_A_HZ, { forMs: 1000, withinMs: PATIENCE_MS });
    await line.centre.restart();
    const supervisor = await RestClient.logIn(line.centre.url, SUPERVISOR);
    watch = await JournalWatch.open(line.centre.url, supervisor.token);
    await watch.event('agent.desk-connected', { agent: 'anna' });
    await desk.state('talking');
    await desk.phone('talking');
    await sip.audio.heard.untilTone(TONE_B_HZ, { withinMs: PATIENCE_MS });
    await ear.untilTone(TONE_A_HZ, { withinMs: PATIENCE_MS });

    await desk.press('hang-up');
    await sip.ended(PATIENCE_MS);
    await watch.event('recording.stored', { call });
    await line.centre.watch.nothingLeft();
    const { record, events } = await supervisor.get<CallDetail>(`/calls/${call}`);
    assert.equal(record?.outcome, 'answered');
    assert.equal(record.agent, 'anna');
    assert.equal(record.recordings.length, 1);
    const lost = events.filter(
      (event) => event.type === 'call.agent-lost' || event.type === 'call.offer-failed',
    );
    assert.deepEqual(lost, [], 'the talk was never broken off');
  });
});
