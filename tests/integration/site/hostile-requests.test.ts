import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bodyLimitAt } from '../../../src/http/plugins/body-limits.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { addReader } from '../../support/readers.ts';
import { apiOf } from '../../support/web/api.ts';
import { type Console, openConsole } from '../../support/web/console.ts';
import { routesOf } from '../../support/web/routes.ts';
import { browserOn, csrfIn, form, pathOf } from '../../support/web/web.ts';

// Requests that once took minutes, or gigabytes, to be refused.

const mostMs = 100;

let desk: Console;
let preferences = '';
let csrf = '';
beforeAll(async () => {
  desk = await openConsole();
  const { deps } = desk.service;
  await deps.stores.papers.store([makeIncoming()], { source: 'test', now: deps.now(), sample: false });
  preferences = pathOf(deps.links.preferences(await addReader(deps, 'ada@example.org')));
  csrf = csrfIn((await desk.browser.get('/admin/settings')).body);
  // What is rendered and compiled once for a process is not what a request costs.
  await desk.app.inject({ url: '/subscribe', ...form({ email: 'no address' }) });
});
afterAll(() => desk.service.close());

/** The answer, once it has cost no more than `mostMs` of this thread's processor in one of five tries. */
async function cheaply<T>(ask: () => Promise<T>): Promise<T> {
  let best = Number.POSITIVE_INFINITY;
  let answer: T;
  let tries = 0;
  do {
    const before = process.threadCpuUsage();
    answer = await ask();
    const { user, system } = process.threadCpuUsage(before);
    best = Math.min(best, (user + system) / 1_000);
  } while (best > mostMs && ++tries < 5);
  expect(best).toBeLessThanOrEqual(mostMs);
  return answer;
}

/** So often that a form with it nearly fills what an address takes. */
function filling(token: string, url: string): string {
  const room = (bodyLimitAt(url) ?? 0) - 1_000;
  return token.repeat(Math.floor(room / encodeURIComponent(token).length));
}

describe('a form', () => {
  const post = (url: string, values: Record<string, string>) => desk.app.inject({ url, ...form(values) });

  test.each([
    ['a search', { email: 'a@example.org', query: 'cat:"a"'.repeat(35_714) }],
    ['an address', { email: `a${' '.repeat(250_000)}b` }],
  ])('of 250 kB of %s is refused unread', async (_, values) => {
    const answer = await cheaply(() => post('/subscribe', values));
    expect(answer.statusCode).toBe(413);
  });

  test.each([
    ['email', (token: string) => `a${token}b`, ' '],
    ['email', (token: string) => `a${token}b`, '\u00ad'],
    ['query', (token: string) => token, 'cat:"a"'],
    ['query', (token: string) => `x ${token} y cat:cs`, ' or'],
    ['author', (token: string) => token, '{'],
    ['timezone', (token: string) => token, 'a'],
    ['language', (token: string) => token, 'a-'],
    ['cadence', (token: string) => token, '\\'],
  ])('full of one %s is refused, naming it: %#', async (name, around, token) => {
    const text = around(filling(token, '/subscribe'));
    const answer = await cheaply(() => post('/subscribe', { email: 'a@example.org', [name]: text }));
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toMatch(new RegExp(`${name}: must have at most [\\d]+ characters`));
    expect(answer.body.length).toBeLessThan(10_000);
  });

  test('with texts as long as are read is refused with the words beside the field', async () => {
    const email = `a${' '.repeat(998)}b`;
    const answer = await cheaply(() => post('/subscribe', { email, query: 'cat:"a"'.repeat(1_000) }));
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('An address needs an @ between name and domain');
    expect(answer.body).toContain('A search has at most 200 characters');
  });

  test('of preferences, which has room for much, is no dearer', async () => {
    const query = 'cat:"a"'.repeat(1_400);
    const answer = await cheaply(() => desk.app.inject({ url: preferences, ...form({ query }) }));
    expect(answer.statusCode).toBe(400);
    const many = await cheaply(() =>
      desk.app.inject({ url: preferences, ...form({ topics: Array<string>(2_000).fill('cs.RO') }) }),
    );
    expect(many.statusCode).toBe(400);
    expect(many.body).toContain('topics: must not be given more than 1000 times');
  });

  test.each([
    ['/admin/suppressions/find', 'email', ' '],
    ['/admin/topics/new/preview', 'query', 'cat:"a"'],
    ['/admin/topics/new/preview', 'query', ' or'],
  ])('of the console at %s is no dearer', async (url, name, token) => {
    const texts = [filling(token, url), token.repeat(Math.floor(900 / token.length))];
    for (const text of texts) {
      const answer = await cheaply(() => desk.browser.post(url, { csrf, [name]: `a${text}b` }));
      expect([200, 400]).toContain(answer.statusCode);
    }
  });
});

test('asking for a new password is no dearer for a stranger', async () => {
  const stranger = browserOn(desk.app);
  const token = csrfIn((await stranger.get('/admin/forgotten')).body);
  for (const [email, status] of [
    [`a${' '.repeat(900)}b`, 400],
    [filling('\u200b', ''), 400],
  ] as const) {
    const answer = await cheaply(() => stranger.post('/admin/forgotten', { csrf: token, email }));
    expect(answer.statusCode).toBe(status);
  }
});

describe('JSON', () => {
  const post = (payload: string) =>
    desk.app.inject({
      method: 'POST',
      url: '/api/v1/subscriptions',
      headers: { 'content-type': 'application/json' },
      payload,
    });
  const topicsOf = (count: number) =>
    `{"email":"a@example.org","topics":[${Array(count).fill('{}').join(',')}]}`;

  test('of a megabyte is refused unread', async () => {
    const answer = await cheaply(() => post(topicsOf(333_000)));
    expect(answer.statusCode).toBe(413);
    expect(answer.body.length).toBeLessThan(1_000);
  });

  test('with a list that is too long is told so, and nothing of its items', async () => {
    for (const count of [300, 21_000]) {
      const answer = await cheaply(() => post(topicsOf(count)));
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({
        detail: 'topics: must NOT have more than 200 items',
        errors: [{ field: 'topics', message: 'must NOT have more than 200 items' }],
      });
    }
  });

  test('with a hundred faults is told of twenty, and how many more there are', async () => {
    const answer = await cheaply(() => post(topicsOf(100)));
    expect(answer.statusCode).toBe(400);
    const { errors, detail } = answer.json<{ errors: unknown[]; detail: string }>();
    expect(errors).toHaveLength(20);
    expect(detail).toMatch(/; and \d+ more$/);
    expect(answer.body.length).toBeLessThan(4_000);
  });

  test('is not repeated at its whole length', async () => {
    const answer = await cheaply(() => post(JSON.stringify({ ['x'.repeat(60_000)]: 1 })));
    expect(answer.statusCode).toBe(400);
    expect(answer.body.length).toBeLessThan(4_000);
  });

  test.each([
    ['lists', `{"email":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 'email.0.0.0'],
    ['objects', `{"email":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`, 'email.a.a.a'],
  ])('of %s in %s is refused, naming where', async (_, payload, field) => {
    const answer = await cheaply(() => post(payload));
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ field, message: 'is nested deeper than 20 levels' }] });
  });

  test('with half a character is refused, naming the field', async () => {
    const answer = await post('{"email":"a@example.org","queries":["a \\ud800"]}');
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      errors: [{ field: 'queries.0', message: 'must be well-formed Unicode' }],
    });
    const api = await apiOf(desk.service);
    for (const [path, body] of [
      ['/admin/subscribers', '{"email":"a@example.org","consentSource":"\\ud800"}'],
      ['/admin/schedule/hold', '{"reason":"\\ud800"}'],
    ] as const) {
      const refused = await api('POST', path, body, { 'content-type': 'application/json' });
      expect(refused.status, path).toBe(400);
    }
  });

  test('of an admin, which may be larger, is no dearer', async () => {
    const api = await apiOf(desk.service);
    const emails = Array(100_000).fill('a@a.a');
    const answer = await cheaply(() => api('POST', '/admin/digests', { emails }));
    expect(answer.status).toBe(400);
    expect(answer.text.length).toBeLessThan(1_000);
  });
});

describe('a cursor beyond the greatest number', () => {
  test.each(['/archive?before=2147483648', '/archive?before=99999999999999999999'])('at %s', async (url) => {
    expect((await desk.app.inject(url)).statusCode).toBe(400);
    expect((await desk.app.inject('/archive?before=2147483647')).statusCode).toBe(200);
  });

  test.each([
    ['GET', '/admin/digests?before='],
    ['GET', '/admin/subscribers?after='],
    ['GET', '/admin/suppressions?after='],
  ] as const)('at %s %s', async (method, path) => {
    const api = await apiOf(desk.service);
    expect((await api(method, `${path}2147483648`)).status).toBe(400);
    expect((await api(method, `${path}2147483647`)).status).toBe(200);
  });

  test('in a search of subscribers', async () => {
    const api = await apiOf(desk.service);
    expect((await api('POST', '/admin/subscribers/search', { before: 2_147_483_648 })).status).toBe(400);
  });
});

test('every form that has room for more than most is one that there is', () => {
  const forms = routesOf(desk.app)
    .filter((route) => /^POST \/(?!api\/|webhooks\/)/.test(route))
    .map((route) => route.slice('POST '.length));
  const larger = forms.filter((url) => (bodyLimitAt(url) ?? 0) > 16 * 1024);
  expect(larger).toHaveLength(19);
  expect(bodyLimitAt('/api/v1/subscriptions')).toBe(64 * 1024);
  expect(bodyLimitAt('/api/v1/admin/papers')).toBeNull();
  expect(bodyLimitAt('/webhooks/ses')).toBeNull();
});
