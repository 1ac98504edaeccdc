import { beforeEach, describe, expect, test } from 'vitest';
import { controlDigest } from '../../../src/app/digests/control-digest.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { tidy } from '../../../src/app/retention/tidy.ts';
import { makeIncoming, ownWords } from '../../support/papers/incoming.ts';
import { addManyReaders, addReader } from '../../support/readers.ts';
import { daysAgo, tidyingNow as now, tidyAll, tidyingTests } from '../../support/retention.ts';
import type { TestService } from '../../support/test-service.ts';

const { service: opened, run } = tidyingTests(['delivery']);
let service: TestService;
beforeEach(() => {
  service = opened();
});

async function storePaper(number: number, at: Date): Promise<number> {
  const arxivId = `2511.${String(number).padStart(5, '0')}`;
  const incoming = makeIncoming({
    arxivId,
    title: `Paper ${number}`,
    ...ownWords(number),
    featuredAt: at,
    publishedAt: at,
  });
  await service.deps.stores.papers.store([incoming], { source: 'hugging-face', now: at, sample: false });
  const [row] = await run('SELECT id FROM paper WHERE arxiv_id = $1', [arxivId]);
  return Number(row?.['id']);
}

/** A digest to everybody who is there, planned and over at that time; its deliveries are in that state. */
async function digestAt(at: Date, state = 'sent'): Promise<number> {
  service.clock.now = at;
  const { id } = await triggerDigest(service.deps, { origin: 'api' });
  await run('UPDATE digest SET created_at = $2 WHERE id = $1', [id, at]);
  await planDigest(service.deps, id);
  await run(`UPDATE delivery SET state = $2::delivery_state WHERE digest_id = $1 AND state = 'queued'`, [
    id,
    state,
  ]);
  await run(`UPDATE digest SET status = 'finished', finished_at = $2 WHERE id = $1`, [id, at]);
  service.clock.now = now;
  return id;
}
const rowsOf = async (digest: number) =>
  Number((await run('SELECT count(*) AS n FROM delivery WHERE digest_id = $1', [digest]))[0]!['n']);
const papersOf = async (digest: number) =>
  (await run('SELECT paper_ids FROM delivery WHERE digest_id = $1 ORDER BY id', [digest])).map(
    (row) => row['paper_ids'],
  );
const counts = (id: number) => service.deps.stores.digests.counts(id);

describe('deliveries', () => {
  test('of a digest that was over 180 days ago go, and its counts and papers stay', async () => {
    await addReader(service.deps, 'ada@example.org', { confirmedAt: daysAgo(300) });
    await addReader(service.deps, 'bob@example.org', { confirmedAt: daysAgo(300) });
    await storePaper(1, daysAgo(182));
    const old = await digestAt(daysAgo(180.1));
    await storePaper(2, daysAgo(180));
    const young = await digestAt(daysAgo(179.9));
    const before = [await counts(old), await counts(young)];
    expect(before[0]).toMatchObject({ audience: 2, sent: 2 });

    await tidyAll(service);
    expect([await rowsOf(old), await rowsOf(young)]).toEqual([0, 2]);
    expect([await counts(old), await counts(young)]).toEqual(before);
    const [kept, next] = [
      await service.deps.stores.digests.byId(old),
      await service.deps.stores.digests.byId(young),
    ];
    expect([kept?.tidiedAt, next?.tidiedAt]).toEqual([now, null]);
    expect(await service.deps.stores.digests.papersOf(old)).toHaveLength(1);
    expect(await service.deps.stores.retention.lastRun()).toMatchObject({
      endedAt: now,
      rows: { deliveries: 2 },
    });
    // A second night finds nothing, and says nothing of it.
    await tidyAll(service);
    expect(await service.deps.stores.retention.lastRun()).toMatchObject({ rows: {} });
    expect(await run(`SELECT detail FROM audit_event WHERE action = 'history tidied'`)).toEqual([
      { detail: { deliveries: 2 } },
    ]);
  });

  test('that are not over stay, however old, and those behind them go', async () => {
    await addReader(service.deps, 'ada@example.org', { confirmedAt: daysAgo(400) });
    await storePaper(1, daysAgo(302));
    const paused = await digestAt(daysAgo(300), 'queued');
    await run(`UPDATE digest SET status = 'paused', finished_at = NULL WHERE id = $1`, [paused]);
    await storePaper(2, daysAgo(292));
    const over = await digestAt(daysAgo(290));
    await tidyAll(service);
    expect([await rowsOf(paused), await rowsOf(over)]).toEqual([1, 0]);
    // Once it is over, and old, it goes too.
    await run(`UPDATE delivery SET state = 'cancelled'`);
    await run(`UPDATE digest SET status = 'cancelled', finished_at = $2 WHERE id = $1`, [
      paused,
      daysAgo(200),
    ]);
    await tidyAll(service);
    expect(await rowsOf(paused)).toBe(0);
    expect(await counts(paused)).toMatchObject({ audience: 1, cancelled: 1 });
  });

  test('cannot be sent again once they went', async () => {
    await addReader(service.deps, 'ada@example.org', { confirmedAt: daysAgo(400) });
    await storePaper(1, daysAgo(202));
    const id = await digestAt(daysAgo(200), 'failed');
    await tidyAll(service);
    await expect(controlDigest(service.deps, id, 'retry-failed')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('no longer kept'),
    });
    expect(await counts(id)).toMatchObject({ audience: 1, failed: 1 });
  });

  test('stay for ever if an owner says so', async () => {
    await service.deps.stores.retention.writeSaid({ deliveries: 0 });
    await addReader(service.deps, 'ada@example.org', { confirmedAt: daysAgo(900) });
    await storePaper(1, daysAgo(802));
    const id = await digestAt(daysAgo(800));
    await tidyAll(service);
    expect(await rowsOf(id)).toBe(1);
  });
});

describe('a paper that was sent long ago', () => {
  test('does not come again when an editor picks it, and comes to whoever has not had it', async () => {
    const ada = await addReader(service.deps, 'ada@example.org', { confirmedAt: daysAgo(400) });
    const bob = await addReader(service.deps, 'bob@example.org', { confirmedAt: daysAgo(400) });
    const paper = await storePaper(1, daysAgo(202));
    const old = await digestAt(daysAgo(200));
    await run(`UPDATE delivery SET state = 'failed' WHERE subscriber_id = $1`, [bob]);
    await tidyAll(service);
    expect(await rowsOf(old)).toBe(0);
    await run('UPDATE paper SET pinned_at = $1', [daysAgo(1)]);
    const { papers } = service.deps.stores;
    expect((await papers.reachOf([paper])).get(paper)).toEqual({ had: 1, onTheWay: 0, waiting: 1 });
    expect((await papers.listWaiting(paper, { after: 0, limit: 9 })).map(({ id }) => id)).toEqual([bob]);
    await storePaper(2, daysAgo(1));
    const { id } = await triggerDigest(service.deps, { origin: 'api' });
    await planDigest(service.deps, id);
    const chosen = await papersOf(id);
    expect(chosen).toEqual([expect.not.arrayContaining([paper]), expect.arrayContaining([paper])]);
    const data = await service.deps.stores.subscribers.papersSentLongAgo(ada);
    expect(data).toEqual([{ month: '2026-05-01', paperIds: [paper] }]);
  });

  test('is known by the number of the other one when two turn out to be one', async () => {
    await addReader(service.deps, 'ada@example.org', { confirmedAt: daysAgo(400) });
    const first = await storePaper(1, daysAgo(202));
    await digestAt(daysAgo(200));
    await tidyAll(service);
    const other = await storePaper(3, daysAgo(202));
    await run(`UPDATE paper SET doi = '10.1000/182', arxiv_id = NULL WHERE id = $1`, [first]);
    await service.deps.stores.papers.store(
      [
        makeIncoming({
          arxivId: '2511.00003',
          title: 'Paper 3',
          ...ownWords(3),
          doi: '10.1000/182',
          publishedAt: daysAgo(202),
        }),
      ],
      { source: 'arxiv', now, sample: false },
    );
    const [left, ...more] = await run('SELECT id FROM paper');
    expect(more).toEqual([]);
    expect([first, other]).toContain(left?.['id']);
    expect(await run('SELECT paper_ids FROM sent_papers')).toEqual([{ paper_ids: [left?.['id']] }]);
  });
});

describe('a tidying that is cut off', () => {
  test('goes on where it was, and the sums hold at every moment', async () => {
    await addManyReaders(service.databaseUrl, 1_500, { dueAt: now, confirmedAt: daysAgo(300) });
    await storePaper(1, daysAgo(202));
    const id = await digestAt(daysAgo(200));
    const whole = await counts(id);
    expect(whole.audience).toBe(1_500);
    const killed = new AbortController();
    let steps = 0;
    const { deps } = service;
    const watched = {
      ...deps,
      atomically: async <T>(work: Parameters<typeof deps.atomically<T>>[0]): Promise<T> => {
        const done = await deps.atomically(work);
        expect(await counts(id)).toEqual(whole);
        if (++steps === 1) killed.abort();
        return done;
      },
    };
    await expect(tidy(watched, killed.signal)).rejects.toThrow();
    const left = await rowsOf(id);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(1_500);
    await tidy(watched, new AbortController().signal);
    expect(await rowsOf(id)).toBe(0);
    // One run, whose count is whole.
    expect(await run('SELECT rows FROM tidy_run')).toEqual([{ rows: { deliveries: 1_500 } }]);
    expect(await run('SELECT count(*)::int AS n FROM sent_papers')).toEqual([{ n: 1_500 }]);
    expect(await run('SELECT DISTINCT shard FROM digest_tally')).toEqual([{ shard: -1 }]);
  });
});
