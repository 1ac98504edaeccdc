import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { type Console, openConsole } from '../../support/web/console.ts';
import { cardTitles } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');

let site: Console;
beforeAll(async () => {
  site = await openConsole();
  site.service.clock.now = now;
  await site.signIn();
});
afterAll(() => site.service.close());
beforeEach(async () => {
  await emptyTables(site.service.databaseUrl, ['collection', 'paper']);
  const papers = ['First', 'Second', 'Third'].map((title, at) =>
    makeIncoming({ arxivId: `2611.0000${at + 1}`, title: `${title} paper` }),
  );
  await site.service.deps.stores.papers.store(papers, { source: 'test', now, sample: false });
  await site.audited();
});

const page = async (path: string) => await site.app.inject(path);
const consolePage = async (id: number, query = '') =>
  (await site.browser.get(`/admin/collections/${id}${query}`)).body;

/** A collection with papers in this order. */
async function made(papers: readonly number[] = [1, 2, 3], name = 'Reading group'): Promise<number> {
  const { headers } = await site.send('/collections', { name, description: 'What we read.' });
  const id = Number(/\/(\d+)\?/.exec(String(headers.location))?.[1]);
  for (const number of papers) await site.send(`/collections/${id}/papers`, { number: String(number) });
  return id;
}
const published = async (papers?: readonly number[]) => {
  const id = await made(papers);
  await site.send(`/collections/${id}/publish`, { published: 'yes' });
  return id;
};

describe('a collection', () => {
  test('is a draft that editors alone see, until it is published as a page and a feed', async () => {
    const id = await made();
    expect((await page('/collections/reading-group')).statusCode).toBe(404);
    expect((await page('/collections/reading-group/feed.xml')).statusCode).toBe(404);
    await site.send(`/collections/${id}/papers/2`, { note: 'Read the <appendix> & the code.' });
    await site.send(`/collections/${id}/publish`, { published: 'yes' });
    const { body, headers } = await page('/collections/reading-group');
    expect(cardTitles(body)).toEqual(['First paper', 'Second paper', 'Third paper']);
    expect(body).toContain('Read the &lt;appendix&gt; &amp; the code.');
    expect(body).toContain('href="http://localhost:3000/collections/reading-group"');
    expect(headers.etag).toMatch(/^W\//);
    const feed = await page('/collections/reading-group/feed.xml');
    expect(feed.headers['content-type']).toContain('application/atom+xml');
    expect([...feed.body.matchAll(/<title>([^<]*)/g)].map(([, title]) => title)).toEqual([
      'Offprint: Reading group',
      'First paper',
      'Second paper',
      'Third paper',
    ]);
    expect(feed.body).toContain('<summary>Read the &lt;appendix&gt; &amp; the code.\n\n');
    expect((await page('/collections/reading-group/feed.json')).json()).toMatchObject({
      title: 'Offprint: Reading group',
    });
    expect((await page('/collections')).body).toContain('href="/collections/reading-group"');
    expect((await page('/topics')).body).toContain('href="/collections/reading-group"');
    expect((await page('/sitemap/topics.xml')).body).toContain('/collections/reading-group</loc>');
    await site.send(`/collections/${id}/publish`, { published: 'no' });
    expect((await page('/collections/reading-group')).statusCode).toBe(404);
    expect((await page('/collections')).body).not.toContain('reading-group');
  });

  test('is ordered by hand, and pages that are kept follow at once', async () => {
    const id = await published();
    expect(cardTitles((await page('/collections/reading-group')).body)[0]).toBe('First paper');
    await site.send(`/collections/${id}/papers/3`, { move: 'up' });
    await site.send(`/collections/${id}/papers/3`, { move: 'up' });
    await site.send(`/collections/${id}/papers/3`, { move: 'up' });
    expect(cardTitles((await page('/collections/reading-group')).body)).toEqual([
      'Third paper',
      'First paper',
      'Second paper',
    ]);
    await site.send(`/collections/${id}/papers/3`, { move: 'down' });
    await site.send(`/collections/${id}/papers/2`, { remove: 'yes' });
    expect(cardTitles(await consolePage(id))).toEqual(['First paper', 'Third paper']);
    await site.send(`/collections/${id}/papers`, { number: '2' });
    expect(cardTitles(await consolePage(id))).toEqual(['First paper', 'Third paper', 'Second paper']);
  });

  test('does not show what an editor has hidden, and keeps its place', async () => {
    const id = await published();
    await site.send('/papers/2', { hidden: 'yes' });
    expect(cardTitles((await page('/collections/reading-group')).body)).toEqual([
      'First paper',
      'Third paper',
    ]);
    expect((await page('/collections/reading-group/feed.xml')).body).not.toContain('Second paper');
    expect(cardTitles(await consolePage(id))).toHaveLength(3);
  });

  test('is renamed, moved to another address and deleted; its papers stay', async () => {
    const id = await published();
    await site.send(`/collections/${id}`, { name: 'Reading circle', slug: 'circle', description: '' });
    expect((await page('/collections/reading-group')).statusCode).toBe(404);
    expect((await page('/collections/circle')).body).toContain('<h1>Reading circle</h1>');
    const { headers } = await site.send(`/collections/${id}/delete`);
    expect(headers.location).toBe('/admin/collections?deleted=yes');
    expect((await page('/collections/circle')).statusCode).toBe(404);
    expect(await site.service.deps.stores.papers.count()).toBe(3);
    expect(await site.audited()).toEqual([
      `admin 1: collection added, collection ${id}`,
      ...Array(3).fill(`admin 1: collection changed, collection ${id}`),
      `admin 1: collection published, collection ${id}`,
      `admin 1: collection changed, collection ${id}`,
      `admin 1: collection deleted, collection ${id}`,
    ]);
  });

  test('finds papers to add, by words and by their page in the list', async () => {
    const id = await made([1]);
    const body = await consolePage(id, '?q=paper');
    expect(body.match(/class="finds"[\s\S]*?<\/ul>/)?.[0].match(/name="number"/g)).toHaveLength(2);
    expect((await site.browser.get('/admin/collections?paper=2')).body).toMatch(
      /Add <b>Second paper<\/b>[\s\S]*name="number" value="2"/,
    );
    site.service.deps.lookUpPaper = async () => ({
      paper: makeIncoming({ arxivId: '2611.00009', title: 'From afar' }),
      sources: ['arxiv'],
    });
    await site.send(`/collections/${id}/papers`, { paper: 'arXiv:2611.00009' });
    expect(cardTitles(await consolePage(id))).toEqual(['First paper', 'From afar']);
  });

  test('keeps a paper that turns out to be another one', async () => {
    const id = await made([1, 2]);
    const { stores } = site.service.deps;
    await stores.papers.store(
      [{ ...makeIncoming({ title: 'Same', doi: '10.5555/same.1' }), arxivId: null }],
      { source: 'test', now, sample: false },
    );
    const other = (await stores.papers.numberOf({ kind: 'doi', id: '10.5555/same.1' }))!;
    await site.send(`/collections/${id}/papers`, { number: String(other) });
    await site.send(`/collections/${id}/papers/${other}`, { note: 'Mine' });
    // A source says that both are one.
    await stores.papers.store(
      [makeIncoming({ arxivId: '2611.00001', doi: '10.5555/same.1', title: 'First paper' })],
      {
        source: 'test',
        now,
        sample: false,
      },
    );
    const left = await stores.collections.papersOf(id, 'all');
    expect(left.map(({ note }) => note)).toContain('Mine');
    expect(left).toHaveLength(2);
  });
});

describe('what is refused', () => {
  test.each([
    [{ name: '' }, 'name-error', '1 to 80 characters'],
    [{ name: '論文' }, 'name-error', 'small letters'],
    [{ name: 'x', description: 'y'.repeat(501) }, 'description-error', 'at most 500'],
    [{ name: 'Reading group' }, 'name-error', 'taken'],
  ])('a new collection with %o', async (values, id, words) => {
    await made([]);
    const before = await checksums(site.service.databaseUrl, ['admin_session']);
    const { statusCode, body } = await site.send('/collections', values);
    expect(statusCode).toBe(400);
    expect(body).toMatch(new RegExp(`id="${id}">[^<]*${words}`));
    expect(await checksums(site.service.databaseUrl, ['admin_session'])).toEqual(before);
  });

  test('twice the same paper, a hundred and one, one that is not there, and publishing nothing', async () => {
    const id = await made([1]);
    const again = await site.send(`/collections/${id}/papers`, { number: '1' });
    expect(again.body).toMatch(/id="paper-error">[^<]*already/);
    expect((await site.send(`/collections/${id}/papers`, { number: '99' })).statusCode).toBe(404);
    expect((await site.send('/collections/99/papers', { number: '1' })).statusCode).toBe(404);
    expect((await site.send(`/collections/${id}/papers/2`, { move: 'up' })).statusCode).toBe(404);
    expect((await site.send(`/collections/${id}/papers/1`, {})).statusCode).toBe(400);
    await sql(
      site.service.databaseUrl,
      `INSERT INTO paper (title_key, title, abstract, published_at, fresh_at) SELECT n, n, n, now(), now() FROM generate_series(1, 99) n`,
    );
    await sql(
      site.service.databaseUrl,
      `INSERT INTO collection_paper (collection_id, paper_id, position) SELECT $1, id, id FROM paper WHERE id > 3`,
      [id],
    );
    expect((await site.send(`/collections/${id}/papers`, { number: '2' })).body).toMatch(
      /id="paper-error">[^<]*100 at most/,
    );
    const empty = await made([], 'Empty');
    const refused = await site.send(`/collections/${empty}/publish`, { published: 'yes' });
    expect([refused.statusCode, refused.body]).toEqual([400, expect.stringContaining('Add a paper first')]);
  });

  test('a note that is too long stands open, as it was typed', async () => {
    const id = await made([1]);
    const { body } = await site.send(`/collections/${id}/papers/1`, { note: 'x'.repeat(2_001) });
    expect(body).toMatch(/<details open>[\s\S]*id="note-1-error">[^<]*2000 characters/);
    expect(body).toContain(`${'x'.repeat(2_001)}</textarea>`);
  });
});
