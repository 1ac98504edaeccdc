import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSubjectLists } from '../../../src/app/digests/planning/subject-lists.ts';
import { trendsAt } from '../../../src/app/papers/refresh-trends.ts';
import type { IncomingPaper } from '../../../src/domain/papers/paper.ts';
import { parseSearch } from '../../../src/domain/papers/search-query.ts';
import type { App } from '../../../src/http/options.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { askByForm, form } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');

const paper = (number: number, said: Partial<IncomingPaper>) =>
  makeIncoming({
    arxivId: `2611.0000${number}`,
    title: `Paper ${number}`,
    abstract: 'Nothing that anybody looks for.',
    categories: ['cs.LG'],
    primaryCategory: 'cs.LG',
    authors: ['Nobody Known'],
    publishedAt: new Date(`2026-11-0${number}T12:00:00Z`),
    ...said,
  });
const papers = [
  paper(1, { title: 'Capsules', authors: ['Sara Sabour', 'Geoffrey E. Hinton'] }),
  paper(2, { title: 'Two people', authors: ['Geoffrey Moore', 'Eve Hinton'] }),
  paper(3, {
    title: 'Forward',
    authors: ['Hinton, Geoffrey'],
    categories: ['cs.NE'],
    primaryCategory: 'cs.NE',
  }),
  paper(4, { title: 'Initials', authors: ['G. Hinton'], categories: ['cs.RO', 'cs.LG'] }),
  paper(5, { title: 'Accents', authors: ['José Ñúñez', 'Øystein Straße'], categories: ['math.IT'] }),
  paper(6, {
    title: 'Walking <b>robots</b> & "dogs"',
    abstract: `${'We say much that nobody asked for. '.repeat(12)}Then correcting quantum errors begins at $x < y$.`,
    authors: ['<script>Mallory</script>'],
  }),
];

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  app = await service.app();
  await service.deps.stores.papers.store(papers, { source: 'arxiv', now, sample: false });
});
afterAll(() => service.close());

const everything = { window: null, topicId: null, asker: null, now, page: 1, limit: 50 } as const;
const search = async (query: string, asked: Partial<typeof everything> = {}) =>
  await service.deps.stores.papers.trending({ ...everything, ...asked, query });
const numbers = async (query: string) =>
  (await search(query)).items.map(({ arxivId }) => Number(arxivId?.slice(-1))).sort();
const page = async (q: string) => (await app.inject({ url: '/', query: { q } })).body;

describe('a search', () => {
  test.each<[string, string, number[]]>([
    ['by a family name', 'author:hinton', [1, 2, 3, 4]],
    ['by a full name, one person’s and in any order', 'author:"Geoffrey Hinton"', [1, 3]],
    ['by a name with its initial in the middle', 'author:"Geoffrey E. Hinton"', [1, 3]],
    ['by an initial and a family name', 'author:"G. Hinton"', [1, 3, 4]],
    ['by a name without its accents', 'author:"jose nunez"', [5]],
    ['by a name with them', 'author:"José Ñúñez" author:strasse', [5]],
    ['by two people at once', 'author:sabour author:hinton', [1]],
    ['not by somebody', 'author:hinton -author:sabour', [2, 3, 4]],
    ['in a category', 'cat:cs.NE', [3]],
    ['in a category, whatever the case, or its archive', 'in:CS.ne', [3]],
    ['in one category or another', 'cat:cs.NE cat:cs.RO', [3, 4]],
    ['in an archive', 'cat:math', [5]],
    ['in one and not in another', 'cat:cs.LG -cat:cs.RO', [1, 2, 6]],
    ['in a topic that there is not', 'cat:no-such', []],
    ['from a day on', 'from:2026-11-05', [5, 6]],
    ['up to a day, all of it', 'to:2026-11-02', [1, 2]],
    ['between days', 'from:2026-11-02 to:2026-11-03', [2, 3]],
    ['in a month, in a year', 'from:2026-11 to:2026', [1, 2, 3, 4, 5, 6]],
    ['before all of them', 'to:2025', []],
    ['for words with all of it', 'capsules author:hinton cat:cs.LG from:2026-11-01 to:2026-11-01', [1]],
    ['for words that look like a field', 'robots:dogs', [6]],
  ])('finds what is %s', async (_, query, expected) => {
    expect(await numbers(query)).toEqual(expected);
  });

  test('of nothing but what must not be there says what is left', async () => {
    expect(await numbers('-author:hinton')).toEqual([5, 6]);
  });

  test('finds nothing, rather than failing, for names and topics of odd characters', async () => {
    const odd = [
      'author:"\'\\\\&|!:*"',
      'author:"a <-> b"',
      'author:"\\\\"',
      "author:o'brien",
      'author:李',
      'cat:a.b-c_d',
    ];
    for (const query of odd) expect((await search(query)).total, query).toBe(0);
  });

  test('finds the same through the API', async () => {
    const answer = await app.inject({ url: '/api/v1/papers', query: { q: 'author:"Geoffrey Hinton"' } });
    expect(answer.json()).toMatchObject({ total: 2, exact: true });
  });
});

describe('the page of results', () => {
  test('says what narrows the search, with a way out of each', async () => {
    const body = await page('capsules author:"Geoffrey Hinton" -cat:cs.CV from:2026-11');
    expect(body).toContain('<h1 data-live="heading">Papers on “capsules”</h1>');
    const chips = [...body.matchAll(/<li><span>([^<]+)<\/span> <a href="([^"]+)" rel="nofollow"/g)];
    expect(chips.map(([, text]) => text)).toEqual(['By Geoffrey Hinton', 'Not in cs.CV', 'From 2026-11']);
    const href = chips[0]?.[2]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? '';
    const without = new URL(href, 'http://x').searchParams.get('q') ?? '';
    expect(parseSearch(without)).toEqual({
      words: 'capsules',
      fields: [
        { name: 'cat', value: 'cs.CV', not: true },
        { name: 'from', value: '2026-11', not: false },
      ],
    });
    expect((await app.inject(href)).statusCode).toBe(200);
  });

  test('marks the words, in whatever form, in the title and in the part of the abstract that has them', async () => {
    const body = await page('correction of quantum error');
    expect(body).toContain(
      '… Then <mark>correcting</mark> <mark>quantum</mark> <mark>errors</mark> begins at',
    );
    expect(await page('"walk"')).toContain('<mark>Walking</mark> &lt;b&gt;robots');
  });

  test('marks nothing that must not be there, and no words that say nothing', async () => {
    expect(await page('robots -zebra the')).toContain(
      'Walking &lt;b&gt;<mark>robots</mark>&lt;/b&gt; &amp; &quot;dogs&quot;',
    );
  });

  test('lets no markup through, neither the papers’ nor that of the search', async () => {
    for (const q of [
      'b robots dogs script',
      '<mark>robots</mark>',
      'author:"<script>Mallory" robots',
      '"><script>',
    ]) {
      const body = await page(q);
      expect(body, q).not.toMatch(/<b>robots|<script>|<mark>robots<\/mark><\/mark>/);
      for (const [tag] of body.matchAll(/<script[^>]*>/g)) expect(tag).toContain('src="/static/');
    }
  });

  test('is for search engines where a few plain words all stand in a paper, and not with anything else', async () => {
    const read = (query: Record<string, string>) => app.inject({ url: '/', query });
    const found = await read({ q: 'robots' });
    expect(found.body).toMatch(/<link rel="canonical" href="[^"]*\/\?q(?:=|&#x3D;)robots">/);
    expect(found.headers['x-robots-tag']).toBeUndefined();
    expect(found.body).not.toContain('noindex');
    for (const query of [
      { q: 'robots cheap-pills.example' },
      { q: 'robots casino' },
      { q: '"robots"' },
      { q: 'robots from:2020' },
      { q: 'robots', view: 'compact' },
      { q: 'robots', window: 'month' },
      { q: 'zebra' },
    ]) {
      const answer = await read(query);
      expect(answer.headers['x-robots-tag'], JSON.stringify(query)).toBe('noindex');
      expect(answer.body).toContain('<meta name="robots" content="noindex">');
    }
  });
});

describe('subscribing', () => {
  const interests = async (email: string) =>
    (await service.deps.stores.subscribers.byEmail(email))!.interests.map((one) =>
      one.kind === 'query' ? one.query : one.kind === 'topic' ? `topic ${one.topicId}` : one.kind,
    );
  /** What a form on a page sends when only the address is filled in. */
  const filledIn = (body: string) => {
    const [box = ''] = /<form method="post" action="\/subscribe"[\s\S]*?<\/form>/.exec(body) ?? [];
    const text = (value: string) =>
      value.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
    const fields = [
      ...box.matchAll(/<input type="(?:hidden|checkbox)" name="(\w+)" value="([^"]*)"( checked)?/g),
    ];
    const sent = fields.filter(([tag, , , checked]) => tag.includes('hidden') || checked !== undefined);
    return Object.fromEntries(
      [...Map.groupBy(sent, ([, name]) => name ?? '')].map(([name, some]) => [
        name,
        some.map((one) => text(one[2] ?? '')),
      ]),
    );
  };
  const subscribeFrom = async (url: string, email: string) => {
    await app.inject({
      url: await askByForm(service, email, filledIn((await app.inject(url)).body)),
      ...form(),
    });
  };

  test('from a search follows just that search, without its dates', async () => {
    const q = encodeURIComponent('capsules author:"Geoffrey Hinton" cat:cs.LG from:2020');
    await subscribeFrom(`/?q=${q}`, 'search@example.org');
    expect(await interests('search@example.org')).toEqual(['capsules author:"Geoffrey Hinton" cat:cs.LG']);
  });

  test('from a topic follows just that topic', async () => {
    const topic = await service.deps.stores.topics.bySlug('cs.NE');
    await subscribeFrom('/topics/cs.NE', 'topic@example.org');
    expect(await interests('topic@example.org')).toEqual([`topic ${topic!.id}`]);
  });

  test('to a narrowed search brings the papers that it finds, and no others', async () => {
    const { stores } = service.deps;
    const typed = ['author:"Geoffrey Hinton"', 'capsules -author:moore cat:cs.LG', 'forward'];
    for (const [at, query] of typed.entries())
      await addReader(service.deps, `follows${at}@example.org`, {
        interests: [{ kind: 'query', query, weight: 'normal' }],
      });
    const scores = await trendsAt(stores.trends, now);
    expect(scores.size).toBe(papers.length);
    const ids = [];
    for (const query of typed) {
      const [row] = await sql(service.databaseUrl, 'SELECT id FROM subject WHERE query = $1', [query]);
      ids.push(Number(row?.['id']));
    }
    const lists = await openSubjectLists(stores, now).of('monthly', ids);
    const found = await Promise.all(
      ids.map(async (id) => {
        const listed = await stores.papers.byIds(lists.get(id)!.papers.map(({ paper: one }) => one.id));
        return listed.map(({ arxivId }) => Number(arxivId?.slice(-1))).sort();
      }),
    );
    expect(found).toEqual([[1, 3], [1], [3]]);
  });
});
