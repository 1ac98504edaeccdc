import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/adapters/postgres/client.ts';
import { sourceMemory } from '../../../src/adapters/postgres/papers/sources.ts';
import { createArxiv } from '../../../src/adapters/sources/arxiv/arxiv.ts';
import { createHuggingFace } from '../../../src/adapters/sources/hugging-face/hugging-face.ts';
import type { Deps } from '../../../src/app/deps.ts';
import { ingestPapers } from '../../../src/app/papers/ingest-papers.ts';
import type { PaperSource, SourceHarvest } from '../../../src/app/papers/paper-source.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import type { SourceName } from '../../../src/domain/papers/paper-source.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { startUpstream, type Upstream } from '../../support/papers/upstream.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { until } from '../../support/until.ts';

/** A Tuesday, ten in the morning in New York. */
const now = new Date('2026-11-24T15:00:00Z');

let service: TestService;
let database: Database;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  database = openDatabase(service.databaseUrl);
});
afterAll(async () => {
  await database.close();
  await service.close();
});
beforeEach(() => emptyTables(service.databaseUrl, ['paper', 'source', 'http_validator']));

const state = async (name: SourceName) =>
  (await service.deps.stores.sources.list()).find((one) => one.name === name)!;
const titles = async () =>
  (await sql(service.databaseUrl, 'SELECT title FROM paper ORDER BY title')).map(({ title }) => title);
const harvested = (harvest: Partial<SourceHarvest>): SourceHarvest => ({
  papers: [],
  validators: [],
  requests: 1,
  notModified: 0,
  notices: [],
  ...harvest,
});
const down = () => Promise.reject(new DomainError('unavailable', 'Hugging Face answered with 502.'));

function fake(name: SourceName, harvest: PaperSource['harvest']): PaperSource {
  return { name, harvest };
}
const ingest = (
  sources: PaperSource[],
  input: Parameters<typeof ingestPapers>[1] = {},
  deps?: Partial<Deps>,
) => ingestPapers({ ...service.deps, ...deps, sources }, input);

describe('two sources, in this process', () => {
  const [found] = [makeIncoming()];
  const arxiv = fake('arxiv', async () => harvested({ papers: [found!] }));

  test('of which one fails: the other one’s papers are stored, and the state says which and why', async () => {
    const results = await ingest([fake('hugging-face', down), arxiv]);
    expect(results).toEqual([
      { source: 'hugging-face', ok: false, error: 'Hugging Face answered with 502.' },
      expect.objectContaining({ source: 'arxiv', ok: true, added: 1, requests: 1 }),
    ]);
    expect(await titles()).toEqual([found!.title]);
    expect(await state('hugging-face')).toMatchObject({
      lastAttemptAt: now,
      lastSuccessAt: null,
      lastError: 'Hugging Face answered with 502.',
    });
    expect(await state('arxiv')).toMatchObject({
      lastAttemptAt: now,
      lastSuccessAt: now,
      lastError: null,
      lastResult: { added: 1, changed: 0, unchanged: 0, signals: 0, requests: 1, notModified: 0 },
    });
  });

  test('are asked for what is new since they last answered, not since they were last asked', async () => {
    const asked: (Date | null)[] = [];
    const flaky = fake('arxiv', async ({ since }) => {
      asked.push(since);
      return asked.length === 2 ? await down() : harvested({});
    });
    const later = new Date('2026-11-24T17:00:00Z');
    await ingest([flaky]);
    await ingest([flaky], {}, { now: () => later });
    await ingest([flaky], {}, { now: () => later });
    expect(asked).toEqual([null, now, now]);
    expect((await state('arxiv')).lastError).toBeNull();
  });

  test('told of a date, answer for the whole span from then on', async () => {
    const asked: { since: Date | null; backfill: boolean }[] = [];
    const since = new Date('2026-11-01T00:00:00Z');
    const seen = fake('arxiv', async (input) => {
      asked.push({ since: input.since, backfill: input.backfill });
      return harvested({});
    });
    await ingest([seen]);
    await ingest([seen], { since });
    expect(asked).toEqual([
      { since: null, backfill: false },
      { since, backfill: true },
    ]);
  });

  test('tell the later one what the earlier one could not: papers without categories', async () => {
    const bare = makeIncoming({ categories: [], primaryCategory: null });
    const wanted: string[][] = [];
    const results = await ingest([
      fake('hugging-face', async () => harvested({ papers: [bare] })),
      fake('arxiv', async (input) => {
        wanted.push([...input.wanted]);
        return harvested({ papers: [makeIncoming()] });
      }),
    ]);
    expect(wanted).toEqual([['2611.00001']]);
    expect(results[1]).toMatchObject({ ok: true, changed: 1 });
    expect(await service.deps.stores.papers.lackingCategories(10)).toEqual([]);
  });

  test('only the ones asked for are visited', async () => {
    const results = await ingest([fake('hugging-face', down), arxiv], { sources: ['arxiv'] });
    expect(results).toHaveLength(1);
    expect((await state('hugging-face')).lastAttemptAt).toBeNull();
  });

  test('are visited by one process at a time', async () => {
    let inside = 0;
    let most = 0;
    let release = () => {};
    const gate = new Promise<void>((open) => {
      release = open;
    });
    const slow = fake('arxiv', async () => {
      most = Math.max(most, ++inside);
      await gate;
      inside--;
      return harvested({ papers: [found!] });
    });
    const visits = [ingest([slow]), ingest([slow])];
    await until(() => inside === 1);
    // The second one waits for the lock, where another session can see it.
    await until(
      async () =>
        (await sql(service.databaseUrl, `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`))
          .length === 1,
    );
    release();
    const [first, second] = await Promise.all(visits);
    expect(most).toBe(1);
    expect([first![0], second![0]].map((one) => one!.ok && one!.added).sort()).toEqual([0, 1]);
  });
});

describe('a visit that fails', () => {
  const validators = [{ url: 'https://example.org/feed', etag: '"1"', lastModified: null }];
  const harvest = harvested({
    papers: [makeIncoming(), makeIncoming({ arxivId: '2611.00002', title: 'Another' })],
    validators,
  });

  beforeEach(() => ingest([fake('arxiv', async () => harvested({ papers: [makeIncoming()], validators }))]));

  test('while fetching leaves every table as it was, but for the source’s own row', async () => {
    const before = await checksums(service.databaseUrl, ['source']);
    const [result] = await ingest([fake('arxiv', down)]);
    expect(result!.ok).toBe(false);
    expect(await checksums(service.databaseUrl, ['source'])).toEqual(before);
    expect(await state('arxiv')).toMatchObject({ lastSuccessAt: now, lastError: expect.any(String) });
  });

  test('while storing leaves every table as it was, and remembers no validator of what was not stored', async () => {
    const before = await checksums(service.databaseUrl, ['source']);
    const newer = { ...harvest, validators: [{ ...validators[0]!, etag: '"2"' }] };
    const breaking: Deps['atomically'] = (work) =>
      service.deps.atomically((stores) =>
        work({
          ...stores,
          sources: {
            ...stores.sources,
            rememberValidators: async (remembered) => {
              await stores.sources.rememberValidators(remembered);
              throw new Error('the disk is full');
            },
          },
        }),
      );
    const [result] = await ingest([fake('arxiv', async () => newer)], {}, { atomically: breaking });
    expect(result).toMatchObject({ ok: false, error: expect.stringContaining('the disk is full') });
    expect(await checksums(service.databaseUrl, ['source'])).toEqual(before);
    expect(await sourceMemory(database.prisma).validators(validators[0]!.url)).toMatchObject({ etag: '"1"' });

    await ingest([fake('arxiv', async () => newer)]);
    expect(await sourceMemory(database.prisma).validators(validators[0]!.url)).toMatchObject({ etag: '"2"' });
    expect(await titles()).toHaveLength(2);
    expect((await state('arxiv')).lastError).toBeNull();
  });
});

describe('the pause between two requests to a source', () => {
  const reserve = (on: Database, source: SourceName = 'arxiv') =>
    sourceMemory(on.prisma).reserve(source, 3_000);

  test('holds between processes and over restarts', async () => {
    const other = openDatabase(service.databaseUrl);
    const together = await Promise.all([
      reserve(database),
      reserve(other),
      reserve(database),
      reserve(other),
    ]);
    await other.close();
    const restarted = openDatabase(service.databaseUrl);
    const moments = [...together, await reserve(restarted)].map((at) => at.getTime()).sort((a, b) => a - b);
    await restarted.close();
    const pauses = moments.slice(1).map((at, index) => at - moments[index]!);
    expect(moments).toHaveLength(5);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(3_000);
    // No longer than it must be, and of no concern to another source.
    expect(Math.max(...pauses)).toBeLessThan(3_100);
    expect((await reserve(database, 'hugging-face')).getTime()).toBeLessThan(moments[1]!);
  });

  test('becomes a block after a refusal: no request from any process until it is over', async () => {
    const memory = sourceMemory(database.prisma);
    const over = new Date(Date.now() + 600_000);
    await memory.block('arxiv', over);
    const other = openDatabase(service.databaseUrl);
    await expect(reserve(other)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(over.toISOString()),
    });
    await other.close();
    expect((await state('arxiv')).blockedUntil).toEqual(over);
    await memory.block('arxiv', new Date(Date.now() - 1));
    await expect(reserve(database)).resolves.toBeInstanceOf(Date);
  });
});

describe('both sources over the wire', () => {
  let upstream: Upstream;
  beforeEach(async () => {
    upstream = await startUpstream(now);
  });
  afterEach(() => upstream.close());

  const sources = (): PaperSource[] => {
    const common = { memory: sourceMemory(database.prisma), userAgent: 'Offprint/test' };
    // Neither pauses nor second tries: they have tests of their own.
    const options = { intervalMs: 0, sleep: async () => undefined };
    return [
      createHuggingFace({ ...common, baseUrl: upstream.url, options }),
      createArxiv({
        ...common,
        apiUrl: upstream.apiUrl,
        rssUrl: upstream.rssUrl,
        categories: ['cs', 'math'],
        options,
      }),
    ];
  };

  test('fill the catalogue; a second visit asks only what changed and stores nothing', async () => {
    const first = await ingest(sources());
    expect(first.map(({ ok }) => ok)).toEqual([true, true]);
    const paper = await service.deps.stores.papers.byArxivId('2611.00101');
    expect(paper).toMatchObject({ upvotes: 41, stars: 120, categories: expect.arrayContaining(['cs.RO']) });
    expect(paper!.topics.map(({ slug }) => slug)).toContain('cs.RO');
    const sums = await checksums(service.databaseUrl, ['source', 'http_validator']);

    const second = await ingest(sources());
    expect(second).toMatchObject([
      { ok: true, added: 0, changed: 0, signals: 0, notModified: expect.any(Number) },
      { ok: true, added: 0, changed: 0, signals: 0 },
    ]);
    expect(second[0]!.ok && second[0]!.notModified).toBeGreaterThan(0);
    expect(await checksums(service.databaseUrl, ['source', 'http_validator'])).toEqual(sums);
  });

  test('that refuse are left alone by the next visit until the time they named', async () => {
    upstream.fault({ path: '/rss', mode: 429, retryAfter: '1800' });
    const [hf, arxiv] = await ingest(sources());
    expect(hf).toMatchObject({ ok: true });
    expect(arxiv).toMatchObject({ ok: false, error: expect.stringContaining('429') });
    const asked = upstream.requests.filter(({ path }) => path.startsWith('/rss')).length;
    const [, again] = await ingest(sources());
    expect(again).toMatchObject({ ok: false, error: expect.stringContaining('no request before') });
    expect(upstream.requests.filter(({ path }) => path.startsWith('/rss'))).toHaveLength(asked);
    const { blockedUntil, lastError } = await state('arxiv');
    expect(blockedUntil!.getTime() - Date.now()).toBeGreaterThan(1_700_000);
    expect(lastError).toContain('no request before');
  });
});
