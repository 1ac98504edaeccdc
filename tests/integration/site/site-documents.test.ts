import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { refreshTrends } from '../../../src/app/papers/refresh-trends.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T10:00:00Z');
const site = 'http://localhost:3000';
const hour = 3_600_000;

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  app = await service.app();
  const { papers } = service.deps.stores;
  await papers.store(
    [
      makeIncoming({ abstract: 'On "robots" & <walking>.', doi: '10.1000/robots', signal: { upvotes: 3 } }),
      makeIncoming({ arxivId: '2611.00002', title: 'A hidden one' }),
      makeIncoming({ arxivId: null, title: 'Elsewhere', url: 'https://example.org/paper', authors: [] }),
    ],
    { source: 'hugging-face', now, sample: false },
  );
  await papers.edit(2, { hidden: true });
  await refreshTrends(service.deps);
});
afterAll(() => service.close());

const parser = new XMLParser({
  ignoreAttributes: false,
  isArray: (name) => name === 'url' || name === 'sitemap',
});

describe('a feed', () => {
  test.each(['/feed.xml', '/feed.json', '/topics/cs.RO/feed.xml', '/topics/cs.RO/feed.json'])(
    '%s is sent once, and again only when it has changed',
    async (url) => {
      const first = await app.inject(url);
      const { etag, 'last-modified': changed } = first.headers;
      expect(first.statusCode).toBe(200);
      expect(etag).toMatch(/^"[\w-]{22}"$/);
      expect(new Date(String(changed)).getTime()).toBeLessThanOrEqual(service.clock.now!.getTime());
      service.clock.now = new Date(service.clock.now!.getTime() + hour);
      const ask = async (headers: Record<string, string>) => {
        const answer = await app.inject({ url, headers });
        if (answer.statusCode === 304) {
          expect(answer.body).toBe('');
          expect(answer.headers.etag).toBe(etag);
          expect(answer.headers['cache-control']).toBe('public, max-age=300');
        }
        return answer.statusCode;
      };
      expect(await ask({ 'if-none-match': String(etag) })).toBe(304);
      expect(await ask({ 'if-none-match': `"other", W/${etag}` })).toBe(304);
      expect(await ask({ 'if-none-match': '*' })).toBe(304);
      expect(await ask({ 'if-modified-since': String(changed) })).toBe(304);
      expect(await ask({ 'if-modified-since': new Date(0).toUTCString() })).toBe(200);
      expect(await ask({ 'if-modified-since': 'yesterday' })).toBe(200);
      expect(await ask({ 'if-none-match': '"other"', 'if-modified-since': String(changed) })).toBe(200);
      await service.deps.stores.papers.edit(1, { hidden: true });
      expect(await ask({ 'if-none-match': String(etag) })).toBe(200);
      expect(await ask({ 'if-modified-since': String(changed) })).toBe(200);
      await service.deps.stores.papers.edit(1, { hidden: false });
    },
  );

  test('as JSON is a JSON Feed of the same papers as Atom’s', async () => {
    const answer = await app.inject('/feed.json');
    expect(answer.headers['content-type']).toBe('application/feed+json; charset=utf-8');
    const feed = answer.json();
    expect(feed).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      home_page_url: `${site}/`,
      feed_url: `${site}/feed.json`,
    });
    const atom = parser.parse((await app.inject('/feed.xml')).body).feed.entry;
    expect(feed.items.map(({ id }: { id: string }) => id)).toEqual(atom.map(({ id }: { id: string }) => id));
    expect(feed.items[0]).toEqual({
      id: `${service.deps.feedIds}papers/1`,
      url: `${site}/papers/1`,
      external_url: 'https://arxiv.org/abs/2611.00001',
      title: 'A paper about robots that learn to walk',
      content_text: 'On "robots" & <walking>.',
      date_published: '2026-11-23T00:00:00.000Z',
      date_modified: '2026-11-23T00:00:00.000Z',
      authors: [{ name: 'Ada Lovelace' }, { name: 'Alan Turing' }],
      tags: ['cs.RO'],
    });
  });

  test('of a topic that there is not is 404 in both formats', async () => {
    for (const file of ['feed.xml', 'feed.json'])
      expect((await app.inject(`/topics/no-such/${file}`)).statusCode).toBe(404);
  });
});

describe('for robots', () => {
  test('robots.txt keeps them from what is secret or for programs, and leads to the sitemap', async () => {
    const { body, headers } = await app.inject('/robots.txt');
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    const lines = body.split('\n');
    expect(lines[0]).toBe('User-agent: *');
    for (const path of [
      '/admin',
      '/api/',
      '/confirm/',
      '/preferences/',
      '/unsubscribe/',
      '/view/',
      '/feedback/',
      '/mailbox',
    ])
      expect(lines).toContain(`Disallow: ${path}`);
    expect(lines).toContain(`Sitemap: ${site}/sitemap.xml`);
    const barred = lines.flatMap((line) => /^Disallow: (.*)$/.exec(line)?.[1] ?? []);
    for (const open of [
      '/',
      '/papers/1',
      '/topics/cs.RO',
      '/archive/1',
      '/archive?before=2',
      '/feed.xml',
      '/static/x.css',
    ])
      expect(barred.filter((path) => open.startsWith(path))).toEqual([]);
  });

  const parse = async (url: string) => {
    const { statusCode, headers, body } = await app.inject(url);
    expect(statusCode, url).toBe(200);
    expect(headers['content-type']).toBe('application/xml; charset=utf-8');
    expect(XMLValidator.validate(body)).toBe(true);
    return parser.parse(body);
  };

  test('the sitemap names all topics and all papers that anybody may see, in parts that answer', async () => {
    const { sitemapindex } = await parse('/sitemap.xml');
    expect(sitemapindex['@_xmlns']).toBe('http://www.sitemaps.org/schemas/sitemap/0.9');
    const parts = sitemapindex.sitemap.map(({ loc }: { loc: string }) => loc.replace(site, ''));
    expect(parts).toEqual(['/sitemap/topics.xml', '/sitemap/papers-1.xml']);
    const found = [];
    for (const part of parts)
      for (const { loc } of (await parse(part)).urlset.url) found.push(String(loc).replace(site, ''));
    const topics = await service.deps.stores.topics.list();
    expect(found).toEqual(
      expect.arrayContaining([
        '/',
        '/topics',
        '/archive',
        '/papers/1',
        '/papers/3',
        ...topics.map(({ slug }) => `/topics/${slug}`),
      ]),
    );
    expect(found).not.toContain('/papers/2');
    for (const path of found.slice(0, 8)) expect((await app.inject(path)).statusCode, path).toBe(200);
  });

  test('a part that is full is followed by another, each of at most 50,000', async () => {
    await sql(service.databaseUrl, `SELECT setval('paper_id_seq', 50000)`);
    await service.deps.stores.papers.store([makeIncoming({ arxivId: '2611.00009', title: 'The next' })], {
      source: 'arxiv',
      now,
      sample: false,
    });
    service.clock.now = new Date(service.clock.now!.getTime() + 2 * hour);
    const { sitemapindex } = await parse('/sitemap.xml');
    expect(sitemapindex.sitemap).toHaveLength(3);
    const { urlset } = await parse('/sitemap/papers-2.xml');
    expect(urlset.url).toEqual([{ loc: `${site}/papers/50001`, lastmod: '2026-11-23T00:00:00.000Z' }]);
  });

  test('is made at most once an hour', async () => {
    const before = (await app.inject('/sitemap/papers-2.xml')).body;
    await service.deps.stores.papers.edit(50_001, { hidden: true });
    expect((await app.inject('/sitemap/papers-2.xml')).body).toBe(before);
    service.clock.now = new Date(service.clock.now!.getTime() + hour);
    expect((await app.inject('/sitemap/papers-2.xml')).body).not.toContain('/papers/50001');
    await service.deps.stores.papers.edit(50_001, { hidden: false });
  });

  test.each(['/sitemap/papers-0.xml', '/sitemap/papers-3.xml', '/sitemap/papers-x.xml', '/sitemap/x'])(
    '%s is no part',
    async (url) => {
      expect((await app.inject(url)).statusCode).toBe(404);
    },
  );
});

describe('what a page says of itself', () => {
  const head = async (url: string) => {
    const { body } = await app.inject(url);
    const meta = [...body.matchAll(/<meta (?:name|property)="([^"]+)" content="([^"]*)">/g)].map(
      ([, name, content]) => [name, content],
    );
    return {
      meta,
      canonical: /<link rel="canonical" href="([^"]+)">/.exec(body)?.[1]?.replaceAll('&#x3D;', '='),
    };
  };
  test('on a paper’s page is what indexers of papers look for', async () => {
    const { meta, canonical } = await head('/papers/1');
    expect(canonical).toBe(`${site}/papers/1`);
    expect(meta).toEqual(
      expect.arrayContaining([
        ['og:type', 'article'],
        ['og:title', 'A paper about robots that learn to walk'],
        ['og:url', `${site}/papers/1`],
        ['description', 'On &quot;robots&quot; &amp; &lt;walking&gt;.'],
        ['citation_title', 'A paper about robots that learn to walk'],
        ['citation_author', 'Ada Lovelace'],
        ['citation_author', 'Alan Turing'],
        ['citation_publication_date', '2026/11/23'],
        ['citation_arxiv_id', '2611.00001'],
        ['citation_doi', '10.1000/robots'],
        ['citation_pdf_url', 'https://arxiv.org/pdf/2611.00001'],
      ]),
    );
  });
  test('on a paper’s page is also told to programs, and no text of a paper ends the script', async () => {
    const { body } = await app.inject('/papers/1');
    const [, json = ''] = /<script type="application\/ld\+json">([^<>&]*)<\/script>/.exec(body) ?? [];
    expect(JSON.parse(json)).toMatchObject({
      '@type': 'ScholarlyArticle',
      '@id': `${site}/papers/1`,
      headline: 'A paper about robots that learn to walk',
      abstract: 'On "robots" & <walking>.',
      author: [{ name: 'Ada Lovelace' }, { name: 'Alan Turing' }],
      datePublished: '2026-11-23',
      sameAs: ['https://arxiv.org/abs/2611.00001', 'https://doi.org/10.1000/robots'],
    });
  });
  test('on a paper’s page is a citation, and how its votes grew once they did', async () => {
    const before = (await app.inject('/papers/1')).body;
    expect(before).toContain('@misc{lovelace2026paper');
    expect(before).not.toContain('class="growth"');
    const { papers } = service.deps.stores;
    const later = new Date(now.getTime() + 30 * hour);
    await papers.store([makeIncoming({ doi: '10.1000/robots', signal: { upvotes: 41 } })], {
      source: 'hugging-face',
      now: later,
      sample: false,
    });
    const { body } = await app.inject('/papers/1');
    expect(body).toMatch(/class="growth"[\s\S]*25 Nov 2026<\/time><\/th><td class="n">41</);
    for (const address of ['huggingface.co/papers/', 'www.alphaxiv.org/abs/', 'arxiv.org/html/'])
      expect(body).toContain(`href="https://${address}2611.00001"`);
  });
  test.each([
    ['/', '/'],
    ['/?window=week', '/'],
    ['/?page=2&window=week', '/?window=week&amp;page=2'],
    ['/?topic=cs.RO', '/topics/cs.RO'],
    ['/topics/CS.ro', '/topics/cs.RO'],
    ['/topics/cs.RO?page=3', '/topics/cs.RO?page=3'],
    ['/archive', '/archive'],
    ['/archive?before=9', '/archive?before=9'],
    ['/embed?topics=cs.RO', '/embed'],
  ])('%s is to be known as %s', async (url, path) => {
    const { meta, canonical } = await head(url);
    expect(canonical).toBe(`${site}${path}`);
    for (const name of ['description', 'og:description', 'og:title', 'og:type', 'og:url'])
      expect(meta.map(([key]) => key)).toContain(name);
  });
  test('in the archive can be read and followed by search engines', async () => {
    await addReader(service.deps, 'ada@example.org', { topics: ['cs.RO'] });
    await triggerDigest(service.deps, { origin: 'api' });
    await runJobs(service);
    for (const url of ['/archive', '/archive/1']) {
      const { body, headers } = await app.inject(url);
      expect(headers['x-robots-tag']).toBeUndefined();
      expect(body).not.toContain('noindex');
      expect((await head(url)).meta.map(([name]) => name)).toContain('description');
    }
    expect((await app.inject('/archive')).body).toContain('href="/archive/1"');
    expect((await app.inject('/archive/1')).body).toContain('href="/papers/1"');
  });
});
