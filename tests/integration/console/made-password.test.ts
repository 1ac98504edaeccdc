import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAdmin, ensureFirstAdmin } from '../../../src/app/accounts/add-admin.ts';
import { setPassword } from '../../../src/app/accounts/change-password.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { freshBrowser, password as own, signedIn } from '../../support/web/admins.ts';
import { csrfIn } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');

let service: TestService;
let email: string;
let made: string;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  await emptyTables(service.databaseUrl, ['admin', 'audit_event']);
  const first = await ensureFirstAdmin(service.deps, { email: null, password: null });
  ({ email, password: made } = first!);
});

const madeAt = async () =>
  (await sql(service.databaseUrl, 'SELECT password_made_at FROM admin'))[0]?.['password_made_at'];

test('a printed password opens nothing but the way to one’s own', async () => {
  const browser = await signedIn(service, email, made);
  for (const page of ['/admin', '/admin/subscribers', '/admin/tokens', '/admin/account/two-factor'])
    expect((await browser.get(page)).headers.location, page).toBe('/admin/account');
  const account = await browser.get('/admin/account');
  expect(account.body).toContain('made for the first sign-in');
  expect(account.body).not.toContain('two-factor-heading');
  const refused = await browser.post('/admin/tokens', {
    csrf: csrfIn(account.body),
    name: 'x',
    scopes: 'admin',
  });
  expect([refused.statusCode, refused.body.includes('choose your own first')]).toEqual([403, true]);
  expect(await service.deps.stores.tokens.list()).toEqual([]);

  const same = await browser.submit('/admin/account', '/admin/account/password', {
    present: made,
    password: made,
  });
  expect([same.statusCode, same.body.includes('Must be another than the present one')]).toEqual([400, true]);
  await browser.submit('/admin/account', '/admin/account/password', { present: made, password: own });
  expect((await browser.get('/admin/tokens')).statusCode).toBe(200);
  expect(await madeAt()).toBeNull();
  await signedIn(service, email, own);
  await expect(signedIn(service, email, made)).rejects.toThrow('401');
});

test('a printed password ends after a week', async () => {
  const at = (ms: number) => {
    service.clock.now = new Date(now.getTime() + 7 * 86_400_000 + ms);
  };
  at(-1);
  await signedIn(service, email, made);
  at(0);
  const browser = await freshBrowser(service);
  const answer = await browser.submit('/admin/login', '/admin/login', { email, password: made });
  expect([answer.statusCode, answer.body.includes('has ended')]).toEqual([401, true]);
  // Another one, by whoever runs the service, has its own week.
  await setPassword(service.deps, { email, password: 'yKq3-zUw8-Lm5t', made: true });
  await signedIn(service, email, 'yKq3-zUw8-Lm5t');
});

test('a password from the configuration or standard input is for good', async () => {
  await createAdmin(service.deps, { email, password: own });
  expect(await madeAt()).toBeNull();
  await emptyTables(service.databaseUrl, ['admin']);
  expect(await ensureFirstAdmin(service.deps, { email: 'boss@example.org', password: own })).toBeNull();
  expect(await madeAt()).toBeNull();
  service.clock.now = new Date(now.getTime() + 30 * 86_400_000);
  expect((await (await signedIn(service, 'boss@example.org', own)).get('/admin')).statusCode).toBe(200);
});

test('a password from the configuration that would be guessed makes no account', async () => {
  await emptyTables(service.databaseUrl, ['admin']);
  const configured = { email: 'boss@example.org', password: 'Password1234' };
  await expect(ensureFirstAdmin(service.deps, configured)).rejects.toThrow(/^ADMIN_PASSWORD must/);
  expect(await service.deps.stores.accounts.adminCount()).toBe(0);
});
