/** The operator's page of the gateway in both languages, at the two usual widths: painted by a real browser, nothing cut. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { heldList, listedList } from '../../../src/sms/contract.js';
import { alarmList, auditList, foundList, statusView, traceView } from '../../../src/sms/status-contract.js';
import { testIds } from '../../../src/web/test-ids.js';
import { PersonsBrowser } from '../world/browser.js';
import { cutTexts, wideParts } from '../world/page-fit.js';
import { PageStage } from '../world/page-stage.js';
import * as views from './gateway-views.js';

const css = (id: string): string => `[data-testid="${id}"]`;

describe("the gateway's page on the screen", function () {
  this.timeout(120_000);
  let stage: PageStage;

  before(async () => {
    const user = { user: 'admin', name: 'Administrator', role: 'administrator', language: 'en' } as const;
    stage = await PageStage.open({ ...user, agent: null, endsAt: Date.now() + 3_600_000, locked: false });
    const view = views.gateway();
    stage.gateway(view);
    stage.reply('GET', '/sms/status', statusView, view.status);
    stage.reply('GET', '/sms/alarms', alarmList, { alarms: views.alarms() });
    stage.reply('GET', '/sms/messages', foundList, views.foundMessages);
    for (const { message } of views.foundMessages.messages)
      stage.reply('GET', `/sms/messages/${message}/trace`, traceView, { ...views.trace(), message });
    stage.reply('GET', '/sms/held', heldList, { messages: views.held });
    stage.reply('GET', '/sms/lists/black', listedList, { numbers: views.listed });
    stage.reply('GET', '/sms/audit', auditList, views.audit);
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
            person: `gateway-${locale.slice(0, 2)}-${width}`,
            locale,
            screenshots: resolve(import.meta.dirname, '../../../var/screenshots/pages'),
            viewport: { width, height: width === 1280 ? 800 : 1080 },
          });
          page = await browser.open(`${stage.url}/gateway/`);
          await page.click(`${css(testIds.language)} >> text=${language}`);
        });
        after(() => browser?.close());

        async function fits(name: string): Promise<void> {
          await browser.screenshot(page, name);
          assert.deepEqual(await page.evaluate(wideParts), [], 'wider than the window');
          assert.deepEqual(await page.evaluate(cutTexts), [], 'cut');
          assert.deepEqual(browser.problems.all, []);
        }

        it('shows carriers, links, queue, clients, answers and accounts whole', async () => {
          await page.waitForSelector(`${css(testIds.gatewayLink('telecom/backup'))}[data-state="down"]`);
          await page.waitForSelector(css(testIds.gatewayAnswer('ESME_RTHROTTLED')));
          await fits('live');
        });
        it('asks before a link is stopped', async () => {
          await page.click(css(testIds.gatewayAction('stop', 'mobile/beijing-1')));
          await page.waitForSelector(css(testIds.gatewayConfirm));
          await fits('stop');
          await page.keyboard.press('Escape');
          await page.waitForSelector(css(testIds.gatewayConfirm), { state: 'detached' });
        });
        it('shows alarms whole', async () => {
          await page.click(css(testIds.gatewayTab('alarms')));
          await page.waitForSelector(`${css(testIds.alarmRow)}[data-open="false"]`);
          await fits('alarms');
        });
        it('shows what was found and one message step by step whole', async () => {
          await page.click(css(testIds.gatewayTab('trace')));
          await page.fill(css(testIds.findWhat), '1390000 0001');
          await page.click(css(testIds.findSearch));
          await page.click(css(testIds.foundRow('0MT7ABQ1000')));
          await page.waitForSelector(`${css(testIds.traceStep)}[data-step="reported"]`);
          await fits('trace');
        });
        it('shows what waits for approval, and asks why it is refused, whole', async () => {
          await page.click(css(testIds.gatewayTab('held')));
          await page.click(css(testIds.gatewayAction('reject', '0MT7ABQ2W9K')));
          await page.waitForSelector(css(testIds.rejectReason));
          await fits('refuse');
          await page.keyboard.press('Escape');
          await page.waitForSelector(css(testIds.rejectReason), { state: 'hidden' });
          await fits('held');
        });
        it('shows a list of numbers whole', async () => {
          await page.click(css(testIds.gatewayTab('lists')));
          await page.waitForSelector(css(testIds.listRow('8613900000001')));
          await fits('lists');
        });
        it('shows the audit whole', async () => {
          await page.click(css(testIds.gatewayTab('audit')));
          await page.waitForSelector(css(testIds.auditRow));
          await fits('audit');
        });
      });
});
