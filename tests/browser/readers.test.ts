import type { Page, Response } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from '../support/web/browser.ts';
import { type ReaderSite, startReaderSite } from '../support/web/reader-site.ts';

describe.skipIf(chromiumPath === null)('a reader in a browser', () => {
  let site: ReaderSite;
  beforeAll(async () => {
    site = await startReaderSite();
  });
  afterAll(() => site?.close());
  afterEach(() => site.checkQuiet());
  const titles = async (page: Page) =>
    (await page.locator('.papers .title').allTextContents()).map((one) => one.trim());

  describe('without JavaScript', () => {
    const off = { javaScriptEnabled: false };

    it('searches, takes back what narrows the search, and subscribes to it', async () => {
      const page = await site.open(off);
      await page.goto(site.url);
      await page.getByLabel('Search papers').fill('walk from:2026-11');
      await page.getByRole('button', { name: 'Search' }).click();
      await page.waitForURL(/q=walk/);
      expect(await page.locator('mark').first().textContent()).toBe('walk');
      await page.getByRole('link', { name: 'Without: From 2026-11' }).click();
      await page.waitForURL((at) => at.searchParams.get('q') === 'walk');
      await page.getByLabel('Email address').fill('without@example.org');
      await page.getByRole('button', { name: 'Subscribe' }).click();
      expect(await page.locator('h1').textContent()).toBe('Check your inbox');
      const subscriber = await site.service.deps.stores.subscribers.byEmail('without@example.org');
      expect(subscriber).toMatchObject({ timezone: 'UTC' });
    });

    it('reads a paper with its formulas, and goes back', async () => {
      const page = await site.open(off);
      await page.goto(`${site.url}/papers/2`);
      expect(await page.locator('.abstract').textContent()).toContain('α');
      expect(await page.locator('.tex .katex').count()).toBe(3);
      await page.getByRole('link', { name: 'Trending papers', exact: true }).click();
      await page.waitForURL(`${site.url}/`);
    });

    it('sees what is wrong beside its field, with what was typed', async () => {
      const page = await site.open(off);
      await page.goto(`${site.url}/topics/cs.RO`);
      await page.getByLabel('Email address').fill('nobody at example');
      await page.getByRole('button', { name: 'Subscribe' }).click();
      expect(await page.getByLabel('Email address').inputValue()).toBe('nobody at example');
      expect(await page.locator('#email-error').textContent()).toMatch(/\w{4}/);
      expect(await page.locator('input[name="topics"][value="cs.RO"]').isChecked()).toBe(true);
    });

    it('finds a topic, a feed and the archive by links alone', async () => {
      const page = await site.open(off);
      await page.goto(`${site.url}/topics`);
      expect(await page.getByLabel('Find a topic').isVisible()).toBe(false);
      await page.getByText('Computer Science').first().click();
      await page.getByRole('link', { name: 'Robotics', exact: true }).click();
      await page.waitForURL(/\/topics\/cs\.RO$/);
      expect((await titles(page)).length).toBe(25);
      await page.getByRole('link', { name: 'Archive' }).click();
      await page.locator('.entries a').first().click();
      await page.waitForURL(/\/archive\/1$/);
      expect((await titles(page)).length).toBeGreaterThan(5);
    });

    it('makes a form for another site', async () => {
      const page = await site.open(off);
      await page.goto(`${site.url}/topics/cs.RO`);
      await page.getByRole('link', { name: 'Put a form for it on your site' }).click();
      await page.getByLabel('How often').selectOption('monthly');
      await page.getByRole('button', { name: 'Make the form' }).click();
      await page.waitForURL(/cadence=monthly/);
      const snippet = await page.getByLabel('Copy this into your page').inputValue();
      expect(snippet).toContain('name="topics" value="cs.RO"');
      expect(snippet).toContain('name="cadence" value="monthly"');
    });
  });

  describe('with JavaScript', () => {
    it('sees results while typing, keeps the focus, and finds each search again in the history', async () => {
      const page = await site.open();
      await page.goto(site.url);
      const field = page.getByLabel('Search papers');
      await field.pressSequentially('number 7', { delay: 20 });
      await page.waitForURL((at) => at.searchParams.get('q') === 'number 7');
      await expect.poll(() => titles(page)).toEqual(['Robots number 7 that walk']);
      await expect.poll(() => page.locator('[data-search-status]').textContent()).toBe('1 paper');
      expect(await page.title()).toContain('number 7');
      expect(await page.evaluate('document.activeElement.id')).toBe('q');
      expect(await page.locator('input[name="queries"]').getAttribute('value')).toBe('number 7');
      expect(await page.locator('input[name="form"]').inputValue()).toBe('search');
      await field.blur();
      await field.fill('number 8');
      await expect.poll(() => titles(page)).toEqual(['Robots number 8 that walk']);
      await page.goBack();
      await expect.poll(() => titles(page)).toEqual(['Robots number 7 that walk']);
      expect(await field.inputValue()).toBe('number 7');
      await page.goBack();
      await expect.poll(() => titles(page)).toHaveLength(25);
      expect(await field.inputValue()).toBe('');
      expect(await page.locator('h1').textContent()).toBe('Trending papers');
    });

    it('keeps an address that was typed while the search changes', async () => {
      const page = await site.open();
      await page.goto(site.url);
      await page.getByLabel('Email address').fill('typed@example.org');
      await page.getByLabel('Search papers').fill('walk');
      await page.waitForURL(/q=walk/);
      expect(await page.getByLabel('Email address').inputValue()).toBe('typed@example.org');
    });

    it('comes back from a paper to the same place of the same list', async () => {
      const page = await site.open();
      await page.goto(`${site.url}/?window=month`);
      const link = page.locator('.papers .title a').nth(20);
      await link.scrollIntoViewIfNeeded();
      await page.evaluate('scrollBy(0, 200)');
      const before = await page.evaluate<number>('scrollY');
      expect(before).toBeGreaterThan(500);
      await link.click();
      await page.waitForURL(/\/papers\//);
      await page.getByRole('link', { name: 'Trending papers', exact: true }).click();
      await page.waitForURL(`${site.url}/?window=month`);
      await expect.poll(() => page.evaluate<number>('scrollY')).toBeCloseTo(before, -1);
      // A visit of its own begins at the top.
      await page.goto(`${site.url}/?window=month`);
      expect(await page.evaluate<number>('scrollY')).toBe(0);
    });

    it('sees formulas as in print, from this service alone, and those that KaTeX cannot read in characters', async () => {
      const page = await site.open();
      const loaded: string[] = [];
      const keeping = new Set<string | undefined>();
      const keep = (response: Response) => {
        if (!response.url().includes('katex')) return;
        loaded.push(response.url().replace(/.*\//, ''));
        keeping.add(response.headers()['cache-control']);
      };
      page.on('response', keep);
      await page.goto(`${site.url}/papers/2`);
      expect(await page.locator('.tex .katex').count()).toBe(3);
      expect(await page.locator('h1 .katex').count()).toBe(1);
      expect(await page.locator('.tex .katex-display').count()).toBe(1);
      expect(await page.locator('.abstract').textContent()).toContain('noSuchCommand');
      await page.evaluate('document.fonts.ready.then(() => undefined)');
      page.off('response', keep);
      expect(loaded).toContain('katex-swap.min.css');
      expect(loaded.filter((name) => name.endsWith('.js'))).toEqual([]);
      expect([...keeping]).toEqual(['public, max-age=31536000, immutable']);
      expect(loaded.filter((name) => name.endsWith('.woff2')).length).toBeGreaterThan(0);
      expect(loaded.filter((name) => /\.(woff|ttf)$/.test(name))).toEqual([]);
      // Placed by the style sheet and by attributes: neither is refused by the content security policy.
      const height = await page
        .locator('.katex-strut')
        .first()
        .evaluate((strut) => strut.getBoundingClientRect().height);
      expect(height).toBeGreaterThan(5);
    });

    it('loads nothing for formulas where there are none', async () => {
      const page = await site.open();
      await page.goto(`${site.url}/papers/1`, { waitUntil: 'networkidle' });
      expect(site.requests.filter((address) => /katex/.test(address))).toEqual([]);
    });

    it('finds a topic at once, and hears how many there are', async () => {
      const page = await site.open();
      await page.goto(`${site.url}/topics`);
      await page.getByLabel('Find a topic').fill('robot');
      await expect.poll(() => page.locator('[data-filter-status]').textContent()).toMatch(/^\d+ topics?$/);
      expect(await page.locator('.catalogue li:visible').count()).toBeLessThan(15);
    });

    it('has the browser’s time zone in the form', async () => {
      const page = await site.open({ timezoneId: 'Asia/Kolkata' });
      await page.goto(site.url);
      expect(['Asia/Kolkata', 'Asia/Calcutta']).toContain(await page.locator('#timezone').inputValue());
    });

    it('copies the form for another site', async () => {
      const page = await site.open({ permissions: ['clipboard-read', 'clipboard-write'] });
      await page.goto(`${site.url}/embed`);
      await page.getByRole('button', { name: 'Copy' }).click();
      await expect.poll(() => page.locator('[data-copy-status]').textContent()).toBe('Copied.');
      expect(await page.evaluate('navigator.clipboard.readText()')).toContain('<form method="post"');
    });
  });
});
