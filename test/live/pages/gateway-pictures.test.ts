/** The operator's page of the gateway in both languages, at the two usual widths: painted by a real browser, nothing cut. */
import { heldList, listedList } from '../../../src/sms/contract.js';
import { alarmList, auditList, foundList, statusView, traceView } from '../../../src/sms/status-contract.js';
import { testIds } from '../../../src/web/test-ids.js';
import { PageStage } from '../world/page-stage.js';
import { onEveryScreen } from '../world/pictures.js';
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

  onEveryScreen(
    'gateway',
    () => `${stage.url}/gateway/`,
    (screen) => {
      it('shows carriers, links, queue, clients, answers and accounts whole', async () => {
        await screen.page.waitForSelector(`${css(testIds.gatewayLink('telecom/backup'))}[data-state="down"]`);
        await screen.page.waitForSelector(css(testIds.gatewayAnswer('ESME_RTHROTTLED')));
        await screen.fits('live');
      });
      it('asks before a link is stopped', async () => {
        await screen.page.click(css(testIds.gatewayAction('stop', 'mobile/beijing-1')));
        await screen.page.waitForSelector(css(testIds.gatewayConfirm));
        await screen.fits('stop');
        await screen.page.keyboard.press('Escape');
        await screen.page.waitForSelector(css(testIds.gatewayConfirm), { state: 'detached' });
      });
      it('shows alarms whole', async () => {
        await screen.page.click(css(testIds.gatewayTab('alarms')));
        await screen.page.waitForSelector(`${css(testIds.alarmRow)}[data-open="false"]`);
        await screen.fits('alarms');
      });
      it('shows what was found and one message step by step whole', async () => {
        await screen.page.click(css(testIds.gatewayTab('trace')));
        await screen.page.fill(css(testIds.findWhat), '1390000 0001');
        await screen.page.click(css(testIds.findSearch));
        await screen.page.click(css(testIds.foundRow('0MT7ABQ1000')));
        await screen.page.waitForSelector(`${css(testIds.traceStep)}[data-step="reported"]`);
        await screen.fits('trace');
      });
      it('shows what waits for approval, and asks why it is refused, whole', async () => {
        await screen.page.click(css(testIds.gatewayTab('held')));
        await screen.page.click(css(testIds.gatewayAction('reject', '0MT7ABQ2W9K')));
        await screen.page.waitForSelector(css(testIds.rejectReason));
        await screen.fits('refuse');
        await screen.page.keyboard.press('Escape');
        await screen.page.waitForSelector(css(testIds.rejectReason), { state: 'hidden' });
        await screen.fits('held');
      });
      it('shows a list of numbers whole', async () => {
        await screen.page.click(css(testIds.gatewayTab('lists')));
        await screen.page.waitForSelector(css(testIds.listRow('8613900000001')));
        await screen.fits('lists');
      });
      it('shows the audit whole', async () => {
        await screen.page.click(css(testIds.gatewayTab('audit')));
        await screen.page.waitForSelector(css(testIds.auditRow));
        await screen.fits('audit');
      });
    },
  );
});
