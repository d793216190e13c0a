/** An agent's desk in Chromium, worked as a person works it. */
import type { Page } from 'playwright-core';
import { testIds } from '../../../src/web/test-ids.js';
import { FIRST_PASSWORD } from './rest-client.js';
import type { PersonsBrowser } from './browser.js';

const PATIENCE_MS = 30_000;
const byId = (id: string): string => `[data-testid="${id}"]`;

export class DeskPage {
  private constructor(
    readonly page: Page,
    private readonly browser: PersonsBrowser,
  ) {}

  /** Opens the desk; logs in, or begins the shift anew in a session that goes on; the phone in the page is registered. */
  static async open(browser: PersonsBrowser, url: string, agent: string): Promise<DeskPage> {
    const page = await browser.open(`${url}/desk/`);
    const desk = new DeskPage(page, browser);
    await desk.seen(`${byId(testIds.loginUser)}, ${byId(testIds.stateName)}`);
    if (await page.$(byId(testIds.loginUser))) {
      await page.fill(byId(testIds.loginUser), agent);
      await page.fill(byId(testIds.loginPassword), FIRST_PASSWORD);
      await page.click(byId(testIds.loginSubmit));
      await desk.seen(byId(testIds.stateName));
    } else {
      await desk.state('logged-out');
      await page.click(byId(testIds.startShift));
    }
    await desk.state('not-ready');
    await desk.phone('registered');
    return desk;
  }

  /** Another window of an agent who is logged in: it takes over from the one before. */
  static async next(browser: PersonsBrowser, url: string): Promise<DeskPage> {
    const desk = new DeskPage(await browser.open(`${url}/desk/`), browser);
    await desk.seen(byId(testIds.stateName));
    return desk;
  }

  async press(id: 'ready' | 'answer' | 'refuse' | 'hang-up'): Promise<void> {
    await this.page.click(`${byId(id)}:not([disabled])`, { timeout: PATIENCE_MS });
  }

  /** What the page says of the agent. */
  async state(name: string): Promise<void> {
    await this.seen(`${byId(testIds.stateName)}[data-state="${name}"]`);
  }

  /** What the page says of its phone. */
  async phone(status: 'registered' | 'ringing' | 'talking'): Promise<void> {
    await this.seen(`${byId(testIds.phoneStatus)}[data-status="${status}"]`);
  }

  /** The number on the pop. */
  async popNumber(): Promise<string> {
    await this.seen(byId(testIds.popNumber));
    return (await this.page.textContent(byId(testIds.popNumber))) ?? '';
  }

  /** Waits until there is no pop. */
  async noPop(): Promise<void> {
    await this.page.waitForSelector(byId(testIds.pop), { state: 'detached', timeout: PATIENCE_MS });
  }

  /** What the page plays. */
  get ear(): ReturnType<PersonsBrowser['ear']> {
    return this.browser.ear(this.page);
  }

  /** As when the window is closed: nothing is asked, nothing said. */
  async close(): Promise<void> {
    await this.page.close();
  }

  private async seen(selector: string): Promise<void> {
    await this.page.waitForSelector(selector, { timeout: PATIENCE_MS });
  }
}
