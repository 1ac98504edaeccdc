import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { scheduleDigests } from '../../../src/app/digests/schedule-digests.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { refreshTrends } from '../../../src/app/papers/refresh-trends.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming, ownWords } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { bearer, form, pathOf, sentMail } from '../../support/web/web.ts';

const start = new Date('2026-11-24T10:00:00Z');
const email = 'ada@example.org';
const dayMs = 86_400_000;
const day = (n: number) => new Date(start.getTime() + n * dayMs);

let service: TestService;
let app: App;
let id: number;
let path: string;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
});
afterAll(() => service.close());
beforeEach(async () => {
  await emptyTables(service.databaseUrl, ['subscriber', 'suppression', 'caught_mail']);
  // Their numbers go on: cards are kept by them for a while.
  for (const table of ['digest', 'paper', 'pgboss.job'])
    await sql(service.databaseUrl, `DELETE FROM ${table}`);
  await sql(service.databaseUrl, 'UPDATE installation SET due_times_checked_at = NULL');
  service.clock.now = start;
  id = await addReader(service.deps, email, { topics: ['cs.RO'] });
  path = pathOf(service.deps.links.preferences(id));
});

const subscriber = async () => (await service.deps.stores.subscribers.byId(id))!;
const pause = (weeks: string) => app.inject({ url: `${path}/pause`, ...form({ weeks }) });
const goOn = () => app.inject({ url: `${path}/go-on`, ...form() });
let papers = 0;
/** A paper that is news at that time. */
async function newPaper(at: Date): Promise<string> {
  papers += 1;
  const title = `Robots of the paper number ${papers}`;
  const paper = makeIncoming({
    arxivId: `2611.${String(papers).padStart(5, '0')}`,
    title,
    ...ownWords(papers),
    publishedAt: at,
    signal: { upvotes: 20 },
  });
  await service.deps.stores.papers.store([paper], { source: 'hugging-face', now: at, sample: false });
  return title;
}
/** Sends what is due at that time; what the reader was mailed by it. */
async function sendAt(at: Date): Promise<string[]> {
  service.clock.now = at;
  await refreshTrends(service.deps);
  await emptyTables(service.databaseUrl, ['caught_mail']);
  for (const digestId of await scheduleDigests(service.deps)) await planDigest(service.deps, digestId);
  await runJobs(service);
  return (await sentMail(service, email)).map(({ text }) => text);
}

describe('pausing', () => {
  test.each([
    ['1', day(7), '2026-12-02T08:00:00.000Z', '1 Dec 2026'],
    ['2', day(14), '2026-12-09T08:00:00.000Z', '8 Dec 2026'],
    ['4', day(28), '2026-12-23T08:00:00.000Z', '22 Dec 2026'],
  ])('for %s weeks sets an end, and the next digest after it', async (weeks, until, next, words) => {
    const { statusCode, body } = await pause(weeks);
    expect(statusCode).toBe(200);
    expect(body).toContain('The digests pause.');
    expect(body).toMatch(new RegExp(`Paused until <time[^>]*>${words}`));
    expect(body).toContain('Go on now');
    expect(await subscriber()).toMatchObject({ status: 'active', pausedUntil: until });
    expect((await subscriber()).nextDueAt?.toISOString()).toBe(next);
    const { events } = service.deps.stores.subscribers;
    expect((await events(id)).at(-1)).toMatchObject({ kind: 'paused', actor: 'reader' });
  });

  test.each(['', '3', 'forever'])('for %j weeks is refused with the name of the field', async (weeks) => {
    const { statusCode, body } = await pause(weeks);
    expect(statusCode).toBe(400);
    expect(body).toContain('weeks');
    expect((await subscriber()).pausedUntil).toBeNull();
  });

  test('a GET does nothing', async () => {
    expect((await app.inject(`${path}/pause?weeks=1`)).statusCode).toBe(404);
    expect((await subscriber()).pausedUntil).toBeNull();
  });

  test('is nothing for somebody who gets no digests', async () => {
    await service.deps.stores.subscribers.deactivate(id, 'unsubscribed', start);
    expect((await pause('1')).statusCode).toBe(409);
    expect((await goOn()).statusCode).toBe(409);
    expect((await app.inject(path)).body).not.toContain('Pause the digests');
  });

  test('goes on through a change of preferences', async () => {
    await pause('2');
    await app.inject({ url: path, ...form({ cadence: 'weekly', weekday: 'friday', hour: '6' }) });
    expect(await subscriber()).toMatchObject({
      cadence: 'weekly',
      weekday: 'friday',
      pausedUntil: day(14),
      nextDueAt: new Date('2026-12-11T06:00:00Z'),
    });
  });

  test('ends with unsubscribing and a new confirmation, and not with an undo', async () => {
    await pause('2');
    const leave = pathOf(service.deps.links.unsubscribe(id));
    await app.inject({ url: leave, ...form() });
    await app.inject({ url: `${leave}/undo`, ...form() });
    expect(await subscriber()).toMatchObject({ status: 'active', pausedUntil: day(14) });
    expect((await subscriber()).nextDueAt).toEqual(new Date('2026-12-09T08:00:00Z'));
    await service.deps.stores.subscribers.activate(id, start, day(1));
    expect((await subscriber()).pausedUntil).toBeNull();
  });
});

describe('while digests pause', () => {
  test('none is planned for this reader, by schedule or by an admin, and nobody else notices', async () => {
    await addReader(service.deps, 'other@example.org', { topics: ['cs.RO'] });
    await newPaper(start);
    await pause('1');
    expect(await sendAt(new Date('2026-11-25T08:00:00Z'))).toEqual([]);
    expect(await sentMail(service, 'other@example.org')).toHaveLength(1);
    const { id: digestId } = await triggerDigest(service.deps, { origin: 'api', cadence: 'daily' });
    await runJobs(service);
    expect((await service.deps.stores.digests.counts(digestId)).audience).toBe(1);
    await expect(triggerDigest(service.deps, { origin: 'api', emails: [email] })).rejects.toMatchObject({
      fields: [{ field: 'emails', message: `"${email}" has paused the digests until 2026-12-01` }],
    });
  });

  test('what was queued is stopped, and its papers come afterwards', async () => {
    const title = await newPaper(start);
    service.clock.now = new Date('2026-11-25T08:00:00Z');
    await refreshTrends(service.deps);
    const [digestId] = await scheduleDigests(service.deps);
    await planDigest(service.deps, digestId!);
    await pause('1');
    await runJobs(service);
    expect(await service.deps.stores.digests.counts(digestId!)).toMatchObject({ audience: 1, suppressed: 1 });
    expect(await sentMail(service, email)).toEqual([]);
    const [mail = ''] = await sendAt(new Date('2026-12-03T08:00:00Z'));
    expect(mail).toContain(title);
  });

  test('the hourly correction of due times leaves the pause alone', async () => {
    await pause('4');
    await scheduleDigests(service.deps);
    expect((await subscriber()).nextDueAt?.toISOString()).toBe('2026-12-23T08:00:00.000Z');
  });

  test('a due time far behind the pause is brought near its end, and not into it', async () => {
    await pause('2');
    await sql(service.databaseUrl, `UPDATE subscriber SET next_due_at = '2027-11-24T08:00:00Z'`);
    await scheduleDigests(service.deps);
    expect(await subscriber()).toMatchObject({
      pausedUntil: day(14),
      nextDueAt: new Date('2026-12-09T08:00:00Z'),
    });
  });

  test('a pause that only a clock far ahead can have begun ends', async () => {
    service.clock.now = day(365);
    await pause('4');
    service.clock.now = start;
    await scheduleDigests(service.deps);
    expect(await subscriber()).toMatchObject({
      pausedUntil: null,
      nextDueAt: new Date('2026-11-25T08:00:00Z'),
    });
  });

  test('an admin sees it, in the console and by the API', async () => {
    await pause('2');
    const headers = await bearer(service);
    const { pausedUntil, weekday } = (
      await app.inject({ url: `/api/v1/admin/subscribers/${id}`, headers })
    ).json();
    expect({ pausedUntil, weekday }).toEqual({ pausedUntil: day(14).toISOString(), weekday: 'monday' });
  });
});

describe('after a pause', () => {
  test('one digest comes at the usual hour, with the best of the time away, and nothing twice', async () => {
    const before = await newPaper(start);
    const [first = ''] = await sendAt(new Date('2026-11-25T08:00:00Z'));
    expect(first).toContain(before);
    await pause('4');
    // News of a week that the look-back of a daily digest does not reach any more.
    const early = await newPaper(new Date('2026-11-30T10:00:00Z'));
    const late = await newPaper(new Date('2026-12-22T10:00:00Z'));
    expect(await sendAt(new Date('2026-12-20T08:00:00Z'))).toEqual([]);
    const mails = await sendAt(new Date('2026-12-24T08:00:00Z'));
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain(early);
    expect(mails[0]).toContain(late);
    expect(mails[0]).not.toContain(before);
    expect((await subscriber()).nextDueAt?.toISOString()).toBe('2026-12-25T08:00:00.000Z');
    expect(await sendAt(new Date('2026-12-24T08:01:00Z'))).toEqual([]);
  });

  test('that the reader ends early, the next digest is the usual next one', async () => {
    await pause('4');
    service.clock.now = day(2);
    const { body } = await goOn();
    expect(body).toContain('The digests go on.');
    expect(body).toContain('1 week</button>');
    expect(await subscriber()).toMatchObject({
      pausedUntil: day(2),
      nextDueAt: new Date('2026-11-27T08:00:00Z'),
    });
    await newPaper(day(2));
    expect(await sendAt(new Date('2026-11-27T08:00:00Z'))).toHaveLength(1);
  });
});
