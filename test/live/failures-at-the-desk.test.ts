/**
 * What an agent in Chromium can do to a caller: refuse, let it ring, close the page. The other agent has a plain SIP
 * phone. After each: the caller kept place and clock, page and board tell the truth, nothing is left at the switch.
 */
import assert from 'node:assert/strict';
import { PersonsBrowser } from './world/browser.js';
import { DeskPage } from './world/desk-page.js';
import { TO_HASTY, TO_LINE, quickCentre } from './world/quick-centre.js';
import { TableAgent } from './world/table-agent.js';
import { TONE_A_HZ, TONE_B_HZ, TONE_C_HZ, rmsLevel, sine, toneTotalMs } from './world/tones.js';
import { PATIENCE_MS, WatchedLine, type Caller } from './world/watched-line.js';

describe('a caller and an agent whose phone is the page', function () {
  this.timeout(120_000);
  let line: WatchedLine;
  let browser: PersonsBrowser;
  let ben: TableAgent;
  let desk: DeskPage;
  let caller: Caller;

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    line = await WatchedLine.start(
      quickCentre({
        name: 'desk-failures',
        agents: [
          { id: 'anna', phone: 'browser' },
          { id: 'ben', phone: 'sip' },
        ],
      }),
    );
    ben = await TableAgent.start(line.centre, 'ben');
    browser = await PersonsBrowser.launch({ person: 'anna', microphoneHz: TONE_B_HZ });
  });

  after(async function () {
    this.timeout(30_000);
    await browser?.close();
    await ben?.close();
    await line?.stop();
  });

  beforeEach(async () => {
    desk = await DeskPage.open(browser, line.centre.url, 'anna');
    await desk.press('ready');
    await desk.state('ready');
  });

  afterEach(async () => {
    await ben.notReady();
    await line.allOver([caller.call], [ben.account, 'user-anna']);
    if (desk.page.isClosed()) return;
    const after = line.journal.mark;
    await desk.close();
    await line.journal.event('agent.logged-out', { agent: 'anna', after });
  });

  /** The pop is on the page, the phone in the page rings. */
  async function ringsAtTheDesk(dialled: string): Promise<void> {
    caller = await line.callerInLine(dialled);
    assert.match((await desk.popNumber()).replaceAll(/\D/g, ''), new RegExp(`${caller.number}$`));
    await desk.phone('ringing');
    assert.equal((await line.agentOnBoard('anna')).state, 'ringing');
  }

  /** Nobody is there, and the caller hears music: sound that is neither agent's tone. */
  async function hearsMusic(): Promise<void> {
    await caller.sip.audio.heard.until(
      (heard) => rmsLevel(heard) > -45 && toneTotalMs(heard, TONE_B_HZ) === 0,
      { windowMs: 500, withinMs: PATIENCE_MS, name: 'music' },
    );
  }

  /** Ben gets the caller who waited, with the clock as it was, and the caller hears ben. */
  async function servedByBen(): Promise<void> {
    await ben.ready();
    const leg = await ben.phone.nextCall(PATIENCE_MS);
    assert.equal(leg.callerNumber, caller.number);
    leg.audio.say(sine({ hz: TONE_C_HZ, ms: 1000 }));
    await leg.answer(PATIENCE_MS);
    const after = await line.journal.event('agent.talking', { call: caller.call, agent: 'ben' });
    assert.equal(after.call, caller.call);
    await caller.sip.audio.heard.untilTone(TONE_C_HZ, { forMs: 200, withinMs: PATIENCE_MS });
    await caller.sip.hangUp();
    await leg.ended(PATIENCE_MS);
    const { record } = await line.record(caller.call);
    assert.deepEqual([record.outcome, record.agent, record.offers], ['answered', 'ben', 2]);
    const queued = line.journal.all('call.queued', (event) => event.call === caller.call);
    assert.equal(record.queuedAt, queued[0]?.at);
    await line.journal.event('agent.wrap-up-ended', { agent: 'ben', call: caller.call });
  }

  it('goes on to another when the agent refuses, and the page says why there are no more calls', async () => {
    await ringsAtTheDesk(TO_LINE);
    await desk.press('refuse');
    await desk.state('not-ready');
    await desk.noPop();
    await desk.phone('registered');
    const row = await line.agentOnBoard('anna');
    assert.deepEqual([row.state, row.reason], ['not-ready', 'rejected']);
    await hearsMusic();
    await servedByBen();
  });

  it('goes on to another when the agent lets it ring, and the page says so', async () => {
    await ringsAtTheDesk(TO_HASTY);
    await desk.state('not-ready');
    await desk.noPop();
    await desk.phone('registered');
    const row = await line.agentOnBoard('anna');
    assert.deepEqual([row.state, row.reason], ['not-ready', 'no-answer']);
    await hearsMusic();
    await servedByBen();
  });

  it('goes on to another at once when the page is closed while it rings, and the agent counts as gone', async () => {
    await ringsAtTheDesk(TO_LINE);
    const after = line.journal.mark;
    await desk.close();
    const returned = await line.journal.event('agent.offer-returned', { agent: 'anna', after });
    assert.equal(returned.data.reason, 'desk-lost');
    await hearsMusic();
    await line.journal.event('agent.logged-out', { agent: 'anna', after });
    const row = await line.agentOnBoard('anna');
    assert.deepEqual([row.state, row.reason], ['logged-out', 'desk-lost']);
    await servedByBen();
  });

  it('hears music again, with place and clock kept, when the page is closed in mid-talk', async () => {
    await ringsAtTheDesk(TO_LINE);
    await desk.press('answer');
    await desk.state('talking');
    await Promise.all([
      caller.sip.audio.heard.untilTone(TONE_B_HZ, { forMs: 200, withinMs: PATIENCE_MS }),
      desk.ear.untilTone(TONE_A_HZ, { forMs: 200, withinMs: PATIENCE_MS }),
    ]);
    const after = line.journal.mark;
    await desk.close();
    await line.journal.event('call.agent-lost', { call: caller.call, agent: 'anna', after });
    const again = await line.journal.event('acd.queue-entered', { call: caller.call, after });
    assert.equal(again.data.again, true);
    await hearsMusic();
    assert.equal(caller.sip.isUp, true);
    assert.equal((await line.agentOnBoard('anna')).state, 'logged-out');
    await servedByBen();
  });
});
