/** The supervisor's console in both languages, at the two usual widths: painted by a real browser, nothing cut. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { agentWhy, whyCaller } from '../../../src/acd/contract.js';
import { phoneLine } from '../../../src/agent/contract.js';
import { conservationReport } from '../../../src/supervisor/contract.js';
import { testIds } from '../../../src/web/test-ids.js';
import { PersonsBrowser } from '../world/browser.js';
import { cutTexts, wideParts } from '../world/page-fit.js';
import { PageStage } from '../world/page-stage.js';
import { board, options, report, whyOfAgent, whyOfCall } from './supervisor-views.js';

const css = (id: string): string => `[data-testid="${id}"]`;

describe("the supervisor's console on the screen", function () {
  this.timeout(120_000);
  let stage: PageStage;

  before(async () => {
    const user = { user: 'sun-li', name: 'Sun Li 孙丽', role: 'supervisor', language: 'en' } as const;
    stage = await PageStage.open({ ...user, agent: null, endsAt: Date.now() + 3_600_000, locked: false });
    options(stage);
    stage.reply('GET', '/conservation', conservationReport, report());
    stage.reply('GET', '/calls/call_2/why', whyCaller, whyOfCall());
    stage.reply('GET', '/agents/li-na/why', agentWhy, whyOfAgent());
    stage.reply('POST', '/desk/line', phoneLine, {
      browser: false,
      switch: '',
      websocketUrl: '',
      uri: '',
      secret: '',
      displayName: 'Sun Li',
      dial: '',
    });
  });
  after(() => stage?.close());

  for (const [locale, language] of [
    ['en-US', 'English'],
    ['zh-CN', '中文'],
  ] as const)
    for (const width of [1280, 1920])
      describe(`in ${language}, ${width} wide`, () => {
        let browser: PersonsBrowser;
        let page: Page;

        before(async () => {
          browser = await PersonsBrowser.launch({
            person: `supervisor-${locale.slice(0, 2)}-${width}`,
            locale,
            screenshots: resolve(import.meta.dirname, '../../../var/screenshots/pages'),
            viewport: { width, height: width === 1280 ? 800 : 1080 },
          });
          stage.board(board());
          page = await browser.open(`${stage.url}/supervisor/`);
          await page.click(`${css(testIds.language)} >> text=${language}`);
        });
        after(() => browser?.close());

        async function fits(name: string): Promise<void> {
          await browser.screenshot(page, name);
          assert.deepEqual(await page.evaluate(wideParts), [], 'wider than the window');
          assert.deepEqual(await page.evaluate(cutTexts), [], 'cut');
          assert.deepEqual(browser.problems.all, []);
        }

        it('shows the board with a supervisor whispering whole', async () => {
          await page.waitForSelector(`${css(testIds.listening)}[data-mode="whisper"]`);
          await fits('board');
        });
        it('shows why a caller waits whole', async () => {
          await page.click(css(testIds.callMenu('call_2')));
          await page.click(css(testIds.menuItem('why')));
          await page.waitForSelector(css(testIds.whyStep));
          await fits('why-caller');
          await page.keyboard.press('Escape');
          await page.waitForSelector(css(testIds.why), { state: 'hidden' });
        });
        it('shows why an agent is offered nothing whole', async () => {
          await page.click(css(testIds.agentMenu('li-na')));
          await page
            .locator(css(testIds.menuItem('why')))
            .last()
            .click();
          await page.waitForSelector('.why-table');
          await fits('why-agent');
          await page.keyboard.press('Escape');
          await page.waitForSelector(css(testIds.why), { state: 'hidden' });
        });
        it('shows what adds up whole', async () => {
          await page.click(css(testIds.tabBalance));
          await page.waitForSelector(`${css(testIds.balance)}[data-holds="false"]`);
          await fits('balance');
          await page.click(css(testIds.tabLive));
        });
      });
});
