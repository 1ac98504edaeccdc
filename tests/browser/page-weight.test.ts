import type { Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAdmin } from '../../src/app/accounts/add-admin.ts';
import { chromiumPath, signIn } from '../support/web/browser.ts';
import { type ReaderSite, startReaderSite } from '../support/web/reader-site.ts';
import { askByForm, browserOn } from '../support/web/web.ts';

const account = { email: 'admin@example.org', password: 'correct horse battery' };
/** Of style sheets and scripts together, as they are. */
const most = 60_000;

/** What is no page of ours: documents for programs, and the API's own viewer. */
const noPage =
  /^\/(?:api|static|metrics|healthz|readyz)(?:\/|$)|\.(?:xml|json|csv|txt)$|\/(?:raw|events|export|html)$/;

/** The values of an attribute of the tags with this name. */
function attributes(html: string, tag: string, name: string): string[] {
  const tags = html.match(new RegExp(`<${tag}\\s[^>]*>`, 'g')) ?? [];
  return tags.flatMap(
    (one) =>
      new RegExp(`\\s${name}="([^"]*)"`).exec(one)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ??
      [],
  );
}

describe.skipIf(chromiumPath === null)('what pages carry', () => {
  let site: ReaderSite;
  /** Asks for pages as a browser does, signed in to the console. */
  let visitor: ReturnType<typeof browserOn>;
  beforeAll(async () => {
    site = await startReaderSite();
    await createAdmin(site.service.deps, account);
    visitor = browserOn(await site.service.app());
    await visitor.submit('/admin/login', '/admin/login', account);
  });
  afterAll(() => site?.close());

  async function htmlOf(path: string): Promise<string> {
    const answer = await visitor.get(path);
    const { location } = answer.headers;
    return location === undefined ? answer.body : await htmlOf(String(location));
  }

  const sizes = new Map<string, number>();
  async function sizeOf(path: string): Promise<number> {
    const known = sizes.get(path);
    if (known !== undefined) return known;
    const { statusCode, body, rawPayload } = await visitor.get(path);
    expect(statusCode, path).toBe(200);
    // Else it would load more than the page names. What solves a proof of work comes when a form is sent in a crowd.
    expect(body.replaceAll(/import\(`\$\{solver\}\//g, ''), path).not.toMatch(
      /^\s*import\b|\bimport\(|@import/m,
    );
    sizes.set(path, rawPayload.length);
    return rawPayload.length;
  }

  /** Bytes of style sheets and scripts that a page names or has in it; what sets formulas is not counted. */
  async function weigh(html: string): Promise<number> {
    const sheets = (html.match(/<link\s[^>]*>/g) ?? []).filter((tag) => tag.includes('rel="stylesheet"'));
    const files = [...attributes(sheets.join(''), 'link', 'href'), ...attributes(html, 'script', 'src')];
    const inline = html.matchAll(/<(style|script)(?:\s(?!src)[^>]*)?>([\s\S]*?)<\/\1>/g);
    let bytes = [...inline].reduce((sum, [, , content = '']) => sum + content.length, 0);
    for (const file of new Set(files.filter((one) => !one.includes('/katex')))) bytes += await sizeOf(file);
    return bytes;
  }

  /** Follows the links of our own pages; of pages that differ only in numbers, slugs and queries, two are looked at. */
  async function weighAll(starts: string[], within: RegExp): Promise<Map<string, number>> {
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
      const html = await htmlOf(path);
      weights.set(path, await weigh(html));
      for (const href of attributes(html, 'a', 'href')) {
        const link = new URL(href, `${site.url}${path}`);
        if (link.origin === site.url) waiting.push(link.pathname + link.search);
      }
    }
    return weights;
  }

  const tooHeavy = (weights: Map<string, number>) =>
    [...weights].filter(([, bytes]) => bytes > most).map(([path, bytes]) => `${path}: ${bytes} bytes`);

  it('for readers, is at most 60 KB of style sheets and scripts on each page', async () => {
    const confirmation = await askByForm(site.service, 'reader@example.org');
    const weights = await weighAll(
      ['/', '/papers/2', '/?q=robots', '/no-such-page', '/mailbox', confirmation],
      /^\/(?!admin)/,
    );
    expect(weights.size).toBeGreaterThan(12);
    expect(Math.min(...weights.values())).toBeGreaterThan(10_000);
    expect(tooHeavy(weights)).toEqual([]);
  });

  it('in the console, is at most 60 KB of style sheets and scripts on each page', async () => {
    const weights = await weighAll(['/admin', '/admin/digests/1'], /^\/admin/);
    expect(weights.size).toBeGreaterThan(15);
    expect(Math.min(...weights.values())).toBeGreaterThan(10_000);
    expect(tooHeavy(weights)).toEqual([]);
  });

  it.each(['/papers/2', '/admin/digests/1'])('is what Chromium loads for %s', async (path) => {
    const page = await site.open();
    if (path.startsWith('/admin')) {
      await signIn(page, site.url, account);
      await page.waitForURL(/\/admin$/);
    }
    // So that nothing comes from the cache.
    await page.route('**/*', (route) => route.continue());
    expect(await loaded(page, path)).toBe(await weigh(await htmlOf(path)));
  });

  /** The same bytes, as they come to a browser. */
  async function loaded(page: Page, path: string): Promise<number> {
    const responses: Response[] = [];
    const keep = (response: Response) => {
      const type = response.request().resourceType();
      if ((type === 'stylesheet' || type === 'script') && !response.url().includes('/katex'))
        responses.push(response);
    };
    // So that nothing comes for the page before.
    await page.goto('about:blank');
    page.on('response', keep);
    await page.goto(`${site.url}${path}`, { waitUntil: 'load' });
    // The page is used again, and what is loaded then has no body any more once it goes elsewhere.
    page.off('response', keep);
    const bodies = await Promise.all(responses.map((response) => response.body()));
    const inline = await page.evaluate<number>(
      `[...document.querySelectorAll('style, script:not([src])')].reduce((sum, { textContent }) => sum + textContent.length, 0)`,
    );
    return bodies.reduce((sum, body) => sum + body.length, inline);
  }
});
