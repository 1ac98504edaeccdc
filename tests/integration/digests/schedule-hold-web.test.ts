import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { holdSchedule } from '../../../src/app/digests/schedule-hold.ts';
import type { App } from '../../../src/http/options.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { apiOf, problemFields } from '../../support/web/api.ts';
import { browserOn, form } from '../../support/web/web.ts';

const account = { email: 'admin@example.org', password: 'correct horse battery' };
const reason = 'The database seems to have been restored <or moved>.';
const now = new Date('2026-11-25T08:05:00Z');

let service: TestService;
let app: App;
let api: Awaited<ReturnType<typeof apiOf>>;
let browser: ReturnType<typeof browserOn>;
beforeAll(async () => {
  service = await testService();
  const { deps } = service;
  deps.passwords.hash = async (password) => `not hashed: ${password}`;
  deps.passwords.check = async (password, stored) => stored === `not hashed: ${password}`;
  service.clock.now = new Date('2026-11-24T12:00:00Z');
  for (const name of ['one', 'two']) await addReader(deps, `${name}@example.org`);
  service.clock.now = now;
  app = await service.app();
  api = await apiOf(service);
  await createAdmin(deps, account);
  browser = browserOn(app);
  await browser.submit('/admin/login', '/admin/login', account);
});
afterAll(() => service.close());
beforeEach(() => holdSchedule(service.deps, reason));

const held = async () => (await service.deps.stores.installation.hold()) !== null;
const release = '/admin/schedule/release';

test('the API says why, holds and lets go on', async () => {
  const state = { hold: { since: now.toISOString(), reason }, due: 2 };
  expect((await api('GET', '/admin/schedule')).body).toEqual(state);
  const twice = await api('POST', '/admin/schedule/hold', { reason: 'again' });
  expect(twice).toMatchObject({ status: 200, body: state });
  const wrong = await api('POST', '/admin/schedule/release', { overdue: 'maybe' });
  expect(problemFields(wrong, 400, 'invalid')).toEqual(['overdue']);
  const sent = await api('POST', '/admin/schedule/release', { overdue: 'send' });
  expect(sent).toMatchObject({ status: 200, body: { hold: null, due: 2 } });
  expect(await held()).toBe(false);
  problemFields(await api('POST', '/admin/schedule/release', { overdue: 'send' }), 409, 'conflict');
  const byHand = await api('POST', '/admin/schedule/hold');
  expect(byHand.body.hold.reason).toBe('An admin held the schedule.');
  const skipped = await api('POST', '/admin/schedule/release', { overdue: 'skip' });
  expect(skipped.body).toEqual({ hold: null, due: 0 });
});

test('the console shows why, and a button of it lets the schedule go on', async () => {
  const { body } = await browser.get('/admin');
  expect(body).toContain('restored &lt;or moved&gt;.');
  for (const words of ['Go on, skipping what is overdue', 'Go on, and send what is overdue'])
    expect(body).toContain(`${words}</button>`);
  const answer = await browser.submit('/admin', release, { overdue: 'skip' });
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/admin']);
  expect(await held()).toBe(false);
  expect((await browser.get('/admin')).body).not.toContain('held');
});

test('a form without the session’s token, or without a choice, changes nothing', async () => {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const { headers, ...rest } = form({ overdue: 'send' });
  const forged = await app.inject({ url: release, ...rest, headers: { ...headers, cookie } });
  expect(forged.statusCode).toBe(403);
  expect((await browser.submit('/admin', release, { overdue: 'all' })).statusCode).toBe(400);
  expect(await held()).toBe(true);
});
