import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createArxiv } from '../../../src/adapters/sources/arxiv/arxiv.ts';
import type { SourceHarvest } from '../../../src/app/papers/paper-source.ts';
import { createSourceMemory, nothingKnown } from '../../support/papers/source-memory.ts';
import { startUpstream, type Upstream, type UpstreamPaper } from '../../support/papers/upstream.ts';

/** A Tuesday, ten in the morning in New York. */
const tuesday = new Date('2026-11-24T15:00:00Z');
const wednesday = new Date('2026-11-25T15:00:00Z');
const hour = 3_600_000;
const signal = new AbortController().signal;

let upstream: Upstream;
let memory: ReturnType<typeof createSourceMemory>;
beforeEach(async () => {
  upstream = await startUpstream(tuesday, []);
  memory = createSourceMemory(tuesday);
});
afterEach(() => upstream.close());

const paper = (id: string, given: Partial<UpstreamPaper> = {}): UpstreamPaper => ({
  id,
  version: 1,
  ageHours: 10,
  title: `Paper ${id}`,
  abstract: 'We let robots walk.',
  authors: ['Ada Lovelace'],
  categories: ['cs.RO'],
  upvotes: null,
  ...given,
});

type Item = { id: string; type?: string; abstract?: string; creators?: string[]; categories?: string[] };
/** A feed in arXiv's shape. */
function feed(items: Item[], pubDate = 'Tue, 24 Nov 2026 00:00:00 -0500'): void {
  const inside = items.map(
    ({ id, type = 'new', abstract = 'We let robots walk.', creators = ['Ada Lovelace'], categories }) =>
      `<item><title>Paper ${id}</title><link>https://arxiv.org/abs/${id.replace(/v\d+$/, '')}</link>
<description>arXiv:${id} Announce Type: ${type} \nAbstract: ${abstract}</description>
<guid isPermaLink="false">oai:arXiv.org:${id}</guid>
${(categories ?? ['cs.RO']).map((name) => `<category>${name}</category>`).join('')}<pubDate>${pubDate}</pubDate>
<arxiv:announce_type>${type}</arxiv:announce_type>${creators.map((name) => `<dc:creator>${name}</dc:creator>`).join('')}</item>`,
  );
  const body = `<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel>
<title>cs updates on arXiv.org</title><lastBuildDate>${pubDate}</lastBuildDate><pubDate>${pubDate}</pubDate>
${inside.join('\n')}</channel></rss>`;
  upstream.answer('/rss', { type: 'application/rss+xml', body });
}

const arxiv = (categories = ['cs']) =>
  createArxiv({
    apiUrl: upstream.apiUrl,
    rssUrl: upstream.rssUrl,
    categories,
    memory: memory.memory,
    userAgent: 'Offprint/test',
    options: { clock: memory.clock, sleep: memory.sleep, timeoutMs: 5_000, tries: 1 },
  });
const visit = (now: Date, since: Date | null, stored: string[] = []) =>
  arxiv().harvest({
    since,
    backfill: false,
    wanted: [],
    known:
      stored.length === 0 ? nothingKnown : async (ids) => new Set(ids.filter((id) => stored.includes(id))),
    now,
    signal,
  });
const lately = (now: Date) => new Date(now.getTime() - hour);
const of = ({ papers }: SourceHarvest, id: string) => papers.find(({ arxivId }) => arxivId === id);
const asked = () => upstream.requests.filter(({ path }) => path === '/api/query');

describe('a paper that arXiv lists once more', () => {
  test('and that is unknown here is as old as the API says', async () => {
    upstream.papers = [paper('1706.03762', { version: 7, ageHours: 80_000, categories: ['cs.CL', 'cs.SD'] })];
    feed([{ id: '1706.03762v7', type: 'cross', categories: ['cs.CL', 'cs.SD'] }, { id: '2611.00001v1' }]);
    const found = await visit(tuesday, lately(tuesday));
    expect(asked().map(({ query }) => query.get('id_list'))).toEqual(['1706.03762']);
    expect(of(found, '1706.03762')?.publishedAt).toEqual(new Date(tuesday.getTime() - 80_000 * hour));
    expect(of(found, '2611.00001')?.publishedAt).toEqual(new Date('2026-11-24T05:00:00Z'));
  });

  test('has no date while the API does not know it, and is asked for again', async () => {
    feed([{ id: '2611.00001v1' }, { id: '2611.00002v1', type: 'cross' }]);
    const found = await visit(tuesday, lately(tuesday));
    expect(of(found, '2611.00002')?.publishedAt).toBeNull();
    memory.remember(found);
    upstream.papers = [paper('2611.00002')];
    const again = await visit(new Date(tuesday.getTime() + hour), tuesday, ['2611.00001']);
    expect(again.notModified).toBe(0);
    expect(of(again, '2611.00002')?.publishedAt).toEqual(new Date(tuesday.getTime() - 10 * hour));
    memory.remember(again);
    expect((await visit(new Date(tuesday.getTime() + 2 * hour), tuesday)).notModified).toBe(1);
  });

  test('and that is known here needs no request', async () => {
    feed([{ id: '1706.03762v7', type: 'cross' }, { id: '2611.00001v1' }]);
    await visit(tuesday, lately(tuesday), ['1706.03762']);
    expect(asked()).toEqual([]);
  });

  test.each([
    ['an old id', '1706.03762v1', 'new'],
    ['a later version', '2611.00009v2', 'new'],
    ['an id from before 2007', 'hep-th/9901001v1', 'new'],
    ['a kind of announcement that nobody knows', '1706.03762v1', 'relisted'],
  ])('is not of today with %s, whatever the feed calls it', async (_, id, type) => {
    feed([{ id, type }, { id: '2611.00001v1' }]);
    const found = await visit(tuesday, lately(tuesday));
    expect(of(found, id.replace(/v\d+$/, ''))?.publishedAt).toBeNull();
    expect(asked()).toHaveLength(1);
  });
});

describe('a withdrawal', () => {
  test('is told by the abstract of a new version in the feed', async () => {
    feed([
      { id: '2611.00001v1' },
      { id: '2611.00002v2', type: 'replace', abstract: 'This paper has been withdrawn by the author.' },
      { id: '2611.00003v2', type: 'replace-cross', abstract: 'We withdraw funds from a bank.' },
    ]);
    const found = await visit(tuesday, lately(tuesday));
    expect(found.papers.map(({ withdrawn }) => withdrawn)).toEqual([false, true, false]);
  });

  test('is told by the comment of a new version of a paper that is known here', async () => {
    upstream.papers = [
      paper('2611.00002', { version: 2, comment: 'Withdrawn; superseded by arXiv:2611.00009' }),
      paper('2611.00003', { version: 2, comment: '12 pages; an earlier version was withdrawn' }),
    ];
    feed([
      { id: '2611.00001v1' },
      ...['2611.00002v2', '2611.00003v2', '2611.00004v3'].map((id) => ({ id, type: 'replace' })),
    ]);
    const found = await visit(tuesday, lately(tuesday), ['2611.00002', '2611.00003']);
    expect(asked().map(({ query }) => query.get('id_list'))).toEqual(['2611.00002,2611.00003']);
    expect(of(found, '2611.00002')).toMatchObject({ version: 2, withdrawn: true });
    expect(of(found, '2611.00003')).toMatchObject({ version: 2, withdrawn: false });
    expect(of(found, '2611.00004')).toMatchObject({ version: 3, publishedAt: null });
  });

  test('of the version before is not that of a new one, which the API does not know yet', async () => {
    upstream.papers = [paper('2611.00002', { version: 2, comment: 'Withdrawn' })];
    feed([{ id: '2611.00001v1' }, { id: '2611.00002v3', type: 'replace' }]);
    const found = await visit(tuesday, lately(tuesday), ['2611.00002']);
    expect(of(found, '2611.00002')).toMatchObject({ version: 3, withdrawn: false, comment: null });
    memory.remember(found);
    upstream.papers = [paper('2611.00002', { version: 3, comment: 'Withdrawn again, by the author' })];
    const again = await visit(new Date(tuesday.getTime() + hour), tuesday, ['2611.00001', '2611.00002']);
    expect(of(again, '2611.00002')).toMatchObject({ version: 3, withdrawn: true });
  });
});

describe('authors of a feed', () => {
  test('come without affiliations, with their suffixes, from one element or several', async () => {
    feed([
      {
        id: '2611.00001v1',
        creators: ["Marie Curie (CNRS, Sorbonne Universit\\'e, Paris), Niels Bohr (1), Sammy Davis, Jr."],
      },
      { id: '2611.00002v1', creators: ['Ada Lovelace', 'Alan Turing (Manchester, UK)'] },
    ]);
    const { papers } = await visit(tuesday, lately(tuesday));
    expect(papers.map(({ authors }) => authors)).toEqual([
      ['Marie Curie', 'Niels Bohr', 'Sammy Davis Jr.'],
      ['Ada Lovelace', 'Alan Turing'],
    ]);
  });
});

describe('a feed that says again what it said the day before', () => {
  const first = ['2611.00101v1', '2611.00102v1'].map((id) => ({ id }));
  const stored = ['2611.00101', '2611.00102'];
  beforeEach(async () => {
    feed(first);
    memory.remember(await visit(tuesday, lately(tuesday)));
    upstream.requests.length = 0;
  });
  const repeat = () => feed(first, 'Wed, 25 Nov 2026 00:00:00 -0500');

  test('is noticed, and the API brings what it lacks', async () => {
    repeat();
    upstream.papers = [paper('2611.00201'), paper('2611.00202'), paper('2611.00101', { ageHours: 30 })];
    const found = await visit(wednesday, lately(wednesday), stored);
    expect(of(found, '2611.00201')).toBeDefined();
    expect(found.notices).toEqual([
      "On Wednesday 25 November arXiv's feed of cs lacked papers; 2 came from its API.",
    ]);
    memory.remember(found);
    upstream.requests.length = 0;
    const again = await visit(new Date(wednesday.getTime() + hour), wednesday, [
      ...stored,
      '2611.00201',
      '2611.00202',
    ]);
    expect(again.notices).toEqual([]);
    expect(asked()).toEqual([]);
  });

  test('is noticed when it answers that it did not change', async () => {
    upstream.papers = [paper('2611.00201')];
    const found = await visit(wednesday, lately(wednesday), stored);
    expect(found.notModified).toBe(1);
    expect(found.notices[0]).toContain('1 came from its API');
  });

  test('is asked again at each visit while the API has nothing new either', async () => {
    repeat();
    upstream.papers = [paper('2611.00101', { ageHours: 30 })];
    const found = await visit(wednesday, lately(wednesday), stored);
    expect(found.notices).toEqual([
      "On Wednesday 25 November neither arXiv's feed of cs nor its API has new papers: a holiday, or arXiv is late. It is asked again at the next visit.",
    ]);
    memory.remember(found);
    upstream.papers.push(paper('2611.00201'));
    const again = await visit(new Date(wednesday.getTime() + hour), wednesday, stored);
    expect(of(again, '2611.00201')).toBeDefined();
  });

  test('is looked up once more on the day after, when the feed goes on', async () => {
    const thursday = new Date('2026-11-26T15:00:00Z');
    feed([{ id: '2611.00301v1' }], 'Thu, 26 Nov 2026 00:00:00 -0500');
    upstream.papers = [paper('2611.00201'), paper('2611.00301')];
    const found = await visit(thursday, lately(thursday), stored);
    expect(of(found, '2611.00201')).toBeDefined();
    memory.remember(found);
    upstream.requests.length = 0;
    await visit(new Date(thursday.getTime() + hour), thursday, [...stored, '2611.00201', '2611.00301']);
    expect(asked()).toEqual([]);
  });

  test.each([
    ['shortly after midnight, while the feeds are rebuilt', '2026-11-25T06:30:00Z'],
    ['on a Saturday', '2026-11-28T15:00:00Z'],
  ])('is no surprise %s', async (_, at) => {
    const now = new Date(at);
    for (const one of memory.validators.values()) one.freshOn = new Date(now.getTime() - 24 * hour);
    feed(first);
    const found = await visit(now, lately(now), stored);
    expect(found.notices).toEqual([]);
    expect(asked()).toEqual([]);
  });

  test('is not the same as an empty feed on a working day, which is noticed too', async () => {
    feed([], 'Wed, 25 Nov 2026 00:00:00 -0500');
    upstream.papers = [paper('2611.00201')];
    expect(of(await visit(wednesday, lately(wednesday), stored), '2611.00201')).toBeDefined();
  });
});

describe('an answer of the API', () => {
  test.each([
    ['a total of none', '<opensearch:totalResults xmlns:opensearch="x">0</opensearch:totalResults>'],
    ['no total', ''],
  ])('without papers, and with %s, is no success where there must be some', async (_, total) => {
    feed([]);
    upstream.answer('/api/query', { type: 'text/xml', body: `<feed>${total}</feed>` });
    await expect(visit(tuesday, null)).rejects.toThrow('sent no papers since 2026-11-17');
  });

  test('without papers is right for one quiet category', async () => {
    feed([]);
    const quiet = await arxiv(['math.KT']).harvest({
      since: null,
      backfill: false,
      wanted: [],
      known: nothingKnown,
      now: tuesday,
      signal,
    });
    expect(quiet.papers).toEqual([]);
  });

  test('that dates a paper in the future is not believed', async () => {
    upstream.papers = [paper('2611.00001', { ageHours: -700_000 }), paper('2611.00003')];
    feed([{ id: '2611.00001v1' }, { id: '2611.00002v1', type: 'cross' }]);
    const found = await visit(tuesday, null);
    expect(of(found, '2611.00001')?.publishedAt).toEqual(new Date('2026-11-24T05:00:00Z'));
  });
});
