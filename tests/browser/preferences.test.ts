import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runJobs } from '../support/jobs.ts';
import { sql } from '../support/postgres/sql.ts';
import { chromiumPath } from '../support/web/browser.ts';
import { type ReaderSite, startReaderSite } from '../support/web/reader-site.ts';
import { linkIn, pathOf, sentMail } from '../support/web/web.ts';

describe.skipIf(chromiumPath === null)('preferences in a browser', () => {
  let site: ReaderSite;
  beforeAll(async () => {
    site = await startReaderSite();
  });
  afterAll(() => site?.close());
  afterEach(() => site.checkQuiet());
  const reader = async () => (await site.service.deps.stores.subscribers.byEmail('ada@example.org'))!;
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  async function open(settings: Parameters<ReaderSite['open']>[0]): Promise<Page> {
    const page = await site.open(settings);
    await page.goto(`${site.url}${pathOf(site.service.deps.links.preferences((await reader()).id))}`);
    return page;
  }
  const focused = (page: Page) =>
    page.evaluate<string>('document.activeElement.id || document.activeElement.className');

  describe.each([
    ['without JavaScript', { javaScriptEnabled: false }],
    ['with JavaScript', {}],
  ] as const)('%s', (_, settings) => {
    it('hears of all that is wrong at the top, and comes from there to each field', async () => {
      const page = await open(settings);
      await page.getByLabel('Papers, 1 to 40').fill('99');
      await page.locator('#author').fill('…');
      await page.locator('#query').fill('sparse attention');
      await press(page, 'Save');
      await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
      expect(await page.title()).toMatch(/^Error: /);
      if (settings !== undefined && !('javaScriptEnabled' in settings))
        expect(await focused(page)).toContain('errors');
      const links = page.locator('.errors a');
      expect(await links.allTextContents()).toEqual([
        'Papers: must be a whole number from 1 to 40',
        expect.stringMatching(/^Authors: /),
      ]);
      await links.first().click();
      await page.keyboard.press('Control+a');
      await page.keyboard.type('7');
      expect(await page.getByLabel('Papers, 1 to 40').inputValue()).toBe('7');
      expect(await page.locator('#query').inputValue()).toBe('sparse attention');
      await page.locator('#author').fill('');
      await page.locator('#query').fill('');
      await press(page, 'Save');
      await page.getByText('Saved.').waitFor();
      expect((await reader()).maxPapers).toBe(7);
    });

    it('chooses the day of weekly digests, and a zone by its name of today', async () => {
      const page = await open(settings);
      await page.getByLabel('How often').selectOption('weekly');
      await page.getByLabel('Day, if weekly').selectOption({ label: 'Friday' });
      await page.getByLabel('Time zone').selectOption({ label: 'Asia/Kolkata (UTC+5:30)' });
      await press(page, 'Save');
      await page.getByText('Saved.').waitFor();
      expect(await reader()).toMatchObject({
        weekday: 'friday',
        timezone: 'Asia/Kolkata',
        nextDueAt: new Date('2026-11-27T02:30:00Z'),
      });
    });

    it('sees what would come now, as the mail looks, and comes back', async () => {
      const page = await open(settings);
      await page.getByRole('link', { name: 'See what I would get now' }).click();
      await page.getByRole('heading', { name: 'What you would get now' }).waitFor();
      const frame = page.frameLocator('iframe.mail');
      await frame.getByRole('link', { name: 'Robots number 12 that walk' }).waitFor({ timeout: 20_000 });
      await page.getByText('As plain text').click();
      expect(await page.locator('pre.mail').textContent()).toContain('Robots number 12 that walk');
      await page.getByRole('link', { name: 'Preferences', exact: true }).click();
      await page.getByRole('heading', { name: 'Preferences', exact: true }).waitFor();
    });

    it('pauses for two weeks, and goes on before they are over', async () => {
      const page = await open(settings);
      await press(page, '2 weeks');
      await page.getByText('The digests pause.').waitFor();
      expect(await page.locator('.status').textContent()).toContain('Paused until 8 Dec 2026');
      await press(page, 'Go on now');
      await page.getByText('The digests go on.').waitFor();
      expect(await page.locator('.status').textContent()).toContain('Active since');
      expect(await page.getByRole('button', { name: '4 weeks' }).isVisible()).toBe(true);
    });
  });

  it.each([
    ['without JavaScript', { javaScriptEnabled: false }],
    ['with JavaScript', {}],
  ] as const)('changes the address and has it back, %s', async (_, settings) => {
    const { service } = site;
    const address = `new-${Object.keys(settings).length}@example.org`;
    const mailed = async (to: string, kind: string) => {
      await runJobs(service);
      return `${site.url}${linkIn((await sentMail(service, to)).at(-1), kind)}`;
    };
    await sql(service.databaseUrl, 'DELETE FROM link_request');
    const page = await open(settings);
    await press(page, 'Mail me a link to change my address');
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
    await page.goto(await mailed('ada@example.org', 'address'));
    await page.getByLabel('New email address').fill('no address');
    await press(page, 'Mail me the button');
    await page.getByText('An address needs an @').waitFor();
    expect(await page.title()).toMatch(/^Error: /);
    await page.getByLabel('New email address').fill(address);
    await press(page, 'Mail me the button');
    await page.getByRole('heading', { name: 'Check the new inbox' }).waitFor();
    await page.goto(await mailed(address, 'new-address'));
    await press(page, 'Yes, send my digests here');
    await page.getByRole('heading', { name: 'Your address is changed' }).waitFor();
    expect(await service.deps.stores.subscribers.byEmail('ada@example.org')).toBeNull();
    await page.goto(await mailed('ada@example.org', 'old-address'));
    await press(page, 'Yes, undo the change');
    await page.getByRole('heading', { name: 'The change is undone' }).waitFor();
    expect((await reader()).email).toBe('ada@example.org');
  });

  it('stands in two columns from 1,000 pixels on, and in one below', async () => {
    const left = async (page: Page, selector: string) => (await page.locator(selector).boundingBox())?.x ?? 0;
    const wide = await open({ viewport: { width: 1000, height: 800 } });
    expect(await left(wide, '.prefs > .state')).toBeGreaterThan((await left(wide, '.prefs > form')) + 400);
    const phone = await open({ viewport: { width: 390, height: 800 } });
    expect(await left(phone, '.prefs > .state')).toBe(await left(phone, '.prefs > form'));
    expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  it.each([320, 390, 700, 1280])('offers “My subscription” in the header at %i pixels', async (width) => {
    const page = await site.open({ viewport: { width, height: 800 } });
    await page.goto(`${site.url}/topics`);
    const link = page.getByRole('banner').getByRole('link', { name: /my subscription$/i });
    const box = await link.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    expect(box?.y ?? 100).toBeLessThan(60);
    await link.click();
    await page.getByRole('heading', { name: 'Manage my subscription' }).waitFor();
  });
});
