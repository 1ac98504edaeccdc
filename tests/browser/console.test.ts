import { readFile } from 'node:fs/promises';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServeProcess, startOffline } from '../support/processes/serve-process.ts';
import { until } from '../support/until.ts';
import { findings } from '../support/web/axe.ts';
import { type BrowserShare, chromiumPath, shareBrowser, signIn, watched } from '../support/web/browser.ts';

const admin = { email: 'admin@example.org', password: 'correct horse battery' };

describe.skipIf(chromiumPath === null)('an admin, in a browser', () => {
  let service: ServeProcess;
  let browser: BrowserShare;
  let page: Page;
  const faults: string[] = [];

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

  const main = () => page.locator('main').textContent();
  const part = (name: string) =>
    page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name, exact: true }).click();
  const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();

  const contentOf = async (download: Download) => await readFile(await download.path(), 'utf8');
  /** Of the papers that the site shows, in its order. */
  const titles = async (): Promise<string[]> => {
    const answer = (await (await fetch(`${service.url}/api/v1/papers`)).json()) as {
      items: { title: string }[];
    };
    return answer.items.map(({ title }) => title);
  };

  it('imports subscribers: file, columns, a look at every row, import', async () => {
    await part('Subscribers');
    await page.getByRole('link', { name: 'Import' }).click();
    await page.getByLabel('CSV file').setInputFiles({
      name: 'people.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(
        'Mail,Name,Topics\nada@example.org,Ada,cs.RO\nnonsense,Bob,\nbob@example.org,Bob,\n',
      ),
    });
    await press('Upload');
    await expect.poll(() => page.getByLabel('What Mail holds').inputValue()).toBe('email');
    await press('Check the file');
    expect(await page.locator('#consentNote-error').textContent()).toMatch(
      /where and how these people agreed/,
    );
    await page.getByLabel(/Where and how/).fill('Sign-up sheet of the reading group');
    expect(await findings(page)).toEqual([]);
    await press('Check the file');
    // The page follows the worker by itself.
    await page.getByRole('button', { name: 'Import 2 subscribers' }).waitFor();
    expect(await main()).toMatch(/3 rows read: 2 would be added.*0 known, 1 refused/);
    expect(await findings(page)).toEqual([]);
    await press('Import 2 subscribers');
    await page.getByText(/3 rows read: 2 added/).waitFor();
    await page.locator('#progress:not([data-live])').waitFor();
    const [refused] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the refused rows' }).click(),
    ]);
    expect(await contentOf(refused)).toMatch(
      /^refused_because,Mail,Name,Topics\r\n"?line 3: .*,nonsense,Bob,/,
    );
  });

  it('finds one, changes what they follow, and sees what is wrong beside its field', async () => {
    await part('Subscribers');
    await page.getByLabel('Address or name').fill('ADA@');
    await press('Find');
    expect(page.url()).toBe(`${service.url}/admin/subscribers`);
    await page.getByRole('link', { name: 'ada@example.org' }).click();
    await page.waitForURL(/\/admin\/subscribers\/\d+$/);
    await page.getByLabel('How often').selectOption('weekly');
    await page.getByLabel('Searches').fill('"sparse attention"');
    await page.getByLabel('Papers, 1 to 40').fill('99');
    await press('Save');
    expect(await page.locator('#maxPapers-error').textContent()).toMatch(/1 to 40/);
    expect(await page.getByLabel('Searches').inputValue()).toBe('"sparse attention"');
    await page.getByLabel('Papers, 1 to 40').fill('7');
    await press('Save');
    await page.getByText('Saved.').waitFor();
    expect(await main()).toMatch(/Every Monday at 08:00 \(UTC\), at most 7 papers/);
    await press('Unsubscribe');
    await page.getByRole('button', { name: 'Make active again' }).waitFor();
    const [theirs] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export the data' }).click(),
    ]);
    expect(await contentOf(theirs)).toContain('"email": "ada@example.org"');
    await page.getByLabel('Type the address to confirm').fill('ada@example.org');
    await press('Erase');
    await page.waitForURL(/erased=yes/);
  });

  it('adds one with what they agreed to, tags them, and sees their next digest before it is sent', async () => {
    await part('Subscribers');
    await page.getByRole('link', { name: 'Add', exact: true }).click();
    await page.getByLabel('Address').fill('cyd@example.org');
    await press('Add');
    expect(await page.locator('#consentSource-error').textContent()).toMatch(/where and how/);
    expect(await page.getByLabel('Address').inputValue()).toBe('cyd@example.org');
    await page.getByLabel('Where and how').fill('Said so at the workshop');
    await page.getByLabel('When, in UTC?').fill('2026-01-20T18:30');
    await page.getByLabel(/Active at once/).check();
    await page.getByLabel('Find a topic').fill('robotics');
    await page.getByRole('checkbox', { name: 'Robotics cs.RO' }).check();
    await press('Add');
    await page.getByText('Added, and active.').waitFor();
    await page.getByLabel('Add a tag').fill('Workshop, Alumni');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Saved.').waitFor();
    await page.getByRole('button', { name: 'Remove the tag Alumni' }).click();
    await page.locator('.chips.held li:only-child').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByRole('link', { name: 'Next digest' }).click();
    await page.getByRole('heading', { name: 'Next digest of cyd@example.org' }).waitFor();
    await press('Send it now to cyd@example.org');
    await page.waitForURL(/\/admin\/digests\/\d+$/);
    await expect.poll(() => main(), { timeout: 20_000 }).toMatch(/finished/);
  });

  it('sends the mail to confirm again to one who was added without an answer', async () => {
    await part('Subscribers');
    await page.getByRole('link', { name: 'Add', exact: true }).click();
    await page.getByLabel('Address').fill('eve@example.org');
    await page.getByLabel('Where and how').fill('Wrote to the editors');
    await page.getByLabel('When, in UTC?').fill('2026-01-20T18:30');
    await press('Add');
    await page.getByRole('heading', { name: 'eve@example.org' }).waitFor();
    // The worker sends it, and the page does not follow that.
    await until(async () => {
      await page.reload();
      return (await main())?.includes('The mail to confirm went out');
    });
    await press('Send the confirmation again');
    await page.getByText('The mail to confirm is on its way.').waitFor();
    await part('Subscribers');
    await page.getByLabel('Status').selectOption('pending');
    await page.getByLabel('Language').selectOption('en');
    await press('Find');
    await page.getByText('1 subscriber', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'eve@example.org' }).click();
    await page.getByLabel('Type the address to confirm').fill('eve@example.org');
    await press('Erase');
    await page.waitForURL(/erased=yes/);
  });

  it('orders the list, looks for a tag, and changes all who were found after a look at how many', async () => {
    await part('Subscribers');
    await press(/^Address/);
    await page.locator('th[aria-sort="ascending"]').waitFor();
    expect(await page.locator('tbody th a').allTextContents()).toEqual([
      'bob@example.org',
      'cyd@example.org',
    ]);
    await page.getByLabel('Tag', { exact: true }).selectOption('Workshop');
    await press('Find');
    await page.getByText('1 subscriber', { exact: true }).waitFor();
    await page.getByText('Do something with all 1 subscriber that were found').click();
    expect(await findings(page)).toEqual([]);
    await press('Erase …');
    await page.getByText('This will erase 1 subscriber: 1 active.').waitFor();
    expect(await findings(page)).toEqual([]);
    await press('Back to the list');
    await page.getByText('Do something with all').click();
    await press('Unsubscribe …');
    await page.getByText('This will unsubscribe 1 subscriber: 1 active.').waitFor();
    await press('Unsubscribe 1 subscriber');
    // The page follows the worker by itself.
    await page.getByText('1 of 1 have had their turn: 1 unsubscribed.').waitFor();
    await page.locator('#progress:not([data-live])').waitFor();
    expect(await findings(page)).toEqual([]);
    await part('Subscribers');
    await page.getByRole('link', { name: 'Tags' }).click();
    await page.getByText('Rename or delete').first().click();
    await page.getByLabel('Name').first().fill('Summer school');
    await press('Rename');
    await page.getByText('Renamed.').waitFor();
  });

  it('takes subscribers away as a file', async () => {
    await part('Subscribers');
    await page.getByLabel('Status').selectOption('active');
    await press('Find');
    await page.getByText('Do something with all').click();
    const [file] = await Promise.all([page.waitForEvent('download'), press('Export 1 subscriber')]);
    const [header = '', ...rows] = (await contentOf(file)).trim().split(/\r?\n/);
    expect(header).toMatch(/^email,name,topics,/);
    expect(rows.map((row) => row.split(',')[0])).toEqual(['bob@example.org']);
  });

  it('imports another program’s export that is in Windows-1252: its columns are known, its text is asked about', async () => {
    await part('Subscribers');
    await page.getByRole('link', { name: 'Import' }).click();
    const file =
      'uuid,email,name,attributes,status,created_at\n1,jay@example.org,J\xfcrgen,{},disabled,2023-01-02\n';
    await page
      .getByLabel('CSV file')
      .setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(file, 'latin1') });
    await press('Upload');
    await page.getByText('this is an export of listmonk').waitFor();
    await page.getByLabel(/Where and how/).fill('Exported from our list at the lab');
    await press('Check the file');
    expect(await page.locator('#encoding-error').textContent()).toMatch(/Say whether/);
    await page.getByLabel('Windows-1252: it reads rightly here').check();
    await press('Check the file');
    await press('Import 1 subscriber');
    await page.getByText(/1 rows? read: 1 added/).waitFor();
  });

  it('hides a paper, pins another with a note, and sees the site follow', async () => {
    await until(async () => (await titles()).length > 5);
    const [first = '', second = ''] = await titles();
    await part('Papers');
    const entry = async (title: string) => {
      await page.getByLabel('Find papers').fill(title);
      await press('Search');
      return page.locator('.edits li').filter({ hasText: title });
    };
    const hidden = await entry(first);
    await hidden.getByRole('button', { name: /^Hide/ }).click();
    await page.getByText('Saved.').waitFor();
    const pinned = await entry(second);
    await pinned.getByRole('button', { name: /^Pin/ }).click();
    await page.getByText('Saved.').waitFor();
    await pinned.getByText('Add a note').click();
    await pinned.getByLabel('Editor’s note').fill('x'.repeat(5_000));
    await pinned.getByRole('button', { name: /^Save the note/ }).click();
    await page.locator('.edits .error').waitFor();
    expect(await pinned.getByLabel('Editor’s note').inputValue()).toBe('x'.repeat(5_000));
    expect(await pinned.getByRole('button', { name: /^Unpin/ }).isVisible()).toBe(true);
    await pinned.getByLabel('Editor’s note').fill('Read this first.');
    await pinned.getByRole('button', { name: /^Save the note/ }).click();
    await page.getByText('Saved.').waitFor();
    await until(async () => !(await titles()).includes(first));
    expect(await (await fetch(service.url)).text()).toContain('Read this first.');
  });

  it('writes a topic while its query is tried out, and retires it', async () => {
    // There is something to find once the sample papers are shown.
    await until(
      async () =>
        ((await (await fetch(`${service.url}/api/v1/papers`)).json()) as { total: number }).total > 5,
    );
    await part('Topics');
    await page.getByRole('link', { name: 'New topic' }).click();
    const query = page.getByLabel('Query', { exact: true });
    const matches = page.locator('#matches');
    // The first answer fails; nothing more is typed.
    let asked = 0;
    const { promise: told, resolve: goOn } = Promise.withResolvers<void>();
    await page.route('**/preview', async (route) => {
      if (++asked === 1) return await route.fulfill({ status: 503, body: 'busy' });
      await told;
      await route.continue();
    });
    await query.fill('model');
    await page.getByText('The preview could not be loaded. Trying again …').waitFor();
    goOn();
    await matches.getByText(/\d+ papers; the newest/).waitFor();
    expect(await main()).not.toContain('Trying again');
    await page.unroute('**/preview');
    await query.fill('-model');
    await matches.getByText(/has no word to look for/).waitFor();
    await page.getByLabel('Slug').fill('all-models');
    await page.getByLabel('Name', { exact: true }).fill('All models');
    await page.getByLabel('Heading', { exact: true }).fill('Models');
    await page.getByLabel('Description').fill('Whatever speaks of models.');
    await press('Add topic');
    expect(await page.locator('#query-error').textContent()).toMatch(/no word to look for/);
    await page.getByLabel('Query', { exact: true }).fill('model');
    await press('Add topic');
    await page.waitForURL(/all-models\?saved=yes$/);
    await press('Retire this topic');
    await page.getByRole('button', { name: 'Offer it again' }).waitFor();
  });

  it('tries out a query that was typed before the page was whole', async () => {
    const { promise: typed, resolve: goOn } = Promise.withResolvers<void>();
    await page.route('**/static/preview.js*', async (route) => {
      await typed;
      await route.continue();
    });
    await page.goto(`${service.url}/admin/topics/new`, { waitUntil: 'commit' });
    await page.getByLabel('Query', { exact: true }).fill('model');
    goOn();
    await page
      .locator('#matches')
      .getByText(/\d+ papers; the newest/)
      .waitFor();
    await page.unroute('**/static/preview.js*');
  });

  it('says so when a query cannot be tried out, and asks no more until something is typed', async () => {
    const storageState = await page.context().storageState();
    const own = watched(await (await browser.newContext({ storageState })).newPage(), faults);
    await own.clock.install();
    let asked = 0;
    await own.route('**/preview', async (route) => {
      asked++;
      await route.fulfill({ status: 503, body: 'busy' });
    });
    await own.goto(`${service.url}/admin/topics/new`);
    await own.getByLabel('Query', { exact: true }).fill('model');
    const gaveUp = own.getByText('The preview could not be loaded. Press Preview to try again.');
    await until(async () => {
      await own.clock.runFor(1_000);
      return await gaveUp.isVisible();
    });
    expect(asked).toBe(5);
    await own.clock.runFor(600_000);
    expect(asked).toBe(5);
    await own.unroute('**/preview');
    await own.getByLabel('Query', { exact: true }).fill('models');
    await own.clock.runFor(1_000);
    await own
      .locator('#matches')
      .getByText(/\d+ papers; the newest/)
      .waitFor();
    expect(await gaveUp.isVisible()).toBe(false);
    await own.context().close();
  });

  it('suppresses a domain and lifts it', async () => {
    await part('Suppressions');
    await page.getByLabel('Address or domain').fill('example.net');
    await press('Suppress');
    await page.getByText('Added.').waitFor();
    await page.getByLabel('Address', { exact: true }).fill('anybody@example.net');
    await press('Check');
    expect(await main()).toMatch(/For anybody@example\.net/);
    await press(/^Lift/);
    await page.getByText('Lifted.').waitFor();
    await page.getByRole('link', { name: 'Suppress a whole list' }).click();
    await page.getByLabel('Addresses and domains').fill('gone@example.net, bounce\n@example.com\nno address');
    await press('Suppress all of them');
    await page.getByText('3 rows read: 2 added, 0 suppressed before, 1 refused.').waitFor();
    expect(await page.getByLabel('Addresses and domains').inputValue()).toBe('no address');
  });

  it('makes a token that is shown once, and revokes it', async () => {
    await part('API tokens');
    await page.getByLabel('What it is for').fill('A dashboard');
    await page.getByLabel('Current password').fill(admin.password);
    await press('Make token');
    const token = (await page.locator('pre.secret').textContent()) ?? '';
    expect(await findings(page)).toEqual([]);
    const ask = () =>
      fetch(`${service.url}/api/v1/admin/stats`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask()).status).toBe(200);
    await part('API tokens');
    expect(await main()).not.toContain(token);
    await press(/^Revoke/);
    expect((await ask()).status).toBe(401);
  });

  it('tries out another look of digests at once, and saves it', async () => {
    await page.goto(`${service.url}/admin/settings`);
    await page.getByRole('link', { name: 'Look of digests' }).click();
    const shown = page.frameLocator('.view.phone iframe');
    await shown.locator('.card').first().waitFor();
    expect(await shown.locator('.compact').count()).toBe(0);
    await page.getByLabel('Density').selectOption('Compact');
    await page.getByLabel(/Lines of a summary/).fill('0');
    await shown.locator('.compact').first().waitFor();
    await page.getByRole('heading', { name: 'As chosen, not saved' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await press('Save');
    await page.getByText('Saved. All processes follow').waitFor();
    expect(await page.getByLabel('Density').inputValue()).toBe('compact');
  });

  it('pauses all digests, and finds all of it in the log', async () => {
    await part('Settings');
    await press('Pause all digests');
    // At the head of the page, and where it was paused.
    await page.getByRole('button', { name: 'Resume sending' }).first().click();
    await page.getByLabel('At most').fill('0');
    await press('Save');
    expect(await page.locator('#maxSendRate-error').textContent()).toMatch(/Must be a number/);
    await part('Log');
    const log = await main();
    for (const words of [
      'settings changed',
      'token revoked',
      'suppression lifted',
      'topic retired',
      'subscriber erased',
      'import started',
    ])
      expect(log).toContain(words);
    expect(log).not.toContain('ada@example.org');
    expect(faults).toEqual([]);
  });
});
