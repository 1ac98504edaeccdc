import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { controlDigest } from '../../../src/app/digests/control-digest.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { holdSchedule, releaseSchedule } from '../../../src/app/digests/schedule-hold.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';

// What was chosen for a reader comes, whatever becomes of the digest that it was chosen for; and nothing comes twice.

const now = new Date('2026-11-24T10:00:00Z');
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000);
const most = 3;
let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);
beforeEach(() => reset());
async function reset(): Promise<void> {
  await emptyTables(service.databaseUrl, ['subscriber', 'paper', 'digest', 'delivery']);
  await run('DELETE FROM pgboss.job');
  service.clock.now = now;
  await addReader(service.deps, 'reader@example.org', { maxPapers: most });
}

let next = 0;
async function storePapers(count: number, at: Date): Promise<void> {
  const papers = Array.from({ length: count }, () => {
    const number = String(++next);
    const words = Array.from({ length: 30 }, (_, index) => `w${number}x${index}`).join(' ');
    const arxivId = `2611.${number.padStart(5, '0')}`;
    return makeIncoming({
      arxivId,
      title: `Paper ${number} w${number}`,
      abstract: words,
      authors: [`A${number} B${number}`],
      featuredAt: at,
    });
  });
  await service.deps.stores.papers.store(papers, {
    source: 'hugging-face',
    now: service.deps.now(),
    sample: false,
  });
}
async function digest(): Promise<number> {
  const { id } = await triggerDigest(service.deps, { origin: 'api' });
  await planDigest(service.deps, id);
  return id;
}
const endAs = (id: number, state: string) =>
  run(`UPDATE delivery SET state = $2 WHERE digest_id = $1 AND state = 'queued'`, [id, state]);
type Row = { digest: number; state: string; papers: number[] };
const deliveries = async () =>
  (await run(
    'SELECT digest_id AS digest, state::text, paper_ids AS papers FROM delivery ORDER BY digest_id',
  )) as Row[];
const isThere = (state: string) => ['queued', 'sending', 'sent', 'unknown'].includes(state);

async function expectNothingTwice(): Promise<void> {
  const there = (await deliveries()).filter(({ state }) => isThere(state)).flatMap(({ papers }) => papers);
  expect(new Set(there).size).toBe(there.length);
}

describe('a digest that did not go out', () => {
  test.each(['failed', 'cancelled'] as const)('%s: its papers come with the next one', async (state) => {
    await storePapers(2, hours(-2));
    const first = await digest();
    if (state === 'cancelled') await controlDigest(service.deps, first, 'cancel');
    else await endAs(first, 'failed');
    service.clock.now = hours(1);
    const second = await digest();
    const [before, after] = await deliveries();
    expect(after).toMatchObject({ digest: second, state: 'queued' });
    expect(after!.papers.toSorted()).toEqual(before!.papers.toSorted());
  });

  test('while later ones went out: its papers come all the same', async () => {
    await storePapers(2, hours(-2));
    const first = await digest();
    service.clock.now = hours(5);
    await storePapers(1, hours(4));
    await endAs(await digest(), 'sent');
    await endAs(first, 'failed');
    service.clock.now = hours(10);
    await digest();
    const [one, , three] = await deliveries();
    expect(three!.papers.toSorted()).toEqual(one!.papers.toSorted());
  });

  test('tried again after its papers came with another one, brings only the rest', async () => {
    await storePapers(3, hours(-2));
    const first = await digest();
    await endAs(first, 'failed');
    await run('UPDATE subscriber SET max_papers = 2');
    service.clock.now = hours(1);
    await endAs(await digest(), 'sent');
    await controlDigest(service.deps, first, 'retry-failed');
    const [one] = await deliveries();
    expect(one).toMatchObject({ state: 'queued' });
    expect(one!.papers).toHaveLength(1);
    await expectNothingTwice();
  });

  test('tried again when nothing of it is left, is skipped', async () => {
    await storePapers(2, hours(-2));
    const first = await digest();
    await endAs(first, 'failed');
    service.clock.now = hours(1);
    await endAs(await digest(), 'sent');
    await controlDigest(service.deps, first, 'retry-failed');
    const [one] = await run('SELECT state::text, detail FROM delivery ORDER BY digest_id');
    expect(one).toEqual({ state: 'skipped', detail: 'its papers came with another digest' });
    expect(await service.deps.stores.digests.counts(first)).toMatchObject({ audience: 1, skipped: 1 });
  });
});

test('after a restore, what an admin skips does not come again', async () => {
  await storePapers(2, hours(-2));
  await digest();
  await holdSchedule(service.deps, 'restored');
  await releaseSchedule(service.deps, 'skip');
  expect((await deliveries()).map(({ state }) => state)).toEqual(['cancelled']);
  service.clock.now = hours(1);
  await digest();
  expect((await deliveries()).map(({ state }) => state)).toEqual(['cancelled', 'skipped']);
});

test('whatever becomes of digests, in any order: nothing chosen is lost, nothing comes twice', async () => {
  const step = fc.record({
    papers: fc.integer({ min: 0, max: 4 }),
    end: fc.constantFrom('sent', 'failed', 'unknown', 'cancel', 'queued', 'retry'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 7 }), async (steps) => {
      await reset();
      for (const [index, { papers, end }] of steps.entries()) {
        service.clock.now = hours(index * 6);
        if (papers > 0) await storePapers(papers, hours(index * 6 - 1));
        const before = await deliveries();
        const there = new Set(before.filter(({ state }) => isThere(state)).flatMap((one) => one.papers));
        const owed = before.flatMap((one) => one.papers).filter((id) => !there.has(id));
        const id = await digest();
        const { papers: chosen } = (await deliveries()).at(-1)!;
        // All that is owed comes, as far as there are places.
        expect(owed.every((paper) => chosen.includes(paper)) || chosen.length === most).toBe(true);
        await expectNothingTwice();
        if (end === 'cancel') await controlDigest(service.deps, id, 'cancel').catch(() => undefined);
        else if (end === 'retry') {
          await endAs(id, 'sent');
          for (const { digest: failed, state } of before)
            if (state === 'failed') {
              await run(`UPDATE digest SET status = 'finished' WHERE id = $1`, [failed]);
              await controlDigest(service.deps, failed, 'retry-failed');
              await endAs(failed, 'sent');
            }
        } else await endAs(id, end);
        await expectNothingTwice();
      }
    }),
    { numRuns: 12 },
  );
});
