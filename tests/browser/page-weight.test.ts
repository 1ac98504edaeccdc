import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAdmin } from '../../src/app/accounts/add-admin.ts';
import { chromiumPath, signIn } from '../support/web/browser.ts';
import { type ReaderSite, startReaderSite } from '../support/web/reader-site.ts';
import { askByForm } from '../support/web/web.ts';

const account = { email: 'admin@example.org', password: 'correct horse battery' };
/** Of style sheets and scripts together, as they are. */
const most = 60_000;

/** What is no page of ours: documents for programs, and the API's own viewer. */
const noPage =
  /^\/(?:api|static|metrics|healthz|readyz)(?:\/|$)|\.(?:xml|json|csv|txt)$|\/(?:raw|events|export|html)$/;

describe.skipIf(chromiumPath === null)('what pages carry', () => {
  let site: ReaderSite;
  beforeAll(async () => {
    site = await startReaderSite();
    await createAdmin(site.service.deps, account);
  });
  afterAll(() => site?.close());

  /** Bytes of style sheets and scripts that a browser loads for a page, or finds in it; what sets formulas is not counted. */
  async function weigh(page: Page, path: string): Promise<number> {
    const bodies: Promise<number>[] = [];
    const count = (response: Awaited<ReturnType<Page['waitForResponse']>>) => {
      const type = response.request().resourceType();
      if ((type === 'stylesheet' || type === 'script') && !response.url().includes('/katex'))
        bodies.push(response.body().then((body) => body.length));
    };
    page.on('response', count);
    await page.goto(`${site.url}${path}`, { waitUntil: 'load' });
    const inline = await page.evaluate<number>(
      `[...document.querySelectorAll('style, script:not([src])')].reduce((sum, { textContent }) => sum + textContent.length, 0)`,
    );
    page.off('response', count);
    return (await Promise.all(bodies)).reduce((sum, bytes) => sum + bytes, inline);
  }

  /** Follows the links of our own pages; of pages that differ only in numbers, slugs and queries, two are looked at. */
  async function weighAll(page: Page, starts: string[], within: RegExp): Promise<Map<string, number>> {
    const kinds = new Map<string, number>();
    const weights = new Map<string, number>();
    const waiting = [...starts];
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const bare = path.replace(/[?#].*$/, '');
      const kind = bare
        .replace(/\d+/g, 'N')
        .replace(/^(\/topics|\/view|\/preferences|\/unsubscribe|\/feedback)\/.*/, '$1/…');
      const seen = kinds.get(kind) ?? 0;
      if (weights.has(path) || seen >= 2 || noPage.test(bare) || !within.test(bare)) continue;
      kinds.set(kind, seen + 1);
      weights.set(path, await weigh(page, path));
      const links = await page.evaluate<string[]>(
        `[...document.querySelectorAll('a[href]')].map(({ href }) => href)`,
      );
      for (const link of links)
        if (link.startsWith(`${site.url}/`)) waiting.push(link.slice(site.url.length).replace(/#.*$/, ''));
    }
    return weights;
  }

  const tooHeavy = (weights: Map<string, number>) =>
    [...weights].filter(([, bytes]) => bytes > most).map(([path, bytes]) => `${path}: ${bytes} bytes`);

  // A fresh cache for each page would be a browser for each: nothing of it is kept instead.
  async function openWithoutCache(): Promise<Page> {
    const page = await site.open();
    await page.route('**/*', (route) => route.continue());
    return page;
  }

  it('for readers, is at most 60 KB of style sheets and scripts on each page', async () => {
    const confirmation = await askByForm(site.service, 'reader@example.org');
    const weights = await weighAll(
      await openWithoutCache(),
      ['/', '/papers/2', '/?q=robots', '/no-such-page', '/mailbox', confirmation],
      /^\/(?!admin)/,
    );
    expect(weights.size).toBeGreaterThan(12);
    expect(Math.min(...weights.values())).toBeGreaterThan(10_000);
    expect(tooHeavy(weights)).toEqual([]);
  });

  it('in the console, is at most 60 KB of style sheets and scripts on each page', async () => {
    const page = await openWithoutCache();
    await signIn(page, site.url, account);
    await page.waitForURL(/\/admin$/);
    const weights = await weighAll(page, ['/admin', '/admin/digests/1'], /^\/admin/);
    expect(weights.size).toBeGreaterThan(15);
    expect(Math.min(...weights.values())).toBeGreaterThan(10_000);
    expect(tooHeavy(weights)).toEqual([]);
  });
});
