/** The pages for messages in both languages, at the two usual widths: painted by a real browser, nothing cut. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { bookList, contactList, importView } from '../../../src/address-book/contract.js';
import { accountView, reportList, reportResult, statementView } from '../../../src/billing/contract.js';
import { sourceList } from '../../../src/address-book/source-contract.js';
import {
  historyView,
  previewView,
  quoteView,
  rightsView,
  senderView,
  sendingList,
  sendingView,
  templateList,
} from '../../../src/messenger/contract.js';
import { testIds } from '../../../src/web/test-ids.js';
import { PersonsBrowser } from '../world/browser.js';
import { cutTexts, wideParts } from '../world/page-fit.js';
import { PageStage } from '../world/page-stage.js';
import * as views from './messages-views.js';

const css = (id: string): string => `[data-testid="${id}"]`;

describe('the pages for messages on the screen', function () {
  this.timeout(120_000);
  let stage: PageStage;

  before(async () => {
    const user = { user: 'sun-li', name: 'Sun Li 孙丽', role: 'supervisor', language: 'en' } as const;
    stage = await PageStage.open({ ...user, agent: null, endsAt: Date.now() + 3_600_000, locked: false });
    stage.reply('GET', '/messages/rights', rightsView, views.rights);
    stage.reply('GET', '/billing/statement', statementView, views.statement);
    stage.reply('GET', '/billing/accounts', z.object({ accounts: z.array(accountView) }), {
      accounts: [{ account: 'service', balance: '1', reserved: '0', limit: '0', available: '1' }],
    });
    stage.reply('GET', '/billing/reports', reportList, { reports: views.reports });
    stage.reply('GET', '/billing/reports/report_1/result', reportResult, views.result);
    stage.reply('GET', '/messages/sender', senderView, views.sender);
    stage.reply('POST', '/messages/quote', quoteView, views.quote);
    stage.reply('POST', '/messages/preview', previewView, views.preview);
    stage.reply('GET', '/messages/sendings', sendingList, { sendings: views.sendings() });
    for (const one of views.sendings()) stage.reply('GET', `/messages/sendings/${one.id}`, sendingView, one);
    stage.reply('GET', '/messages', historyView, views.history());
    stage.reply('GET', '/address-books', bookList, { books: views.books });
    stage.reply('GET', '/address-book-sources', sourceList, { sources: [...views.sources] });
    stage.reply('GET', '/address-books/book_1/contacts', contactList, views.contacts);
    stage.reply('POST', '/address-books/book_1/import', importView, views.imported);
    stage.reply('GET', '/message-templates', templateList, { templates: views.templates });
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
            person: `messages-${locale.slice(0, 2)}-${width}`,
            locale,
            screenshots: resolve(import.meta.dirname, '../../../var/screenshots/pages'),
            viewport: { width, height: width === 1280 ? 800 : 1080 },
          });
          page = await browser.open(`${stage.url}/messages/`);
          await page.click(`${css(testIds.language)} >> text=${language}`);
        });
        after(() => browser?.close());

        async function fits(name: string): Promise<void> {
          await browser.screenshot(page, name);
          assert.deepEqual(await page.evaluate(wideParts), [], 'wider than the window');
          assert.deepEqual(await page.evaluate(cutTexts), [], 'cut');
          assert.deepEqual(browser.problems.all, []);
        }

        it('shows a text with its cost and all that is left out whole', async () => {
          await page.fill(css(testIds.messageBody), '{name}，您的余额为 {balance} 元。');
          await page.fill(css(testIds.messageNumbers), '+8613900000001');
          await page.waitForSelector(`${css(testIds.messageQuote)}[data-parts="2"]`);
          await page.waitForSelector(`${css(testIds.messagePreview)}[data-messages="12840"]`);
          await fits('compose');
        });
        it('shows sendings under way whole', async () => {
          await page.click(css(testIds.messagesTab('sendings')));
          await page.waitForSelector(css(testIds.sendingCount('delivered')));
          await fits('sendings');
        });
        it('shows the history whole', async () => {
          await page.click(css(testIds.messagesTab('history')));
          await page.waitForSelector(css(testIds.historyRow));
          await fits('history');
        });
        it('shows address books and a file that is looked at whole', async () => {
          await page.click(css(testIds.messagesTab('books')));
          await page.waitForSelector(css(testIds.contactRow));
          await page.waitForSelector(`${css(testIds.source('cards'))}[data-code="ADDRESS_SOURCE_SHRUNKEN"]`);
          await fits('books');
          await page.click(css(testIds.contactEdit));
          await page.click(css(testIds.fieldAdd));
          await fits('contact');
          await page.keyboard.press('Escape');
          await page.click(css(testIds.importFile));
          await page.setInputFiles('input[type="file"]', {
            name: 'x.csv',
            mimeType: 'text/csv',
            buffer: Buffer.from('1'),
          });
          await page.waitForSelector(`${css(testIds.importResult)}[data-faults="3"]`);
          await fits('import');
          await page.keyboard.press('Escape');
        });
        it('shows templates whole', async () => {
          await page.click(css(testIds.messagesTab('templates')));
          await page.waitForSelector(css(testIds.templateRow));
          await fits('templates');
        });
        it('shows a statement with the stand of the account whole', async () => {
          await page.click(css(testIds.messagesTab('statement')));
          await page.waitForSelector(`${css(testIds.statementTotal)}[data-amount="97608.7800"]`);
          await fits('statement');
        });
        it('shows reports, what one comes to and how one is made whole', async () => {
          await page.click(css(testIds.statementReports));
          await page.click(css(testIds.reportRun));
          await page.waitForSelector(`${css(testIds.reportResult)}[data-rows="2"]`);
          await fits('reports');
          await page.click(css(testIds.reportAdd));
          await page.waitForSelector(css(testIds.reportName));
          await fits('report');
          await page.keyboard.press('Escape');
          await page.waitForSelector(css(testIds.reportName), { state: 'hidden' });
        });
        it('shows the help whole', async () => {
          await page.click(css(testIds.help));
          await page.waitForSelector(css(testIds.helpText));
          await fits('help');
          await page.keyboard.press('Escape');
          await page.waitForSelector(css(testIds.helpText), { state: 'hidden' });
        });
        it('shows a locked screen whole', async () => {
          await page.click(css(testIds.lock));
          await page.waitForSelector(css(testIds.unlockPassword));
          await fits('locked');
        });
      });
});
