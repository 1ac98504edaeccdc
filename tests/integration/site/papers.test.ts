import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ingestPapers } from '../../../src/app/papers/ingest-papers.ts';
import type { StoredCounts } from '../../../src/app/papers/paper-stores.ts';
import { refreshTrends } from '../../../src/app/papers/refresh-trends.ts';
import type { IncomingPaper } from '../../../src/domain/papers/paper.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T10:00:00Z');
const later = new Date('2026-11-24T16:00:00Z');
const nothing: StoredCounts = { added: 0, changed: 0, signals: 0, unchanged: 0 };

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());
beforeEach(() => emptyTables(service.databaseUrl, ['paper', 'delivery', 'digest']));

const store = (papers: IncomingPaper[], context: { source?: string; now?: Date; sample?: boolean } = {}) =>
  service.deps.stores.papers.store(papers, { source: 'hugging-face', now, sample: false, ...context });
const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);
const byArxivId = async (id: string) => (await service.deps.stores.papers.byArxivId(id))!;
const titles = async () =>
  (await run('SELECT title FROM paper ORDER BY id')).map(({ title }) => String(title));
/** The system column that moves with every write to a row, even one that changes nothing. */
const writes = async () => await run('SELECT id, xmin::text, ctid::text FROM paper ORDER BY id');

describe('storing the same again', () => {
  const papers = [
    makeIncoming({
      categories: ['cs.RO', 'math.IT'],
      links: [{ url: 'https://example.org/code', type: 'github' }],
      signal: { upvotes: 3, comments: 1, stars: 40 },
      featuredAt: new Date('2026-11-24T08:00:00Z'),
    }),
    makeIncoming({ arxivId: '2611.00002', title: 'Another', updatedAt: now, comment: '9 pages' }),
    makeIncoming({ arxivId: null, version: null, doi: '10.1000/abc', title: 'In print', authors: [] }),
  ];

  test('writes nothing at all: no paper, no signal, no topic', async () => {
    expect(await store(papers)).toEqual({ ...nothing, added: 3, signals: 1 });
    const [rows, sums] = [await writes(), await checksums(service.databaseUrl)];
    expect(await store(papers, { now: later })).toEqual({ ...nothing, unchanged: 3 });
    expect(await writes()).toEqual(rows);
    expect(await checksums(service.databaseUrl)).toEqual(sums);
  });

  test('counts a paper that one harvest holds twice as one', async () => {
    expect(await store([papers[0]!, papers[0]!])).toEqual({
      ...nothing,
      added: 1,
      unchanged: 1,
      signals: 1,
    });
  });

  test('writes nothing when an older version is told of again', async () => {
    await store([makeIncoming({ version: 2, title: 'Second title' })]);
    const rows = await writes();
    expect(await store([makeIncoming({ version: 1, title: 'First title' })])).toMatchObject({ unchanged: 1 });
    expect(await writes()).toEqual(rows);
  });
});

describe('a new version', () => {
  test('is the same paper with new words, which the search finds', async () => {
    await store([makeIncoming()]);
    const { id, freshAt } = await byArxivId('2611.00001');
    const revised = makeIncoming({ version: 2, title: 'Hexapods that dance', abstract: 'They dance.' });
    expect(await store([revised], { now: later })).toMatchObject({ added: 0, changed: 1 });
    expect(await byArxivId('2611.00001')).toMatchObject({ id, version: 2, title: revised.title, freshAt });
    expect(await found('hexapods')).toEqual([revised.title]);
    expect(await found('robots')).toEqual([]);
  });

  test('that comes as a bare replacement in a feed changes a known paper and adds no unknown one', async () => {
    await store([makeIncoming()]);
    const replaced = makeIncoming({ version: 3, title: 'Third title', publishedAt: null });
    const unknown = makeIncoming({ arxivId: '2501.00009', version: 2, title: 'Unknown', publishedAt: null });
    expect(await store([replaced, unknown])).toEqual({ ...nothing, changed: 1 });
    expect(await titles()).toEqual(['Third title']);
    expect((await byArxivId('2611.00001')).publishedAt).toEqual(makeIncoming().publishedAt);
  });
});

describe('a paper is recognised', () => {
  const byId = makeIncoming({ doi: '10.1000/one' });

  test.each<[string, Partial<IncomingPaper>]>([
    ['by its arXiv id, whatever its title', { title: 'Renamed', authors: ['Somebody Else'], doi: null }],
    ['by its DOI, whatever its title', { arxivId: null, title: 'Renamed', doi: '10.1000/one' }],
    [
      'by title and first author, whatever case and accents',
      {
        arxivId: null,
        doi: null,
        title: 'A paper about ROBOTS that léarn to walk!',
        authors: ['A. Lovelace'],
      },
    ],
  ])('%s', async (_, said) => {
    await store([byId]);
    expect(await store([makeIncoming({ version: null, ...said })])).toMatchObject({ added: 0 });
    expect(await titles()).toHaveLength(1);
  });

  test.each<[string, Partial<IncomingPaper>]>([
    ['arXiv ids', { arxivId: '2611.00002', doi: null }],
    ['DOIs', { arxivId: null, doi: '10.1000/two' }],
  ])('as another one when titles are the same but %s differ', async (_, said) => {
    await store([byId]);
    expect(await store([makeIncoming(said)])).toMatchObject({ added: 1 });
  });
});

describe('two stored papers that turn out to be one', () => {
  const unvoted = makeIncoming();
  const preprint = makeIncoming({ signal: { upvotes: 2 } });
  const inPrint = makeIncoming({
    arxivId: null,
    version: null,
    doi: '10.1000/robots',
    title: 'Walking robots (published version)',
    url: 'https://example.org/robots',
    signal: { upvotes: 30 },
  });
  const both = makeIncoming({ doi: '10.1000/robots' });

  test('are joined by an account that names both ids; signals, digests and deliveries follow', async () => {
    await store([preprint]);
    await store([inPrint], { source: 'import' });
    const [kept, dropped] = (await run('SELECT id FROM paper ORDER BY id')).map(({ id }) => Number(id));
    await run(`INSERT INTO digest (origin, as_of) VALUES ('test', now())`);
    await run('INSERT INTO digest_paper VALUES (1, $1, 30, 1.5)', [dropped]);
    await run(
      `INSERT INTO delivery (digest_id, state, paper_ids, subject_ids) VALUES (1, 'sent', ARRAY[$1::int, 99], '{0,0}')`,
      [dropped],
    );

    expect(await store([both], { now: later })).toMatchObject({ added: 0, changed: 1 });
    const [paper] = await run('SELECT id, arxiv_id, doi, upvotes FROM paper');
    expect(await titles()).toHaveLength(1);
    expect(paper).toMatchObject({
      id: kept,
      arxiv_id: '2611.00001',
      doi: '10.1000/robots',
      upvotes: 30,
    });
    const signals = await run('SELECT paper_id, source, upvotes FROM signal ORDER BY id');
    expect(signals).toEqual([
      { paper_id: kept, source: 'hugging-face', upvotes: 2 },
      { paper_id: kept, source: 'import', upvotes: 30 },
    ]);
    expect(await run('SELECT paper_id, upvotes FROM digest_paper')).toEqual([
      { paper_id: kept, upvotes: 30 },
    ]);
    expect(await run('SELECT paper_ids FROM delivery')).toEqual([{ paper_ids: [kept, 99] }]);
    expect(await store([both], { now: later })).toMatchObject({ unchanged: 1 });
  });

  test('leave one entry where one digest or delivery had both', async () => {
    await store([preprint]);
    await store([inPrint]);
    await run(`INSERT INTO digest (origin, as_of) VALUES ('test', now())`);
    await run('INSERT INTO digest_paper VALUES (1, 1, 2, 1), (1, 2, 30, 2)');
    await run(
      `INSERT INTO delivery (digest_id, state, paper_ids, subject_ids) VALUES (1, 'sent', '{2,9,1}', '{7,8,0}')`,
    );
    await store([both]);
    expect(await run('SELECT paper_id FROM digest_paper')).toEqual([{ paper_id: 1 }]);
    expect(await run('SELECT paper_ids, subject_ids FROM delivery')).toEqual([
      { paper_ids: [1, 9], subject_ids: [7, 8] },
    ]);
  });

  test.each<[string, IncomingPaper[][]]>([
    ['the second one is new in the same harvest', [[unvoted], [inPrint, both]]],
    ['the first one is new in the same harvest', [[inPrint], [unvoted, both]]],
    ['both are new in one harvest', [[inPrint, unvoted, both]]],
  ])('are joined when %s', async (_, harvests) => {
    for (const harvest of harvests) await store(harvest);
    const rows = await run('SELECT arxiv_id, doi, upvotes FROM paper');
    expect(rows).toEqual([{ arxiv_id: '2611.00001', doi: '10.1000/robots', upvotes: 30 }]);
  });

  test.each<[string, IncomingPaper[][]]>([
    ['in two harvests', [[both], [makeIncoming({ arxivId: '2611.00002', doi: '10.1000/robots' })]]],
    ['in one harvest', [[both, makeIncoming({ arxivId: '2611.00002', doi: '10.1000/robots' })]]],
    [
      'and both are known already',
      [
        [both, makeIncoming({ arxivId: '2611.00002', title: 'Other' })],
        [makeIncoming({ arxivId: '2611.00002', title: 'Other', doi: '10.1000/robots' })],
      ],
    ],
  ])('stay two when two arXiv papers claim one DOI %s; the first keeps it', async (_, harvests) => {
    for (const harvest of harvests) await store(harvest);
    expect(await run('SELECT arxiv_id, doi FROM paper ORDER BY arxiv_id')).toEqual([
      { arxiv_id: '2611.00001', doi: '10.1000/robots' },
      { arxiv_id: '2611.00002', doi: null },
    ]);
    expect(await store(harvests.at(-1)!)).toMatchObject({ added: 0, changed: 0 });
  });
});

describe('votes', () => {
  test('that changed add one signal and move the paper up', async () => {
    const second = makeIncoming({ arxivId: '2611.00002', title: 'Another', signal: { upvotes: 5 } });
    await store([makeIncoming({ signal: { upvotes: 1 } }), second]);
    expect(await trending()).toEqual(['Another', makeIncoming().title]);
    const counts = await store([makeIncoming({ signal: { upvotes: 50 } }), second], { now: later });
    expect(counts).toMatchObject({ signals: 1, changed: 0 });
    expect(await trending()).toEqual([makeIncoming().title, 'Another']);
    expect(await run('SELECT upvotes, at FROM signal WHERE paper_id = 1 ORDER BY id')).toEqual([
      { upvotes: 1, at: now },
      { upvotes: 50, at: later },
    ]);
  });

  test('of several sources do not add up, and one source’s silence takes nothing back', async () => {
    await store([makeIncoming({ signal: { upvotes: 10, stars: 7 } })]);
    await store([makeIncoming({ signal: { upvotes: 4 } })], { source: 'import' });
    await store([makeIncoming({ signal: { upvotes: 12 } })], { now: later });
    expect(await byArxivId('2611.00001')).toMatchObject({ upvotes: 12, stars: 7 });
  });
});

describe('samples', () => {
  const sample = makeIncoming({ arxivId: '2501.00001', title: 'A sample' });
  const listed = async () => {
    const papers = await service.deps.stores.papers.trending(everything);
    return papers.items.map(({ title }) => title);
  };
  const harvest = (papers: IncomingPaper[]) => async () => ({
    papers,
    validators: [],
    requests: 1,
    notModified: 0,
    notices: [],
  });

  test('give way to the first real paper, also when it is one of them', async () => {
    await store([sample, makeIncoming()], { sample: true });
    expect(await listed()).toHaveLength(2);
    const deps = { ...service.deps, now: () => later };
    const fetch = (papers: IncomingPaper[]) =>
      ingestPapers({ ...deps, sources: [{ name: 'arxiv', harvest: harvest(papers) }] }, {});
    await fetch([]);
    expect(await listed()).toHaveLength(2);
    await fetch([makeIncoming()]);
    expect(await listed()).toEqual([makeIncoming().title]);
    await fetch([makeIncoming({ arxivId: '2501.00001', title: 'A sample' })]);
    expect(await listed()).toHaveLength(2);
  });

  test('have made-up dates and abstracts, of which none stays with the real paper', async () => {
    const madeUp = { abstract: 'In our words.', publishedAt: now, featuredAt: now, version: 2 };
    await store([{ ...sample, ...madeUp }], { sample: true });
    const publishedAt = new Date('2025-01-02T00:00:00Z');
    const real = { ...sample, abstract: 'In its own words.', publishedAt, version: 1 };
    expect(await store([real], { source: 'import', now: later })).toMatchObject({ added: 0, changed: 1 });
    expect(await byArxivId('2501.00001')).toMatchObject({
      abstract: 'In its own words.',
      publishedAt,
      freshAt: publishedAt,
      featuredAt: null,
      version: 1,
    });
    expect(await found('words "its own"')).toEqual(['A sample']);
  });
});

const everything = {
  window: null,
  topicId: null,
  query: null,
  asker: null,
  now: later,
  page: 1,
  limit: 50,
} as const;
async function trending(): Promise<string[]> {
  await refreshTrends({ ...service.deps, now: () => later });
  const { items } = await service.deps.stores.papers.trending({ ...everything, window: 'day' });
  return items.map(({ title }) => title);
}
async function found(query: string): Promise<string[]> {
  const { items } = await service.deps.stores.papers.trending({ ...everything, query });
  return items.map(({ title }) => title);
}
