import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/postgres/client.ts';
import { addSearchWords } from '../../../src/adapters/postgres/papers/search-vector.ts';
import { indexPapers } from '../../../src/app/papers/index-papers.ts';
import type { IncomingPaper } from '../../../src/domain/papers/paper.ts';
import { stem } from '../../../src/domain/papers/stem.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T10:00:00Z');
let service: TestService;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
});
afterAll(() => service.close());

const store = async (paper: Partial<IncomingPaper>) =>
  await service.deps.stores.papers.store([makeIncoming(paper)], { source: 'arxiv', now, sample: false });
const found = async (query: string) => {
  const asked = { window: null, topicId: null, asker: null, now, page: 1, limit: 50, query };
  return (await service.deps.stores.papers.trending(asked)).items.map(({ arxivId }) => arxivId);
};

test('a paper of thousands of long names is stored, and each of its authors found', async () => {
  const names = Array.from({ length: 9_999 }, (_, at) => `Given${at} Family${at}${'x'.repeat(96)}`);
  await store({ arxivId: '2611.10001', title: 'A large collaboration', authors: names });
  expect(await found('"large collaboration"')).toEqual(['2611.10001']);
  await store({
    arxivId: '2611.10002',
    title: 'A collaboration',
    authors: Array.from({ length: 3_000 }, (_, at) => `Given${at} Family${at}`),
  });
  for (const at of [0, 1_022, 1_023, 1_024, 2_999])
    expect(await found(`author:"Given${at} Family${at}"`), String(at)).toContain('2611.10002');
  expect(await found('author:"Given5 Family1029"')).toEqual([]);
});

test('names are found as pages show them', async () => {
  const authors = [
    'Johan H{\\aa}stad',
    '\\L{}ukasz Kaiser',
    'J\\o{}rgen S\\o{}rensen',
    'Erd\\H os',
    '王小明',
  ];
  await store({ arxivId: '2611.10003', title: 'Names', authors });
  for (const typed of ['Håstad', 'Hastad', '"Łukasz Kaiser"', 'Sorensen', '"Jørgen Sørensen"', 'Erdős', '王'])
    expect(await found(`author:${typed}`), typed).toEqual(['2611.10003']);
});

test('papers of an earlier version are made findable in the background, and only those', async () => {
  await store({ arxivId: '2611.10004', title: 'Pruning and weight quantization of VLMs' });
  const old = `to_tsvector('english', title)`;
  await sql(
    service.databaseUrl,
    `UPDATE paper SET search_version = 0, search = ${old} WHERE arxiv_id = '2611.10004'`,
  );
  await sql(
    service.databaseUrl,
    'DELETE FROM paper_topic WHERE paper_id IN (SELECT id FROM paper WHERE search_version = 0)',
  );
  expect(await found('VLM')).toEqual([]);
  expect(await found('pruning')).toEqual(['2611.10004']);
  const before = await sql(service.databaseUrl, `SELECT xmin FROM paper WHERE arxiv_id = '2611.10003'`);
  await indexPapers(service.deps);
  expect(await found('VLM')).toEqual(['2611.10004']);
  const again = await service.deps.stores.papers.byArxivId('2611.10004');
  expect(again!.topics.map(({ slug }) => slug)).toContain('quantization');
  expect(await sql(service.databaseUrl, `SELECT xmin FROM paper WHERE arxiv_id = '2611.10003'`)).toEqual(
    before,
  );
});

test('a phrase is found while some papers are not indexed by pairs of words yet', async () => {
  await store({ arxivId: '2611.10006', title: 'Tall grey elephants' });
  const search = `to_tsvector('english', title)`;
  const older = `UPDATE paper SET search_version = 1, search = ${search} WHERE arxiv_id = '2611.10006'`;
  await sql(service.databaseUrl, older);
  expect(await found('"grey elephants"')).toEqual(['2611.10006']);
  await indexPapers(service.deps);
  const [row] = await sql(
    service.databaseUrl,
    `SELECT search::text FROM paper WHERE arxiv_id = '2611.10006'`,
  );
  expect(row!.search).toMatch(/'\+\w+'/);
  expect(await found('"grey elephants"')).toEqual(['2611.10006']);
  expect(await found('"tall elephants"')).toEqual([]);
  expect(await found('elephants -"grey elephants"')).toEqual([]);
});

test('a new text is found, the old one no more', async () => {
  await store({ arxivId: '2611.10005', version: 1, title: 'Zebras' });
  await store({ arxivId: '2611.10005', version: 2, title: 'Giraffes' });
  expect(await found('zebras')).toEqual([]);
  expect(await found('giraffe')).toEqual(['2611.10005']);
});

test('stems are PostgreSQL’s', async () => {
  const rows = await sql(
    service.databaseUrl,
    `SELECT word, (ts_lexize('english_stem', word))[1] AS stem FROM paper, topic,
       regexp_split_to_table(lower(topic.description || paper.title || ' generously relational adding dyed skies'), '[^a-z]+') AS word
     WHERE word <> '' GROUP BY word`,
  );
  expect(rows.length).toBeGreaterThan(300);
  for (const { word, stem: expected } of rows)
    if (expected !== null) expect(stem(String(word)), String(word)).toBe(expected);
});

test('of many papers of an earlier version, those that come next are found without reading all', async () => {
  await indexPapers(service.deps);
  await sql(
    service.databaseUrl,
    `INSERT INTO paper (arxiv_id, title_key, title, abstract, authors, categories, published_at, fresh_at)
     SELECT 'many.' || i, 'many ' || i, 'Paper ' || i, repeat('Of many words. ', 60), '{Ada}', '{}', now(), now()
     FROM generate_series(1, 5000) AS i`,
  );
  await sql(service.databaseUrl, 'ANALYZE paper');
  const database = openDatabase(service.databaseUrl, { connections: 1 });
  try {
    const read = await database.prisma.$transaction(async (db) => {
      expect(await addSearchWords(db, 50)).toBe(50);
      const [row] = await db.$queryRaw<{ read: bigint }[]>`
        SELECT seq_tup_read + idx_tup_fetch AS read FROM pg_stat_xact_user_tables WHERE relname = 'paper'`;
      return Number(row!.read);
    });
    // Each of them, to see whether it has words, to write them and to match its topics.
    expect(read).toBeGreaterThanOrEqual(50);
    expect(read).toBeLessThan(1_000);
  } finally {
    await database.close();
  }
  const { keys } = service.deps.stores;
  const { first, last } = (await keys.lackingTerms())!;
  expect(last - first).toBe(4_999);
  await keys.addTerms({ first: first + 10, last });
  expect(await keys.lackingTerms()).toEqual({ first, last: first + 9 });
  await indexPapers(service.deps);
  expect(await keys.lackingTerms()).toBeNull();
});
