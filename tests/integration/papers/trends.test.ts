import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { previewDigest } from '../../../src/app/digests/preview-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { importPapers } from '../../../src/app/papers/import-papers.ts';
import { ingestPapers } from '../../../src/app/papers/ingest-papers.ts';
import type { PaperSource } from '../../../src/app/papers/paper-source.ts';
import { keepTrendsFresh, refreshTrends } from '../../../src/app/papers/refresh-trends.ts';
import { english } from '../../../src/domain/languages/en.ts';
import type { IncomingPaper } from '../../../src/domain/papers/paper.ts';
import { makeIncoming, ownWords } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const hour = 3_600_000;
const now = new Date('2026-11-24T10:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * hour);

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  await emptyTables(service.databaseUrl, ['subscriber', 'paper', 'digest', 'delivery']);
  await run('DELETE FROM pgboss.job');
  await run('UPDATE installation SET trends_at = NULL');
});

const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);
const paper = (number: number, said: Partial<IncomingPaper> = {}) =>
  makeIncoming({
    arxivId: `2611.${String(number).padStart(5, '0')}`,
    title: `Paper ${number}`,
    ...ownWords(number),
    featuredAt: hoursAgo(30),
    ...said,
  });
/** One visit to Hugging Face, at which each paper of `upvotes` has as many. */
async function visit(at: Date, upvotes: Record<number, number>): Promise<void> {
  service.clock.now = at;
  const papers = Object.entries(upvotes).map(([number, votes]) =>
    paper(Number(number), { signal: { upvotes: votes } }),
  );
  const source: PaperSource = {
    name: 'hugging-face',
    harvest: async () => ({ papers, validators: [], requests: 1, notModified: 0, notices: [] }),
  };
  const [result] = await ingestPapers({ ...service.deps, sources: [source] }, {});
  expect(result).toMatchObject({ ok: true });
}
/** A field of ten, looked at hourly, in which the first gains far more than the others. */
async function robots(): Promise<void> {
  for (let hours = 29; hours >= 0; hours--) {
    const age = 30 - hours;
    const others = Array.from({ length: 9 }, (_, i) => [i + 2, Math.round((age * (3 + (i % 3))) / 24)]);
    await visit(hoursAgo(hours), { 1: age * 2, ...Object.fromEntries(others) });
  }
}
const get = async (url: string) => (await (await service.app()).inject(url)).json();
const first = async (url: string) => (await get(url)).items[0].title;
const home = async (url = '/') => (await (await service.app()).inject(url)).body;

describe('after an ingest', () => {
  test('a changed vote adds one signal and moves the paper up at once, on the pages and in the API', async () => {
    await visit(hoursAgo(1), { 1: 5, 2: 20, 3: 12 });
    expect(await first('/api/v1/papers?limit=1')).toBe('Paper 2');
    const [before] = await run('SELECT count(*)::int AS signals FROM signal');
    await visit(now, { 1: 60, 2: 20, 3: 12 });
    const [after] = await run('SELECT count(*)::int AS signals FROM signal');
    expect(Number(after!['signals']) - Number(before!['signals'])).toBe(1);
    expect(await first('/api/v1/papers?limit=1')).toBe('Paper 1');
    expect(await first('/api/v1/papers?limit=1&topic=cs.RO&window=week')).toBe('Paper 1');
    const titles = [...(await home()).matchAll(/Paper \d+/g)].map(([title]) => title);
    expect(titles[0]).toBe('Paper 1');
    const feed = (await (await service.app()).inject('/topics/cs.RO/feed.xml')).body;
    expect(/<title>(Paper \d+)/.exec(feed)![1]).toBe('Paper 1');
  });

  test('the field’s pace is told in words and in numbers', async () => {
    await robots();
    const { items } = await get('/api/v1/papers?limit=1');
    expect(items[0]).toMatchObject({ id: 1, trend: { gainPerDay: 48 } });
    const { usualPerDay, timesUsual } = items[0].trend;
    expect(usualPerDay).toBeGreaterThan(1);
    expect(timesUsual).toBeCloseTo(48 / Math.max(3, usualPerDay), 0);
    const words = /\+48 in a day, \w+ times what Robotics papers usually get/;
    expect(await home()).toMatch(words);
    expect(await home('/papers/1')).toMatch(words);
    expect(await home('/topics/cs.RO')).toMatch(words);
  });
});

describe('an import', () => {
  test('orders papers at once, and says nothing of a day on which nobody looked', async () => {
    const line = (number: number, upvotes: number) =>
      JSON.stringify({ title: `Paper ${number}`, abstract: 'It walks.', published: '2026-11-20', upvotes });
    await importPapers(service.deps, [line(1, 3), line(2, 80)]);
    const { items } = await get('/api/v1/papers');
    expect(items.map(({ title }: { title: string }) => title)).toEqual(['Paper 2', 'Paper 1']);
    expect(items[0].trend).toEqual({ gainPerDay: null, usualPerDay: null, timesUsual: null });
    expect(await home()).not.toContain('in a day');
  });
});

describe('stored trends', () => {
  const madeAt = () => service.deps.stores.trends.madeAt();

  test('are made anew every ten minutes as time goes by, by one of several processes', async () => {
    await visit(now, { 1: 5 });
    expect(await madeAt()).toEqual(now);
    service.clock.now = hoursAgo(-0.1);
    await keepTrendsFresh(service.deps);
    expect(await madeAt()).toEqual(now);
    service.clock.now = hoursAgo(-0.5);
    let passes = 0;
    const { trends } = service.deps.stores;
    const counting = {
      ...trends,
      trendInputs: (...span: Parameters<typeof trends.trendInputs>) => {
        passes++;
        return trends.trendInputs(...span);
      },
    };
    const deps = { ...service.deps, stores: { ...service.deps.stores, trends: counting } };
    await Promise.all([keepTrendsFresh(deps), keepTrendsFresh(deps), keepTrendsFresh(deps)]);
    expect(passes).toBe(1);
    expect(await madeAt()).toEqual(service.clock.now);
  });

  test('are forgotten with time, and at once of hidden papers; those are listed after all others', async () => {
    await visit(now, { 1: 5, 2: 900 });
    await service.deps.stores.papers.edit(1, { hidden: true });
    await refreshTrends(service.deps);
    expect(await run('SELECT paper_id FROM paper_trend')).toEqual([{ paper_id: 2 }]);
    service.clock.now = new Date(now.getTime() + 100 * 24 * hour);
    await service.deps.stores.papers.store([paper(3, { featuredAt: service.clock.now })], {
      source: 'arxiv',
      now: service.clock.now,
      sample: false,
    });
    await refreshTrends(service.deps);
    expect(await run('SELECT paper_id FROM paper_trend')).toEqual([{ paper_id: 3 }]);
    const { items } = await get('/api/v1/papers');
    expect(items.map(({ id, trend }: { id: number; trend: unknown }) => [id, trend === null])).toEqual([
      [3, false],
      [2, true],
    ]);
  });

  test('that did not change are not written again', async () => {
    await visit(now, { 1: 5, 2: 9 });
    const rows = () => run('SELECT paper_id, xmin::text FROM paper_trend ORDER BY paper_id');
    const before = await rows();
    await refreshTrends(service.deps);
    expect(await rows()).toEqual(before);
  });

  test('hold an old paper that people speak of again', async () => {
    await service.deps.stores.papers.store(
      [paper(1, { featuredAt: new Date('2025-01-05T00:00:00Z'), signal: { upvotes: 4 } })],
      {
        source: 'hugging-face',
        now,
        sample: false,
      },
    );
    await refreshTrends(service.deps);
    expect(await run('SELECT paper_id FROM paper_trend')).toEqual([{ paper_id: 1 }]);
  });
});

describe('a digest as of an instant', () => {
  const asOf = hoursAgo(2);
  async function plan() {
    const { id } = await triggerDigest(service.deps, { origin: 'api', asOf });
    await planDigest(service.deps, id);
    const [row] = await run('SELECT paper_ids FROM delivery WHERE digest_id = $1', [id]);
    return {
      id,
      papers: row!['paper_ids'],
      kept: await run(
        'SELECT paper_id, score, gain_per_day, times_usual FROM digest_paper WHERE digest_id = $1 ORDER BY paper_id',
        [id],
      ),
    };
  }

  test('is the same whatever was said since', async () => {
    await visit(hoursAgo(3), { 1: 5, 2: 20, 3: 12 });
    await addReader(service.deps, 'reader@example.org');
    const preview = () => previewDigest(service.deps, { email: 'reader@example.org', asOf });
    const before = await preview();
    service.clock.now = hoursAgo(1);
    await visit(hoursAgo(1), { 1: 900, 2: 20, 3: 0 });
    service.clock.now = hoursAgo(3);
    const after = await preview();
    expect(after.papers).toBe(3);
    const order = (mail: string) => [...mail.matchAll(/Paper \d/g)].map(([title]) => title);
    expect(order(after.mail!.text)).toEqual(order(before.mail!.text));
    const planned = await plan();
    expect(planned.papers).toEqual([2, 3, 1]);
    await run('DELETE FROM delivery');
    expect((await plan()).kept).toEqual(planned.kept);
  });

  test('tells each paper’s trend as it was then, also when it is sent later', async () => {
    await robots();
    await addReader(service.deps, 'reader@example.org', { topics: ['cs.RO'] });
    const { id, kept } = await plan();
    expect(kept[0]).toMatchObject({ paper_id: 1, gain_per_day: 48 });
    await visit(hoursAgo(-30), { 1: 61 });
    const [delivery] = await run('SELECT subscriber_id, subject_ids FROM delivery WHERE digest_id = $1', [
      id,
    ]);
    const [section] = await service.deps.cards.sections(
      {
        digestId: id,
        subscriberId: Number(delivery!['subscriber_id']),
        paperIds: [1],
        subjectIds: (delivery!['subject_ids'] as number[]).slice(0, 1),
      },
      english,
    );
    expect(section!.papers[0]!.reason).toMatch(
      /^in Robotics, which you follow · 60 upvotes · \+48 in a day, \w+ times what Robotics papers usually get$/,
    );
  });
});
