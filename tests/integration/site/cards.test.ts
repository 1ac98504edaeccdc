import { XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refreshTrends } from '../../../src/app/papers/refresh-trends.ts';
import type { App } from '../../../src/http/options.ts';
import { makeIncoming, ownWords } from '../../support/papers/incoming.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { form, pathOf } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
let service: TestService;
let app: App;
let ids: number[];
let feedIds: string;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  const { deps } = service;
  feedIds = deps.feedIds;
  const papers = [1, 2, 3].map((at) =>
    makeIncoming({
      arxivId: `2611.0000${at}`,
      title: `Robots number ${at} that walk`,
      ...ownWords(at),
      featuredAt: now,
      signal: { upvotes: at === 3 ? 0 : 100 - at },
    }),
  );
  await deps.stores.papers.store(papers, { source: 'hugging-face', now, sample: false });
  await refreshTrends(deps);
  const rows = await sql(service.databaseUrl, 'SELECT id FROM paper ORDER BY arxiv_id');
  ids = rows.map(({ id }) => Number(id));
  app = await service.app();
});
afterAll(() => service.close());

async function get(url: string, headers: Record<string, string> = {}) {
  const answer = await app.inject({ url, headers: { 'accept-language': 'en', ...headers } });
  const { statusCode, headers: told } = answer;
  return { statusCode, cacheControl: told['cache-control'], body: answer.body.replaceAll('&#x3D;', '=') };
}

test('a list says whose votes they are, nothing of none, and has what can be done below each paper', async () => {
  const { body } = await get('/');
  expect(body).toContain('99 votes on Hugging Face');
  expect(body).not.toMatch(/\b0 votes/);
  for (const id of ids) {
    expect(body).toContain(`href="/subscribe?papers=${id}"`);
    expect(body).toContain(`name="paper" value="${id}"`);
  }
  expect(body).toMatch(/<span class="tile tone-\d"><b>R<\/b><span>cs.RO<\/span>/);
});

test('a compact list leaves pictures and texts out, and is kept beside the other', async () => {
  for (const _ of ['made', 'kept']) {
    expect((await get('/?view=compact')).body).toMatch(/class="papers compact"/);
    expect((await get('/?view=compact')).body).not.toMatch(/class="(?:thumb|excerpt)"/);
    expect((await get('/')).body).toMatch(/class="thumb"/);
  }
  expect((await get('/?view=huge')).statusCode).toBe(400);
});

test('papers are kept by the browser alone, and its list is a page, an address and a feed', async () => {
  const [first = 0, second = 0] = ids;
  const save = async (cookie: string, fields: Record<string, string>, headers = {}) => {
    const sent = form(fields);
    return await app.inject({ url: '/saved', ...sent, headers: { ...sent.headers, cookie, ...headers } });
  };
  const cookieOf = (answer: Awaited<ReturnType<typeof save>>) => {
    const [given] = answer.cookies as { name: string; value: string; path: string; sameSite: string }[];
    expect(given).toMatchObject({ name: 'offprint-saved', path: '/', sameSite: 'Lax' });
    return `offprint-saved=${given?.value}`;
  };
  const saved = await save('', { paper: String(first) });
  expect([saved.statusCode, saved.headers.location]).toEqual([303, '/saved']);
  let cookie = cookieOf(await save(cookieOf(saved), { paper: String(second) }));
  expect(cookie).toBe(`offprint-saved=${second}.${first}`);

  const page = await get('/saved', { cookie });
  expect(page.cacheControl).toBe('no-store');
  expect(page.body.indexOf(`id="p${second}"`)).toBeLessThan(page.body.indexOf(`id="p${first}"`));
  expect(page.body).toContain(`value="http://localhost:3000/saved?papers=${second}.${first}"`);
  const shared = await get(`/saved?papers=${second}.${first}.99999`);
  expect(shared.body).toContain('A list of papers');
  expect(shared.body).not.toContain('name="remove"');
  const feed = await get(`/saved/feed.xml?papers=${second}.${first}`);
  expect(feed.body.match(/<entry>/g)).toHaveLength(2);

  cookie = cookieOf(await save(cookie, { remove: String(second) }));
  expect(cookie).toBe(`offprint-saved=${first}`);
  expect((await save(cookie, { paper: '99999' })).statusCode).toBe(404);
  expect((await save(cookie, { paper: 'x' })).statusCode).toBe(404);
  expect((await save(cookie, { paper: '1' }, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
  await sql(service.databaseUrl, `UPDATE paper SET hidden = true WHERE id = ${first}`);
  expect((await get('/saved', { cookie })).body).toContain('Nothing saved yet.');
  await sql(service.databaseUrl, `UPDATE paper SET hidden = false WHERE id = ${first}`);
});

test('the form says what it will do, and ticks what the page is about and nothing else', async () => {
  const ticked = (body: string) =>
    [...body.matchAll(/name="(\w+)" value="([^"]*)" checked/g)].map(([, name, value]) => `${name}=${value}`);
  const heading = (body: string) =>
    /id="subscribe-heading"[^>]*>(.*?)<\/h2>/.exec(body)?.[1]?.replace(/<[^>]*>/g, '');
  const [first = 0] = ids;

  const topic = (await get('/topics/cs.RO')).body;
  expect([heading(topic), ticked(topic)]).toEqual(['Get Robotics in your inbox', ['topics=cs.RO']]);
  const paper = (await get(`/papers/${first}`)).body;
  expect([heading(paper), ticked(paper)]).toEqual([
    'Get papers like this one in your inbox',
    [`papers=${first}`],
  ]);
  const search = (await get('/?q=walk')).body;
  expect([heading(search), ticked(search)]).toEqual(['Get papers on “walk” in your inbox', ['queries=walk']]);
  expect(search).toContain('none besides');
  const nothing = (await get('/?q=zebra')).body;
  expect([heading(nothing), ticked(nothing)]).toEqual(['Get trending papers in your inbox', []]);

  const chosen = (await get(`/subscribe?topics=cs.RO&topics=math.PR&topics=none&papers=${first}&papers=x`))
    .body;
  expect(ticked(chosen).sort()).toEqual([`papers=${first}`, 'topics=cs.RO', 'topics=math.PR']);
  expect(heading((await get('/subscribe?topics=cs.RO&topics=math.PR')).body)).toBe(
    'Get 2 topics in your inbox',
  );
  expect(chosen.match(/name="topics"/g)?.length).toBeGreaterThan(150);
  expect((await get('/topics')).body).toMatch(/<form id="catalogue" method="get" action="\/subscribe"/);
});

test('a search has a feed, and ids in feeds outlive the address of the service', async () => {
  const feed = await get('/feed.xml?q=walk&topic=cs.RO');
  expect(feed.body.match(/<entry>/g)).toHaveLength(3);
  expect(feed.body).toContain('href="http://localhost:3000/feed.xml?q=walk&amp;topic=cs.RO"');
  expect((await get('/?q=walk')).body).toContain('href="/feed.json?q=walk"');
  expect((await get('/feed.xml?topic=none')).statusCode).toBe(404);
  expect((await get('/feed.xml?q=zebra')).body).not.toContain('<entry>');

  expect(feedIds).toMatch(/^tag:[a-z0-9.]+,\d{4}-\d\d-\d\d:[0-9a-f]{8}\/$/);
  expect(feed.body).toContain(`<id>${feedIds}papers/${ids[0]}</id>`);
  const { installation } = service.deps.stores;
  const elsewhere = { fresh: 'tag:elsewhere.example,2026-12-01:', before: 'https://elsewhere.example/' };
  expect(await installation.settleFeedIds(elsewhere)).toBe(feedIds);
  // One that had feeds before this was kept goes on with the ids that they had.
  await sql(service.databaseUrl, 'UPDATE installation SET feed_ids = NULL');
  expect(await installation.settleFeedIds(elsewhere)).toBe('https://elsewhere.example/');
});

test('a reader takes what they follow along to a feed reader, without saying who they are', async () => {
  const { deps } = service;
  const email = 'ada@example.org';
  const id = await addReader(deps, email, {
    topics: ['cs.RO'],
    interests: [
      { kind: 'query', query: '"walk" <& run', weight: 'normal' },
      { kind: 'author', author: 'Émile Borel', weight: 'normal' },
      { kind: 'paper', paperId: ids[0] ?? 0, weight: 'normal' },
    ],
  });
  const path = pathOf(deps.links.preferences(id));
  expect((await get(path)).body).toContain(`href="${path}/feeds.opml"`);
  const { body, statusCode } = await get(`${path}/feeds.opml`);
  expect(statusCode).toBe(200);
  expect(XMLValidator.validate(body)).toBe(true);
  const feeds = [...body.matchAll(/xmlUrl="([^"]*)"/g)].map(([, url = '']) => url.replaceAll('&amp;', '&'));
  expect(feeds.map((url) => url.slice('http://localhost:3000'.length)).sort()).toEqual([
    '/authors/emile-borel/feed.xml',
    '/feed.xml?q=%22walk%22+%3C%26+run',
    '/topics/cs.RO/feed.xml',
  ]);
  for (const said of [email, 'preferences', path.split('/').at(-1) ?? '']) expect(body).not.toContain(said);
  const all = await addReader(deps, 'alan@example.org', {});
  expect((await get(`${pathOf(deps.links.preferences(all))}/feeds.opml`)).body).toContain(
    'xmlUrl="http://localhost:3000/feed.xml"',
  );
  expect((await get('/preferences/nobody/feeds.opml')).statusCode).toBe(404);
});
