import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { browserOn, form, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const account = { email: 'admin@example.org', password: 'correct horse battery' };

let service: TestService;
let app: App;
let browser: ReturnType<typeof browserOn>;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  service.deps.passwords.hash = async (password) => `not hashed: ${password}`;
  service.deps.passwords.check = async (password, stored) => stored === `not hashed: ${password}`;
  app = await service.app();
  await createAdmin(service.deps, account);
  browser = browserOn(app);
  await browser.submit('/admin/login', '/admin/login', account);
});
afterAll(() => service.close());
beforeEach(async () => {
  await emptyTables(service.databaseUrl, ['subscriber', 'paper', 'digest', 'caught_mail']);
  const papers = [
    makeIncoming({ title: 'Robots that walk' }),
    makeIncoming({ arxivId: '2611.00002', title: 'Robots that swim' }),
    makeIncoming({ arxivId: '2611.00003', title: 'On cooking', abstract: 'Recipes.' }),
  ];
  await service.deps.stores.papers.store(papers, { source: 'test', now, sample: false });
});

const page = async (query = '') => (await browser.get(`/admin/papers${query}`)).body;
const edit = (id: number, values: Record<string, string>) =>
  browser.submit('/admin/papers', `/admin/papers/${id}`, values);
const titles = (body: string) =>
  [...body.matchAll(/<h2 class="title"><a [^>]*>([^<]+)/g)].map(([, title]) => title);

describe('the editor’s page', () => {
  test('finds papers by words, arXiv id and number, hidden ones too', async () => {
    await service.deps.stores.papers.edit(2, { hidden: true });
    expect(titles(await page())).toHaveLength(3);
    expect(titles(await page('?q=robots')).toSorted()).toEqual(['Robots that swim', 'Robots that walk']);
    expect(titles(await page('?q=2611.00003v2'))).toEqual(['On cooking']);
    expect(titles(await page('?q=3'))).toEqual(['On cooking']);
    expect(titles(await page('?only=hidden'))).toEqual(['Robots that swim']);
    expect(await page('?only=pinned')).toContain('No paper matches.');
  });

  test('pins, hides and annotates, and comes back to the same list', async () => {
    const answer = await edit(1, {
      pinned: 'yes',
      note: ' Read this first. ',
      q: 'robots',
      only: 'all',
      page: '1',
    });
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toBe('/admin/papers?q=robots&saved=1#paper-1');
    expect(await service.deps.stores.papers.byId(1)).toMatchObject({
      pinnedAt: now,
      hidden: false,
      note: 'Read this first.',
    });
    const body = await page('?only=pinned&saved=1');
    expect(titles(body)).toEqual(['Robots that walk']);
    expect(body).toContain('Saved.');
    // Each button says only what it is about.
    await edit(1, { hidden: 'yes' });
    expect(await service.deps.stores.papers.byId(1)).toMatchObject({
      pinnedAt: now,
      note: 'Read this first.',
    });
    await edit(1, { pinned: 'no', note: '' });
    expect(await service.deps.stores.papers.byId(1)).toMatchObject({
      pinnedAt: null,
      hidden: true,
      note: null,
    });
  });

  test('shows a refused form with its message and what was typed', async () => {
    const before = await checksums(service.databaseUrl, ['admin_session']);
    const { statusCode, body } = await edit(2, { pinned: 'yes', note: 'x'.repeat(2_001), q: 'robots' });
    expect(statusCode).toBe(400);
    expect(body).toMatch(/<p class="error" id="note-2-error">[^<]*2000 characters/);
    expect(body).toContain(`>${'x'.repeat(2_001)}</textarea>`);
    expect(await checksums(service.databaseUrl, ['admin_session'])).toEqual(before);
  });

  test('takes nothing without the token of its form, or from strangers, and knows no other papers', async () => {
    expect((await browser.post('/admin/papers/1', { pinned: 'yes' })).statusCode).toBe(403);
    expect((await app.inject({ url: '/admin/papers/1', ...form({ pinned: 'yes' }) })).statusCode).toBe(403);
    expect((await app.inject('/admin/papers')).statusCode).toBe(302);
    expect((await edit(99, { pinned: 'yes' })).statusCode).toBe(404);
    expect(await service.deps.stores.papers.pinned(now)).toEqual([]);
  });
});

test('a note stands on the paper’s page, in lists and in mails', async () => {
  await edit(1, { note: 'Read <b>this</b> & think.' });
  const escaped = 'Read &lt;b&gt;this&lt;/b&gt; &amp; think.';
  expect((await app.inject('/papers/1')).body).toContain(escaped);
  expect((await app.inject('/?window=month')).body).toContain(escaped);
  await addReader(service.deps, 'reader@example.org');
  await triggerDigest(service.deps, { origin: 'api' });
  await runJobs(service);
  const [mail] = await sentMail(service, 'reader@example.org');
  expect(mail!.text).toContain('Editor’s note: Read <b>this</b> & think.');
  expect(mail!.html).toContain(`Editor’s note:</b> ${escaped}`);
});
