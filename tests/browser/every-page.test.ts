import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageTable } from '../../src/http/page-table.ts';
import { findings, heldByAll } from '../support/web/axe.ts';
import { type BrowserShare, chromiumPath, shareBrowser } from '../support/web/browser.ts';
import { focusFaults, forcedColourFaults, printFaults } from '../support/web/look.ts';
import { everyPage } from '../unit/http/page-fixtures.ts';
import { document, plain } from '../unit/http/page-variants.ts';

const { pages: allPages } = pageTable;

const origin = 'http://offprint.test';
const files = fileURLToPath(new URL('../../src/http/static/', import.meta.url));
const kinds = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' } as const;

/**
 * Every page that there is, from its template and a model, so that none is left out because it is hard to come to. The
 * smaller one is also a desk's at 400 % (WCAG 2.2, 1.4.10).
 */
describe.skipIf(chromiumPath === null).each([
  ['light, on a desk', false, { colorScheme: 'light', viewport: { width: 1280, height: 900 } }],
  [
    'dark, on a small phone, after a refusal',
    true,
    { colorScheme: 'dark', viewport: { width: 320, height: 640 } },
  ],
] as const)('every page, %s', (_look, refused, context) => {
  let browser: BrowserShare;
  let page: Page;
  /** What was asked of anybody else. */
  let elsewhere: string[] = [];
  const models = everyPage({ ...plain(), refused });
  beforeAll(async () => {
    browser = await shareBrowser();
    page = await (await browser.newContext(context)).newPage();
    await page.route('**/*', async (route) => {
      const url = new URL(route.request().url());
      if (url.origin !== origin && url.protocol !== 'data:') elsewhere.push(url.href);
      const found = allPages.find(({ template }) => url.pathname === `/${template}`);
      if (url.origin === origin && found !== undefined)
        return await route.fulfill({
          contentType: 'text/html; charset=utf-8',
          body: document(found, models),
        });
      const file = /^\/static\/([\w-]+\.(css|js|svg))$/.exec(url.pathname);
      if (file === null) return await route.abort();
      const contentType = kinds[file[2] as keyof typeof kinds];
      return await route.fulfill({ contentType, body: await readFile(`${files}${file[1]}`) });
    });
  });
  afterAll(() => browser?.close());

  it.each(allPages)('can be read by all, and fits: $template', async ({ template }) => {
    elsewhere = [];
    await page.goto(`${origin}/${template}`);
    expect(await page.evaluate('document.styleSheets[0].cssRules.length')).toBeGreaterThan(100);
    expect(await findings(page, [], heldByAll)).toEqual([]);
    const { width } = context.viewport;
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(await focusFaults(page)).toEqual([]);
    // Each once: in print nothing may be left of the dark colours.
    expect(await (refused ? printFaults(page) : forcedColourFaults(page))).toEqual([]);
    expect(elsewhere).toEqual([]);
  });
});
