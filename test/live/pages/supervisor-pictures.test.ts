/** The supervisor's console in both languages, at the two usual widths: painted by a real browser, nothing cut. */
import { agentWhy, whyCaller } from '../../../src/acd/contract.js';
import { phoneLine } from '../../../src/agent/contract.js';
import { conservationReport } from '../../../src/supervisor/contract.js';
import { testIds } from '../../../src/web/test-ids.js';
import { PageStage } from '../world/page-stage.js';
import { onEveryScreen } from '../world/pictures.js';
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

  onEveryScreen(
    'supervisor',
    () => {
      stage.board(board());
      return `${stage.url}/supervisor/`;
    },
    (screen) => {
      it('shows the board with a supervisor whispering whole', async () => {
        await screen.page.waitForSelector(`${css(testIds.listening)}[data-mode="whisper"]`);
        await screen.fits('board');
      });
      it('shows why a caller waits whole', async () => {
        await screen.page.click(css(testIds.callMenu('call_2')));
        await screen.page.click(css(testIds.menuItem('why')));
        await screen.page.waitForSelector(css(testIds.whyStep));
        await screen.fits('why-caller');
        await screen.page.keyboard.press('Escape');
        await screen.page.waitForSelector(css(testIds.why), { state: 'hidden' });
      });
      it('shows why an agent is offered nothing whole', async () => {
        await screen.page.click(css(testIds.agentMenu('li-na')));
        await screen.page
          .locator(css(testIds.menuItem('why')))
          .last()
          .click();
        await screen.page.waitForSelector('.why-table');
        await screen.fits('why-agent');
        await screen.page.keyboard.press('Escape');
        await screen.page.waitForSelector(css(testIds.why), { state: 'hidden' });
      });
      it('shows what adds up whole', async () => {
        await screen.page.click(css(testIds.tabBalance));
        await screen.page.waitForSelector(`${css(testIds.balance)}[data-holds="false"]`);
        await screen.fits('balance');
        await screen.page.click(css(testIds.tabLive));
      });
    },
  );
});
