/** Pictures of a page in both languages at the two usual widths, painted by a real browser. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { testIds } from '../../../src/web/test-ids.js';
import { PersonsBrowser } from './browser.js';
import { cutTexts, wideParts } from './page-fit.js';

export interface Screen {
  /** The page as it was opened, in the language and width of this suite. Not before its first test. */
  readonly page: Page;
  /** Takes a picture; nothing is wider than the window, no label is cut, nothing was complained about. */
  fits(name: string): Promise<void>;
}

/**
 * Describes the same pictures four times.
 * @param of names the files of the pictures
 * @param open prepares what the page will show and says its address
 */
export function onEveryScreen(of: string, open: () => string, suite: (screen: Screen) => void): void {
  for (const [locale, language] of [
    ['en-US', 'English'],
    ['zh-CN', '中文'],
  ] as const)
    for (const width of [1280, 1920])
      describe(`in ${language}, ${width} wide`, () => {
        let browser: PersonsBrowser;
        let page: Page;

        before(async () => {
          browser = await PersonsBrowser.launch({
            person: `${of}-${locale.slice(0, 2)}-${width}`,
            locale,
            screenshots: resolve(import.meta.dirname, '../../../var/screenshots/pages'),
            viewport: { width, height: width === 1280 ? 800 : 1080 },
          });
          page = await browser.open(open());
          await page.click(`[data-testid="${testIds.language}"] >> text=${language}`);
        });
        after(() => browser?.close());

        suite({
          get page() {
            return page;
          },
          async fits(name) {
            await browser.screenshot(page, name);
            assert.deepEqual(await page.evaluate(wideParts), [], 'wider than the window');
            assert.deepEqual(await page.evaluate(cutTexts), [], 'cut');
            assert.deepEqual(browser.problems.all, []);
          },
        });
      });
}
