import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Deps } from '../../../src/app/deps.ts';
import { controlDigest } from '../../../src/app/digests/control-digest.ts';
import { planDigest, planRanges } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import type { Stores } from '../../../src/app/persistence.ts';
import { sampleSize } from '../../../src/domain/bounces/reputation.ts';
import { storePaper } from '../../support/mail/sending.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addManyReaders } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { until } from '../../support/until.ts';

const now = new Date('2026-11-24T10:00:00Z');
const confirmedAt = new Date('2026-11-24T09:00:00Z');
const sizes = { chunk: 10, ranges: 4, leastReaders: 20 };
const first = sizes.chunk;
const size = first + 100;

let service: TestService;
let deps: Deps;
beforeAll(async () => {
  service = await testService();
  deps = service.deps;
  service.clock.now = now;
  await storePaper(deps);
});
afterAll(() => service.close());
beforeEach(async () => {
  await emptyTables(service.databaseUrl, ['subscriber', 'digest', 'delivery']);
  await run('DELETE FROM pgboss.job');
});

const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);

/** A digest to many readers of whom the first ones are planned, and the rest is cut into ranges. */
async function cutDigest(readers = size): Promise<number> {
  await addManyReaders(service.databaseUrl, readers, { dueAt: now, confirmedAt });
  const { id } = await triggerDigest(deps, { origin: 'api' });
  await fillSample(id);
  await planDigest(deps, id, { sizes });
  return id;
}
/** As if the digest had given the messages that it is judged by, but for one chunk. */
const fillSample = (id: number) =>
  run('INSERT INTO digest_returns (digest_id, sample, sample_last_id) VALUES ($1, $2, 0)', [
    id,
    sampleSize - first,
  ]);
/** With other stores than those of the service in each transaction. */
const within = (change: (stores: Stores) => Partial<Stores>): Deps => ({
  ...deps,
  atomically: (work) => deps.atomically((stores) => work({ ...stores, ...change(stores) })),
});
/**
 * So many planners, of which each has a range in hand before any goes on with the first of theirs, and how many readers
 * each has planned. `go`: for what all of them wait then, too.
 */
function planners(count: number, id: number, go: Promise<unknown> = Promise.resolve()) {
  const planned = Array.from({ length: count }, () => 0);
  let holding = 0;
  const { promise: allHold, resolve } = Promise.withResolvers<void>();
  const ended = planned.map(async (_, planner) => {
    let isFirst = true;
    const own = within(({ ranges }) => ({
      ranges: {
        ...ranges,
        async lockFreeRange(digestId) {
          const range = await ranges.lockFreeRange(digestId);
          if (isFirst && ++holding === count) resolve();
          isFirst = false;
          await allHold;
          await go;
          return range;
        },
        async moveRange(range, cursor, readers) {
          await ranges.moveRange(range, cursor, readers);
          planned[planner] = (planned[planner] ?? 0) + readers;
        },
      },
    }));
    await planRanges(own, id, { sizes });
  });
  return { planned, allHold, ended: Promise.all(ended) };
}
const statusOf = async (id: number) => (await deps.stores.digests.byId(id))?.status;
const countsOf = (id: number) => deps.stores.digests.counts(id);
const rangesOf = (id: number) =>
  run('SELECT number, cursor, last_id, planned FROM digest_range WHERE digest_id = $1 ORDER BY number', [id]);
async function expectWhole(id: number, readers = size): Promise<void> {
  const [rows] = await run(
    'SELECT count(*)::int AS rows, count(DISTINCT subscriber_id)::int AS readers FROM delivery WHERE digest_id = $1',
    [id],
  );
  expect(rows).toEqual({ rows: readers, readers });
  const jobs = await run(`SELECT data FROM pgboss.job WHERE name = 'send-deliveries'`);
  const given = jobs.flatMap(({ data }) => (data as { deliveryIds: string[] }).deliveryIds);
  expect(given).toHaveLength(readers);
  expect(new Set(given).size).toBe(readers);
  expect(await countsOf(id)).toMatchObject({ audience: readers, queued: readers });
  expect(await statusOf(id)).toBe('sending');
  expect(await rangesOf(id)).toEqual([]);
}

describe('a digest to many', () => {
  test('is cut into ranges of as many readers each once its first ones are planned, a job for each', async () => {
    const id = await cutDigest();
    expect(await statusOf(id)).toBe('planning');
    expect(await countsOf(id)).toMatchObject({ audience: first, queued: first });
    const ranges = [10, 35, 60, 85].map((cursor, index) => ({
      number: index + 1,
      cursor,
      last_id: index === 3 ? 2 ** 31 - 1 : cursor + 25,
      planned: 0,
    }));
    expect(await rangesOf(id)).toEqual(ranges);
    const jobs = () => run(`SELECT data FROM pgboss.job WHERE name = 'plan-range'`);
    expect(await jobs()).toEqual(ranges.map(() => ({ data: { digestId: id } })));
    // Asked again, as the sweep does: nothing is planned twice, and no job is there twice.
    await planDigest(deps, id, { sizes });
    expect(await jobs()).toHaveLength(ranges.length);
    expect(await countsOf(id)).toMatchObject({ audience: first });
    expect(await rangesOf(id)).toEqual(ranges);
  });

  test('whose ids lie far apart in places is cut by readers all the same', async () => {
    await addManyReaders(service.databaseUrl, size, { dueAt: now, confirmedAt });
    await run('UPDATE subscriber SET id = CASE WHEN id > 50 THEN 2000000000 + id * 1000 ELSE id END');
    const { id } = await triggerDigest(deps, { origin: 'api' });
    await fillSample(id);
    await planDigest(deps, id, { sizes });
    const counted = await run(
      `SELECT count(*)::int AS readers FROM digest_range r JOIN subscriber s ON s.id > r.cursor AND s.id <= r.last_id
       GROUP BY r.number`,
    );
    expect(counted).toEqual([25, 25, 25, 25].map((readers) => ({ readers })));
    await planRanges(deps, id, { sizes });
    await expectWhole(id);
  });

  test('is planned by several at once: all have readers in hand at the same time, and each reader comes once', async () => {
    const id = await cutDigest();
    const { planned, ended } = planners(3, id);
    await ended;
    await expectWhole(id);
    expect(planned.reduce((sum, readers) => sum + readers)).toBe(size - first);
    for (const readers of planned) expect(readers).toBeGreaterThan(0);
  });

  test('has a planner too many: the others do it all', async () => {
    const id = await cutDigest(first + 50);
    expect(await rangesOf(id)).toHaveLength(2);
    const { planned, ended } = planners(3, id);
    await ended;
    await expectWhole(id, first + 50);
    expect(planned.filter((readers) => readers === 0)).toHaveLength(1);
  });

  test('goes on where a planner ended in the middle of a chunk, without one missing or double', async () => {
    const id = await cutDigest();
    let chunks = 0;
    const failing = within(({ ranges }) => ({
      ranges: {
        ...ranges,
        async moveRange(...input) {
          await ranges.moveRange(...input);
          if (++chunks === 4) throw new Error('the connection was lost');
        },
      },
    }));
    await expect(planRanges(failing, id, { sizes })).rejects.toThrow('the connection was lost');
    expect(await countsOf(id)).toMatchObject({ audience: first + 3 * sizes.chunk });
    await planRanges(deps, id, { sizes });
    await expectWhole(id);
  });

  test('ends although its last planner was killed before it said so', async () => {
    const id = await cutDigest();
    const killed = within(({ ranges }) => ({
      ranges: { ...ranges, endPlanning: async () => Promise.reject(new Error('killed')) },
    }));
    await expect(planRanges(killed, id, { sizes })).rejects.toThrow('killed');
    expect(await statusOf(id)).toBe('planning');
    await run(`DELETE FROM pgboss.job WHERE name = 'plan-range'`);
    await planDigest(deps, id, { sizes });
    expect(await run(`SELECT FROM pgboss.job WHERE name = 'plan-range'`)).toHaveLength(4);
    await planRanges(deps, id, { sizes });
    await expectWhole(id);
  });

  test('is without who was erased meanwhile, and without who confirmed after it was triggered', async () => {
    const id = await cutDigest();
    await run('DELETE FROM subscriber WHERE id = 70');
    await run(
      `INSERT INTO subscriber (email, address_hash, status, confirmed_at, next_due_at)
       VALUES ('late@example.org', '\\x00', 'active', $1, $1)`,
      [new Date(now.getTime() + 60_000)],
    );
    await planRanges(deps, id, { sizes });
    await expectWhole(id, size - 1);
  });

  test('is left whole when too few are left for two planners', async () => {
    const id = await cutDigest(first + 39);
    await expectWhole(id, first + 39);
    expect(await run(`SELECT FROM pgboss.job WHERE name = 'plan-range'`)).toEqual([]);
  });
});

describe('a digest that several are planning', () => {
  /** Until somebody waits for the ranges in hand. */
  const waitedFor = () =>
    until(async () => {
      const waiting = await run(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
           AND query LIKE '%pg_advisory_xact_lock(%'`,
      );
      return waiting.length > 0;
    });

  test('is cancelled in all ranges: what is in hand is there whole, and cancelled, and nothing comes after', async () => {
    const id = await cutDigest();
    const { promise: go, resolve } = Promise.withResolvers<void>();
    const { allHold, ended } = planners(2, id, go);
    await allHold;
    const cancelled = controlDigest(deps, id, 'cancel');
    await waitedFor();
    expect(await statusOf(id)).toBe('planning');
    resolve();
    await Promise.all([cancelled, ended]);
    expect(await statusOf(id)).toBe('cancelled');
    const audience = first + 2 * sizes.chunk;
    expect(await countsOf(id)).toMatchObject({ audience, cancelled: audience });
    expect(await run('SELECT FROM delivery')).toHaveLength(audience);
    expect(await rangesOf(id)).toEqual([]);
    await planRanges(deps, id, { sizes });
    await planDigest(deps, id, { sizes });
    expect(await countsOf(id)).toMatchObject({ audience });
  });

  test('is paused in all ranges, and goes on in all of them when it is resumed', async () => {
    const id = await cutDigest();
    const { promise: go, resolve } = Promise.withResolvers<void>();
    const { allHold, ended } = planners(2, id, go);
    await allHold;
    const paused = controlDigest(deps, id, 'pause');
    await waitedFor();
    resolve();
    await Promise.all([paused, ended]);
    const audience = first + 2 * sizes.chunk;
    expect(await countsOf(id)).toMatchObject({ audience, queued: audience });
    await planRanges(deps, id, { sizes });
    expect(await statusOf(id)).toBe('paused');
    expect(await countsOf(id)).toMatchObject({ audience });

    await run('DELETE FROM pgboss.job');
    await controlDigest(deps, id, 'resume');
    expect(await statusOf(id)).toBe('planning');
    await planDigest(deps, id, { sizes });
    await planRanges(deps, id, { sizes });
    await expectWhole(id);
  });
});
