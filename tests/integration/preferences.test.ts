import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { confirm } from '../../src/app/confirm.ts';
import { triggerDigest } from '../../src/app/trigger-digest.ts';
import { topicIdsOf } from '../../src/domain/subject.ts';
import type { App } from '../../src/http/options.ts';
import { makeIncoming } from '../support/incoming.ts';
import { runJobs } from '../support/jobs.ts';
import { addReader } from '../support/readers.ts';
import { checksums, sql } from '../support/sql.ts';
import { type TestService, testService } from '../support/test-service.ts';
import { askByForm, form, pathOf } from '../support/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const email = 'ada.lovelace@example.org';
const chosen = { cadence: 'daily', timezone: 'UTC', hour: '8', maxPapers: '10', topics: 'cs.RO' };

let service: TestService;
let app: App;
let id: number;
let path: string;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
  await service.deps.stores.papers.store([makeIncoming()], { source: 'hugging-face', now, sample: false });
});
afterAll(() => service.close());
beforeEach(async () => {
  await sql(
    service.databaseUrl,
    'TRUNCATE subscriber, suppression, caught_mail, digest RESTART IDENTITY CASCADE',
  );
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  id = await addReader(service.deps, email, { topics: ['cs.RO'] });
  path = pathOf(service.deps.links.preferences(id));
});

const save = (values: Record<string, string | readonly string[]>) =>
  app.inject({ url: path, ...form({ ...chosen, ...values }) });
const subscriber = async () => (await service.deps.stores.subscribers.byId(id))!;
const slugs = async () => {
  const topicIds = topicIdsOf((await subscriber()).interests);
  const topics = await service.deps.stores.topics.list();
  return topics.filter((topic) => topicIds.includes(topic.id)).map(({ slug }) => slug);
};

describe('the page', () => {
  test('shows what is chosen, and looking at it changes nothing', async () => {
    const before = await checksums(service.databaseUrl);
    const { statusCode, body } = await app.inject(path);
    expect(statusCode).toBe(200);
    expect(body).toMatch(/value="cs\.RO" checked/);
    expect(body).toMatch(/<option value="daily" selected/);
    expect(body).toMatch(/<option value="8" selected/);
    expect(body).toMatch(/name="maxPapers"[^>]* value="10"/);
    expect(body).not.toContain('role="alert"');
    expect(await checksums(service.databaseUrl)).toEqual(before);
  });

  test.each([
    ['cadence', { cadence: 'weekly' }, { cadence: 'weekly', nextDueAt: new Date('2026-11-30T08:00:00Z') }],
    ['hour', { hour: '23' }, { hour: 23, nextDueAt: new Date('2026-11-24T23:00:00Z') }],
    [
      'timezone',
      { timezone: 'America/New_York' },
      { timezone: 'America/New_York', nextDueAt: new Date('2026-11-24T13:00:00Z') },
    ],
    ['maxPapers', { maxPapers: '40' }, { maxPapers: 40 }],
  ])('changes the %s, and says that it is saved', async (_field, values, expected) => {
    const { statusCode, body } = await save(values);
    expect(statusCode).toBe(200);
    expect(body).toContain('Saved.');
    expect(await subscriber()).toMatchObject({ status: 'active', ...expected });
    expect(await slugs()).toEqual(['cs.RO']);
  });

  test('changes the topics, down to none, which means all fields', async () => {
    await save({ topics: ['cs.LG', 'math.PR', 'cs.LG'] });
    expect((await slugs()).toSorted()).toEqual(['cs.LG', 'math.PR']);
    await save({ topics: [] });
    expect(await slugs()).toEqual([]);
  });

  test('shows a refused form with each message beside its field and what was typed, and saves nothing', async () => {
    const before = await checksums(service.databaseUrl);
    const { statusCode, body } = await save({
      cadence: 'hourly',
      timezone: 'Mars/Olympus',
      hour: '-1',
      maxPapers: '41',
      topics: ['cs.LG', 'nonsense'],
    });
    expect(statusCode).toBe(400);
    for (const field of ['cadence', 'timezone', 'hour', 'maxPapers', 'topics'])
      expect(body).toMatch(new RegExp(`<p class="error" id="${field}-error">[^<]{10,}</p>`));
    expect(body).toMatch(/name="maxPapers"[^>]* value="41"/);
    expect(body).toMatch(/value="cs\.LG" checked/);
    expect(body).not.toMatch(/value="cs\.RO" checked/);
    expect(body).toMatch(/<option value="Mars\/Olympus" selected/);
    expect(await checksums(service.databaseUrl)).toEqual(before);
  });

  test('does not make anybody active who is not', async () => {
    await service.deps.stores.subscribers.deactivate(id, 'unsubscribed', now);
    const { body } = await save({ cadence: 'weekly' });
    expect(body).toContain('You are unsubscribed');
    expect(await subscriber()).toMatchObject({ status: 'unsubscribed', nextDueAt: null, cadence: 'weekly' });
  });
});

describe('what is followed', () => {
  const interests = async () => (await subscriber()).interests.map(({ id: _id, ...interest }) => interest);
  const rows = async () =>
    new Map(
      (await subscriber()).interests.map((one) => [
        one.kind === 'query' ? one.query : one.kind === 'author' ? one.author : one.kind,
        one.id,
      ]),
    );

  test('can be a search, an author and papers like one, added with the same button', async () => {
    const { statusCode, body } = await save({
      query: ' “sparse attention”  -vision ',
      author: 'Lovelace, Ada',
      paper: 'https://arxiv.org/abs/2611.00001v2',
    });
    expect(statusCode).toBe(200);
    expect(body).toContain('>&quot;sparse attention&quot; -vision</a>');
    expect(body).toContain('Lovelace, Ada');
    expect(body).toContain('“A paper about robots that learn to walk”');
    expect(body).toMatch(/name="query" value=""/);
    expect(await interests()).toEqual([
      expect.objectContaining({ kind: 'topic' }),
      { kind: 'author', author: 'Lovelace, Ada', weight: 'normal' },
      { kind: 'paper', paperId: 1, weight: 'normal' },
      { kind: 'query', query: '"sparse attention" -vision', weight: 'normal' },
    ]);
  });

  test('has a weight each, and is removed by a tick', async () => {
    await save({ query: 'attention', author: 'Ada Lovelace' });
    const ids = await rows();
    await save({
      [`weight-${ids.get('topic')}`]: 'less',
      [`weight-${ids.get('attention')}`]: 'more',
      remove: String(ids.get('Ada Lovelace')),
    });
    expect(await interests()).toEqual([
      expect.objectContaining({ kind: 'topic', weight: 'less' }),
      { kind: 'query', query: 'attention', weight: 'more' },
    ]);
    await save({ remove: String(ids.get('topic')), hour: '9' });
    expect(await interests()).toEqual([{ kind: 'query', query: 'attention', weight: 'more' }]);
  });

  test('stays when the form is sent without its rows', async () => {
    await save({ query: 'attention' });
    await save({ topics: 'cs.LG' });
    expect((await interests()).map(({ kind }) => kind).toSorted()).toEqual(['query', 'topic']);
  });

  test('is asked for again with a message beside each field and everything kept', async () => {
    await save({ query: 'attention' });
    const ids = await rows();
    const before = await checksums(service.databaseUrl);
    const { statusCode, body } = await save({
      query: '-vision',
      author: '42',
      paper: 'nothing',
      quietDays: 'never',
      [`weight-${ids.get('attention')}`]: 'more',
      remove: String(ids.get('topic')),
    });
    expect(statusCode).toBe(400);
    for (const field of ['queries', 'authors', 'papers', 'quietDays'])
      expect(body).toMatch(new RegExp(`<p class="error" id="${field}-error">[^<]{10,}</p>`));
    expect(body).toMatch(/name="query" value="-vision"/);
    expect(body).toMatch(/name="author" value="42"/);
    expect(body).toMatch(/name="paper" value="nothing"/);
    expect(body).toMatch(
      new RegExp(
        `name="weight-${ids.get('attention')}">[^/]*</option>\\s*[^/]*</option>\\s*<option value="more" selected`,
      ),
    );
    expect(body).toMatch(new RegExp(`name="remove" value="${ids.get('topic')}" checked`));
    expect(await checksums(service.databaseUrl)).toEqual(before);
    expect((await save({ [`weight-${ids.get('attention')}`]: 'huge' })).statusCode).toBe(400);
  });

  test('is bounded in number', async () => {
    for (let turn = 0; turn < 20; turn++) await save({ query: `word${turn}` });
    const { statusCode, body } = await save({ query: 'one more' });
    expect(statusCode).toBe(400);
    expect(body).toContain('At most 20 searches can be followed');
  });

  test('may be quiet, or tell when there is nothing', async () => {
    await save({ quietDays: 'note' });
    expect(await subscriber()).toMatchObject({ quietDays: 'note' });
  });
});

describe('a link that is not the service’s', () => {
  test.each(['', '/export', '/erase'])('is 404 for the page %j when it was tampered with', async (page) => {
    const method = page === '/erase' ? 'POST' : 'GET';
    for (const wrong of [path.replace(/\.\d+\./, '.99.'), path.slice(0, -4), '/preferences/x', `${path}x.y`])
      expect((await app.inject({ method, url: `${wrong}${page}` })).statusCode).toBe(404);
  });
  test('does not open with the token of another purpose', async () => {
    const { links } = service.deps;
    for (const other of [links.unsubscribe(id), links.view(String(id))]) {
      const url = pathOf(other).replace(/^\/\w+/, '/preferences');
      expect((await app.inject(url)).statusCode).toBe(404);
      expect((await app.inject({ url, ...form(chosen) })).statusCode).toBe(404);
      expect((await app.inject({ url: `${url}/erase`, ...form({ confirm: 'yes' }) })).statusCode).toBe(404);
    }
    expect(await subscriber()).toMatchObject({ status: 'active' });
  });
});

test('the export has everything that is kept about the reader', async () => {
  await sql(service.databaseUrl, 'TRUNCATE subscriber RESTART IDENTITY CASCADE');
  const link = await askByForm(service, email, { topics: 'cs.RO', timezone: 'Europe/Berlin', hour: '7' });
  await confirm(service.deps, { token: link.replace('/confirm/', ''), clientIp: '203.0.113.5' });
  await triggerDigest(service.deps, { origin: 'api' });
  await runJobs(service);

  const answer = await app.inject(`${pathOf(service.deps.links.preferences(1))}/export`);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toContain('application/json');
  expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="[\w-]+\.json"$/);
  const data = answer.json();
  expect(data.subscriber).toMatchObject({
    email,
    status: 'active',
    topics: ['cs.RO'],
    cadence: 'daily',
    timezone: 'Europe/Berlin',
    hour: 7,
    maxPapers: 10,
    confirmedAt: now.toISOString(),
  });
  expect(data.consent).toEqual([
    {
      form: 'home',
      textVersion: '1',
      requestedAt: now.toISOString(),
      requestedFrom: '127.0.0.1',
      confirmedAt: now.toISOString(),
      confirmedFrom: '203.0.113.5',
      mailedAt: now.toISOString(),
      asked: {
        topics: ['cs.RO'],
        interests: [{ kind: 'topic', value: 'cs.RO', weight: 'normal' }],
        cadence: 'daily',
        timezone: 'Europe/Berlin',
        hour: 7,
        maxPapers: 10,
        quietDays: 'skip',
        language: 'en',
      },
    },
  ]);
  expect(data.events.map(({ kind }: { kind: string }) => kind)).toEqual(['subscribed', 'confirmed']);
  expect(data.deliveries).toEqual([expect.objectContaining({ digestId: 1, state: 'sent', paperIds: [1] })]);
});

describe('erasing', () => {
  test('needs the tick', async () => {
    const before = await checksums(service.databaseUrl);
    const { statusCode, body } = await app.inject({ url: `${path}/erase`, ...form() });
    expect(statusCode).toBe(400);
    expect(body).toMatch(/<p class="error" id="confirm-error">Tick this box/);
    expect(await checksums(service.databaseUrl)).toEqual(before);
  });

  test('cannot be done by a GET', async () => {
    expect((await app.inject(`${path}/erase?confirm=yes`)).statusCode).toBe(404);
    expect((await subscriber()).status).toBe('active');
  });

  test('leaves nothing of the person but a hash, and deliveries as numbers', async () => {
    await triggerDigest(service.deps, { origin: 'api', emails: [email] });
    await runJobs(service);
    await sql(service.databaseUrl, 'TRUNCATE caught_mail');
    const answer = await app.inject({ url: `${path}/erase`, ...form({ confirm: 'yes' }) });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('Everything about you is erased');

    const tables = await sql(
      service.databaseUrl,
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss')`,
    );
    for (const { name } of tables) {
      const found = await sql(
        service.databaseUrl,
        `SELECT t::text FROM ${String(name)} t WHERE strpos(lower(t::text), $1) > 0`,
        ['ada.lovelace'],
      );
      expect(found, String(name)).toEqual([]);
    }
    expect(await sql(service.databaseUrl, 'SELECT email, reason, note FROM suppression')).toEqual([
      { email: null, reason: 'erased', note: null },
    ]);
    expect(await service.deps.stores.suppressions.isSuppressed('Ada.Lovelace@EXAMPLE.org')).toBe(true);
    expect(await sql(service.databaseUrl, 'SELECT subscriber_id, state, paper_ids FROM delivery')).toEqual([
      { subscriber_id: null, state: 'sent', paper_ids: [] },
    ]);
    expect((await service.deps.stores.digests.counts(1)).audience).toBe(1);
  });

  test('ends the reader’s links: the pages say that everything was erased', async () => {
    await app.inject({ url: `${path}/erase`, ...form({ confirm: 'yes' }) });
    expect((await app.inject(path)).statusCode).toBe(410);
    expect((await app.inject(`${path}/export`)).statusCode).toBe(410);
    expect((await app.inject({ url: `${path}/erase`, ...form({ confirm: 'yes' }) })).statusCode).toBe(410);
  });

  test('keeps the address from coming back by somebody’s form', async () => {
    await app.inject({ url: `${path}/erase`, ...form({ confirm: 'yes' }) });
    await app.inject({ url: '/subscribe', ...form({ email }) });
    await runJobs(service);
    expect(await service.deps.stores.caughtMail.list(10)).toEqual([]);
  });
});
