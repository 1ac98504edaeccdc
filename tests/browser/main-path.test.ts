import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServeProcess, startOffline } from '../support/processes/serve-process.ts';
import { until } from '../support/until.ts';
import { type BrowserShare, chromiumPath, shareBrowser, signIn, watched } from '../support/web/browser.ts';

const admin = { email: 'admin@example.org', password: 'correct horse battery' };

describe.skipIf(chromiumPath === null)('a reader and an admin, in a browser', () => {
  let service: ServeProcess;
  let browser: BrowserShare;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    service = await startOffline(admin);
    browser = await shareBrowser();
    page = watched(await browser.newPage(), faults);
  });

  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  /** Opens the newest caught mail whose subject matches, once it is there. */
  async function openMail(subject: RegExp): Promise<void> {
    const link = await until(async () => {
      await page.goto(`${service.url}/mailbox`);
      const found = page.locator('main a').filter({ hasText: subject }).first();
      return (await found.count()) > 0 && found;
    });
    await link.click();
  }

  async function counts(): Promise<Record<string, number>> {
    const cells = await page.locator('[data-count]').all();
    const read = cells.map(async (cell) => [
      await cell.getAttribute('data-count'),
      Number(await cell.textContent()),
    ]);
    return Object.fromEntries(await Promise.all(read)) as Record<string, number>;
  }

  async function sendDigest(): Promise<void> {
    await page.goto(`${service.url}/admin/digests/new`);
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('button', { name: /^Send (to|all)/ }).click();
    await page.waitForURL(/\/admin\/digests\/\d+$/);
    await page.locator('.status-finished').waitFor();
  }

  it('shows papers on a first start, although no source can be reached', async () => {
    await until(async () => {
      await page.goto(service.url);
      return (await page.locator('main article, main li h2, main li h3').count()) > 5;
    });
  });

  it('subscribes from the home page', async () => {
    await page.goto(service.url);
    await page.getByLabel('Email address').fill('Ada@Example.ORG');
    await page.locator('summary').filter({ hasText: 'How often, topics, time' }).click();
    await page.locator('summary').filter({ hasText: 'Topics:' }).click();
    await page.locator('input[name="topics"][value="robot-learning"]').check();
    await page.locator('input[name="topics"][value="diffusion-models"]').check();
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await expect.poll(() => page.locator('h1').textContent()).toBe('Check your inbox');
  });

  it('confirms from the mail in the mailbox', async () => {
    await openMail(/confirm/i);
    await page
      .frameLocator('iframe')
      .getByRole('link', { name: /confirm|yes/i })
      .first()
      .click();
    await page.waitForURL(/\/confirm\//);
    await page.getByRole('button', { name: /yes/i }).click();
    await expect.poll(() => page.locator('h1').textContent()).toBe('You are subscribed');
  });

  it('lets an admin sign in and send a digest, and shows its counts move', async () => {
    await signIn(page, service.url, admin);
    await page.waitForURL(/\/admin$/);
    await sendDigest();
    expect(await counts()).toMatchObject({ audience: 1, sent: 1, queued: 0, sending: 0, skipped: 0 });
  });

  it('delivers the digest, with papers of the followed topics and why they are there', async () => {
    await openMail(/^(?!.*(confirm|welcome|subscribed)).*/i);
    const mail = page.frameLocator('iframe');
    await expect.poll(() => mail.locator('body').textContent()).toMatch(/which you follow/);
    expect(await mail.getByRole('link', { name: /unsubscribe/i }).count()).toBeGreaterThanOrEqual(2);
  });

  it('changes preferences by the link in the mail', async () => {
    await page
      .frameLocator('iframe')
      .getByRole('link', { name: /preferences|change/i })
      .first()
      .click();
    await page.waitForURL(/\/preferences\//);
    await page.getByLabel(/how often/i).selectOption('weekly');
    await page.getByRole('button', { name: /^save/i }).click();
    await expect.poll(() => page.locator('main').textContent()).toMatch(/saved/i);
    expect(await page.getByLabel(/how often/i).inputValue()).toBe('weekly');
  });

  it('unsubscribes by the link in the mail', async () => {
    await openMail(/^(?!.*(confirm|welcome|subscribed)).*/i);
    await page
      .frameLocator('iframe')
      .getByRole('link', { name: /unsubscribe/i })
      .first()
      .click();
    await page.waitForURL(/\/unsubscribe\//);
    await page.getByRole('button', { name: /unsubscribe/i }).click();
    await expect.poll(() => page.locator('h1').textContent()).toMatch(/unsubscribed/i);
  });

  it('leaves that reader out of the next digest', async () => {
    await sendDigest();
    expect(await counts()).toMatchObject({ audience: 0, sent: 0 });
  });

  it('brings another reader from the first page to their first digest in seven clicks at most', async () => {
    let clicks = 0;
    const click = async (what: Locator) => {
      clicks++;
      await what.click();
    };
    const mail = page.frameLocator('iframe');
    await page.goto(service.url);
    await page.getByLabel('Email address').fill('grete@example.org');
    await click(page.getByRole('button', { name: 'Subscribe' }));
    await click(page.getByRole('link', { name: 'Open the mailbox page' }));
    // The newest mail is open; it may be on its way.
    const open = (subject: RegExp) =>
      until(async () => {
        const found = subject.test((await page.locator('.newest').textContent()) ?? '');
        if (!found) await page.reload();
        return found;
      });
    await open(/confirm/i);
    await click(mail.getByRole('link', { name: 'Confirm my digest' }).first());
    await page.waitForURL(/\/confirm\//);
    await click(page.getByRole('button', { name: 'Yes, send me papers' }));
    await click(page.getByRole('button', { name: 'Send me the first one now' }));
    await click(page.getByRole('link', { name: 'Open the mailbox page' }));
    await open(/^(?!.*(confirm|welcome|subscribed))/i);
    await expect.poll(() => mail.locator('body').textContent()).toMatch(/Trending in all fields/i);
    expect(clicks).toBeLessThanOrEqual(7);
  });

  it('broke no rule of its own content security policy on the way', () => {
    expect(faults).toEqual([]);
  });
});
