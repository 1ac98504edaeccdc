import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { browserOn, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const account = { email: 'admin@example.org', password: 'correct horse battery' };

let service: TestService;
/** Signed in. */
let browser: ReturnType<typeof browserOn>;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  service.deps.passwords.hash = async (password) => `not hashed: ${password}`;
  service.deps.passwords.check = async (password, stored) => stored === `not hashed: ${password}`;
  await createAdmin(service.deps, account);
  await addReader(service.deps, 'ada@example.org');
  await service.deps.stores.papers.store([makeIncoming({ featuredAt: now })], {
    source: 'test',
    now,
    sample: false,
  });
  browser = browserOn(await service.app());
  await browser.submit('/admin/login', '/admin/login', account);
});
afterAll(() => service.close());

test('an introduction is looked at in a reader’s digest, set, shown where it is planned, changed and removed', async () => {
  const page = '/admin/introductions/daily';
  const words = { introduction: 'Hello *all*', subject: '{count} for you' };
  const preview = await browser.submit(page, `${page}/preview`, words);
  expect(preview.body).toContain('>1 for you</h2>');
  const src = /<iframe[^>]+src="([^"]+)"/.exec(preview.body)?.[1] ?? '';
  const frame = await browser.get(src.replaceAll('&#x3D;', '='));
  expect(frame.body).toContain('Hello <em>all</em>');
  expect(frame.headers['content-security-policy']).toMatch(/^default-src 'none'.*sandbox/);
  expect(preview.body).toContain('Hello *all*</textarea>');

  const wrong = await browser.submit(page, page, { subject: 'For {name}' });
  expect(wrong.statusCode).toBe(400);
  expect(wrong.body).toMatch(
    /id="subject-error">Can hold \{count\}, \{first\} and \{date\}, but not \{name\}</,
  );

  await browser.submit(page, page, words);
  const set = await browser.get(page);
  expect(set.body).toContain('Hello *all*</textarea>');
  expect(set.body).toContain('>Remove it</button>');
  await browser.submit(page, `${page}/remove`, {});
  expect((await browser.get(page)).body).not.toContain('Hello');
});

test('fields of another language are there when readers have it', async () => {
  const fields = async () => (await browser.get('/admin/digests/new')).body;
  expect(await fields()).not.toContain('introduction-de');
  await addReader(service.deps, 'ute@example.org', { language: 'de' });
  expect(await fields()).toContain('name="introduction-de"');
});

test('a digest that is sent by hand has them, from the form to the mail, and in a test', async () => {
  const words = { introduction: 'Hello *all*', 'subject-de': 'Neues', subject: 'News' };
  const fields = { cadence: '', topics: '', emails: 'ute@example.org', asOf: '', ...words };
  const { body } = await browser.submit('/admin/digests/new', '/admin/digests/check', fields);
  expect(body).toContain('<h3 id="sample-1">Neues</h3>');
  expect(body).toContain('<input type="hidden" name="introduction" value="Hello *all*">');
  expect(body).toMatch(/<iframe[^>]+src="\/admin\/introductions\/preview\/\d+/);
  await browser.submit('/admin/digests/new', '/admin/digests/test', { ...fields, subscriberId: '2' });
  await browser.submit('/admin/digests/new', '/admin/digests', fields);
  await runJobs(service);
  expect((await sentMail(service)).map(({ to, subject }) => [to, subject])).toEqual([
    ['admin@example.org', '[Test] Neues'],
    ['ute@example.org', 'Neues'],
  ]);
});
