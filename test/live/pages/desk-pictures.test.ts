/**
 * The desk in every state, in both languages, at the two usual widths: painted by a real browser, nothing cut, nothing
 * wider than the window, no error; pictures for people.
 */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { deskDirectory, deskOptions, phoneLine } from '../../../src/agent/contract.js';
import { callList } from '../../../src/web/session/call-list.js';
import { testIds } from '../../../src/web/test-ids.js';
import { PersonsBrowser } from '../world/browser.js';
import { cutTexts, wideParts } from '../world/page-fit.js';
import { PageStage } from '../world/page-stage.js';
import { deskViews, directory } from './desk-views.js';

const css = (id: string): string => `[data-testid="${id}"]`;
const label = (en: string, zh: string) => ({ en, zh });

describe('the agent desk on the screen', function () {
  this.timeout(120_000);
  let stage: PageStage;

  before(async () => {
    const user = { user: 'li-na', name: 'Li Na 李娜', role: 'agent', language: 'en' } as const;
    stage = await PageStage.open({ ...user, agent: 'li-na', endsAt: Date.now() + 3_600_000, locked: false });
    stage.reply('GET', '/desk/options', deskOptions, {
      notReadyReasons: [{ id: 'training', name: label('Training', '培训') }],
      resultCodes: [
        { id: 'solved', name: label('Solved', '已解决') },
        { id: 'information', name: label('Information given', '已咨询解答') },
        { id: 'call-back', name: label('Call back promised', '约定回拨') },
        { id: 'passed-on', name: label('Passed on to the branch', '已转交网点') },
      ],
    });
    stage.reply('GET', '/desk/directory', deskDirectory, directory);
    stage.reply('GET', '/calls', callList, { calls: [] });
    stage.reply('POST', '/desk/line', phoneLine, {
      browser: false,
      switch: '',
      websocketUrl: '',
      uri: '',
      secret: '',
      displayName: 'Li Na',
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
            person: `desk-${locale.slice(0, 2)}-${width}`,
            locale,
            screenshots: resolve(import.meta.dirname, '../../../var/screenshots/pages'),
            viewport: { width, height: width === 1280 ? 800 : 1080 },
          });
          stage.desk(deskViews['idle']!());
          page = await browser.open(`${stage.url}/desk/`);
          await page.click(`${css(testIds.language)} >> text=${language}`);
        });
        after(() => browser?.close());

        /** Nothing is wider than the window, no label is cut, nothing was complained about. */
        async function fits(name: string): Promise<void> {
          await browser.screenshot(page, name);
          assert.deepEqual(await page.evaluate(wideParts), [], 'wider than the window');
          assert.deepEqual(await page.evaluate(cutTexts), [], 'cut');
          assert.deepEqual(browser.problems.all, []);
        }

        for (const [name, viewOf] of Object.entries(deskViews))
          it(`shows ${name} whole`, async () => {
            const view = viewOf();
            stage.desk(view);
            await page.waitForSelector(`${css(testIds.stateName)}[data-state="${view.state}"]`);
            const parties = view.control?.parties.length ?? 0;
            await page.waitForFunction(
              `document.querySelectorAll('.parties > .party[data-party]').length === ${parties}`,
            );
            await fits(name);
          });

        for (const [action, viewName] of [
          ['consult', 'talking'],
          ['transfer', 'talking'],
          ['flow', 'talking'],
          ['keypad', 'talking'],
          ['dial', 'idle'],
          ['pickUp', 'idle'],
        ] as const)
          it(`shows the ${action} picker whole`, async () => {
            stage.desk(deskViews[viewName]!());
            await page.click(`${css(testIds.callAction(action))}:not([disabled])`);
            const content = action === 'keypad' ? '.digit-pad' : '.target-list li';
            await page.waitForSelector(content, { state: 'visible' });
            await fits(`picker-${action}`);
            await page.keyboard.press('Escape');
            await page.click('.brand-name', { trial: true });
            await page.click(css(testIds.stateName));
            await page.waitForSelector(content, { state: 'detached' });
          });
      });
});
