import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refreshPapers } from '../../../src/app/papers/refresh-papers.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { checksums } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
  const walking = Array.from({ length: 5 }, (_, i) =>
    makeIncoming({
      arxivId: `2611.0000${i + 1}`,
      title: `Robots that learn to walk, part ${i + 1}`,
      signal: { upvotes: 50 - i },
    }),
  );
  const others = [
    makeIncoming({ arxivId: '2611.00006', title: 'Primes in short intervals', categories: ['math.NT'] }),
    makeIncoming({ arxivId: '2611.00007', title: 'A hidden paper on robots' }),
  ];
  await service.deps.stores.papers.store([...walking, ...others], {
    source: 'hugging-face',
    now,
    sample: false,
  });
  await service.deps.stores.papers.edit(7, { hidden: true });
  await refreshPapers(service.deps);
});
afterAll(() => service.close());

const get = async (url: string) => {
  const answer = await app.inject(`/api/v1${url}`);
  return { status: answer.statusCode, body: answer.json(), type: answer.headers['content-type'] };
};
const ids = ({ body }: Awaited<ReturnType<typeof get>>) => body.items.map(({ id }: { id: number }) => id);

/** Expects problem details (RFC 9457) and returns the fields that they name. */
function problem(answer: Awaited<ReturnType<typeof get>>, status: number, code: string): string[] {
  expect(answer.type).toBe('application/problem+json; charset=utf-8');
  expect(answer.body).toMatchObject({ type: 'about:blank', status, code });
  expect(answer.status).toBe(status);
  expect(answer.body.title.length).toBeGreaterThan(5);
  expect(answer.body.detail.length).toBeGreaterThan(10);
  return (answer.body.errors ?? []).map(({ field }: { field: string }) => field);
}

describe('papers', () => {
  test('are listed with what the contract names, best first, hidden ones left out', async () => {
    const list = await get('/papers');
    expect(list.status).toBe(200);
    expect(list.body).toMatchObject({ total: 6, page: 1, limit: 20 });
    expect(ids(list).slice(0, 5)).toEqual([1, 2, 3, 4, 5]);
    expect(list.body.items[0]).toMatchObject({
      id: 1,
      title: 'Robots that learn to walk, part 1',
      abstract: expect.stringContaining('walk'),
      authors: ['Ada Lovelace', 'Alan Turing'],
      arxivId: '2611.00001',
      url: expect.stringContaining('2611.00001'),
      publishedAt: '2026-11-23T00:00:00.000Z',
      categories: ['cs.RO'],
      upvotes: 50,
    });
  });
  test('are paged, without gaps or doubles', async () => {
    const pages = await Promise.all([1, 2, 3, 4].map((page) => get(`/papers?limit=2&page=${page}`)));
    expect(pages.map(({ body }) => body.total)).toEqual([6, 6, 6, 6]);
    expect(pages.map((page) => ids(page).length)).toEqual([2, 2, 2, 0]);
    expect(new Set(pages.flatMap(ids)).size).toBe(6);
  });
  test('are narrowed by topic, window and words', async () => {
    expect(ids(await get('/papers?topic=math.NT'))).toEqual([6]);
    expect(ids(await get('/papers?topic=MATH.nt&window=week'))).toEqual([6]);
    expect(ids(await get('/papers?q=%22short%20intervals%22'))).toEqual([6]);
    expect(ids(await get('/papers?q=robots%20-part'))).toEqual([6]);
    expect(ids(await get('/papers?q=zebra'))).toEqual([]);
    service.clock.now = new Date('2026-12-24T10:00:00Z');
    expect(ids(await get('/papers?window=week'))).toEqual([]);
    service.clock.now = now;
  });
  test.each(['(', '"', "'; DROP TABLE paper; --", '%', '\\', '<->', '&|!', ' ', '🤖'])(
    'are searched for %j without an error',
    async (words) => {
      expect((await get(`/papers?q=${encodeURIComponent(words)}`)).status).toBe(200);
    },
  );
  test.each([
    ['/papers?window=year', ['window']],
    ['/papers?page=0', ['page']],
    ['/papers?page=1001', ['page']],
    ['/papers?limit=101', ['limit']],
    ['/papers?limit=1.5', ['limit']],
    ['/papers?limit=ten&page=one', ['page', 'limit']],
    ['/papers?colour=red', ['colour']],
    ['/papers?topic=no-such', ['topic']],
    [`/papers?q=${'x'.repeat(501)}`, ['q']],
    ['/papers?q=%00', ['q']],
    ['/papers/0', ['id']],
    ['/papers/x', ['id']],
    ['/papers/2147483648', ['id']],
    ['/papers/1/similar?limit=0', ['limit']],
    ['/papers/1/similar?limit=101', ['limit']],
  ])('answer %s with 400 and the wrong fields', async (url, fields) => {
    expect(problem(await get(url), 400, 'invalid').toSorted()).toEqual(fields.toSorted());
  });
  test('are found by id, and similar ones best first, without the paper itself', async () => {
    expect((await get('/papers/6')).body).toMatchObject({ id: 6, title: 'Primes in short intervals' });
    const similar = await get('/papers/1/similar?limit=3');
    expect(similar.status).toBe(200);
    expect(ids(similar)).toHaveLength(3);
    expect(ids(similar)).not.toContain(1);
    expect(ids(similar)).not.toContain(7);
  });
  test.each(['/papers/99', '/papers/99/similar', '/papers/7', '/papers/7/similar', '/nothing'])(
    'answer %s with 404',
    async (url) => {
      problem(await get(url), 404, 'not_found');
    },
  );
});

test('topics are listed with how many papers each has', async () => {
  const { status, body } = await get('/topics');
  expect(status).toBe(200);
  expect(body.items).toHaveLength((await service.deps.stores.topics.list()).length);
  expect(body.items.find(({ slug }: { slug: string }) => slug === 'cs.RO')).toMatchObject({
    kind: 'category',
    papers: 5,
  });
});

describe('asking for a subscription', () => {
  const post = async (
    payload: unknown,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ) => {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const answer = await app.inject({ method: 'POST', url: '/api/v1/subscriptions', headers, payload: text });
    const { statusCode: status, headers: given } = answer;
    return { status, body: answer.json(), type: given['content-type'], headers: { ...given, date: '' } };
  };

  test('is answered with the same 202 for a new, pending, active, unsubscribed and suppressed address', async () => {
    const { deps } = service;
    await addReader(deps, 'active@example.org');
    await deps.stores.subscribers.deactivate(
      await addReader(deps, 'unsubscribed@example.org'),
      'unsubscribed',
      now,
    );
    await deps.stores.suppressions.suppress('suppressed@example.org', 'bounce');
    await post({ email: 'pending@example.org' });
    const states = ['new', 'pending', 'active', 'unsubscribed', 'suppressed'];
    const answers = await Promise.all(states.map((state) => post({ email: `${state}@example.org` })));
    expect(answers[0]).toMatchObject({ status: 202, body: { status: 'accepted' } });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });
  test('leads to a confirmation mail with what was chosen', async () => {
    await post({
      email: 'ada@example.org',
      topics: ['cs.RO'],
      cadence: 'weekly',
      timezone: 'Asia/Tokyo',
      hour: 21,
    });
    await runJobs(service);
    const [mail] = await sentMail(service, 'ada@example.org');
    expect(mail?.text).toContain('/confirm/');
    expect(await service.deps.stores.subscribers.byEmail('ada@example.org')).toMatchObject({
      status: 'pending',
      cadence: 'weekly',
      timezone: 'Asia/Tokyo',
      hour: 21,
    });
  });
  test.each([
    ['a missing address', {}, ['email']],
    ['an address that is none', { email: 'ada' }, ['email']],
    ['an address that is a number', { email: 7 }, ['email']],
    ['an hour as text', { email: 'a@example.org', hour: '8' }, ['hour']],
    ['an hour out of range', { email: 'a@example.org', hour: 24 }, ['hour']],
    ['a broken hour', { email: 'a@example.org', hour: 8.5 }, ['hour']],
    ['an unknown cadence', { email: 'a@example.org', cadence: 'hourly' }, ['cadence']],
    ['an unknown zone', { email: 'a@example.org', timezone: 'Mars/Olympus' }, ['timezone']],
    ['an unknown topic', { email: 'a@example.org', topics: ['cs.RO', 'no-such'] }, ['topics']],
    ['topics that are no list', { email: 'a@example.org', topics: 'cs.RO' }, ['topics']],
    ['a topic that is no text', { email: 'a@example.org', topics: [7] }, ['topics.0']],
    ['an unknown field', { email: 'a@example.org', status: 'active' }, ['status']],
    ['three wrong fields', { email: 'a', hour: 99, cadence: 'x' }, ['cadence', 'email', 'hour']],
    ['a list', [], ['body']],
    ['null', 'null', ['email']],
    ['a NUL', { email: 'a@example.org', topics: ['a\0'] }, ['topics.0']],
  ])('with %s is refused with 400 naming it, and nothing is stored', async (_name, payload, fields) => {
    const before = await checksums(service.databaseUrl);
    // A value that may be a text or an object is named once for each.
    expect([...new Set(problem(await post(payload), 400, 'invalid'))].toSorted()).toEqual(fields);
    expect(await checksums(service.databaseUrl)).toEqual(before);
  });
  test.each(['{', '{"email": "a@example.org"', 'x', '{"__proto__": {"x": 1}, "email": "a@example.org"}'])(
    'with %j, which is not JSON that can be taken, is refused with 400',
    async (payload) => {
      problem(await post(payload), 400, 'invalid');
    },
  );
  test.each(['text/plain', 'application/xml', 'text/csv', 'application/x-www-form-urlencoded'])(
    'as %s is refused, naming the content type',
    async (type) => {
      const answer = await post('email=a@example.org', { 'content-type': type });
      expect(problem(answer, 400, 'invalid')).toEqual(['content-type']);
    },
  );
  test('with a body of more than a megabyte is refused with 413', async () => {
    problem(await post({ email: 'x'.repeat(1_100_000) }), 413, 'too_large');
  });
  test('is not taken by GET', async () => {
    problem(await get('/subscriptions'), 404, 'not_found');
  });
});
