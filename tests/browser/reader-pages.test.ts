import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findings } from '../support/web/axe.ts';
import { chromiumPath, settled } from '../support/web/browser.ts';
import { type ReaderSite, readerPages, startReaderSite } from '../support/web/reader-site.ts';
import { readerVisits, type Visit } from '../support/web/reader-visits.ts';

describe.skipIf(chromiumPath === null)('the pages for readers, in a browser', () => {
  let site: ReaderSite;
  let visits: Visit[];
  beforeAll(async () => {
    site = await startReaderSite();
    visits = await readerVisits(site);
  });
  afterAll(() => site?.close());
  afterEach(() => site.checkQuiet());

  describe('on another site', () => {
    let elsewhereServer: Server;
    let snippet = '';
    beforeAll(async () => {
      snippet =
        /<textarea id="snippet"[^>]*>([\s\S]*?)<\/textarea>/
          .exec(await (await fetch(`${site.url}/embed?topics=cs.RO`)).text())?.[1]
          ?.replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#x3D;', '=') ?? '';
      elsewhereServer = createServer((_, response) =>
        response
          .setHeader('content-type', 'text/html')
          .end(`<!doctype html><title>Elsewhere</title>${snippet}`),
      );
      await new Promise<void>((resolve) => elsewhereServer.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => elsewhereServer?.close());
    const elsewhere = () => `http://localhost:${(elsewhereServer.address() as AddressInfo).port}`;

    it('subscribes by the form that was made for it', async () => {
      const page = await site.open({ javaScriptEnabled: false });
      await page.goto(elsewhere());
      expect(site.requests.filter((address) => address.startsWith(site.url))).toEqual([]);
      await page.getByLabel('Email address').fill('elsewhere@example.org');
      await page.getByRole('button', { name: 'Subscribe' }).click();
      expect(await page.locator('h1').textContent()).toBe('Check your inbox');
      expect(await site.service.deps.stores.subscribers.byEmail('elsewhere@example.org')).not.toBeNull();
      site.requests = [];
    });

    it('subscribes by a script of its own, which may not ask the admins’ API', async () => {
      const page = await site.open();
      await page.goto(elsewhere());
      const ask = (path: string, init: object) =>
        page.evaluate<number | string>(
          `fetch(${JSON.stringify(`${site.url}${path}`)}, ${JSON.stringify(init)}).then(({ status }) => status, () => 'refused')`,
        );
      const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
      const body = JSON.stringify({ email: 'scripted@example.org' });
      expect(await ask('/api/v1/subscriptions', { ...json, body })).toBe(202);
      expect(await ask('/api/v1/papers?limit=1', {})).toBe(200);
      expect(await ask('/api/v1/admin/stats', { headers: { authorization: 'Bearer x' } })).toBe('refused');
      site.faults = [];
      site.requests = [];
    });
  });

  describe('every page', () => {
    const overflow = (page: Page) =>
      page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    it.each([
      { width: 320, wider: null, colorScheme: 'dark' },
      { width: 1280, wider: 2400, colorScheme: 'light' },
    ] as const)(
      'fits a window $width pixels wide, and does not move while it loads',
      async ({ width, wider, colorScheme }) => {
        const page = await site.open({ viewport: { width, height: 800 }, colorScheme });
        await page.addInitScript(
          `window.shift = 0;
        window.add = (entries) => entries.forEach(({ value }) => { window.shift += value; });
        window.observer = new PerformanceObserver((list) => add(list.getEntries()));
        observer.observe({ type: 'layout-shift', buffered: true });`,
        );
        for (const { name, go } of visits) {
          await go(page);
          await settled(page);
          const shift = await page.evaluate<number>('add(observer.takeRecords()); shift');
          expect(await overflow(page), name).toBe(0);
          // Setting formulas moves what stands behind them by a line at most.
          expect(shift, name).toBeLessThan(name === '/papers/2' ? 0.05 : 0.001);
          // On a desk every-page.test.ts looks.
          if (width === 320) expect(await findings(page), name).toEqual([]);
          if (wider === null) continue;
          await page.setViewportSize({ width: wider, height: 800 });
          expect(await overflow(page), `${name}, ${wider} pixels`).toBe(0);
          await page.setViewportSize({ width, height: 800 });
        }
      },
    );

    it('can be used by the keyboard: the first stop leads to the content, and each shows where it is', async () => {
      const page = await site.open();
      for (const path of readerPages) {
        await page.goto(`${site.url}${path}`);
        await page.keyboard.press('Tab');
        expect(await page.evaluate('document.activeElement.textContent'), path).toBe('Skip to the content');
        for (let stop = 0; stop < 6; stop++) {
          const outline = await page.evaluate<{ outlineStyle: string; outlineWidth: string }>(
            `(({ outlineStyle, outlineWidth }) => ({ outlineStyle, outlineWidth }))(getComputedStyle(document.activeElement))`,
          );
          expect(outline.outlineStyle, path).not.toBe('none');
          expect(Number.parseFloat(outline.outlineWidth), path).toBeGreaterThan(1);
          await page.keyboard.press('Tab');
        }
        await page.goto(`${site.url}${path}`);
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        expect(await page.evaluate('document.activeElement.id'), path).toBe('main');
      }
    });
  });
});
