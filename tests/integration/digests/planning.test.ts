import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Deps } from '../../../src/app/deps.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { type TriggerInput, triggerDigest, tryDigest } from '../../../src/app/digests/trigger-digest.ts';
import type { Stores } from '../../../src/app/persistence.ts';
import type { IncomingPaper } from '../../../src/domain/papers/paper.ts';
import { makeIncoming, ownWords } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addManyReaders, addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T10:00:00Z');
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000);

let service: TestService;
let deps: Deps;
beforeAll(async () => {
  service = await testService();
  deps = service.deps;
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  await emptyTables(service.databaseUrl, ['subscriber', 'paper', 'digest', 'delivery', 'suppression']);
  await run('DELETE FROM pgboss.job');
});

const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);
const paper = (number: number, said: Partial<IncomingPaper> = {}) =>
  makeIncoming({
    arxivId: `2611.0000${number}`,
    title: `Paper ${number}`,
    ...ownWords(number),
    featuredAt: hours(-number),
    ...said,
  });
const store = (...papers: IncomingPaper[]) =>
  deps.stores.papers.store(papers, { source: 'hugging-face', now: deps.now(), sample: false });
const trigger = (input: Omit<TriggerInput, 'origin'> = {}) =>
  triggerDigest(deps, { origin: 'api', ...input });
async function send(input: Omit<TriggerInput, 'origin'> = {}) {
  const digest = await trigger(input);
  await planDigest(deps, digest.id);
  return digest.id;
}
/** The titles that a digest has for each reader, or the state of a reader for whom it has none. */
async function planned(digestId: number): Promise<Record<string, string[] | string>> {
  const rows = await run(
    `SELECT s.email, d.state, ARRAY(
       SELECT p.title FROM unnest(d.paper_ids) WITH ORDINALITY AS u(id, place) JOIN paper p USING (id) ORDER BY place
     ) AS titles
     FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id WHERE d.digest_id = $1 ORDER BY s.email`,
    [digestId],
  );
  return Object.fromEntries(
    rows.map(({ email, state, titles }) => [
      String(email).split('@')[0],
      (titles as string[]).length > 0 ? (titles as string[]) : String(state),
    ]),
  );
}
/** The delivery ids in all jobs. */
async function givenOut(): Promise<string[]> {
  const jobs = await run(`SELECT data FROM pgboss.job WHERE name = 'send-deliveries'`);
  return jobs.flatMap(({ data }) => (data as { deliveryIds: string[] }).deliveryIds);
}

describe('the audience of a digest', () => {
  test('is frozen when it is triggered: each reader once, as queued, skipped or suppressed', async () => {
    await store(paper(1));
    await addReader(deps, 'follows@example.org', { topics: ['cs.RO'] });
    await addReader(deps, 'all-fields@example.org');
    await addReader(deps, 'elsewhere@example.org', { topics: ['hep-th'] });
    await addReader(deps, 'suppressed@example.org');
    const left = await addReader(deps, 'left@example.org');
    await deps.stores.suppressions.suppress('Suppressed@Example.org', 'manual');
    await deps.stores.subscribers.deactivate(left, 'unsubscribed', now);
    await deps.stores.subscribers.ensure({
      email: 'pending@example.org',
      name: null,
      choices: {
        cadence: 'daily',
        timezone: 'UTC',
        hour: 8,
        weekday: 'monday',
        maxPapers: 10,
        quietDays: 'skip',
        announcements: 'on',
        language: 'en',
        interests: [],
      },
    });

    const digest = await trigger();
    service.clock.now = hours(1);
    await addReader(deps, 'confirmed-meanwhile@example.org', { confirmedAt: hours(0.5) });
    await planDigest(deps, digest.id);
    expect(await planned(digest.id)).toEqual({
      follows: ['Paper 1'],
      'all-fields': ['Paper 1'],
      elsewhere: 'skipped',
      suppressed: 'suppressed',
    });
    expect(await deps.stores.digests.counts(digest.id)).toMatchObject({
      audience: 4,
      queued: 2,
      skipped: 1,
      suppressed: 1,
    });
    expect(await deps.stores.digests.byId(digest.id)).toMatchObject({
      status: 'sending',
      plannedAt: hours(1),
    });
    expect(await givenOut()).toHaveLength(2);
  });

  test('of whom none has anything new is a digest that is finished at once', async () => {
    await addReader(deps, 'nothing-new@example.org');
    const id = await send();
    expect(await planned(id)).toEqual({ 'nothing-new': 'skipped' });
    expect(await deps.stores.digests.byId(id)).toMatchObject({ status: 'finished', finishedAt: now });
    expect(await givenOut()).toEqual([]);
  });

  test('can be narrowed by cadence, topics and addresses', async () => {
    await store(paper(1), paper(2, { categories: ['math.NT'], primaryCategory: 'math.NT' }));
    await addReader(deps, 'daily@example.org', { topics: ['cs.RO'] });
    await addReader(deps, 'weekly@example.org', { topics: ['cs.RO'], cadence: 'weekly' });
    await addReader(deps, 'monthly@example.org', { topics: ['math.NT'], cadence: 'monthly' });
    expect(Object.keys(await planned(await send({ cadence: 'weekly' })))).toEqual(['weekly']);
    expect(Object.keys(await planned(await send({ topics: ['CS.RO'] })))).toEqual(['daily', 'weekly']);
    expect(Object.keys(await planned(await send({ topics: ['math.NT', 'cs.RO'] })))).toHaveLength(3);
    const named = await send({ emails: ['MONTHLY@example.org'] });
    expect(Object.keys(await planned(named))).toEqual(['monthly']);
    expect(await deps.stores.digests.byId(named)).toMatchObject({ targeted: true });
    const both = await send({ emails: ['daily@example.org', 'weekly@example.org'], cadence: 'weekly' });
    expect(Object.keys(await planned(both))).toEqual(['weekly']);
  });

  test('cannot be narrowed to what is not there; every wrong name is told at once', async () => {
    await addReader(deps, 'here@example.org');
    const wrong = trigger({
      emails: ['here@example.org', 'stranger@example.org'],
      topics: ['cs.RO', 'no-such-topic'],
    });
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid',
      fields: [
        { field: 'topics', message: expect.stringContaining('no-such-topic') },
        { field: 'emails', message: expect.stringContaining('stranger@example.org') },
      ],
    });
    expect(await run('SELECT id FROM digest')).toEqual([]);
  });

  test('is counted by a dry run as it would be planned, and nothing is written', async () => {
    await store(paper(1));
    await addReader(deps, 'follows@example.org', { topics: ['cs.RO'] });
    await addReader(deps, 'elsewhere@example.org', { topics: ['hep-th'] });
    await addReader(deps, 'suppressed@example.org');
    await deps.stores.suppressions.suppress('suppressed@example.org', 'manual');
    const before = await checksums(service.databaseUrl);
    const counts = await tryDigest(deps, { origin: 'command' });
    expect(counts).toEqual({ audience: 3, queued: 1, skipped: 1, suppressed: 1 });
    expect(await checksums(service.databaseUrl)).toEqual(before);
    expect(await givenOut()).toEqual([]);
    expect(await deps.stores.digests.counts(await send())).toMatchObject(counts);
  });
});

describe('planning a large audience', () => {
  const size = 1_040;
  beforeEach(async () => {
    await store(paper(1));
    await addManyReaders(service.databaseUrl, size, { dueAt: now, confirmedAt: hours(-1) });
  });

  /** A service of which the `nth` chunk fails at its last step. */
  function failing(nth: number): Deps {
    let chunks = 0;
    const broken = (stores: Stores): Stores => ({
      ...stores,
      digests: {
        ...stores.digests,
        moveCursor: async (...input) => {
          await stores.digests.moveCursor(...input);
          if (++chunks === nth) throw new Error('the connection was lost');
        },
      },
    });
    return { ...deps, atomically: (work) => deps.atomically((stores) => work(broken(stores))) };
  }
  async function expectWhole(id: number) {
    const rows = await run(
      'SELECT count(*)::int AS rows, count(DISTINCT subscriber_id)::int AS readers FROM delivery WHERE digest_id = $1',
      [id],
    );
    expect(rows).toEqual([{ rows: size, readers: size }]);
    const ids = await givenOut();
    expect(ids).toHaveLength(size);
    expect(new Set(ids).size).toBe(size);
  }

  test('that stops in the middle leaves whole chunks, and goes on without one missing or double', async () => {
    const { id } = await trigger();
    await expect(planDigest(failing(2), id)).rejects.toThrow('the connection was lost');
    expect(await deps.stores.digests.counts(id)).toMatchObject({ audience: 500, queued: 500 });
    expect(new Set(await givenOut()).size).toBe(500);
    expect(await deps.stores.digests.byId(id)).toMatchObject({ status: 'planning', plannedAt: null });

    await planDigest(deps, id);
    await expectWhole(id);
    expect(await deps.stores.digests.byId(id)).toMatchObject({ status: 'sending' });
  });

  test('by three workers at once has every reader once', async () => {
    const { id } = await trigger();
    await Promise.all([planDigest(deps, id), planDigest(deps, id), planDigest(deps, id)]);
    await expectWhole(id);
  });

  test('that is cancelled after its first chunk plans no further', async () => {
    const { id } = await trigger();
    await expect(planDigest(failing(2), id)).rejects.toThrow();
    await deps.stores.digests.setStatus(id, 'cancelled', ['planning'], now);
    await planDigest(deps, id);
    expect(await deps.stores.digests.counts(id)).toMatchObject({ audience: 500 });
  });
});

describe('a reader’s papers', () => {
  test('are as many as wanted, each interest with its share of them', async () => {
    await store(
      paper(1, { signal: { upvotes: 1 } }),
      paper(2, { signal: { upvotes: 900 }, categories: ['cs.RO', 'cs.LG'] }),
      paper(3, { signal: { upvotes: 80 }, categories: ['cs.LG'] }),
      paper(4, { signal: { upvotes: 999 }, categories: ['hep-th'] }),
    );
    await addReader(deps, 'few@example.org', { topics: ['cs', 'cs.LG'], maxPapers: 2 });
    const id = await send();
    expect(await planned(id)).toEqual({ few: ['Paper 2', 'Paper 3'] });
    const [row] = await run('SELECT subject_ids FROM delivery');
    const followed = await run(
      `SELECT s.id FROM subject s JOIN topic t ON t.id = s.topic_id WHERE t.slug IN ('cs', 'cs.LG') ORDER BY t.slug`,
    );
    expect(row!['subject_ids']).toEqual(followed.map(({ id: subjectId }) => subjectId));
    expect((await deps.stores.digests.papersOf(id)).map(({ upvotes }) => upvotes)).toEqual([900, 80]);
  });

  test('never come twice: not in the next digest, and not in a new version', async () => {
    await addReader(deps, 'reader@example.org');
    await store(paper(1));
    expect(await planned(await send())).toEqual({ reader: ['Paper 1'] });
    expect(await planned(await send())).toEqual({ reader: 'skipped' });

    service.clock.now = hours(24);
    await store(
      paper(1, { version: 2, title: 'Paper 1, revised', featuredAt: hours(20), signal: { upvotes: 500 } }),
      paper(2, { featuredAt: hours(20) }),
    );
    expect(await planned(await send())).toEqual({ reader: ['Paper 2'] });
    // Reaching back before both changes nothing in what was sent.
    expect(await planned(await send({ asOf: hours(23) }))).toEqual({ reader: 'skipped' });
  });

  test('that were not delivered for certain may come again; those that may have been do not', async () => {
    const states = ['failed', 'cancelled', 'suppressed', 'unknown', 'sent', 'sending', 'queued'];
    await store(paper(1));
    for (const state of states) await addReader(deps, `${state}@example.org`);
    const first = await send();
    await run(
      `UPDATE delivery d SET state = split_part(s.email::text, '@', 1)::delivery_state,
         lease_until = now(), message_id = '<a@b>', attempt = 1
       FROM subscriber s WHERE s.id = d.subscriber_id AND d.digest_id = $1`,
      [first],
    );
    const again = await planned(await send({ asOf: hours(-0.5) }));
    const got = Object.entries(again).flatMap(([name, what]) => (what === 'skipped' ? [] : name));
    expect(got.sort()).toEqual(['cancelled', 'failed', 'suppressed']);
  });

  test('are new since the last digest that went out; a first digest looks back further', async () => {
    await addReader(deps, 'old-hand@example.org', { confirmedAt: hours(-500) });
    service.clock.now = hours(-30);
    await store(paper(7, { featuredAt: hours(-31) }));
    expect(await planned(await send())).toEqual({ 'old-hand': ['Paper 7'] });
    await run(`UPDATE delivery SET state = 'sent'`);
    service.clock.now = now;
    await addReader(deps, 'newcomer@example.org');
    // Known since two days ago, but the old hand's digest came before it could choose them.
    await store(paper(1), paper(9, { featuredAt: hours(-100) }));
    await run('UPDATE paper SET created_at = fresh_at');
    expect(await planned(await send())).toEqual({
      newcomer: ['Paper 1', 'Paper 7', 'Paper 9'],
      'old-hand': ['Paper 1'],
    });
  });

  test('of a digest “as of” an instant are those of that instant', async () => {
    await addReader(deps, 'reader@example.org', { confirmedAt: hours(-500) });
    await store(paper(1), paper(5), paper(9, { featuredAt: hours(-9 * 24) }));
    expect(await planned(await send({ asOf: hours(-3) }))).toEqual({ reader: ['Paper 5'] });
    expect(await planned(await send({ asOf: hours(-4 * 24) }))).toEqual({ reader: ['Paper 9'] });
  });

  test('of a triggered digest leave the next due time, and the last digest is the last that went out', async () => {
    const id = await addReader(deps, 'reader@example.org');
    const { nextDueAt } = (await deps.stores.subscribers.byId(id))!;
    const endAs = (state: string) => run(`UPDATE delivery SET state = $1 WHERE state = 'queued'`, [state]);
    const told = async () => await deps.stores.subscribers.byId(id);
    await store(paper(1));
    await send();
    expect(await told()).toMatchObject({ lastDigestAt: null, nextDueAt });
    await endAs('failed');
    expect(await told()).toMatchObject({ lastDigestAt: null, nextDueAt });
    await send({ asOf: hours(1) });
    await endAs('unknown');
    expect(await told()).toMatchObject({ lastDigestAt: hours(1), nextDueAt });
    service.clock.now = hours(1.5);
    await store(paper(2, { featuredAt: hours(1.2) }));
    await send({ asOf: hours(2) });
    await endAs('sent');
    expect(await told()).toMatchObject({ lastDigestAt: hours(2), nextDueAt });
  });
});

describe('an idempotency key', () => {
  test('makes one digest of the same request, however often and at once, and refuses another', async () => {
    await addReader(deps, 'reader@example.org');
    const same = { idempotencyKey: 'monday', cadence: 'daily' as const };
    const digests = await Promise.all([trigger(same), trigger(same), trigger(same)]);
    expect(new Set(digests.map(({ id }) => id)).size).toBe(1);
    expect(await run('SELECT id FROM digest')).toHaveLength(1);
    expect(await run(`SELECT id FROM pgboss.job WHERE name = 'plan-digest'`)).toHaveLength(1);
    await expect(trigger({ ...same, cadence: 'weekly' })).rejects.toMatchObject({ code: 'conflict' });
  });
});
