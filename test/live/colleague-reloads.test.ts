/** An agent who is consulted, and then in a conference, reloads the page in Chromium; tones prove who hears whom. */
import { testIds } from '../../src/web/test-ids.js';
import { ClickedLine, hears } from './world/clicked-line.js';
import { TO_LINE } from './world/quick-centre.js';
import { PATIENCE_MS } from './world/watched-line.js';

describe('a colleague reloads the page in mid-call', function () {
  this.timeout(180_000);
  let anna: ClickedLine;

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    anna = await ClickedLine.start('colleague-reloads', { desk: { lostSeconds: 30 } });
  });
  after(async function () {
    this.timeout(60_000);
    await anna?.stop();
  });

  /** The page goes and comes; what is heard meanwhile is looked for, and then it is back in the call by itself. */
  async function reload(call: string, meanwhile: () => Promise<void>): Promise<void> {
    const wish = { call, after: anna.line.journal.mark, withinMs: PATIENCE_MS };
    // The new page is held up at its first word, so that there is time to listen.
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await anna.desk.page.route('**/api/v1/desk/line', async (route) => {
      // Only asking for the account lets the old phone go at once: that word is let through, its answer waits.
      const answer = await route.fetch();
      await held;
      await route.fulfill({ response: answer });
    });
    const loaded = anna.desk.page.reload();
    try {
      await anna.line.journal.event('call.agent-away', wish);
      await meanwhile();
    } finally {
      release();
    }
    await loaded;
    await anna.desk.page.unroute('**/api/v1/desk/line');
    await anna.line.journal.event('call.agent-back', wish);
    await anna.desk.state('talking');
    await anna.desk.phone('talking');
  }

  it('consulted: who consults hears music meanwhile, the customer too; in a conference the others talk on; each time all is as before', async () => {
    await anna.ben.ready();
    const caller = await anna.line.callerInLine(TO_LINE);
    const ben = await anna.answers('ben');
    await hears(caller.sip, ['ben']);
    await anna.ben.notReady();

    await anna.desk.press('ready');
    await anna.ben.rest.post('/agent/consult', { to: { kind: 'agent', agent: 'anna' } });
    await anna.desk.phone('ringing');
    await anna.desk.press('answer');
    await hears(ben, ['anna']);
    await anna.annaHears(['ben']);
    await reload(caller.call, async () => {
      await hears(ben, [], 'music');
      await hears(caller.sip, [], 'music');
    });
    await hears(ben, ['anna']);
    await anna.annaHears(['ben']);
    await hears(caller.sip, [], 'music');

    await anna.ben.rest.post('/agent/conference', {});
    await hears(caller.sip, ['anna', 'ben']);
    await reload(caller.call, async () => {
      await hears(caller.sip, ['ben']);
      await hears(ben, ['caller']);
    });
    await hears(caller.sip, ['anna', 'ben']);
    await hears(ben, ['anna', 'caller']);
    await anna.annaHears(['caller', 'ben']);

    await caller.sip.hangUp();
    await ben.ended(PATIENCE_MS);
    await anna.click(testIds.notReady);
    await anna.click(testIds.notReadyReason('break'));
    await anna.desk.state('not-ready');
    await anna.line.allOver([caller.call]);
  });
});
