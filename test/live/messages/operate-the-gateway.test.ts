/** An operator at the gateway's page, in Chromium, with a carrier that is simulated: live figures, stop, start, trace. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { testIds } from '../../../src/web/test-ids.js';
import { PersonsBrowser } from '../world/browser.js';
import { FIRST_PASSWORD, RestClient } from '../world/rest-client.js';
import { startMessageCentre, type MessageCentre } from './message-centre.js';

const css = (id: string): string => `[data-testid="${id}"]`;
const PATIENCE = 60_000;
const LINK = 'demo/one';

describe('operating the gateway in a browser', function () {
  this.timeout(240_000);
  let centre: MessageCentre;
  let browser: PersonsBrowser;
  let page: Page;
  let writer: RestClient;
  let sent = 0;

  const send = async (text: string, number: string): Promise<void> => {
    const { status } = await writer.ask('POST', '/messages/sendings', {
      ...{ source: '95500', text, recipients: { numbers: [number] } },
      key: `operate-the-gateway-${++sent}`,
    });
    assert.equal(status, 202);
  };
  const linkIs = (state: string): Promise<unknown> =>
    page.waitForSelector(`${css(testIds.gatewayLink(LINK))}[data-state="${state}"]`);
  const taken = (count: number): Promise<unknown> =>
    page.waitForSelector(`${css(testIds.gatewayLink(LINK))}[data-taken="${count}"]`);
  const go = (tab: string): Promise<void> => page.click(css(testIds.gatewayTab(tab)));

  before(async () => {
    centre = await startMessageCentre();
    writer = await RestClient.logIn(centre.url, 'sun-li');
    browser = await PersonsBrowser.launch({
      person: 'operator',
      screenshots: resolve(import.meta.dirname, '../../../var/screenshots/gateway'),
      viewport: { width: 1280, height: 800 },
    });
    page = await browser.open(`${centre.url}/`);
    page.setDefaultTimeout(PATIENCE);
    await page.click('a[href="/gateway/"]');
    await page.fill(css(testIds.loginUser), 'admin');
    await page.fill(css(testIds.loginPassword), FIRST_PASSWORD);
    await page.click(css(testIds.loginSubmit));
  });
  after(async () => {
    await browser?.close();
    await centre?.stop();
  });

  it('a message goes through before the eyes', async () => {
    await linkIs('bound');
    await taken(0);
    await send('Your card is ready.', '+8613900000001');
    await taken(1);
    await page.waitForSelector(`${css(testIds.gatewayAnswer('ESME_ROK'))}[data-count="1"]`);
    await browser.screenshot(page, 'live');
  });

  it('a link that is stopped sends nothing; started again, what waited goes', async () => {
    await page.click(css(testIds.gatewayAction('stop', LINK)));
    await page.click(css(testIds.gatewayConfirm));
    await linkIs('stopped');
    await send('Another card is ready.', '+8613900000002');
    await page.waitForSelector(`${css(testIds.gatewayQueue(1))}[data-waiting="1"]`);
    assert.equal(centre.carrier.counts.taken, 1);
    await browser.screenshot(page, 'stopped');
    await page.click(css(testIds.gatewayAction('start', LINK)));
    await page.click(`${css(testIds.gatewayConfirm)}:visible`);
    await linkIs('bound');
    await taken(2);
    await page.waitForSelector(`${css(testIds.gatewayQueue(1))}[data-waiting="0"]`);
  });

  it('a message is found by the end of its number and traced to the report', async () => {
    await go('trace');
    await page.fill(css(testIds.findWhat), '0000 0002');
    const found = page.locator('[data-testid^="found-"]');
    await page.click(css(testIds.findSearch));
    await found.first().click();
    await page.waitForSelector(`${css(testIds.traceStep)}[data-step="taken"]`);
    assert.equal(await found.count(), 1);
    await page.waitForSelector(`${css(testIds.traceStep)} >> text=${LINK}`);
    await browser.screenshot(page, 'trace');
  });

  it('a held message is refused with a reason, which the audit keeps', async () => {
    await send('You have won the lottery.', '+8613900000003');
    await go('held');
    await page.click('[data-testid^="gateway-reject-"]');
    await page.fill(css(testIds.rejectReason), 'No lottery of ours');
    await page.click(`${css(testIds.gatewayConfirm)}:visible`);
    await page.waitForSelector('[data-testid^="held-"]', { state: 'detached' });
    await go('audit');
    await page.waitForSelector(
      `${css(testIds.auditRow)}[data-what="sms.rejected"] >> text=No lottery of ours`,
    );
    for (const what of ['sms.link-stopped', 'sms.link-started'])
      await page.waitForSelector(`${css(testIds.auditRow)}[data-what="${what}"] >> text=${LINK}`);
    await browser.screenshot(page, 'audit');
    assert.equal(centre.carrier.counts.taken, 2);
  });

  it('a number on the blacklist gets nothing until it is taken off', async () => {
    await go('lists');
    await page.fill(css(testIds.listNumber), '+86 139 0000 0004');
    await page.click(css(testIds.listAdd));
    const row = css(testIds.listRow('8613900000004'));
    await page.waitForSelector(row);
    await send('Nothing for you.', '+8613900000004');
    await page.click(css(testIds.gatewayAction('remove', '8613900000004')));
    await page.click(`${css(testIds.gatewayConfirm)}:visible`);
    await page.waitForSelector(row, { state: 'detached' });
    await send('Something for you.', '+8613900000004');
    await go('live');
    await taken(3);
    assert.equal(centre.carrier.counts.taken, 3);
  });

  it('those who write messages only are told that the page is not theirs', async () => {
    await page.click(css(testIds.signOut));
    await page.fill(css(testIds.loginUser), 'li-na');
    await page.fill(css(testIds.loginPassword), FIRST_PASSWORD);
    await page.click(css(testIds.loginSubmit));
    await page.waitForSelector('.ant-result');
    assert.equal(await page.locator(css(testIds.gatewayTab('live'))).count(), 0);
  });
});
