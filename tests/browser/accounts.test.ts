import { TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { decodeQR } from 'qr/decode.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServeProcess, startOffline } from '../support/processes/serve-process.ts';
import { until } from '../support/until.ts';
import { findings } from '../support/web/axe.ts';
import { type BrowserShare, chromiumPath, shareBrowser, signIn, watched } from '../support/web/browser.ts';

const owner = { email: 'owner@example.org', password: 'correct horse battery' };
const guest = { email: 'ada@example.org', password: 'a password of my own' };

/** Pages may take their time on a busy machine. */
const patient = { timeout: 60_000 };

describe.skipIf(chromiumPath === null)('accounts of the console, in a browser', () => {
  let service: ServeProcess;
  let browser: BrowserShare;
  /** Two people, each with a browser of their own. */
  let ownerPage: Page;
  let guestPage: Page;
  let secret = '';
  let codes: string[] = [];
  const faults: string[] = [];

  beforeAll(async () => {
    service = await startOffline(owner);
    browser = await shareBrowser();
    ownerPage = watched(await (await browser.newContext()).newPage(), faults);
    guestPage = watched(await (await browser.newContext()).newPage(), faults);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  /** What only real data shows; every-page.test.ts sees the rest. In both colour schemes, and on a small screen. */
  async function looksRight(page: Page): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await findings(page), `${page.url()} ${colorScheme}`).toEqual([]);
    }
    await page.setViewportSize({ width: 320, height: 700 });
    const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(over, page.url()).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 800 });
  }
  /** What a camera reads from the QR code on the page. */
  async function scan(page: Page): Promise<string> {
    const size = 424;
    const pixels = await page.evaluate<number[]>(`(async () => {
      const image = new Image();
      image.src = 'data:image/svg+xml,' + encodeURIComponent(document.querySelector('.qr svg').outerHTML);
      await image.decode();
      const drawing = Object.assign(document.createElement('canvas'), { width: ${size}, height: ${size} }).getContext('2d');
      drawing.fillStyle = '#fff';
      drawing.fillRect(0, 0, ${size}, ${size});
      drawing.drawImage(image, 0, 0, ${size}, ${size});
      return [...drawing.getImageData(0, 0, ${size}, ${size}).data];
    })()`);
    return decodeQR({ width: size, height: size, data: Uint8Array.from(pixels) });
  }
  const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out' }).click();
  const heading = (page: Page) => page.locator('h1').textContent();
  const codeNow = (step = 0) => new TOTP({ secret }).generate({ timestamp: Date.now() + step * 30_000 });

  /** Opens the newest caught mail with that subject on the guest's page, and follows its link. */
  async function followMail(subject: RegExp, link: string): Promise<void> {
    const found = await until(async () => {
      await guestPage.goto(`${service.url}/mailbox`);
      const mail = guestPage.locator('main a').filter({ hasText: subject }).first();
      return (await mail.count()) > 0 && mail;
    });
    await found.click();
    await guestPage.frameLocator('iframe').getByRole('link', { name: link }).first().click();
    await guestPage.waitForURL(/\/admin\/(invitation|reset)\//);
  }

  it('lets an owner invite somebody, and shows what is wrong beside the field', async () => {
    await ownerPage.goto(`${service.url}/admin/login`);
    await signIn(ownerPage, service.url, owner);
    await ownerPage.waitForURL(/\/admin$/);
    await ownerPage.getByRole('link', { name: 'Accounts' }).click();
    const address = ownerPage.getByLabel('Email address');
    await address.fill('ada');
    await ownerPage.getByRole('button', { name: 'Send the invitation' }).click();
    await expect.poll(() => address.getAttribute('aria-invalid'), patient).toBe('true');
    expect(await address.inputValue()).toBe('ada');
    await address.fill(guest.email);
    await ownerPage.getByRole('combobox', { name: 'Role', exact: true }).selectOption('viewer');
    await ownerPage.getByLabel('Current password').fill(owner.password);
    await ownerPage.getByRole('button', { name: 'Send the invitation' }).click();
    await expect.poll(() => ownerPage.getByRole('status').textContent(), patient).toMatch(/on its way/);
    expect(await ownerPage.locator('main').textContent()).toContain(guest.email);
  });

  it('makes the invited person a viewer, by the link in the mail', async () => {
    await followMail(/invited/, 'Choose a password');
    await guestPage.getByLabel(/^New password/).fill('short');
    await guestPage.getByRole('button', { name: 'Make my account' }).click();
    await expect
      .poll(() => guestPage.locator('#password-error').textContent(), patient)
      .toMatch(/12 characters/);
    await guestPage.getByLabel(/^New password/).fill(guest.password);
    await guestPage.getByRole('button', { name: 'Make my account' }).click();
    await guestPage.waitForURL(/\/admin$/);
    expect(await guestPage.getByRole('button', { name: 'Send' }).count()).toBe(0);
    expect(await guestPage.getByRole('link', { name: 'Accounts' }).count()).toBe(0);
    await guestPage.goto(`${service.url}/admin/accounts`);
    expect(await heading(guestPage)).toBe('Not allowed');
  });

  it('sets up a second factor', async () => {
    await guestPage.goto(`${service.url}/admin/account`);
    await guestPage.locator('#two-factor-present').fill(guest.password);
    await guestPage.getByRole('button', { name: 'Set it up' }).click();
    await guestPage.waitForURL(/two-factor$/);
    await looksRight(guestPage);
    secret = ((await guestPage.locator('.secret').textContent()) ?? '').replaceAll(' ', '');
    const scanned = new URL(await scan(guestPage));
    expect(scanned.searchParams.get('secret')).toBe(secret);
    expect(decodeURIComponent(scanned.pathname)).toBe(`/Offprint:${guest.email}`);
    await guestPage.getByLabel('Six digits').fill(codeNow());
    await guestPage.getByRole('button', { name: 'Turn it on' }).click();
    await expect.poll(() => heading(guestPage), patient).toBe('Your recovery codes');
    await looksRight(guestPage);
    codes = await guestPage.locator('.codes code').allTextContents();
    expect(codes).toHaveLength(10);
    await guestPage.getByRole('link', { name: 'I have kept them' }).click();
    await expect
      .poll(() => guestPage.locator('main').textContent())
      .toContain('You have 10 recovery codes left');
  });

  it('asks for a code, and takes the next one or a recovery code', async () => {
    await signOut(guestPage);
    await signIn(guestPage, service.url, guest);
    await expect.poll(() => heading(guestPage), patient).toBe('Your code');
    await guestPage.locator('#code').fill('000 000');
    await guestPage.getByRole('button', { name: 'Sign in' }).click();
    await expect.poll(() => guestPage.locator('#code-error').textContent(), patient).toMatch(/wrong/);
    // The present one turned the factor on; the next one is taken half a minute early.
    await guestPage.locator('#code').fill(codeNow(1));
    await guestPage.getByRole('button', { name: 'Sign in' }).click();
    await guestPage.waitForURL(/\/admin$/);
    await signOut(guestPage);
    await signIn(guestPage, service.url, guest);
    await guestPage.locator('#code').fill(codes[0]!);
    await guestPage.getByRole('button', { name: 'Sign in' }).click();
    await guestPage.waitForURL(/\/admin\/account$/);
    expect(await guestPage.locator('main').textContent()).toContain('You have 9 recovery codes left');
  });

  it('lists where one is signed in, and ends the others', async () => {
    const other = await (await browser.newContext()).newPage();
    await signIn(other, service.url, guest);
    await other.locator('#code').fill(codes[1]!);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.waitForURL(/\/admin\/account$/);
    await guestPage.reload();
    expect(await guestPage.locator('.sessions li').count()).toBe(2);
    await guestPage.locator('#sessions-present').fill(guest.password);
    await guestPage.getByRole('button', { name: 'End all other sessions' }).click();
    await expect.poll(() => guestPage.locator('.sessions li').count(), patient).toBe(1);
    await other.goto(`${service.url}/admin`);
    expect(other.url()).toMatch(/login$/);
    await other.close();
  });

  it('sets a forgotten password by the link in a mail, and the second factor stays', async () => {
    await signOut(guestPage);
    await guestPage.getByRole('link', { name: /Forgotten/ }).click();
    await guestPage.getByLabel('Email address').fill(guest.email);
    await guestPage.getByRole('button', { name: 'Mail me a link' }).click();
    await expect.poll(() => heading(guestPage), patient).toBe('Look into your mail');
    await followMail(/new password/, 'Set a new password');
    guest.password = 'yet another password';
    await guestPage.getByLabel(/^New password/).fill(guest.password);
    await guestPage.getByRole('button', { name: 'Set the password' }).click();
    await expect.poll(() => heading(guestPage), patient).toBe('Your password is set');
    await signIn(guestPage, service.url, guest);
    await expect.poll(() => heading(guestPage), patient).toBe('Your code');
    await guestPage.locator('#code').fill(codes[2]!);
    await guestPage.getByRole('button', { name: 'Sign in' }).click();
    await guestPage.waitForURL(/\/admin\/account$/);
  });

  it('lets an owner change a role and remove an account', async () => {
    await ownerPage.goto(`${service.url}/admin/accounts`);
    await ownerPage.getByLabel(`Role of ${guest.email}`).selectOption('editor');
    await ownerPage.getByRole('button', { name: `Save the role of ${guest.email}` }).click();
    await expect.poll(() => ownerPage.getByRole('status').textContent(), patient).toMatch(/role is changed/);
    await guestPage.goto(`${service.url}/admin`);
    expect(guestPage.url()).toMatch(/login$/);
    await ownerPage
      .locator('summary')
      .filter({ hasText: `Remove ${guest.email}` })
      .click();
    await ownerPage.getByRole('button', { name: `Remove ${guest.email}` }).click();
    await expect.poll(() => ownerPage.getByRole('status').textContent(), patient).toMatch(/removed/);
    await ownerPage
      .locator('summary')
      .filter({ hasText: `Remove ${owner.email}` })
      .click();
    await ownerPage.getByRole('button', { name: `Remove ${owner.email}` }).click();
    await expect.poll(() => ownerPage.getByRole('alert').textContent(), patient).toMatch(/only owner/);
  });

  it('shows the API, readable by everybody', async () => {
    await ownerPage.goto(`${service.url}/api/docs`);
    expect(await heading(ownerPage)).toBe('API');
    await looksRight(ownerPage);
  });

  it('broke no rule of its own content security policy on the way', () => {
    expect(faults).toEqual([]);
  });
});
