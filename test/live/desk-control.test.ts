/**
 * What agents and supervisors do by click in Chromium, heard at the other ends: hold and resume, a page that is reloaded
 * in mid-call, a whisper that the caller does not hear.
 */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { testIds } from '../../src/web/test-ids.js';
import { PersonsBrowser } from './world/browser.js';
import { DeskPage } from './world/desk-page.js';
import { FIRST_PASSWORD } from './world/rest-client.js';
import { SUPERVISOR, TO_LINE, quickCentre } from './world/quick-centre.js';
import { TONE_A_HZ, TONE_B_HZ, TONE_C_HZ, rmsLevel, sine, toneTotalMs } from './world/tones.js';
import { PATIENCE_MS, WatchedLine, type Caller } from './world/watched-line.js';

const css = (id: string): string => `[data-testid="${id}"]`;

describe('an agent and a supervisor at their pages', function () {
  this.timeout(180_000);
  let line: WatchedLine;
  let browser: PersonsBrowser;
  let desk: DeskPage;
  let caller: Caller;

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    line = await WatchedLine.start(
      quickCentre({
        name: 'desk-control',
        agents: [{ id: 'anna', phone: 'browser' }],
        installation: { desk: { lostSeconds: 20 } },
      }),
    );
    browser = await PersonsBrowser.launch({
      person: 'anna',
      microphoneHz: TONE_B_HZ,
      screenshots: resolve(import.meta.dirname, '../../var/screenshots'),
      viewport: { width: 1280, height: 800 },
    });
    desk = await DeskPage.open(browser, line.centre.url, 'anna');
  });

  after(async function () {
    this.timeout(60_000);
    await browser?.close();
    await line?.stop();
  });

  beforeEach(async () => {
    await desk.press('ready');
    caller = await line.callerInLine(TO_LINE);
    caller.sip.audio.say(sine({ hz: TONE_A_HZ, ms: 10_000 }));
    await desk.phone('ringing');
    await desk.press('answer');
    await desk.state('talking');
    await bothHear();
  });

  afterEach(async () => {
    await desk.press('hang-up');
    await caller.sip.ended(PATIENCE_MS);
    await line.allOver([caller.call]);
    await desk.page.click(css(testIds.notReady));
    await desk.page.click(css(testIds.notReadyReason('break')));
    await desk.state('not-ready');
  });

  const callerHears = (hz: number): Promise<number> =>
    caller.sip.audio.heard.untilTone(hz, { withinMs: PATIENCE_MS });
  const deskHears = (hz: number): Promise<number> =>
    browser.ear(desk.page).untilTone(hz, { withinMs: PATIENCE_MS });
  const bothHear = (): Promise<unknown> => Promise.all([callerHears(TONE_B_HZ), deskHears(TONE_A_HZ)]);
  const seen = (selector: string): Promise<unknown> =>
    desk.page.waitForSelector(selector, { timeout: PATIENCE_MS });

  /** Sound from begin to end, and none of it the agent's: a tone's last moment before silence is no music. */
  const isMusic = (heard: Int16Array): boolean => {
    const quarter = heard.length >> 2;
    const parts = [0, 1, 2, 3].map((at) => heard.subarray(at * quarter, (at + 1) * quarter));
    return parts.every((part) => rmsLevel(part) > -45) && toneTotalMs(heard, TONE_B_HZ) === 0;
  };
  const callerHearsMusic = (): Promise<number> =>
    caller.sip.audio.heard.until(isMusic, { windowMs: 600, withinMs: PATIENCE_MS, name: 'music' });

  it('the caller hears music while the agent holds by click, and the agent again after resume', async () => {
    await desk.page.click(`${css(testIds.callAction('hold'))}:not([disabled])`);
    await seen(css(testIds.markHeld));
    await seen(`${css(testIds.party('caller'))}[data-place="held"]`);
    await callerHearsMusic();
    await browser.screenshot(desk.page, 'held');
    // The same by key.
    await desk.page.keyboard.press('Alt+KeyL');
    await seen(`${css(testIds.party('caller'))}[data-place="conversation"]`);
    await bothHear();
  });

  it('a page reloaded in mid-call keeps the customer on music and has the call back by itself', async () => {
    const after = line.journal.mark;
    const wish = { call: caller.call, after, withinMs: PATIENCE_MS };
    await desk.page.reload();
    const { at: from } = await line.journal.event('call.agent-away', wish);
    const { at: to } = await line.journal.event('call.agent-back', wish);
    // On a busy machine the page may say that it is loaded only when the call has been given back: it is looked back.
    const music = caller.sip.audio.heard.stretch(isMusic, { from, to, lengthMs: 400 });
    assert.ok(music !== undefined, `no music in the ${to - from} ms without the agent`);
    await desk.state('talking');
    await desk.phone('talking');
    await bothHear();
    assert.equal(caller.sip.isUp, true);
    assert.deepEqual(
      line.journal.all('call.queued', (event) => event.call === caller.call).length,
      1,
      'the caller never went back into line',
    );
  });

  it('a supervisor whispers by click: the agent hears it, the caller does not', async () => {
    const boss = await PersonsBrowser.launch({
      person: 'supervisor',
      microphoneHz: TONE_C_HZ,
      screenshots: resolve(import.meta.dirname, '../../var/screenshots'),
      viewport: { width: 1280, height: 800 },
    });
    try {
      const board = await logIn(boss);
      await board.click(`${css(testIds.listen(caller.call))}:not([disabled])`, { timeout: PATIENCE_MS });
      const mode = (name: string): Promise<unknown> =>
        board.waitForSelector(`${css(testIds.listening)}[data-status="talking"][data-mode="${name}"]`, {
          timeout: PATIENCE_MS,
        });
      await mode('listen');
      await Promise.all([
        boss.ear(board).untilTone(TONE_A_HZ, { withinMs: PATIENCE_MS }),
        boss.ear(board).untilTone(TONE_B_HZ, { withinMs: PATIENCE_MS }),
      ]);
      await board.click(css(testIds.mode('whisper')));
      await mode('whisper');
      await deskHears(TONE_C_HZ);
      await callerHears(TONE_B_HZ);
      const heard = caller.sip.audio.heard;
      const to = heard.span!.to;
      assert.equal(toneTotalMs(heard.heard({ from: to - 1000, to }), TONE_C_HZ), 0, 'the caller hears it');
      await seen(css(testIds.markListeners));
      await boss.screenshot(board, 'whisper');
      await browser.screenshot(desk.page, 'whispered-to');
      await board.click(css(testIds.listenStop));
      await board.waitForSelector(css(testIds.listening), { state: 'detached', timeout: PATIENCE_MS });
      // The page asks who is logged in before anybody is: 401 is the answer.
      const problems = boss.problems.all.filter(({ url }) => !url.endsWith('/api/v1/session'));
      assert.deepEqual(problems, []);
    } finally {
      await boss.close();
    }
  });

  async function logIn(boss: PersonsBrowser): Promise<Page> {
    const page = await boss.open(`${line.centre.url}/supervisor/`);
    await page.fill(css(testIds.loginUser), SUPERVISOR);
    await page.fill(css(testIds.loginPassword), FIRST_PASSWORD);
    await page.click(css(testIds.loginSubmit));
    await page.waitForSelector(`${css(testIds.phoneStatus)}[data-status="registered"]`, {
      timeout: PATIENCE_MS,
    });
    return page;
  }
});
