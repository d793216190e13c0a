/** The pages for messages in both languages, at the two usual widths: painted by a real browser, nothing cut. */
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
import { PageStage } from '../world/page-stage.js';
import { onEveryScreen } from '../world/pictures.js';
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

  onEveryScreen(
    'messages',
    () => `${stage.url}/messages/`,
    (screen) => {
      it('shows a text with its cost and all that is left out whole', async () => {
        await screen.page.fill(css(testIds.messageBody), '{name}，您的余额为 {balance} 元。');
        await screen.page.fill(css(testIds.messageNumbers), '+8613900000001');
        await screen.page.waitForSelector(`${css(testIds.messageQuote)}[data-parts="2"]`);
        await screen.page.waitForSelector(`${css(testIds.messagePreview)}[data-messages="12840"]`);
        await screen.fits('compose');
      });
      it('shows sendings under way whole', async () => {
        await screen.page.click(css(testIds.messagesTab('sendings')));
        await screen.page.waitForSelector(css(testIds.sendingCount('delivered')));
        await screen.fits('sendings');
      });
      it('shows the history whole', async () => {
        await screen.page.click(css(testIds.messagesTab('history')));
        await screen.page.waitForSelector(css(testIds.historyRow));
        await screen.fits('history');
      });
      it('shows address books and a file that is looked at whole', async () => {
        await screen.page.click(css(testIds.messagesTab('books')));
        await screen.page.waitForSelector(css(testIds.contactRow));
        await screen.page.waitForSelector(
          `${css(testIds.source('cards'))}[data-code="ADDRESS_SOURCE_SHRUNKEN"]`,
        );
        await screen.fits('books');
        await screen.page.click(css(testIds.contactEdit));
        await screen.page.click(css(testIds.fieldAdd));
        await screen.fits('contact');
        await screen.page.keyboard.press('Escape');
        await screen.page.click(css(testIds.importFile));
        await screen.page.setInputFiles('input[type="file"]', {
          name: 'x.csv',
          mimeType: 'text/csv',
          buffer: Buffer.from('1'),
        });
        await screen.page.waitForSelector(`${css(testIds.importResult)}[data-faults="3"]`);
        await screen.fits('import');
        await screen.page.keyboard.press('Escape');
      });
      it('shows templates whole', async () => {
        await screen.page.click(css(testIds.messagesTab('templates')));
        await screen.page.waitForSelector(css(testIds.templateRow));
        await screen.fits('templates');
      });
      it('shows a statement with the stand of the account whole', async () => {
        await screen.page.click(css(testIds.messagesTab('statement')));
        await screen.page.waitForSelector(`${css(testIds.statementTotal)}[data-amount="97608.7800"]`);
        await screen.fits('statement');
      });
      it('shows reports, what one comes to and how one is made whole', async () => {
        await screen.page.click(css(testIds.statementReports));
        await screen.page.click(css(testIds.reportRun));
        await screen.page.waitForSelector(`${css(testIds.reportResult)}[data-rows="2"]`);
        await screen.fits('reports');
        await screen.page.click(css(testIds.reportAdd));
        await screen.page.waitForSelector(css(testIds.reportName));
        await screen.fits('report');
        await screen.page.keyboard.press('Escape');
        await screen.page.waitForSelector(css(testIds.reportName), { state: 'hidden' });
      });
      it('shows the help whole', async () => {
        await screen.page.click(css(testIds.help));
        await screen.page.waitForSelector(css(testIds.helpText));
        await screen.fits('help');
        await screen.page.keyboard.press('Escape');
        await screen.page.waitForSelector(css(testIds.helpText), { state: 'hidden' });
      });
      it('shows a locked screen whole', async () => {
        await screen.page.click(css(testIds.lock));
        await screen.page.waitForSelector(css(testIds.unlockPassword));
        await screen.fits('locked');
      });
    },
  );
});
