import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { embedPapers } from '../../../src/app/papers/embeddings/embed-papers.ts';
import { indexPapers } from '../../../src/app/papers/index-papers.ts';
import { type EmbeddingsStandIn, startEmbeddings } from '../../support/papers/embeddings-server.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { until } from '../../support/until.ts';

const now = new Date('2026-11-24T10:00:00Z');
const waitMs = 150;

/** None shares a word with another one of its meaning; the last two are of no meaning that the server knows. */
const titles = [
  'Automobile',
  'Vehicles',
  'Lanes',
  'Potatoes',
  'Farmers',
  'Crop',
  'Galaxies',
  'Redshift',
  'Knots',
  'Lattices',
];

let server: EmbeddingsStandIn;
let service: TestService;
beforeAll(async () => {
  server = await startEmbeddings();
  service = await testService({
    env: { EMBEDDINGS_URL: server.url },
    tuning: { meaning: { waitMs, limitMs: 3_000, pauseMs: 60_000, kept: 3, followMs: 0 } },
  });
  service.clock.now = now;
  const papers = titles.map((title, at) =>
    makeIncoming({
      arxivId: `2611.${20_000 + at}`,
      title,
      abstract: `${title} once more.`,
      authors: [],
      categories: [at % 2 === 0 ? 'cs.RO' : 'cs.CV'],
      primaryCategory: at % 2 === 0 ? 'cs.RO' : 'cs.CV',
    }),
  );
  await service.deps.stores.papers.store(papers, { source: 'arxiv', now, sample: false });
  await indexPapers(service.deps);
  await embedPapers(service.deps, new AbortController().signal);
  // Read the first time that somebody asks for it.
  await until(async () => (await service.deps.meaning?.ofPaper(await idOf('Automobile'))) != null);
});
afterAll(async () => {
  await service.close();
  await server.close();
});

const found = async (query: string) => {
  const asked = { window: null, topicId: null, asker: null, now, page: 1, limit: 50, query };
  return (await service.deps.stores.papers.trending(asked)).items.map(({ title }) => title);
};
const idOf = async (title: string) =>
  (await service.deps.stores.papers.byArxivId(`2611.${20_000 + titles.indexOf(title)}`))!.id;
const like = async (title: string) =>
  (await service.deps.stores.papers.byIds(await service.deps.similar(await idOf(title), 5))).map(
    (paper) => paper.title,
  );
const asked = () => server.texts().length;

describe('a search, where a server tells what it means', () => {
  afterEach(() => {
    server.requests = [];
  });

  test('finds papers that mean the same, in whatever words, and those with its words first', async () => {
    expect((await found('driving')).toSorted()).toEqual(['Automobile', 'Lanes', 'Vehicles']);
    expect((await found('lanes of a car'))[0]).toBe('Lanes');
    expect((await found('weeds')).toSorted()).toEqual(['Crop', 'Farmers', 'Potatoes']);
  });

  test('keeps to what narrows it', async () => {
    expect((await found('driving cat:cs.RO')).toSorted()).toEqual(['Automobile', 'Lanes']);
    await sql(service.databaseUrl, "UPDATE paper SET hidden = true WHERE title = 'Lanes'");
    expect((await found('driving cat:cs.RO')).toSorted()).toEqual(['Automobile']);
    expect(await like('Automobile')).not.toContain('Lanes');
    await sql(service.databaseUrl, "UPDATE paper SET hidden = false WHERE title = 'Lanes'");
  });

  test('that is meant exactly goes by words alone, and tells nobody', async () => {
    for (const typed of ['"driving"', 'driving -knots', 'driving OR weeds', 'cat:cs.RO', '2611.20001'])
      await found(typed);
    expect(await found('"driving"')).toEqual([]);
    await found('driving ada@example.org');
    expect(asked()).toBe(0);
  });

  test('is asked for once, however often and by whomever it is typed, and forgotten when others were typed since', async () => {
    const typed = () => found('agriculture');
    await Promise.all([typed(), typed()]);
    await found('  AGRICULTURE ');
    expect(asked()).toBe(1);
    for (const other of ['cosmology', 'traffic', 'rendering', 'galaxy']) await found(other);
    await typed();
    expect(server.texts().filter((text) => /agriculture/i.test(text))).toHaveLength(2);
  });
});

describe('more like it', () => {
  test('is by meaning, too, and asks nobody', async () => {
    server.requests = [];
    expect((await like('Automobile')).slice(0, 2).toSorted()).toEqual(['Lanes', 'Vehicles']);
    expect(asked()).toBe(0);
  });
});

describe('vectors in memory', () => {
  test('follow what is added, changed and taken away', async () => {
    const { papers } = service.deps.stores;
    const more = makeIncoming({
      arxivId: '2611.29999',
      title: 'Cars',
      abstract: 'Cars once more.',
      version: 1,
    });
    const store = async (title: string, version: number) => {
      const incoming = { ...more, title, abstract: `${title} once more.`, version };
      await papers.store([incoming], { source: 'arxiv', now, sample: false });
      await indexPapers(service.deps);
      await embedPapers(service.deps, new AbortController().signal);
    };
    await store('Cars', 1);
    await until(async () => (await found('driving')).includes('Cars'));
    await store('Cosmology', 2);
    await until(async () => !(await found('driving')).includes('Cosmology'));
    await until(async () => (await found('redshift')).includes('Cosmology'));
    await sql(service.databaseUrl, "DELETE FROM paper WHERE arxiv_id = '2611.29999'");
    await until(async () => !(await found('redshift')).includes('Cosmology'));
  });
});

describe('while the server', () => {
  test('is slow, a search waits for a moment, the next does not, and what came late is known', async () => {
    server.requests = [];
    server.misbehave({ afterMs: 3 * waitMs }, 1);
    expect(await found('automobile traffic')).toEqual(['Automobile']);
    // Asked again while it is not known, it is not asked for again; others do not wait at all.
    expect(await found('farmers crop agriculture')).toContain('Farmers');
    expect(asked()).toBe(1);
    await until(async () => (await found('automobile traffic')).includes('Vehicles'));
    expect(asked()).toBe(1);
    expect(await found('vehicle')).toContain('Lanes');
  });

  test('answers by another model, nothing is compared with it', async () => {
    server.dimensions = 12;
    expect(await found('rendering of lanes')).toEqual(['Lanes']);
    server.dimensions = 24;
  });

  test('was down a moment ago, it is left alone: searches go by words, and more like it goes on', async () => {
    server.requests = [];
    server.misbehave('reset');
    expect(await found('lanes of cars with potatoes')).toContain('Lanes');
    expect(asked()).toBe(0);
    expect((await like('Automobile')).slice(0, 2).toSorted()).toEqual(['Lanes', 'Vehicles']);
  });
});

test('without a server, nothing is different', async () => {
  const plain = await testService();
  try {
    expect(plain.deps.meaning).toBeNull();
    await embedPapers(plain.deps, new AbortController().signal);
    expect(await plain.deps.stores.embeddings.read()).toMatchObject({ model: null, lastError: null });
  } finally {
    await plain.close();
  }
});
