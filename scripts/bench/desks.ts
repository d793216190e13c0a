/** Agents' desks in one Chromium, each a user of its own, beside their phones on the table. */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { testIds } from '../../src/web/test-ids.js';
import { FIRST_PASSWORD } from '../../test/live/world/rest-client.js';

const CHROMIUMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const PATIENCE_MS = 60_000;
const byId = (id: string): string => `[data-testid="${id}"]`;

export class Desks {
  private constructor(
    private readonly browser: Browser,
    readonly pages: readonly Page[],
  ) {}

  /** Logged in, not ready. @throws Error that says what to install when there is no Chromium */
  static async open(url: string, users: readonly string[]): Promise<Desks> {
    const program = CHROMIUMS.find((path) => existsSync(path));
    if (program === undefined)
      throw new Error(`no Chromium at ${CHROMIUMS.join(', ')}: install Debian's package "chromium"`);
    const browser = await chromium.launch({
      executablePath: program,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
      headless: true,
    });
    const pages: Page[] = [];
    for (const user of users) {
      const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1366, height: 900 } });
      const page = await context.newPage();
      await page.goto(`${url}/desk/`);
      await page.fill(byId(testIds.loginUser), user, { timeout: PATIENCE_MS });
      await page.fill(byId(testIds.loginPassword), FIRST_PASSWORD);
      await page.click(byId(testIds.loginSubmit));
      await state(page, 'not-ready');
      pages.push(page);
    }
    return new Desks(browser, pages);
  }

  async ready(): Promise<void> {
    for (const page of this.pages) {
      await page.click(`${byId('ready')}:not([disabled])`, { timeout: PATIENCE_MS });
      await state(page, 'ready');
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

async function state(page: Page, name: string): Promise<void> {
  await page.waitForSelector(`${byId(testIds.stateName)}[data-state="${name}"]`, { timeout: PATIENCE_MS });
}
