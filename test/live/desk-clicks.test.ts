/** A shift at the desk, all of it by click in Chromium and on a real switch; tones prove who hears whom after each. */
import assert from 'node:assert/strict';
import { testIds } from '../../src/web/test-ids.js';
import { ClickedLine, hears } from './world/clicked-line.js';
import { ASK, OUTSIDE } from './world/controlled-line.js';
import { DeskPage } from './world/desk-page.js';
import { TO_LINE } from './world/quick-centre.js';
import { PATIENCE_MS, type Caller } from './world/watched-line.js';

describe('an agent works a shift by click', function () {
  this.timeout(180_000);
  let anna: ClickedLine;

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    anna = await ClickedLine.start('desk-clicks');
  });

  after(async function () {
    this.timeout(60_000);
    await anna?.stop();
  });

  /** A caller whom anna has answered, not ready for another. */
  async function talk(): Promise<Caller> {
    await anna.desk.press('ready');
    const caller = await anna.line.callerInLine(TO_LINE);
    await anna.desk.phone('ringing');
    await anna.desk.press('answer');
    await anna.desk.state('talking');
    await hears(caller.sip, ['anna']);
    await anna.annaHears(['caller']);
    return caller;
  }

  async function over(caller: Caller): Promise<void> {
    await caller.sip.ended(PATIENCE_MS);
    await anna.ben.notReady();
    await anna.click(testIds.notReady);
    await anna.click(testIds.notReadyReason('break'));
    await anna.desk.state('not-ready');
    await anna.line.allOver([caller.call]);
  }

  it('consults, swaps, makes a conference, and hands the caller over to who was consulted', async () => {
    const caller = await talk();
    await anna.ben.ready();
    await anna.bar('consult');
    await anna.click(testIds.target('agent:ben'));
    let ben = await anna.answers('ben');
    await anna.annaHears(['ben']);
    await hears(ben, ['anna']);
    await hears(caller.sip, [], 'music');
    await anna.bar('swap');
    await hears(caller.sip, ['anna']);
    await anna.annaHears(['caller']);
    await hears(ben, [], 'music');
    await anna.bar('conference');
    await anna.annaHears(['caller', 'ben']);
    await hears(caller.sip, ['anna', 'ben']);
    await ben.hangUp();
    await hears(caller.sip, ['anna']);

    await anna.ben.ready();
    await anna.bar('consult');
    await anna.click(testIds.target('agent:ben'));
    ben = await anna.answers('ben');
    await anna.annaHears(['ben']);
    await anna.bar('transfer');
    await hears(caller.sip, ['ben']);
    await hears(ben, ['caller']);
    await anna.desk.phone('registered');
    await caller.sip.hangUp();
    await over(caller);
  });

  it('pauses the recording, sends the caller into a flow and back, parks, picks up, transfers outside', async () => {
    const caller = await talk();
    await anna.bar('recording');
    await anna.shows(testIds.markRecording, { status: 'paused' });
    await anna.bar('recording');
    await anna.shows(testIds.markRecording, { status: 'on' });

    await anna.bar('flow');
    await anna.click(testIds.flowWait(`flow:${ASK}`));
    await anna.shows(testIds.markFlow);
    await anna.annaHears([], 'music');
    await caller.sip.audio.press('4711');
    await hears(caller.sip, ['anna']);
    await anna.annaHears(['caller']);
    assert.match(await anna.shows(testIds.popCollected('pin')), /4711/, 'what was entered is on the screen');

    await anna.bar('park');
    await hears(caller.sip, [], 'music');
    await anna.desk.phone('registered');
    await anna.bar('pickUp');
    await anna.click(testIds.pickUpCall(caller.call));
    await anna.desk.phone('talking');
    await hears(caller.sip, ['anna']);
    await anna.annaHears(['caller']);

    await anna.bar('transfer');
    await anna.number(OUTSIDE);
    const outside = await anna.answers('outside');
    await hears(caller.sip, ['outside']);
    await hears(outside, ['caller']);
    await outside.hangUp();
    await over(caller);
  });

  it('calls out, and goes on with the call in another window that takes over', async () => {
    await anna.bar('dial');
    await anna.number(OUTSIDE);
    const outside = await anna.answers('outside');
    assert.equal(outside.callerNumber, '95500');
    await anna.annaHears(['outside']);
    await hears(outside, ['anna']);
    const { call = '' } = await anna.line.journal.event('call.placed', {});

    const old = anna.desk;
    anna.desk = await DeskPage.next(anna.browser, anna.line.centre.url);
    await anna.line.journal.event('call.agent-back', { call, withinMs: PATIENCE_MS });
    await anna.desk.phone('talking');
    await hears(outside, ['anna']);
    await anna.annaHears(['outside']);
    await old.page.waitForSelector(`[data-testid="${testIds.takeOver}"]`, { timeout: PATIENCE_MS });
    await anna.desk.press('hang-up');
    await outside.ended(PATIENCE_MS);
    await anna.line.allOver([call]);
    // The page asks who is logged in before anybody is: 401 is the answer.
    const problems = anna.browser.problems.all.filter(({ url }) => !url.endsWith('/api/v1/session'));
    assert.deepEqual(problems, []);
  });
});
