/** A supervisor locks the screen on one page of the browser: no other page of it shows or gets anything until the password. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { testIds } from '../../../src/web/test-ids.js';
import { PersonsBrowser } from '../world/browser.js';
import { FIRST_PASSWORD, RestClient } from '../world/rest-client.js';
import { startMessageCentre, type MessageCentre } from './message-centre.js';

const css = (id: string): string => `[data-testid="${id}"]`;
const PATIENCE = 60_000;

/** Types of what the centre sends to a page, in order. */
class Frames {
  readonly types: string[] = [];
  private wake: () => void = () => undefined;

  constructor(page: Page) {
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        this.types.push((JSON.parse(String(payload)) as { type: string }).type);
        this.wake();
      }),
    );
  }

  /** @returns those from `from` up to and with the first of this type */
  async through(type: string, from: number): Promise<string[]> {
    for (;;) {
      const at = this.types.indexOf(type, from);
      if (at >= 0) return this.types.slice(from, at + 1);
      await new Promise<void>((done) => (this.wake = done));
    }
  }
}

describe('a locked screen in a browser', function () {
  this.timeout(180_000);
  let centre: MessageCentre;
  let browser: PersonsBrowser;
  let messages: Page;
  let board: Page;
  let frames: Frames;

  before(async () => {
    centre = await startMessageCentre();
    browser = await PersonsBrowser.launch({
      person: 'locker',
      screenshots: resolve(import.meta.dirname, '../../../var/screenshots/messages'),
      viewport: { width: 1280, height: 800 },
    });
    messages = await browser.open(`${centre.url}/messages/`);
    messages.setDefaultTimeout(PATIENCE);
    await messages.fill(css(testIds.loginUser), 'sun-li');
    await messages.fill(css(testIds.loginPassword), FIRST_PASSWORD);
    await messages.click(css(testIds.loginSubmit));
    await messages.waitForSelector(css(testIds.messageBody));
    board = await browser.open();
    board.setDefaultTimeout(PATIENCE);
    frames = new Frames(board);
    await board.goto(`${centre.url}/supervisor/`);
    await board.waitForSelector(`${css(testIds.agentRow('james'))}[data-state="logged-out"]`);
  });
  after(async () => {
    await browser?.close();
    await centre?.stop();
  });

  it('covers every page of the session, whose stream carries nothing of what happens', async () => {
    const before = frames.types.length;
    await messages.click(css(testIds.lock));
    await board.waitForSelector(css(testIds.unlockPassword));
    await board.waitForSelector(css(testIds.agentRow('james')), { state: 'hidden' });
    await frames.through('locked', before);
    const locked = frames.types.indexOf('locked', before) + 1;
    const james = await RestClient.logIn(centre.url, 'james');
    await james.post('/agent/login');
    // The page asks for the time every few seconds, and the answer stands behind all that was sent before.
    await frames.through('pong', locked);
    const pongs = await frames.through('pong', frames.types.length);
    assert.deepEqual([...new Set([...frames.types.slice(locked), ...pongs])], ['pong']);
    await browser.screenshot(board, 'console-locked');
  });

  it('opens with the password on any of them, and what happened meanwhile is there', async () => {
    await board.fill(css(testIds.unlockPassword), 'not this one');
    await board.click(css(testIds.unlock));
    await board.waitForSelector('.ant-alert-error');
    await board.fill(css(testIds.unlockPassword), FIRST_PASSWORD);
    await board.click(css(testIds.unlock));
    await board.waitForSelector(`${css(testIds.agentRow('james'))}[data-state="not-ready"]`);
    assert.equal(await board.locator(css(testIds.unlockPassword)).count(), 0);
    // Whoever comes back to the other page need not say it again.
    await messages.evaluate(`dispatchEvent(new Event('focus'))`);
    await messages.waitForSelector(css(testIds.messageBody));
  });
});
