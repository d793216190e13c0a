/** A person at the page, in Chromium, with a carrier that is simulated: file, group, cost, delivered, history, lock. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import iconv from 'iconv-lite';
import type { Page } from 'playwright-core';
import { testIds } from '../../../src/web/test-ids.js';
import { PersonsBrowser } from '../world/browser.js';
import { FIRST_PASSWORD } from '../world/rest-client.js';
import { startMessageCentre, type MessageCentre } from './message-centre.js';

const css = (id: string): string => `[data-testid="${id}"]`;
const PATIENCE = 60_000;

describe('writing messages in a browser', function () {
  this.timeout(180_000);
  let centre: MessageCentre;
  let browser: PersonsBrowser;
  let page: Page;

  before(async () => {
    centre = await startMessageCentre();
    browser = await PersonsBrowser.launch({
      person: 'writer',
      screenshots: resolve(import.meta.dirname, '../../../var/screenshots/messages'),
      viewport: { width: 1280, height: 800 },
    });
    page = await browser.open(`${centre.url}/`);
    page.setDefaultTimeout(PATIENCE);
    await page.click('a[href="/messages/"]');
    await page.fill(css(testIds.loginUser), 'sun-li');
    await page.fill(css(testIds.loginPassword), FIRST_PASSWORD);
    await page.click(css(testIds.loginSubmit));
    await page.waitForSelector(css(testIds.messageBody));
  });
  after(async () => {
    await browser?.close();
    await centre?.stop();
  });

  it('one message: alphabet, parts and cost as it is written, then delivered before the eyes', async () => {
    await page.fill(css(testIds.messageBody), 'Your card is ready.');
    await page.waitForSelector(`${css(testIds.messageQuote)}[data-parts="1"][data-coding="gsm7"]`);
    await page.fill(css(testIds.messageBody), '您的卡片已制好，'.repeat(10));
    await page.waitForSelector(`${css(testIds.messageQuote)}[data-parts="2"][data-coding="ucs2"]`);
    await page.fill(css(testIds.messageNumbers), '+86 139 0000 0001\nnobody');
    await page.waitForSelector(`${css(testIds.messagePreview)}[data-messages="1"][data-cost="1000"]`);
    await page.click(`${css(testIds.messageSubmit)}:not([disabled])`);
    await page.waitForSelector(`${css(testIds.sendingCount('delivered'))}[data-count="1"]`);
    assert.equal(centre.carrier.counts.taken, 2);
  });

  it('a group out of a GB18030 file gets its own texts, and the history shows each delivered', async () => {
    await page.click(css(testIds.messagesTab('books')));
    await page.click(css(testIds.bookAdd));
    await page.fill(css(testIds.bookName), 'VIP 客户');
    await page.keyboard.press('Enter');
    await page.click(css(testIds.book('VIP 客户')));
    await page.click(css(testIds.importFile));
    const file =
      '姓名,手机号码,余额\r\n张伟,13900000011,"1,200.50"\r\n王芳,13900000012,88\r\n㐀𠀀,nobody,1\r\n';
    await page.setInputFiles('input[type="file"]', {
      name: '客户.csv',
      mimeType: 'text/csv',
      buffer: iconv.encode(file, 'gb18030'),
    });
    await page.waitForSelector(
      `${css(testIds.importResult)}[data-encoding="gb18030"][data-added="2"][data-faults="1"]`,
    );
    await browser.screenshot(page, 'import');
    await page.click(css(testIds.importCommit));
    await page.waitForSelector(`${css(testIds.contactRow)} >> text=张伟`);

    await page.click(css(testIds.messagesTab('compose')));
    await page.fill(css(testIds.messageBody), '{姓名}，您的余额为 {余额} 元。');
    await page.click(`${css(testIds.messageBooks)}`);
    await page.click('.ant-select-item-option >> text=VIP 客户');
    await page.keyboard.press('Escape');
    await page.waitForSelector(`${css(testIds.messagePreview)}[data-messages="2"][data-cost="1000"]`);
    await page.waitForSelector(`${css(testIds.messagePreview)} >> text=张伟，您的余额为 1,200.50 元。`);
    await browser.screenshot(page, 'compose');
    await page.click(`${css(testIds.messageSubmit)}:not([disabled])`);
    await page.waitForSelector(`${css(testIds.sendingCount('delivered'))}[data-count="2"]`);

    await page.click(css(testIds.messagesTab('history')));
    await page.waitForSelector(
      `${css(testIds.historyRow)}[data-state="delivered"][data-number="13900000012"] >> text=王芳，您的余额为 88 元。`,
    );
    await browser.screenshot(page, 'history');
    assert.equal(await page.locator(css(testIds.historyRow)).count(), 3);
  });

  it('a category is chosen, and the statement has it with what it cost and the stand of the account', async () => {
    await page.click(css(testIds.messagesTab('compose')));
    await page.fill(css(testIds.messageBody), 'Only today');
    await page.fill(css(testIds.messageNumbers), '+8613900000021');
    await page.click(css(testIds.messageCategory));
    await page.click('.ant-select-item-option >> text=Marketing');
    await page.click(`${css(testIds.messageSubmit)}:not([disabled])`);
    await page.waitForSelector(`${css(testIds.sendingCount('delivered'))}[data-count="1"]`);
    await page.click(css(testIds.messagesTab('statement')));
    await page.waitForSelector(`${css(testIds.statementRow)}[data-user="sun-li"] >> text=Marketing`);
    await page.waitForSelector(`${css(testIds.statementTotal)}[data-amount="0.2500"]`);
    await browser.screenshot(page, 'statement');
    await page.click(css(testIds.messagesTab('history')));
    await page.waitForSelector(css(testIds.historyRow));
  });

  it('a locked screen shows nothing, the centre answers nothing, and the password opens it', async () => {
    await page.click(css(testIds.lock));
    await page.waitForSelector(css(testIds.unlockPassword));
    assert.equal(await page.locator(css(testIds.historyRow)).count(), 0);
    const refused = await page.evaluate(`fetch('/api/v1/messages').then((answer) => answer.status)`);
    assert.equal(refused, 423);
    await page.reload();
    await page.fill(css(testIds.unlockPassword), FIRST_PASSWORD);
    await page.click(css(testIds.unlock));
    await page.waitForSelector(css(testIds.historyRow));
  });
});
