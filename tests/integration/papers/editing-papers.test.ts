import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { refreshTrends } from '../../../src/app/papers/refresh-trends.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { startUpstream, type Upstream } from '../../support/papers/upstream.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type Console, openConsole } from '../../support/web/console.ts';

const now = new Date('2026-11-24T15:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

let upstream: Upstream;
let site: Console;
beforeAll(async () => {
  upstream = await startUpstream(now);
  site = await openConsole({
    env: { ARXIV_API_URL: upstream.apiUrl, BIORXIV_API_URL: upstream.url, SOURCES: 'hugging-face' },
  });
  site.service.clock.now = now;
  await site.signIn();
});
afterAll(async () => {
  await site.service.close();
  await upstream.close();
});
beforeEach(async () => {
  await emptyTables(site.service.databaseUrl, ['subscriber', 'paper', 'digest', 'source']);
  await site.audited();
});

const page = async (query = '') => (await site.browser.get(`/admin/papers${query}`)).body;
const titles = (body: string) =>
  [...body.matchAll(/<h2 class="title"><a [^>]*>([^<]+)/g)].map(([, title]) => title);
const stored = () => site.service.deps.stores.papers.count();
const errorIn = (body: string) => /<p class="error" id="paper-error">([^<]*)/.exec(body)?.[1];

describe('the list', () => {
  test('stands in trending order with votes and places, or newest first', async () => {
    await site.service.deps.stores.papers.store(
      [
        makeIncoming({ title: 'Old and loved', publishedAt: hoursAgo(50), signal: { upvotes: 90 } }),
        makeIncoming({
          arxivId: '2611.00003',
          title: 'Yesterday',
          publishedAt: hoursAgo(30),
          signal: { upvotes: 9 },
        }),
        makeIncoming({ arxivId: '2611.00002', title: 'New and quiet', publishedAt: hoursAgo(2) }),
      ],
      { source: 'test', now, sample: false },
    );
    await refreshTrends(site.service.deps);
    const body = await page();
    expect(titles(body)[0]).toBe('Old and loved');
    expect(body).toContain('90 upvotes');
    expect(body).toContain('No. 1');
    expect(titles(await page('?order=newest'))).toEqual(['New and quiet', 'Yesterday', 'Old and loved']);
    expect(await page('?order=newest')).not.toContain('No. 1');
  });

  test('says of a pinned paper who has had it, by the ledger', async () => {
    const { service, browser } = site;
    await service.deps.stores.papers.store([makeIncoming({ title: 'A pick', publishedAt: hoursAgo(5) })], {
      source: 'test',
      now,
      sample: false,
    });
    await addReader(service.deps, 'first@example.org');
    await site.send('/papers/1', { pinned: 'yes' });
    await triggerDigest(service.deps, { origin: 'api' });
    await runJobs(service);
    await addReader(service.deps, 'second@example.org');
    const body = await page('?only=pinned');
    expect(body).toContain('1 reader has had it');
    expect(body).toContain('<a href="/admin/papers/1/readers">1 reader has not had it yet</a>');
    const waiting = (await browser.get('/admin/papers/1/readers')).body;
    expect(waiting).toContain('second@example.org');
    expect(waiting).not.toContain('first@example.org');
    expect(await site.audited()).toContain('admin 1: addresses read, subscribers');
    expect((await browser.get('/admin/papers/99/readers')).statusCode).toBe(404);
  });
});

describe('a paper that an editor adds', () => {
  test.each([
    '2611.00101',
    'arXiv:2611.00101v1',
    ' https://arxiv.org/abs/2611.00101 ',
    'https://huggingface.co/papers/2611.00101',
  ])('is fetched from arXiv: %s', async (paper) => {
    const answer = await site.send('/papers', { paper });
    expect(answer.headers.location).toMatch(/^\/admin\/papers\?paper=\d+&added=new$/);
    const body = await page(answer.headers.location?.replace('/admin/papers', ''));
    expect(body).toContain('Added, as its source tells of it.');
    expect(titles(body)[0]).toMatch(/^Grasping Wet Soap/);
    expect(await site.audited()).toEqual([expect.stringMatching(/^admin 1: paper added, paper \d+$/)]);
    const asked = upstream.requests.length;
    expect((await site.send('/papers', { paper })).headers.location).toMatch(/&added=known$/);
    expect(upstream.requests).toHaveLength(asked);
    expect([await stored(), await site.audited()]).toEqual([1, []]);
  });

  test('is fetched from bioRxiv by its address', async () => {
    const doi = '10.1101/2026.11.01.123456';
    const item = (version: string, date: string) => ({
      doi,
      title: 'Cells that count',
      abstract: 'They count to three.',
      date,
      version,
      authors: 'Lovelace, A.',
      category: 'cell biology',
    });
    upstream.answer(`/details/biorxiv/${doi}/na/json`, {
      type: 'application/json',
      body: JSON.stringify({
        messages: [{ status: 'ok' }],
        collection: [item('2', '2026-11-20'), item('1', '2026-11-01')],
      }),
    });
    const answer = await site.send('/papers', { paper: `https://www.biorxiv.org/content/${doi}v2.full` });
    expect(answer.statusCode).toBe(303);
    const id = Number(/paper=(\d+)/.exec(String(answer.headers.location))?.[1]);
    expect(await site.service.deps.stores.papers.byId(id)).toMatchObject({
      title: 'Cells that count',
      doi,
      version: 2,
      publishedAt: new Date('2026-11-01T00:00:00Z'),
    });
  });

  test.each([
    ['', 'Is missing'],
    ['attention is all you need', 'Is neither an arXiv id nor an address'],
    ['https://example.org/paper.pdf', 'Is neither an arXiv id nor an address'],
    ['10.5555/elsewhere.1', 'Is a DOI of elsewhere'],
    ['2611.09999', 'Is not known at arXiv'],
    ['2611.00040', 'Was withdrawn'],
  ])('is refused beside its field, with nothing changed: “%s” %s', async (paper, words) => {
    const before = await checksums(site.service.databaseUrl, ['admin_session', 'source']);
    const answer = await site.send('/papers', { paper });
    expect(answer.statusCode).toBe(400);
    expect(errorIn(answer.body)).toContain(words);
    expect(answer.body).toContain(`name="paper" value="${paper}"`);
    expect(await checksums(site.service.databaseUrl, ['admin_session', 'source'])).toEqual(before);
  });

  test('is not added while its source cannot be reached', async () => {
    upstream.fault({ path: '/api/query', mode: 'reset', times: 1 });
    const answer = await site.send('/papers', { paper: '2611.00101' });
    expect(answer.statusCode).toBe(503);
    expect(errorIn(answer.body)).toMatch(/^Could not be fetched now: arXiv \(.*\) could not be read/);
    expect([await stored(), await site.audited()]).toEqual([0, []]);
    // arXiv asks for a pause: the next one who asks is told until when.
    upstream.fault({ path: '/api/query', mode: 429, times: 1 });
    expect((await site.send('/papers', { paper: '2611.00101' })).statusCode).toBe(503);
    expect(errorIn((await site.send('/papers', { paper: '2611.00101' })).body)).toContain(
      'asked for a pause; no request before',
    );
    expect(await stored()).toBe(0);
  });
});
