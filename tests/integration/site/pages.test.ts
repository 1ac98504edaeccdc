import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { refreshTrends } from '../../../src/app/papers/refresh-trends.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { form, linkIn, pathOf, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const hostile = 'Robots & <script>alert("t")</script> ]]> \u0001 "quoted"';

let service: TestService;
let app: App;
let digestMail: Awaited<ReturnType<typeof sentMail>>[number] | undefined;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
  const { deps } = service;
  await deps.stores.papers.store(
    [
      makeIncoming({ signal: { upvotes: 40 }, thumbnailUrl: 'https://elsewhere.example/picture.png' }),
      makeIncoming({
        arxivId: '2611.00002',
        title: hostile,
        abstract: '<img src=x onerror=alert(1)> We walk on $\\alpha < \\beta$.',
        authors: ['<b>Mallory</b>'],
        url: 'javascript:alert(1)',
        comment: '"><script>x</script>',
        links: [{ url: 'javascript:alert(2)', type: 'code' }],
      }),
      makeIncoming({
        arxivId: '2610.00003',
        title: 'A proof about primes',
        authors: [String.raw`Andr\'e W{\o}lk`],
        categories: ['math.NT'],
        primaryCategory: 'math.NT',
        publishedAt: new Date('2026-11-03T00:00:00Z'),
      }),
    ],
    { source: 'hugging-face', now, sample: false },
  );
  await deps.stores.papers.store([makeIncoming({ arxivId: '2611.00004', title: 'A hidden paper' })], {
    source: 'hugging-face',
    now,
    sample: false,
  });
  await deps.stores.papers.edit(4, { hidden: true });
  await refreshTrends(deps);
  await addReader(deps, 'ada@example.org', { topics: ['cs.RO'] });
  await addReader(deps, 'grace@example.org', { cadence: 'monthly', topics: ['math.NT'] });
  await triggerDigest(deps, { origin: 'api' });
  await triggerDigest(deps, {
    origin: 'api',
    emails: ['ada@example.org'],
    asOf: new Date('2026-11-24T12:00:00Z'),
  });
  await runJobs(service);
  [digestMail] = await sentMail(service, 'ada@example.org');
});
afterAll(() => service.close());

const page = async (url: string) => {
  const { statusCode, body, headers } = await app.inject(url);
  expect(statusCode, `${url}: ${body.slice(0, 200)}`).toBe(200);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  return body;
};
const status = async (url: string) => (await app.inject(url)).statusCode;

describe('the papers', () => {
  test('of the home page are the trending ones of the window, best first, without hidden ones', async () => {
    const body = await page('/?window=week');
    const titles = [...body.matchAll(/<a href="\/papers\/(\d+)">/g)].map(([, id]) => id);
    expect(titles.slice(0, 2)).toEqual(['1', '2']);
    expect(body).not.toContain('A hidden paper');
    expect(await page('/')).toContain('/papers/1');
  });
  test('are narrowed by topic and by words, and found again in the form', async () => {
    const byTopic = await page('/?window=month&topic=math.NT');
    expect(byTopic).toContain('A proof about primes');
    expect(byTopic).not.toContain('/papers/1"');
    const byWords = await page('/?q=primes&topic=');
    expect(byWords).toContain('A proof about <mark>primes</mark>');
    expect(byWords).toContain('value="primes"');
    expect(await page('/?q=zebra')).toContain('No paper matches “zebra” here.');
    expect(await page(`/?q=${encodeURIComponent('"><script>')}`)).not.toContain('"><script>');
  });
  test.each([
    ['/?window=year', 400],
    ['/?page=0', 400],
    ['/?page=1001', 400],
    ['/?page=x', 400],
    [`/?q=${'x'.repeat(501)}`, 400],
    ['/?topic=no-such', 404],
    ['/topics/no-such', 404],
    ['/topics/no-such/feed.xml', 404],
    ['/papers/99', 404],
    ['/papers/4', 404],
    ['/authors/no-such-person', 404],
    ['/authors/no-such-person/feed.xml', 404],
    ['/authors/...', 404],
    ['/papers/x', 404],
    ['/papers/2611.99999', 404],
    ['/nowhere', 404],
    ['/page/../../etc/passwd', 404],
    ['/static/..%2fapp.ts', 404],
  ])('%s is answered with %i and a page of the service', async (url, expected) => {
    const answer = await app.inject(url);
    expect(answer.statusCode).toBe(expected);
    expect(answer.body).toContain('<!doctype html>');
    expect(answer.body).toContain('Go to trending papers');
  });
  test('have their own page, found by id, arXiv id and a version of it', async () => {
    const body = await page('/papers/1');
    expect(body).toContain('A paper about robots that learn to walk');
    expect(body).toContain('Ada Lovelace');
    expect(body).toContain('rel="canonical" href="http://localhost:3000/papers/1"');
    for (const id of ['2611.00001', '2611.00001v3', '01']) {
      const moved = await app.inject(`/papers/${id}`);
      expect([moved.statusCode, moved.headers.location]).toEqual([301, '/papers/1']);
    }
  });
  test('cannot bring markup, scripts or addresses that run on any page', async () => {
    for (const url of ['/?window=week', '/papers/2', '/topics/cs.RO?window=week', '/archive', '/archive/1']) {
      const body = await page(url);
      expect(body, url).toContain('Robots &amp; &lt;script&gt;');
      for (const bad of ['<script>alert', '<img src=x', '<b>Mallory', 'javascript:', '"><script>'])
        expect(body, url).not.toContain(bad);
      const scripts = body.match(/<script[^>]*>/g) ?? [];
      expect(scripts.length).toBeGreaterThan(0);
      for (const script of scripts)
        expect(script, url).toMatch(/src="\/static\/|^<script type="application\/ld\+json">$/);
    }
  });
  test('have authors without TeX, in lists, on their pages, and where one follows them', async () => {
    expect(await page('/topics/math.NT?window=month')).toContain('André Wølk');
    const body = await page('/papers/3');
    expect(body).toContain('<a href="/authors/andre-wolk">André Wølk</a>');
    expect(body).toContain('New papers by André Wølk');
    expect(body).not.toContain('Andr\\');
  });
  test('are listed by topic, and the catalogue lists all topics', async () => {
    expect(await page('/topics/cs.RO?window=week')).toContain('/papers/1');
    expect(await page('/topics/CS.ro?window=week')).toContain('/papers/1');
    const catalogue = await page('/topics');
    for (const { slug } of await service.deps.stores.topics.list())
      expect(catalogue).toContain(`href="/topics/${slug}"`);
  });
});

describe('the feeds', () => {
  const feed = async (url: string) => {
    const { statusCode, headers, body } = await app.inject(url);
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('application/atom+xml; charset=utf-8');
    expect(XMLValidator.validate(body)).toBe(true);
    const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === 'entry' });
    return { body, feed: parser.parse(body).feed };
  };
  test.each([
    ['/feed.xml', ['1', '2']],
    ['/topics/math.NT/feed.xml', ['3']],
    ['/topics/cs.AR/feed.xml', []],
  ])(
    '%s is well-formed Atom whose entries have ids of their own and lead to the papers',
    async (url, ids) => {
      const { feed: atom } = await feed(url);
      expect(atom['@_xmlns']).toBe('http://www.w3.org/2005/Atom');
      const { feedIds } = service.deps;
      expect(atom.id).toBe(`${feedIds}${url.slice(1)}`);
      expect(atom.link[0]).toMatchObject({ '@_rel': 'self', '@_href': `http://localhost:3000${url}` });
      expect(new Date(atom.updated).getTime()).not.toBeNaN();
      const entries = atom.entry ?? [];
      expect(entries.map(({ id }: { id: string }) => id)).toEqual(ids.map((id) => `${feedIds}papers/${id}`));
      for (const entry of entries) {
        for (const part of ['title', 'updated', 'author', 'summary']) expect(entry).toHaveProperty(part);
        expect(entry.link['@_href']).toBe(entry.id.replace(feedIds, 'http://localhost:3000/'));
      }
    },
  );
  test('escape hostile titles, and leave out characters that XML does not allow', async () => {
    const { body, feed: atom } = await feed('/feed.xml');
    expect(body).not.toContain('<script>');
    expect(body).not.toContain('\u0001');
    expect(body).toContain('&lt;script&gt;alert');
    expect(atom.entry[1].title).toBe('Robots & <script>alert("t")</script> ]]> "quoted"');
    expect(atom.entry[1].author.name).toContain('Mallory');
  });
  test('are linked from the pages that they belong to', async () => {
    expect(await page('/topics/cs.RO')).toContain('href="/topics/cs.RO/feed.xml"');
    expect(await page('/')).toContain('href="/feed.xml"');
  });
});

describe('a delivery in the browser', () => {
  test('shows what its mail showed, and loads nothing from elsewhere', async () => {
    const link = linkIn(digestMail, 'view');
    const body = await page(link);
    expect(body).toContain('A paper about robots that learn to walk');
    expect(body).toContain('in Robotics, which you follow · 40 upvotes');
    expect(body).not.toContain('A proof about primes');
    expect(body).not.toContain('elsewhere.example');
    expect(body).toContain('content="noindex"');
    expect(body).toContain('href="/manage"');
  });
  test('is 404 with a changed token or one of another purpose, and gone once the reader was erased', async () => {
    const link = linkIn(digestMail, 'view');
    expect(await status(link.replace(/\.\d+\./, '.2.'))).toBe(404);
    expect(await status(pathOf(service.deps.links.preferences(1)).replace('preferences', 'view'))).toBe(404);
    const id = await addReader(service.deps, 'gone@example.org', { topics: ['cs.RO'] });
    await triggerDigest(service.deps, { origin: 'api', emails: ['gone@example.org'] });
    await runJobs(service);
    const [mail] = await sentMail(service, 'gone@example.org');
    await service.deps.stores.subscribers.erase(id);
    expect(await status(linkIn(mail, 'view'))).toBe(410);
  });
});

describe('the archive', () => {
  test('lists finished digests with their papers, those to named addresses left out', async () => {
    const body = await page('/archive');
    expect([...body.matchAll(/href="\/archive\/(\d+)"/g)].map(([, id]) => id)).toEqual(['1']);
    expect(body).toContain('3 papers');
    expect(await status('/archive/2')).toBe(404);
    expect(await status('/archive/99')).toBe(404);
    expect(await status('/archive/x')).toBe(400);
    expect(await page('/archive?before=1')).toContain('No digest was sent yet.');
  });
  test('is a calendar too, a month at a time', async () => {
    const { asOf } = (await service.deps.stores.digests.byId(1))!;
    const month = asOf.toISOString().slice(0, 7);
    const list = (await page('/archive')).replaceAll('&#x3D;', '=');
    expect(list).toContain(`<a href="/archive?month=${month}">Calendar</a>`);
    const body = await page(`/archive?month=${month}`);
    expect(body).toMatch(/<th scope="col" abbr="Monday">Mon<\/th>/);
    expect(body).toContain(
      `<td><a href="/archive/1"><b>${asOf.getUTCDate()}</b><span> Special digest</span></a></td>`,
    );
    expect(body).toContain('<p class="muted">3 papers</p>');
    expect(body).not.toContain('rel="prev"');
    expect(body).not.toContain('noindex');
    const before = await page('/archive?month=2020-02');
    expect(before).toContain('No digest was sent in that month.');
    expect(before).toContain(`rel="next"`);
    expect(before).toContain('noindex');
    expect((await app.inject('/archive?month=2026-13')).body).toContain(
      'a month of the calendar, written like 2026-11',
    );
    expect(await status('/archive?month=2026-13')).toBe(400);
    expect(await status('/archive?month=2999-01')).toBe(404);
  });
  test('knows the nearest digests before and after a stretch of time', async () => {
    const { archive } = service.deps.stores;
    const { asOf } = (await service.deps.stores.digests.byId(1))!;
    const { digests, earlier, later } = await archive.digestsOf(
      { from: asOf, before: new Date(asOf.getTime() + 1) },
      10,
    );
    expect(digests).toEqual([{ id: 1, cadence: null, asOf, papers: 3 }]);
    expect([earlier, later]).toEqual([null, null]);
    expect((await archive.digestsOf({ from: new Date(0), before: asOf }, 10)).later).toEqual(asOf);
  });
  test('shows all papers of a digest and nothing of its readers', async () => {
    const body = await page('/archive/1');
    for (const title of ['A paper about robots', 'A proof about primes']) expect(body).toContain(title);
    for (const personal of [
      'ada@',
      'grace@',
      'example.org',
      'which you follow',
      '/preferences/',
      '/unsubscribe/',
      '/view/',
    ])
      expect(body).not.toContain(personal);
  });
  test('does not show a digest that is still being sent', async () => {
    const { id } = await triggerDigest(service.deps, { origin: 'api' });
    expect(await status(`/archive/${id}`)).toBe(404);
    await runJobs(service);
  });
  test('leaves out papers that were hidden since', async () => {
    await service.deps.stores.papers.edit(3, { hidden: true });
    expect(await page('/archive/1')).not.toContain('A proof about primes');
    await service.deps.stores.papers.edit(3, { hidden: false });
  });
});

describe('the mailbox', () => {
  test('lists caught mail, newest first, and shows each with headers, HTML, text and source', async () => {
    await app.inject({ url: '/subscribe', ...form({ email: 'newest@example.org' }) });
    await runJobs(service);
    const [mail] = await sentMail(service, 'newest@example.org');
    const list = await page('/mailbox');
    expect([...list.matchAll(/href="\/mailbox\/(\d+)"/g)][0]?.[1]).toBe(String(mail?.id));
    const shown = await page(`/mailbox/${mail?.id}`);
    expect(shown).toContain('Please confirm your Offprint digest');
    expect(shown).toMatch(
      /<iframe[^>]+src="\/mailbox\/\d+\/html"[^>]+sandbox="(?![^"]*allow-(scripts|same-origin))/,
    );
    expect(await page(`/mailbox/${mail?.id}?part=text`)).toContain('Confirm my digest:');
    const raw = await app.inject(`/mailbox/${mail?.id}/raw`);
    expect(raw.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(raw.body).toContain('To: newest@example.org');
  });
  test('gives the HTML part a policy of its own: no script, and a sandbox without the site’s origin', async () => {
    const answer = await app.inject(`/mailbox/${digestMail?.id}/html`);
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/sandbox(?!.*allow-(scripts|same-origin|forms))/);
    expect(policy).not.toContain('script-src');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.body).not.toContain('<script');
    expect(answer.body).toContain('Robots &amp; &lt;script&gt;');
  });
  test.each(['/mailbox/999', '/mailbox/999/html', '/mailbox/999/raw'])(
    '%s, which it does not have, is 404',
    async (url) => {
      expect(await status(url)).toBe(404);
    },
  );
});
