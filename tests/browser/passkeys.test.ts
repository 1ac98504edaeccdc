import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAdmin } from '../../src/app/accounts/add-admin.ts';
import { signInWithPasskey } from '../../src/app/accounts/passkeys.ts';
import { disableTwoFactor } from '../../src/app/accounts/two-factor.ts';
import { freePort } from '../support/postgres/postgres-server.ts';
import { type TestService, testService } from '../support/test-service.ts';
import { findings } from '../support/web/axe.ts';
import { type BrowserShare, chromiumPath, shareBrowser, signIn, watched } from '../support/web/browser.ts';

const admin = { email: 'owner@example.org', password: 'correct horse battery' };
const patient = { timeout: 60_000 };

describe.skipIf(chromiumPath === null)('passkeys, on a device that checks its owner', () => {
  let service: TestService;
  let browser: BrowserShare;
  let page: Page;
  let device: CDPSession;
  let authenticatorId: string;
  let url: string;
  const faults: string[] = [];

  beforeAll(async () => {
    const port = await freePort();
    url = `http://localhost:${port}`;
    service = await testService({ env: { PUBLIC_URL: url } });
    await createAdmin(service.deps, admin);
    await (await service.app()).listen({ host: '127.0.0.1', port });
    browser = await shareBrowser();
    page = watched(await (await browser.newContext()).newPage(), faults);
    device = await page.context().newCDPSession(page);
    await device.send('WebAuthn.enable');
    ({ authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    }));
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  const heading = () => page.locator('h1').textContent();
  const usePasskey = () => page.getByRole('button', { name: 'Use a passkey' }).click();
  const signOut = async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/login$/);
  };
  const audited = async () =>
    (await service.deps.stores.audit.list({ before: null, limit: 1 })).map(({ action, detail }) => ({
      action,
      ...detail,
    }));

  it('are added with the password, and bring recovery codes', async () => {
    await signIn(page, url, admin);
    await page.waitForURL(/\/admin$/);
    await page.goto(`${url}/admin/account`);
    await page.getByText('Add a passkey').click();
    await page.getByLabel('Name of the device').fill('laptop');
    await page.locator('#passkey-present').fill('not the password');
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect
      .poll(() => page.locator('#passkey-present-error').textContent(), patient)
      .toMatch(/not your present/);
    await page.getByLabel('Name of the device').fill('laptop');
    await page.locator('#passkey-present').fill(admin.password);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(heading, patient).toBe('Your recovery codes');
    expect(await page.locator('.codes code').count()).toBe(10);
    await page.getByRole('link', { name: 'I have kept them' }).click();
    await page.waitForURL(/\/admin\/account$/);
    expect(await page.locator('main').textContent()).toMatch(
      /laptop[\s\S]*not used yet[\s\S]*10 recovery codes left/,
    );
    expect(await findings(page)).toEqual([]);
    expect(await audited()).toEqual([{ action: 'passkey added', name: 'laptop' }]);
  });

  it('are not added twice on one device', async () => {
    await page.getByText('Add a passkey').click();
    await page.getByLabel('Name of the device').fill('laptop again');
    await page.locator('#passkey-present').fill(admin.password);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect
      .poll(() => page.getByRole('status').textContent(), patient)
      .toMatch(/has a passkey for your account already/);
    expect(await findings(page)).toEqual([]);
    await page.getByRole('link', { name: 'Not now' }).click();
    await page.waitForURL(/\/admin\/account$/);
  });

  it('sign in by themselves', async () => {
    await signOut();
    expect(await findings(page)).toEqual([]);
    await usePasskey();
    await page.waitForURL(/\/admin$/);
    expect(await audited()).toEqual([{ action: 'signed in', by: 'passkey', browser: expect.any(String) }]);
  });

  it('are asked for after the password, which opens nothing alone any more', async () => {
    await signOut();
    await signIn(page, url, admin);
    await expect.poll(heading, patient).toBe('Your code');
    await page.goto(`${url}/admin`);
    expect(page.url()).toMatch(/login$/);
    await signIn(page, url, admin);
    await expect.poll(heading, patient).toBe('Your code');
    await usePasskey();
    await page.waitForURL(/\/admin$/);
  });

  it('do nothing when the device cannot tell who holds it, and can be asked again', async () => {
    await signOut();
    await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await usePasskey();
    await expect.poll(() => page.getByRole('status').textContent(), patient).toMatch(/gave no passkey/);
    expect(page.url()).toMatch(/login\/passkey$/);
    await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await page.getByRole('button', { name: 'Ask my device again' }).click();
    await page.waitForURL(/\/admin$/);
  });

  it('answer what one visit was asked, once', async () => {
    await signOut();
    let sent = '';
    await page.route('**/login/passkey/answer', async (route) => {
      sent = route.request().postData() ?? '';
      await route.abort();
    });
    await usePasskey();
    await expect.poll(() => sent, patient).not.toBe('');
    await page.unroute('**/login/passkey/answer');
    const secret =
      (await page.context().cookies()).find(({ name }) => name === 'offprint-visit')?.value ?? '';
    const response = new URLSearchParams(sent).get('response') ?? '';
    const deviceSaid = { userAgent: '', clientIp: '203.0.113.9', known: null };
    const answer = (visit: string, said = response) =>
      signInWithPasskey(service.deps, { secret: visit, response: said, device: deviceSaid });
    expect(await answer('another visit')).toBeNull();
    expect(await answer(secret)).toMatchObject({ secret: expect.any(String) });
    expect(await answer(secret)).toBeNull();
    expect(await answer(secret, '{"id":1}')).toBeNull();
    expect((await audited())[0]).toMatchObject({ action: 'sign-in refused' });
  });

  it('are removed with the password, and the recovery codes go with the last one', async () => {
    await page.goto(`${url}/admin/login`);
    await usePasskey();
    await page.waitForURL(/\/admin$/);
    await page.goto(`${url}/admin/account`);
    await page.locator('#passkeys-present').fill(admin.password);
    await page.getByRole('button', { name: 'Remove the passkey laptop' }).click();
    await expect.poll(() => page.getByRole('status').textContent(), patient).toMatch(/passkey is removed/);
    expect(await page.locator('main').textContent()).not.toContain('Recovery codes');
    const { accounts } = service.deps.stores;
    const found = await accounts.adminByEmail(admin.email);
    expect(await accounts.recoveryCodesLeft(found!.id)).toBe(0);
    // What is left on the device is known to nobody.
    await signOut();
    await usePasskey();
    await expect.poll(() => page.locator('main').textContent(), patient).toContain('not known here');
    // It is not asked again by itself.
    expect(await page.getByRole('status').textContent()).toBe('Press the button to try again.');
    expect(await findings(page)).toEqual([]);
    await signIn(page, url, admin);
    await page.waitForURL(/\/admin$/);
  });

  it('end with the second factor, by whoever runs the service', async () => {
    const found = (await service.deps.stores.accounts.adminByEmail(admin.email))!;
    const made = { credentialId: 'lost', publicKey: new Uint8Array(1), signCount: 0 };
    await service.deps.stores.passkeys.add(found.id, { ...made, name: 'lost', now: new Date() });
    expect((await disableTwoFactor(service.deps, admin.email)).wasOn).toBe(true);
    expect(await service.deps.stores.passkeys.list(found.id)).toEqual([]);
    expect((await disableTwoFactor(service.deps, admin.email)).wasOn).toBe(false);
  });

  it('broke no rule of the content security policy on the way', () => {
    expect(faults).toEqual([]);
  });
});
