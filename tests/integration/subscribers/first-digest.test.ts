import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { scheduleDigests } from '../../../src/app/digests/schedule-digests.ts';
import { refreshTrends } from '../../../src/app/papers/refresh-trends.ts';
import { english } from '../../../src/domain/languages/en.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming, ownWords } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { askByForm, form, pathOf, sentMail } from '../../support/web/web.ts';

const start = new Date('2026-11-24T10:00:00Z');
const email = 'ada@example.org';

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = start;
  const papers = Array.from({ length: 8 }, (_, at) =>
    makeIncoming({
      arxivId: `2611.${String(at).padStart(5, '0')}`,
      title: `Robots of number ${at}`,
      ...ownWords(at),
      signal: { upvotes: 100 - at },
    }),
  );
  await service.deps.stores.papers.store(papers, { source: 'hugging-face', now: start, sample: false });
  await refreshTrends(service.deps);
});
afterAll(() => service.close());
beforeEach(async () => {
  await emptyTables(service.databaseUrl, ['subscriber', 'suppression', 'caught_mail']);
  for (const table of ['digest', 'pgboss.job']) await sql(service.databaseUrl, `DELETE FROM ${table}`);
  service.clock.now = start;
});

const press = (url: string) => app.inject({ url, ...form() });
const titlesIn = (text: string) => [...new Set(text.match(/Robots of number \d/g) ?? [])].toSorted();
const texts = async () => (await sentMail(service, email)).map(({ subject, text }) => `${subject}\n${text}`);
const deliveries = async () =>
  await sql(
    service.databaseUrl,
    `SELECT g.origin, d.state::text, cardinality(d.paper_ids) AS papers
     FROM delivery d JOIN digest g ON g.id = d.digest_id ORDER BY g.id`,
  );
/** Asks and confirms, and does not let the welcome mail out. The path of the link. */
async function confirmed(topics = 'cs.RO'): Promise<string> {
  const path = await askByForm(service, email, { topics, maxPapers: '5' });
  await emptyTables(service.databaseUrl, ['caught_mail']);
  expect((await press(path)).statusCode).toBe(200);
  return path;
}
/** What the digest of the next morning brings. */
async function nextMorning(): Promise<string[]> {
  service.clock.now = new Date('2026-11-25T08:00:00Z');
  await emptyTables(service.databaseUrl, ['caught_mail']);
  for (const id of await scheduleDigests(service.deps)) await planDigest(service.deps, id);
  await runJobs(service);
  return titlesIn((await texts()).join('\n'));
}

describe('the welcome mail', () => {
  test('has the three best papers of what is followed, which come in no digest, and the first digest is whole', async () => {
    await confirmed();
    await runJobs(service);
    const [mail = ''] = await texts();
    expect(mail).toContain('To begin with');
    expect(mail).toMatch(/\/papers\/\d+/);
    const first = titlesIn(mail);
    expect(first).toHaveLength(3);
    expect(await deliveries()).toEqual([{ origin: 'welcome', state: 'sent', papers: 3 }]);
    const reader = await service.deps.stores.subscribers.byEmail(email);
    expect(reader?.lastDigestAt).toBeNull();
    // All the others, though they are no newer than the welcome mail.
    const next = await nextMorning();
    expect(next).toHaveLength(5);
    expect(next.filter((title) => first.includes(title))).toEqual([]);
  });

  test('says nothing of papers where there are none', async () => {
    await confirmed('math.PR');
    await runJobs(service);
    const [mail = ''] = await texts();
    expect(mail).toContain('Welcome to Offprint');
    expect(mail).not.toContain('To begin with');
    expect(await deliveries()).toEqual([]);
  });

  test('whose process was killed after the papers were begun goes without them, and they come in no digest', async () => {
    await confirmed();
    const { id } = (await service.deps.stores.subscribers.byEmail(email))!;
    const lost = await service.deps.takeWelcomePapers(id, english);
    const titles = titlesIn(lost!.papers.map(({ card }) => card.paper.title).join('\n'));
    await runJobs(service);
    const [mail = ''] = await texts();
    expect(mail).toContain('Welcome to Offprint');
    expect(titlesIn(mail)).toEqual([]);
    service.clock.now = new Date(start.getTime() + 3_600_000);
    expect(await service.deps.stores.deliveries.expireLeases(service.clock.now)).toBe(1);
    expect(await deliveries()).toEqual([{ origin: 'welcome', state: 'unknown', papers: 3 }]);
    expect((await nextMorning()).filter((title) => titles.includes(title))).toEqual([]);
  });

  test('that was refused for a while has them with the next try', async () => {
    await confirmed();
    const { id } = (await service.deps.stores.subscribers.byEmail(email))!;
    const refused = await service.deps.takeWelcomePapers(id, english);
    await refused?.end({ kind: 'retry', stage: null, reply: '451 later' });
    await runJobs(service);
    expect(titlesIn((await texts())[0] ?? '')).toHaveLength(3);
    expect(await deliveries()).toEqual([
      { origin: 'welcome', state: 'cancelled', papers: 3 },
      { origin: 'welcome', state: 'sent', papers: 3 },
    ]);
  });

  test('that was refused for good leaves its papers to the first digest', async () => {
    await confirmed();
    const { id } = (await service.deps.stores.subscribers.byEmail(email))!;
    const refused = await service.deps.takeWelcomePapers(id, english);
    await refused?.end({ kind: 'failed', stage: 'rcpt', reply: '550 no', hard: false });
    await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
    expect(await nextMorning()).toHaveLength(8);
  });
});

describe('the first digest', () => {
  test('comes at once by the button, once, and none of its papers again', async () => {
    const path = await confirmed();
    await runJobs(service);
    const welcome = titlesIn((await texts())[0] ?? '');
    expect((await press(path)).body).toContain('Send me the first one now');
    const answer = await press(`${path}/first`);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('It is on its way');
    await Promise.all([press(`${path}/first`), press(`${path}/first`)]);
    await runJobs(service);
    expect((await press(`${path}/first`)).statusCode).toBe(200);
    await runJobs(service);
    const [, digest = '', ...more] = await texts();
    expect(more).toEqual([]);
    expect(titlesIn(digest)).toHaveLength(5);
    expect(titlesIn(digest).filter((title) => welcome.includes(title))).toEqual([]);
    expect(await deliveries()).toEqual([
      { origin: 'welcome', state: 'sent', papers: 3 },
      { origin: 'reader', state: 'sent', papers: 5 },
    ]);
    expect((await press(path)).body).not.toContain('Send me the first one now');
    expect(await nextMorning()).toEqual([]);
  });

  test('and the welcome mail share no paper when both are made at the same time', async () => {
    const path = await confirmed();
    await press(`${path}/first`);
    await runJobs(service);
    const all = (await texts()).map(titlesIn);
    expect(all.flat()).toHaveLength(8);
    expect(new Set(all.flat()).size).toBe(8);
  });

  test('is nobody’s who has not confirmed, has left, has paused, or had one', async () => {
    const path = await askByForm(service, email, { topics: 'cs.RO' });
    expect((await press(`${path}/first`)).statusCode).toBe(409);
    expect((await press('/confirm/nonsense/first')).statusCode).toBe(404);
    expect((await app.inject(`${path}/first`)).statusCode).toBe(404);
    await press(path);
    const { id } = (await service.deps.stores.subscribers.byEmail(email))!;
    await press(pathOf(service.deps.links.unsubscribe(id)));
    expect((await press(`${path}/first`)).statusCode).toBe(409);
    await press(`${pathOf(service.deps.links.unsubscribe(id))}/undo`);
    const preferences = pathOf(service.deps.links.preferences(id));
    await app.inject({ url: `${preferences}/pause`, ...form({ weeks: '1' }) });
    expect((await press(`${path}/first`)).statusCode).toBe(409);
    await press(`${preferences}/go-on`);
    await nextMorning();
    expect((await press(`${path}/first`)).statusCode).toBe(409);
  });

  test('is in no list of digests that admins and readers look through', async () => {
    await press(`${await confirmed()}/first`);
    await runJobs(service);
    const list = { before: null, limit: 10, archive: false };
    expect(await service.deps.stores.digests.list(list)).toEqual([]);
    expect(await service.deps.stores.digests.list({ ...list, ofReaders: true })).toHaveLength(2);
  });
});
