import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createArxiv } from '../../../src/adapters/sources/arxiv/arxiv.ts';
import { createSourceMemory, nothingKnown } from '../../support/papers/source-memory.ts';
import {
  madeUpPapers,
  startUpstream,
  type Upstream,
  type UpstreamPaper,
} from '../../support/papers/upstream.ts';

/** A Tuesday, ten in the morning in New York. */
const now = new Date('2026-11-24T15:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const userAgent = 'Offprint/0.1 (+https://papers.example.org)';
const signal = new AbortController().signal;
const categories = ['cs', 'math', 'math-ph', 'stat', 'astro-ph', 'gr-qc', 'quant-ph'];

let upstream: Upstream;
let memory: ReturnType<typeof createSourceMemory>;
beforeEach(async () => {
  upstream = await startUpstream(now);
  memory = createSourceMemory(now);
});
afterEach(() => upstream.close());

const patience = () => ({ clock: memory.clock, sleep: memory.sleep, timeoutMs: 5_000 });
const visit = { since: null, backfill: false, wanted: [], known: nothingKnown, now, signal };
const ids = (papers: readonly { arxivId: string | null }[]) =>
  papers.map((paper) => String(paper.arxivId)).sort((a, b) => a.localeCompare(b));
const asked = (path: string) => upstream.requests.filter((request) => request.path.startsWith(path));
/** Papers featured an hour apart, the newest an hour ago. */
const many = (count: number): UpstreamPaper[] =>
  Array.from({ length: count }, (_, i) => {
    const [model] = madeUpPapers();
    return { ...model!, id: `2611.${10_000 + i}`, title: `Paper ${i}`, ageHours: i + 1 };
  });

describe('arXiv', () => {
  const arxiv = (options: Record<string, number> = {}, followed = categories) =>
    createArxiv({
      apiUrl: upstream.apiUrl,
      rssUrl: upstream.rssUrl,
      categories: followed,
      memory: memory.memory,
      userAgent,
      options: { ...patience(), ...options },
    });
  const recent = { ...visit, since: hoursAgo(3) };
  const starts = () => asked('/api/query').map(({ query }) => query.get('start'));

  test('reads the feeds alone when the last visit was lately', async () => {
    const { papers, requests, validators } = await arxiv().harvest(recent);
    expect(asked('/').map(({ path }) => path)).toEqual([
      '/rss/cs',
      '/rss/math+math-ph+stat+astro-ph+gr-qc',
      '/rss/quant-ph',
    ]);
    expect(requests).toBe(3);
    expect(validators).toHaveLength(3);
    expect(ids(papers)).toEqual(['2610.07001', '2611.00101', '2611.00102', '2611.00103', '2611.00104']);
  });

  test('dates new papers and cross-listings by the feed, and replacements not at all', async () => {
    const { papers } = await arxiv().harvest(recent);
    const midnight = new Date('2026-11-24T00:00:00Z');
    const of = (id: string) => papers.find((paper) => paper.arxivId === id);
    expect(of('2611.00102')).toMatchObject({
      version: 1,
      publishedAt: midnight,
      categories: ['math.GT'],
      primaryCategory: 'math.GT',
      authors: ['M. S\\o rensen'],
    });
    expect(of('2611.00104')).toMatchObject({
      publishedAt: midnight,
      categories: ['math-ph', 'cs.IT'],
      primaryCategory: 'math-ph',
    });
    expect(of('2610.07001')).toMatchObject({ version: 3, publishedAt: null });
    expect(of('2611.00101')?.title).toBe('Grasping Wet Soap with Tactile Feedback and 3 < 4 Fingers');
  });

  test('brings nothing again when the feeds did not change', async () => {
    memory.remember(await arxiv().harvest(recent));
    expect(await arxiv().harvest(recent)).toEqual({
      papers: [],
      validators: [],
      requests: 3,
      notModified: 3,
      notices: [],
    });
  });

  test('takes an empty feed at the weekend for what it is', async () => {
    upstream.now = new Date('2026-11-21T15:00:00Z');
    expect((await arxiv().harvest(recent)).papers).toEqual([]);
  });

  test('asks its API for the last seven days on the first visit, with all details', async () => {
    const { papers } = await arxiv().harvest(visit);
    expect(asked('/api/query')[0]?.query.get('search_query')).toBe(
      '(cat:cs.* OR cat:math.* OR cat:math-ph OR cat:stat.* OR cat:astro-ph.* OR cat:gr-qc OR cat:quant-ph) AND submittedDate:[202611171500 TO 202611251500]',
    );
    expect(ids(papers)).toEqual([
      '2610.07001',
      '2611.00040',
      '2611.00050',
      '2611.00101',
      '2611.00102',
      '2611.00103',
      '2611.00104',
    ]);
    expect(papers.find((paper) => paper.arxivId === '2611.00102')).toEqual({
      arxivId: '2611.00102',
      version: 1,
      doi: '10.5555/ribbon.2026.3',
      title: 'On the Homology of Braided Ribbons of Genus Two',
      abstract: 'We compute $H_2$ of braided ribbons and show that it is torsion free.',
      authors: ['M. S\\o rensen'],
      categories: ['math.GT'],
      primaryCategory: 'math.GT',
      publishedAt: hoursAgo(9),
      updatedAt: hoursAgo(9),
      url: null,
      comment: '14 pages, 3 figures',
      journalRef: 'J. Ribbon Theory 3 (2026) 1-14',
      links: [],
      thumbnailUrl: null,
      summary: null,
      featuredAt: null,
      withdrawn: false,
      signal: null,
    });
    expect(papers.find((paper) => paper.arxivId === '2611.00040')).toMatchObject({
      withdrawn: true,
      version: 2,
    });
  });

  test.each([
    ['yesterday evening', '2026-11-24T00:00:00Z', false],
    ['yesterday after the feeds were rebuilt', '2026-11-23T06:30:00Z', false],
    ['yesterday while the feeds were being rebuilt', '2026-11-23T05:30:00Z', true],
    ['the day before yesterday', '2026-11-22T23:00:00Z', true],
  ])(
    'when the last visit was %s, asking the API for missed announcements is %s',
    async (_, since, missed) => {
      await arxiv({}, ['cs', 'math']).harvest({ ...visit, since: new Date(since) });
      expect(asked('/api/query').some(({ query }) => query.has('search_query'))).toBe(missed);
    },
  );

  test('looks four days beyond the last visit for missed announcements', async () => {
    await arxiv().harvest({ ...visit, since: hoursAgo(72) });
    expect(asked('/api/query')[0]?.query.get('search_query')).toContain('[202611171500 TO');
  });

  test('asks the API when a feed was full', async () => {
    await arxiv({ feedHolds: 3 }).harvest(recent);
    expect(starts()).toEqual(['0']);
  });

  test('backfills exactly from the given day, slice by slice', async () => {
    const { papers } = await arxiv({ slice: 2 }).harvest({ ...visit, since: hoursAgo(200), backfill: true });
    expect(starts()).toEqual(['0', '2', '4', '6']);
    expect(ids(papers)).toContain('2611.00010');
    expect(ids(papers)).not.toContain('2610.05000');
  });

  test('filters by date itself when the API does not', async () => {
    const all = await (await fetch(`${upstream.apiUrl}?max_results=50`)).text();
    upstream.answer('/api/query', { type: 'text/xml', body: all });
    const { papers } = await arxiv({ slice: 3 }).harvest({ ...visit, since: hoursAgo(100), backfill: true });
    expect(ids(papers)).toEqual([
      '2610.07001',
      '2611.00050',
      '2611.00101',
      '2611.00102',
      '2611.00103',
      '2611.00104',
    ]);
  });

  test('goes on by date where a query gives no deeper results', async () => {
    upstream.answer('/rss', { type: 'text/xml', body: '<rss><channel></channel></rss>' });
    // Ten seconds apart, so that a query's end falls into the middle of a minute.
    upstream.papers = many(40).map((paper, i) => ({ ...paper, ageHours: i / 360 }));
    const { papers } = await arxiv({ slice: 5, deepest: 15 }).harvest({
      ...visit,
      since: hoursAgo(1),
      backfill: true,
    });
    expect(papers).toHaveLength(40);
    expect(Math.max(...starts().map(Number))).toBeLessThanOrEqual(10);
  });

  test('rejects when the API sends nothing before the end of its results', async () => {
    upstream.answer('/api/query', {
      type: 'text/xml',
      body: '<feed xmlns:opensearch="x"><opensearch:totalResults>7</opensearch:totalResults></feed>',
    });
    await expect(arxiv().harvest(visit)).rejects.toThrow('sent nothing after 0 of 7 results');
  });

  test('refuses a backfill that is too large instead of cutting it', async () => {
    await expect(arxiv({ most: 5 }).harvest(visit)).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('6 papers since 2026-11-17'),
    });
  });

  test('looks up wanted papers that nothing else brought, in batches', async () => {
    const wanted = ['2611.00101', '2609.03000', 'arXiv:2610.05000v1', '2611.00010', 'nonsense', '2699.99999'];
    const { papers } = await arxiv({ idsAtOnce: 2 }).harvest({ ...recent, wanted });
    expect(asked('/api/query').map(({ query }) => query.get('id_list'))).toEqual([
      '2609.03000,2610.05000',
      '2611.00010,2699.99999',
    ]);
    expect(papers.find((paper) => paper.arxivId === '2609.03000')).toMatchObject({
      categories: ['cs.CV'],
      publishedAt: hoursAgo(1500),
    });
  });

  test('keeps the text of a new version that only the feed knows yet', async () => {
    const feed = (await (await fetch(`${upstream.rssUrl}/cs`)).text())
      .replaceAll('2611.00101v1', '2611.00101v2')
      .replace('Wet Soap', 'Dry Soap');
    upstream.answer('/rss/cs', { type: 'text/xml', body: feed });
    const { papers } = await arxiv().harvest(visit);
    expect(papers.find((paper) => paper.arxivId === '2611.00101')).toMatchObject({
      version: 2,
      title: expect.stringContaining('Dry Soap'),
      publishedAt: hoursAgo(5),
    });
  });

  test('waits for its turn before every request, three seconds apart', async () => {
    const { requests } = await arxiv({ slice: 3 }).harvest(visit);
    expect(memory.reserved).toHaveLength(requests);
    expect(upstream.requests).toHaveLength(requests);
    expect(
      memory.reserved.every(({ source, intervalMs }) => source === 'arxiv' && intervalMs === 3_000),
    ).toBe(true);
    expect(memory.slept).toEqual(Array(requests - 1).fill(3_000));
  });

  test('groups single categories by their archives', async () => {
    await arxiv({}, ['cs.RO', 'stat.ML', 'cs.LG', 'hep-th']).harvest(visit);
    expect(asked('/rss').map(({ path }) => path)).toEqual(['/rss/cs.RO+cs.LG', '/rss/stat.ML+hep-th']);
    expect(asked('/api/query')[0]?.query.get('search_query')).toMatch(
      /^\(cat:cs.RO OR cat:stat.ML OR cat:cs.LG OR cat:hep-th\)/,
    );
  });
});
