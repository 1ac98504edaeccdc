import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSubjectLists } from '../../../src/app/digests/planning/subject-lists.ts';
import { indexPapers } from '../../../src/app/papers/index-papers.ts';
import { refreshTrends, trendsAt } from '../../../src/app/papers/refresh-trends.ts';
import { catalogue } from '../../../src/domain/catalogue/index.ts';
import type { IncomingPaper } from '../../../src/domain/papers/paper.ts';
import { windows } from '../../../src/domain/ranking/trending.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T10:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

let service: TestService;
beforeAll(async () => {
  service = await testService();
  await store(papers);
});
afterAll(() => service.close());

/** A paper that became news `hours` ago, whose words the tests below search for. */
const paper = (number: number, title: string, said: Partial<IncomingPaper> = {}) =>
  makeIncoming({
    arxivId: `2611.0000${number}`,
    title,
    abstract: 'Nothing that anybody looks for.',
    authors: ['Nobody Known'],
    categories: ['cs.LG'],
    primaryCategory: 'cs.LG',
    featuredAt: hoursAgo(number),
    ...said,
  });
const papers = [
  paper(1, 'Quantum error correction with surface codes', { categories: ['quant-ph'] }),
  paper(2, 'Error bars for everyone', { abstract: 'We correct what others say of quantum noise.' }),
  paper(3, 'Correction of quantum errors by neural decoders', { categories: ['quant-ph', 'cs.LG'] }),
  paper(4, 'Weight quantization of language models to four bits', { authors: ['Grace Hopper'] }),
  paper(5, 'Hidden quantum codes', { categories: ['quant-ph'] }),
  paper(6, 'Withdrawn quantum codes', { categories: ['quant-ph'], withdrawn: true }),
  paper(7, 'Numbers of the day', { categories: ['math.NA', 'math.IT', 'astro-ph.GA'] }),
];
const title = (number: number) => papers[number - 1]!.title;

async function store(incoming: IncomingPaper[]) {
  await service.deps.stores.papers.store(incoming, { source: 'hugging-face', now, sample: false });
  await sql(service.databaseUrl, `UPDATE paper SET hidden = true WHERE title LIKE 'Hidden%'`);
  await indexPapers(service.deps);
}
type Asked = Partial<Parameters<typeof service.deps.stores.papers.trending>[0]>;
const everything = {
  window: null,
  topicId: null,
  query: null,
  asker: null,
  now,
  page: 1,
  limit: 50,
} as const;
const ask = (asked: Asked = {}) => service.deps.stores.papers.trending({ ...everything, ...asked });
const titles = async (asked: Asked) => (await ask(asked)).items.map((found) => found.title);
const idOf = async (number: number) => (await service.deps.stores.papers.byArxivId(`2611.0000${number}`))!.id;
const inTopic = async (slug: string) => {
  const topic = await service.deps.stores.topics.bySlug(slug);
  return (await titles({ topicId: topic!.id })).sort();
};

describe('the search', () => {
  test.each<[string, string, number[]]>([
    [
      'all words, in whatever form, the title’s before the abstract’s',
      'correcting quantum errors',
      [3, 1, 2],
    ],
    ['a phrase', '"quantum error"', [1, 3]],
    ['words without another', 'quantum -noise -decoder', [1]],
    ['one word or another', 'decoder or bits', [3, 4]],
    ['an author', 'Hopper', [4]],
    ['an arXiv id', '2611.00004', [4]],
    ['an arXiv id with a version', '2611.00004v2', [4]],
  ])('finds %s', async (_, query, numbers) => {
    const found = await ask({ query });
    expect(found.items.map((one) => one.title).sort()).toEqual(numbers.map(title).sort());
    expect(found.total).toBe(numbers.length);
  });

  test('puts a match in the title before one in the abstract', async () => {
    expect((await titles({ query: 'quantum correct' })).at(-1)).toBe(title(2));
  });

  test('finds nothing, rather than failing, for what is no query', async () => {
    for (const query of ['"', '-', "'); DROP TABLE paper; --", 'the', '\\', ':*', '💥']) {
      expect((await ask({ query })).total, query).toBe(0);
    }
  });

  test('looks only where the reader looks', async () => {
    const topic = await service.deps.stores.topics.bySlug('quant-ph');
    expect(await titles({ query: '"decoders"', topicId: topic!.id })).toEqual([title(3)]);
    expect(await titles({ query: '"bits"', topicId: topic!.id })).toEqual([]);
  });
});

describe('topics of a paper', () => {
  test('are its categories, their archive, and what arXiv calls otherwise', async () => {
    expect(await inTopic('quant-ph')).toEqual([title(1), title(3)].sort());
    expect(await inTopic('math.NA')).toEqual([title(7)]);
    expect(await inTopic('math')).toEqual([title(7)]);
    expect(await inTopic('astro-ph')).toEqual([title(7)]);
    // cs.IT is an alias of math.IT, as cs.NA is of math.NA.
    expect(await inTopic('cs.IT')).toEqual([title(7)]);
    expect(await inTopic('cs.NA')).toEqual([title(7)]);
    expect(await inTopic('math-ph')).toEqual([]);
  });

  test('are the curated queries that title or abstract match', async () => {
    expect(await inTopic('quantization')).toEqual([title(4)]);
  });

  test('follow its words: a new version may leave a curated topic and enter another', async () => {
    await service.deps
      .atomically(async (stores) => {
        const revised = {
          ...papers[3]!,
          version: 2,
          title: 'Distillation',
          abstract: 'Knowledge distillation.',
        };
        await stores.papers.store([revised], { source: 'arxiv', now, sample: false });
        const found = await stores.papers.byArxivId('2611.00004');
        const slugs = found!.topics.map(({ slug }) => slug);
        expect(slugs).toContain('knowledge-distillation');
        expect(slugs).toContain('cs.LG');
        expect(slugs).not.toContain('quantization');
        throw new Error('take it back');
      })
      .catch((error: Error) => {
        if (error.message !== 'take it back') throw error;
      });
    expect(await inTopic('quantization')).toEqual([title(4)]);
  });

  test('are matched anew when the catalogue changes, and only then', async () => {
    const changed = catalogue.map((topic) =>
      topic.slug === 'quantization' ? { ...topic, query: '"surface code"' } : topic,
    );
    await service.deps.stores.topics.load(changed);
    expect(await inTopic('quantization')).toEqual([title(1)]);
    await service.deps.stores.topics.load(catalogue);
    expect(await inTopic('quantization')).toEqual([title(4)]);
  });
});

async function similarTo(number: number, limit: number): Promise<string[]> {
  const similar = await service.deps.similar(await idOf(number), limit);
  return (await service.deps.stores.papers.byIds(similar)).map((found) => found.title);
}

describe('hidden and withdrawn papers', () => {
  test('are in no list, search, topic or count, and beside no other paper', async () => {
    const gone = [title(5), title(6)];
    const listed = [
      ...(await titles({})),
      ...(await titles({ query: 'quantum codes' })),
      ...(await inTopic('quant-ph')),
      ...(await similarTo(1, 100)),
    ];
    expect(listed.filter((one) => gone.includes(one))).toEqual([]);
    expect(listed).toContain(title(1));
    expect((await ask()).total).toBe(papers.length - gone.length);
    const counts = await service.deps.stores.topics.listWithCounts();
    expect(counts.find(({ slug }) => slug === 'quant-ph')!.papers).toBe(2);
    const lists = await openSubjectLists(service.deps.stores, now).of('daily', []);
    const offered = lists.get(0)!.papers.map(({ paper }) => paper.id);
    expect(offered).toHaveLength(papers.length - gone.length);
  });
});

describe('similar papers', () => {
  test('come with the most related first, without the paper itself', async () => {
    const similar = await similarTo(1, 10);
    expect(similar[0]).toBe(title(3));
    expect(similar).not.toContain(title(1));
  });

  test('are none for an unknown paper, and at most as many as asked for', async () => {
    expect(await service.deps.similar(9_999, 10)).toEqual([]);
    expect(await service.deps.similar(await idOf(1), 1)).toHaveLength(1);
  });
});

describe('the stored trending score', () => {
  const random = fc.record({
    upvotes: fc.integer({ min: 0, max: 3_000 }),
    comments: fc.integer({ min: 0, max: 300 }),
    stars: fc.integer({ min: 0, max: 100_000 }),
    minutesAgo: fc.integer({ min: 0, max: 30 * 24 * 60 - 1 }),
  });

  test('orders pages as the domain does, and a digest’s candidates by the same', async () => {
    const drawn = fc.sample(random, { numRuns: 120, seed: 20261124 });
    const other = await testService();
    try {
      other.clock.now = now;
      const { stores } = other.deps;
      const incoming = drawn.map(({ minutesAgo, ...signal }, index) =>
        paper(9, `Random paper ${index}`, {
          arxivId: `2610.${String(index).padStart(5, '0')}`,
          featuredAt: new Date(now.getTime() - minutesAgo * 60_000),
          signal,
        }),
      );
      await stores.papers.store(incoming, { source: 'hugging-face', now, sample: false });
      await refreshTrends(other.deps);
      const trends = await trendsAt(stores.trends, now);
      expect(trends.size).toBe(120);
      for (const [window, cadence] of [
        ['day', 'daily'],
        ['week', 'weekly'],
        ['month', 'monthly'],
      ] as const) {
        const scoreOf = (id: number) => trends.get(id)!.scores[window];
        const { items } = await stores.papers.trending({ ...everything, window, limit: 200 });
        expect(items.length).toBeGreaterThan(1);
        const scores = items.map(({ id }) => scoreOf(id));
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        const scored = new Map([...trends.keys()].map((id) => [id, scoreOf(id)]));
        const candidates = (
          await stores.candidates.candidatesOfTopics({ cadence, asOf: now, scores: scored })
        ).get(0)!;
        expect(candidates.length).toBeGreaterThanOrEqual(items.length);
        expect(candidates.map(({ score }) => score)).toEqual(
          candidates.map(({ paperId }) => scoreOf(paperId)).toSorted((a, b) => b - a),
        );
      }
      for (const window of windows) {
        const rows = await sql(other.databaseUrl, `SELECT paper_id, ${window} AS score FROM paper_trend`);
        for (const row of rows)
          expect(row['score']).toBe(trends.get(Number(row['paper_id']))!.scores[window]);
      }
    } finally {
      await other.close();
    }
  });

  test('pages do not overlap and leave nothing out', async () => {
    const all = await titles({});
    const pages = await Promise.all([1, 2, 3].map((page) => titles({ page, limit: 2 })));
    expect(pages.flat()).toEqual(all);
  });
});
