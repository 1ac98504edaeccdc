import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readerOver } from '../../../src/adapters/postgres/client.ts';
import { Prisma } from '../../../src/adapters/postgres/generated/client.ts';
import { mostCounted, searchPapers } from '../../../src/adapters/postgres/papers/paper-search.ts';
import { openKnownWords } from '../../../src/adapters/postgres/papers/search-knowledge.ts';
import { indexPapers } from '../../../src/app/papers/index-papers.ts';
import { refreshTrends } from '../../../src/app/papers/refresh-trends.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T10:00:00Z');
const many = mostCounted + 300;
const limit = 100;
const everything = { window: null, topicId: null, asker: null, now, limit } as const;

let service: TestService;
/** Papers about robots, one an hour, some with votes. */
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  await sql(
    service.databaseUrl,
    `INSERT INTO paper (title_key, title, abstract, authors, categories, published_at, fresh_at, upvotes, featured_at)
     SELECT 'p' || n, 'Robots ' || n, 'They walk.', '{Ada Lovelace}', '{cs.RO}', at, at,
       CASE WHEN n % 100 = 1 THEN n ELSE 0 END, at
     FROM generate_series(1, $1::int) AS n, LATERAL (SELECT $2::timestamptz - n * interval '1 hour' AS at) AS dated`,
    [many, now],
  );
  await sql(
    service.databaseUrl,
    `INSERT INTO signal (paper_id, source, at, upvotes) SELECT id, 'hugging-face', fresh_at + interval '1 minute', upvotes
     FROM paper WHERE upvotes > 0`,
  );
  await indexPapers(service.deps);
  await refreshTrends(service.deps);
});
afterAll(() => service.close());

test('more matches than are counted come in pages that do not overlap, some of those that trend in front', async () => {
  const { papers: reads } = service.deps.stores;
  const asked = { ...everything, query: 'robots' };
  const pages = [];
  for (let at = 1; at <= mostCounted / limit; at++) pages.push(await reads.trending({ ...asked, page: at }));
  expect(pages[0]).toMatchObject({ total: mostCounted, exact: false });
  const ids = pages.flatMap(({ items }) => items.map(({ id }) => id));
  expect(new Set(ids).size).toBe(mostCounted);
  expect(pages[0]!.items.slice(0, 30).filter(({ upvotes }) => upvotes > 0).length).toBeGreaterThan(5);
  expect((await reads.trending({ ...asked, query: 'robots -walks', page: 1 })).total).toBe(0);
  const body = (await (await service.app()).inject('/?q=robots')).body;
  expect(body).toContain('2,000+ papers');
});

test('looking through the newest first finds the same papers, those behind them too', async () => {
  const pool = new pg.Pool({ connectionString: service.databaseUrl });
  try {
    const reader = readerOver(pool);
    const knowledge = await openKnownWords()(reader);
    const listed = async (typed: string, newest: number) => {
      const pages = [];
      for (let offset = 0; offset < mostCounted; offset += limit) {
        const visible = [Prisma.sql`NOT p.hidden`];
        const asked = {
          visible,
          narrowed: false,
          page: { limit, offset },
          knowledge,
          nearness: null,
          newest,
        };
        pages.push((await searchPapers(reader, typed, asked)).ids);
      }
      return pages;
    };
    for (const typed of ['robots', 'cat:cs.RO']) {
      const pages = await listed(typed, 0);
      expect(new Set(pages.flat()).size).toBe(mostCounted);
      // Pages of them, one that ends in them, and those behind it.
      expect(await listed(typed, 850)).toEqual(pages);
    }
  } finally {
    await pool.end();
  }
});
