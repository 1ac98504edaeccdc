import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { browserOn } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const account = { email: 'admin@example.org', password: 'correct horse battery' };
const letter = { subject: 'The seminar moved', body: 'It is on **Thursday**.' };

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
  browser = browserOn(await service.app());
  await browser.submit('/admin/login', '/admin/login', account);
});
afterAll(() => service.close());

test('a preview of a letter is framed as that of a digest is: it runs nothing, and loads pictures alone', async () => {
  const { body } = await browser.submit('/admin/announcements/new', '/admin/announcements/check', letter);
  const src = /<iframe[^>]+src="([^"]+)"/.exec(body)?.[1]?.replaceAll('&#x3D;', '=') ?? '';
  expect(src).toMatch(/^\/admin\/announcements\/preview\/\d+\?scheme=light$/);
  const frame = await browser.get(src);
  expect(frame.body).toContain('<strong>Thursday</strong>');
  const policy = String(frame.headers['content-security-policy']);
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'unsafe-inline'; img-src \S+ https: data:;.*sandbox/,
  );
});

test.each(['/admin/announcements/new', '/admin/introductions/daily', '/admin/pictures'])(
  '%s is a part of the digests',
  async (path) => {
    const { body } = await browser.get(path);
    const current = [...body.matchAll(/<a href="([^"]+)"[^>]* aria-current="(?:page|true)"/g)];
    expect(current.map(([, href]) => href)).toEqual(['/admin/digests']);
  },
);

test('what is set for the next digests is told in words, without its marks', async () => {
  const long = `We meet **on Thursday** at 16:00, ${'and so on, '.repeat(20)}`;
  await browser.submit('/admin/introductions/daily', '/admin/introductions/daily', { introduction: long });
  const { body } = await browser.get('/admin/digests');
  expect(body).toMatch(/“We meet on Thursday at 16:00, (?:and so on, )*and …”/);
});
