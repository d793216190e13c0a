/**
 * The desk in every state, in both languages, at the two usual widths: painted by a real browser, nothing cut, nothing
 * wider than the window, no error; pictures for people.
 */
import { deskDirectory, deskOptions, phoneLine } from '../../../src/agent/contract.js';
import { callList } from '../../../src/web/session/call-list.js';
import { testIds } from '../../../src/web/test-ids.js';
import { PageStage } from '../world/page-stage.js';
import { onEveryScreen } from '../world/pictures.js';
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

  onEveryScreen(
    'desk',
    () => {
      stage.desk(deskViews['idle']!());
      return `${stage.url}/desk/`;
    },
    (screen) => {
      for (const [name, viewOf] of Object.entries(deskViews))
        it(`shows ${name} whole`, async () => {
          const view = viewOf();
          stage.desk(view);
          await screen.page.waitForSelector(`${css(testIds.stateName)}[data-state="${view.state}"]`);
          const parties = view.control?.parties.length ?? 0;
          await screen.page.waitForFunction(
            `document.querySelectorAll('.parties > .party[data-party]').length === ${parties}`,
          );
          await screen.fits(name);
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
          await screen.page.click(`${css(testIds.callAction(action))}:not([disabled])`);
          const content = action === 'keypad' ? '.digit-pad' : '.target-list li';
          await screen.page.waitForSelector(content, { state: 'visible' });
          await screen.fits(`picker-${action}`);
          await screen.page.keyboard.press('Escape');
          await screen.page.click('.brand-name', { trial: true });
          await screen.page.click(css(testIds.stateName));
          await screen.page.waitForSelector(content, { state: 'detached' });
        });
    },
  );
});
