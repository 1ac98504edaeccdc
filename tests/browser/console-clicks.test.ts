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
  });

  it('an introduction on tomorrow’s digests is written within five', async () => {
    await begin();
    await click(link('Write an introduction for the next daily digests'));
    await page.getByLabel('Introduction').fill('The *reading group* meets on **Thursday**.');
    await click(button('Preview'));
    await page.locator('#preview').waitFor();
    expect(await findings(page)).toEqual([]);
    await click(button('Set it'));
    await link('Introduction for the next daily digests').waitFor();
    expect(clicks).toBeLessThanOrEqual(5);
  });

  it('a digest for 18:00 is planned within six', async () => {
    await begin();
    await click(link('Send a digest').first());
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel('Subject').fill('{count} papers for {date}');
    await page.getByLabel('Send at').fill(`${tomorrow}T18:00`);
    await click(button('Preview'));
    await click(page.getByRole('button', { name: /^Plan it for .*, 18:00 / }));
    await page.getByText('planned').first().waitFor();
    expect(clicks).toBeLessThanOrEqual(6);
    await page.goto(`${service.url}/admin/digests`);
    await link('Change').click();
    await page.getByLabel('Goes out at').fill(`${tomorrow}T19:00`);
    await button('Save').click();
    await page.getByText(/, 19:00 /).waitFor();
    await link('Change').click();
    await page.getByLabel('When it goes out').selectOption('own-hour');
    await page.getByLabel('Goes out at').waitFor({ state: 'hidden' });
    await button('Save').click();
    await page.getByText('is not a date').waitFor();
    await page.getByLabel('Day, for each reader’s own hour').fill(tomorrow);
    await button('Save').click();
    await page.getByText('each reader at their own hour').waitFor();
  });

  it('an announcement to readers of a cadence goes out within seven', async () => {
    await begin();
    await click(link('All digests'));
    await click(link('Write an announcement'));
    await page.getByLabel('Subject').fill('The seminar moved');
    await page.getByLabel('Letter').fill('It is on **Thursday**.');
    await page.getByLabel('Readers of').selectOption('daily');
    // The list is opened, and an entry chosen.
    clicks += 2;
    expect(await findings(page)).toEqual([]);
    await click(button('Preview'));
    await page.getByRole('heading', { name: 'Before you send' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await click(page.getByRole('button', { name: /^Send to \d/ }));
    await page.getByRole('heading', { name: 'The seminar moved' }).waitFor();
    expect(clicks).toBeLessThanOrEqual(7);
  });

  it('and nothing went wrong in the browser', () => {
    expect(faults).toEqual([]);
  });
});
