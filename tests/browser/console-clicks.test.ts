import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServeProcess, startOffline } from '../support/processes/serve-process.ts';
import { findings } from '../support/web/axe.ts';
import { type BrowserShare, chromiumPath, shareBrowser, signIn, watched } from '../support/web/browser.ts';

const admin = { email: 'admin@example.org', password: 'correct horse battery' };

describe.skipIf(chromiumPath === null)('the tasks of an owner who has just begun', () => {
  let service: ServeProcess;
  let browser: BrowserShare;
  let page: Page;
  const faults: string[] = [];
  let clicks = 0;

  beforeAll(async () => {
    service = await startOffline(admin);
    browser = await shareBrowser();
    page = watched(await browser.newPage(), faults);
    await signIn(page, service.url, admin);
    await page.waitForURL(/\/admin$/);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  async function click(what: Locator): Promise<void> {
    clicks++;
    await what.click();
  }
  /** Each task begins on the overview. */
  async function begin(): Promise<void> {
    await page.goto(`${service.url}/admin`);
    clicks = 0;
  }
  const link = (name: string | RegExp) => page.getByRole('main').getByRole('link', { name });
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  it('a test mail is two clicks away at most', async () => {
    await begin();
    await click(button('Send me a test mail'));
    await page.getByRole('heading', { name: 'Test mail sent' }).waitFor();
    expect(clicks).toBeLessThanOrEqual(2);
  });

  it('a name and a colour are set and seen in a mail within six', async () => {
    await begin();
    await click(link('Name and look'));
    await page.getByLabel('The service').fill('Vision Lab Papers');
    await page.getByLabel('Accent of links and buttons').fill('#d63384');
    await click(button('Save'));
    expect(await findings(page)).toEqual([]);
    await click(button('Send me a test mail'));
    await click(link('Open the mailbox'));
    await click(link('A test mail from Vision Lab Papers').first());
    const mail = page.frameLocator('iframe');
    await mail.getByText('Mail from Vision Lab Papers reaches you.').waitFor();
    expect(clicks).toBeLessThanOrEqual(6);
    expect(await mail.locator('.bar').getAttribute('style')).toMatch(/border-top:4px solid #c12e77/);
  });

  it('a reader is added within three', async () => {
    await begin();
    await click(link('Add a reader'));
    await page.getByLabel('Address').fill('colleague@example.org');
    await page.getByLabel('Where and how did they agree?').fill('Asked at the group meeting');
    await page.getByLabel('When, in UTC?').fill('2026-11-02T10:00');
    await click(button('Add'));
    await page.getByRole('heading', { name: 'colleague@example.org' }).waitFor();
    expect(clicks).toBeLessThanOrEqual(3);
  });

  it('the doctor is asked within three, and is readable for everybody', async () => {
    await begin();
    await click(link('Doctor'));
    await click(button('Check now'));
    await page.getByRole('button', { name: 'Check again' }).waitFor();
    expect(clicks).toBeLessThanOrEqual(3);
    expect(await findings(page)).toEqual([]);
    await page.goto(`${service.url}/admin/settings/environment`);
    expect(await findings(page)).toEqual([]);
  });

  it('and nothing went wrong in the browser', () => {
    expect(faults).toEqual([]);
  });
});
