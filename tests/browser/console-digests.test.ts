import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAdmin } from '../../src/app/accounts/add-admin.ts';
import { planDigest } from '../../src/app/digests/planning/plan-digest.ts';
import { countSubscribers } from '../../src/app/overview/count-subscribers.ts';
import { makeIncoming } from '../support/papers/incoming.ts';
import { sql } from '../support/postgres/sql.ts';
import { addReader } from '../support/readers.ts';
import { type TestService, testService } from '../support/test-service.ts';
import { findings } from '../support/web/axe.ts';
import { type BrowserShare, chromiumPath, shareBrowser, signIn, watched } from '../support/web/browser.ts';
import { sentMail } from '../support/web/web.ts';

const account = { email: 'admin@example.org', password: 'correct horse battery' };

describe.skipIf(chromiumPath === null)('an admin in the console, in a browser', () => {
  let service: TestService;
  let browser: BrowserShare;
  let page: Page;
  let url: string;
  const faults: string[] = [];
  const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);

  beforeAll(async () => {
    service = await testService();
    const now = new Date();
    await service.deps.stores.papers.store([makeIncoming({ featuredAt: now, publishedAt: now })], {
      source: 'hugging-face',
      now,
      sample: false,
    });
    for (const name of ['ada@example.org', 'bob@example.org', 'eve@example.net'])
      await addReader(service.deps, name);
    await createAdmin(service.deps, account);
    await countSubscribers(service.deps);
    const app = await service.app();
    await app.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    browser = await shareBrowser();
    page = watched(await browser.newPage(), faults);
  });

  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  async function enter(on: Page): Promise<void> {
    await signIn(on, url, account);
    await on.waitForURL(/\/admin$/);
  }
  const count = (state: string, on = page) => on.locator(`[data-count="${state}"]`).textContent();
  const text = (selector: string, on = page) => on.locator(selector).textContent();

  it('sees how the service does at a glance', async () => {
    await enter(page);
    await expect.poll(() => text('h1')).toBe('Console');
    expect(await page.getByRole('img', { name: /active: from 3 to 3/ }).count()).toBe(1);
    await page.getByText('The chart as a table').click();
    expect(await page.getByRole('region', { name: 'Subscribers by day and status' }).isVisible()).toBe(true);
    expect(await findings(page)).toEqual([]);
  });

  it('composes a digest; what is wrong is said beside its field, and what was typed is kept', async () => {
    // Among the first steps, too.
    await page.getByRole('link', { name: 'Send a digest' }).last().click();
    // The filter opens the group that it finds something in.
    await page.getByLabel('Find a topic').fill('cs.RO');
    const robotics = page.getByRole('checkbox', { name: 'Robotics cs.RO' });
    await robotics.check();
    await page.getByLabel('Only these addresses').fill('nobody@example.org');
    await page.getByRole('button', { name: 'Preview' }).click();
    await expect.poll(() => text('#emails-error')).toContain('"nobody@example.org" is not a subscriber');
    expect(await robotics.isChecked()).toBe(true);
    expect(await page.getByLabel('Only these addresses').inputValue()).toBe('nobody@example.org');
    await robotics.uncheck();
    await page.getByLabel('Only these addresses').fill('');
    await page.getByRole('button', { name: 'Preview' }).click();
    await expect.poll(() => text('h1')).toBe('Before you send');
  });

  it('sees the audience and what three of it would get, as HTML on phone and desktop, as text and as source', async () => {
    expect(await text('#audience')).toBe('3 readers');
    expect(await page.locator('.sample').count()).toBe(3);
    const first = page.locator('.sample').first();
    const phone = first.locator('.view.phone iframe');
    await expect
      .poll(() => phone.contentFrame().locator('body').textContent())
      .toContain('robots that learn');
    expect((await phone.boundingBox())?.width).toBeLessThan(400);
    expect(await findings(page)).toEqual([]);
    await first.getByText('Desktop', { exact: true }).click();
    const desktop = first.locator('.view.desktop iframe');
    await expect
      .poll(() => desktop.contentFrame().locator('body').textContent())
      .toContain('robots that learn');
    expect((await desktop.boundingBox())?.width).toBeGreaterThan(700);
    // By the keyboard alone.
    await first.locator('input.desktop').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => first.locator('.view.text').isVisible()).toBe(true);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => first.locator('.view.source').isVisible()).toBe(true);
    expect(await first.locator('.view.source pre').textContent()).toContain('List-Unsubscribe-Post');
    expect(await findings(page)).toEqual([]);
  });

  it('sends a test to themselves, marked as one', async () => {
    await page
      .getByRole('button', { name: /as a test/ })
      .first()
      .click();
    await expect.poll(() => text('.flash')).toContain('A test is on its way to admin@example.org.');
    const [mail, ...more] = await sentMail(service);
    expect([mail?.to, more]).toEqual(['admin@example.org', []]);
    expect(mail?.subject).toMatch(/^\[Test\]/);
  });

  it('sends the digest, once however often the button is pressed', async () => {
    await page.getByRole('button', { name: 'Send to 3' }).dblclick();
    await page.waitForURL(/\/admin\/digests\/\d+$/);
    expect(await run('SELECT count(*)::int AS digests FROM digest')).toEqual([{ digests: 1 }]);
  });

  it('watches the numbers move, with domains and refusals, without loading the page again', async () => {
    await planDigest(service.deps, 1);
    // Planned, it is `sending`: the buttons may differ, so that is when the page is loaded again.
    await page.locator('.status-sending').waitFor();
    await expect.poll(() => count('queued')).toBe('3');
    await page.evaluate(() => {
      (globalThis as { untouched?: boolean }).untouched = true;
    });
    await run(`UPDATE delivery SET state = 'sent', sent_at = now() WHERE id = 1`);
    await run(`UPDATE delivery SET state = 'failed', detail = '550 5.1.1 no such user' WHERE id = 2`);
    await expect.poll(() => count('sent')).toBe('1');
    await expect.poll(() => count('failed')).toBe('1');
    await expect.poll(() => text('[data-rows="replies"]')).toContain('550 5.1.1 no such user');
    expect(await text('[data-rows="domains"]')).toContain('example.org');
    await expect.poll(() => page.getByText(/ a second$/).count()).toBe(1);
    expect(await page.evaluate(() => (globalThis as { untouched?: boolean }).untouched)).toBe(true);
    expect(await findings(page)).toEqual([]);
  });

  it('sees the numbers go on after the connection was cut', async () => {
    const app = await service.app();
    app.server.closeAllConnections();
    await expect.poll(() => text('[data-live]')).toContain('was lost');
    await run(
      `UPDATE delivery SET state = 'sending', attempt = 1, message_id = '<3@test>', lease_until = now() + interval '1 hour' WHERE id = 3`,
    );
    await expect.poll(() => count('sending')).toBe('1');
    expect(await text('[data-live]')).toBe('Numbers are live.');
  });

  it('pauses and resumes it, and says what became of what is unknown', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('.status-paused').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.locator('.status-sending').waitFor();
    await run(
      `UPDATE delivery SET state = 'unknown', lease_until = NULL, detail = 'the connection was lost' WHERE id = 3`,
    );
    await page.getByRole('link', { name: 'the deliveries that are unknown' }).click();
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page.getByRole('button', { name: /It arrived/ }).click();
    await expect.poll(() => text('.empty')).toContain('No delivery matches.');
    expect((await service.deps.stores.digests.counts(1)).sent).toBe(2);
  });

  it('filters the deliveries and takes them away as a file', async () => {
    await page.getByLabel('State').selectOption('sent');
    await page.getByLabel('Mail domain').fill('example.net');
    await page.getByRole('button', { name: 'Show' }).click();
    await expect.poll(() => page.getByText('eve@example.net').count()).toBe(1);
    const loading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download CSV' }).click();
    const file = await readFile(await (await loading).path(), 'utf8');
    expect(file.trimEnd().split('\n')).toHaveLength(2);
  });

  it('can do the same without a script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await enter(plain);
    await run(`UPDATE digest SET status = 'sending', finished_at = NULL`);
    await plain.goto(`${url}/admin/digests/1`);
    expect(await count('failed', plain)).toBe('1');
    await plain.getByRole('button', { name: 'Cancel' }).click();
    await plain.locator('.status-cancelled').waitFor();
    // The others have had the only paper there is.
    await addReader(service.deps, 'new@example.org');
    await plain.goto(`${url}/admin/digests/new`);
    await plain.getByRole('button', { name: 'Preview' }).click();
    await plain.locator('#audience').waitFor();
    await plain.locator('.sample').first().getByText('Text', { exact: true }).click();
    expect(await plain.locator('.view.text').first().isVisible()).toBe(true);
    await context.close();
  });

  it('finds the list of digests in order', async () => {
    await page.goto(`${url}/admin/digests`);
    expect(await page.locator('.digests li').count()).toBe(1);
  });

  it('broke no rule of the content security policy on the way', () => {
    expect(faults).toEqual([]);
  });
});
