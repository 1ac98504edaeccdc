import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { buildApp } from '../../../src/http/app.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { httpOptions } from '../../support/web/http-options.ts';
import { browserOn, csrfIn, form } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const account = { email: 'admin@example.org', password: 'correct horse battery' };

let service: TestService;
let app: App;
/** Signed in. */
let browser: ReturnType<typeof browserOn>;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  // Hashing is slow on purpose; that is tested with the secrets, not here.
  service.deps.passwords.hash = async (password) => `not hashed: ${password}`;
  service.deps.passwords.check = async (password, stored) => stored === `not hashed: ${password}`;
  app = await service.app();
  await createAdmin(service.deps, account);
  await service.deps.stores.papers.store([makeIncoming()], { source: 'hugging-face', now, sample: false });
  browser = browserOn(app);
  await browser.submit('/admin/login', '/admin/login', account);
});
afterAll(() => service.close());
beforeEach(async () => {
  await emptyTables(service.databaseUrl, ['subscriber', 'suppression', 'caught_mail', 'digest']);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  await addReader(service.deps, 'robots@example.org', { topics: ['cs.RO'] });
  await addReader(service.deps, 'primes@example.org', { topics: ['math.NT'] });
});

/** The same site without the requests that count towards the throttle of signing in. */
const freshApp = (over: Partial<ReturnType<typeof httpOptions>> = {}) =>
  buildApp({ ...httpOptions(service), ...over, logger: false });

describe('signing in', () => {
  test.each([
    ['a wrong password', { ...account, password: 'wrong' }],
    ['an unknown address', { ...account, email: 'nobody@example.org' }],
    ['nothing', { email: '', password: '' }],
  ])('with %s is refused with 401 and the same words, and what was typed is kept', async (_name, values) => {
    const other = browserOn(await freshApp());
    const answer = await other.submit('/admin/login', '/admin/login', values);
    expect(answer.statusCode).toBe(401);
    expect(answer.body).toContain('Wrong address or password.');
    expect(answer.body).toContain(`name="email" value="${values.email}"`);
    expect(answer.body).not.toContain('battery');
    expect([...other.cookies.keys()]).toEqual(['offprint-visit']);
  });

  describe('is throttled', () => {
    let site: App;
    beforeEach(async () => {
      site = await freshApp();
      return () => site.close();
    });
    const from = async (client: string, values: Record<string, string>) => {
      const page = await site.inject('/admin/login');
      const { headers, ...rest } = form({ csrf: csrfIn(page.body), ...values });
      const cookie = page.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
      return await site.inject({
        url: '/admin/login',
        ...rest,
        headers: { ...headers, cookie, 'x-forwarded-for': client },
      });
    };
    let guessed = 0;
    // Of another account each time, since wrong passwords for one are throttled wherever they come from.
    const guess = async (client: string) =>
      (await from(client, { email: `guess${guessed++}@example.org`, password: '' })).statusCode;

    test('after ten tries in a minute from one network, the right password too', async () => {
      for (let i = 0; i < 10; i++)
        expect((await from('203.0.113.5', { ...account, email: `guess-${i}@example.org` })).statusCode).toBe(
          401,
        );
      const eleventh = await from('203.0.113.6', account);
      expect(eleventh.statusCode).toBe(429);
      expect(Number(eleventh.headers['retry-after'])).toBeGreaterThan(0);
      expect(eleventh.body).toContain('Too many requests');
      expect((await from('203.0.112.6', account)).statusCode).toBe(303);
    });

    /** The hash takes its time; what counts here is who is let that far. */
    const withoutHash = () => {
      const check = vi.spyOn(service.deps.passwords, 'check').mockResolvedValue(false);
      onTestFinished(() => check.mockRestore());
    };

    test('whatever port or invented hop its proxy writes down, and when that is no address', async () => {
      withoutHash();
      for (const clients of [
        (i: number) => `198.51.100.9:${40_000 + i}`,
        (i: number) => `9.1.${i}.1, 10.1.2.3`,
        (i: number) => (i === 0 ? '127.0.0.1' : `"unknown${i}"`),
      ]) {
        const statuses: number[] = [];
        for (let i = 0; i < 11; i++) statuses.push(await guess(clients(i)));
        expect(statuses).toEqual([...Array(10).fill(401), 429]);
      }
    });

    test('after forty tries from the /56 networks of one /48', async () => {
      withoutHash();
      const statuses: number[] = [];
      for (let i = 0; i < 41; i++) statuses.push(await guess(`2001:db8:7:${(i << 8).toString(16)}::1`));
      expect(statuses).toEqual([...Array(40).fill(401), 429]);
      expect(await guess('2001:db8:8::1')).toBe(401);
    });
  });

  test('sets a session cookie that scripts and other sites cannot use', async () => {
    const other = browserOn(await freshApp());
    const { headers, cookies } = await other.submit('/admin/login', '/admin/login', account);
    expect(headers.location).toBe('/admin');
    const session = cookies.find(({ name }) => name === 'offprint-session');
    expect(session).toMatchObject({ path: '/', httpOnly: true, sameSite: 'Lax' });
    expect(session?.expires?.getTime()).toBe(now.getTime() + 14 * 86_400_000);
    expect(Buffer.from(session?.value ?? '', 'base64url').length).toBeGreaterThanOrEqual(16);
  });

  test('binds its cookies to the host and to https where the service is reached by https', async () => {
    const site = await freshApp({ publicUrl: 'https://papers.example.org' });
    const other = browserOn(site);
    const login = await other.submit('/admin/login', '/admin/login', account);
    expect(login.statusCode).toBe(303);
    const session = login.cookies.find(({ name }) => name === '__Host-offprint-session');
    expect(session).toMatchObject({ path: '/', httpOnly: true, secure: true, sameSite: 'Lax' });
    expect(session).not.toHaveProperty('domain');
    expect((await site.inject('/admin/login')).cookies).toEqual([
      expect.objectContaining({
        name: '__Host-offprint-visit',
        secure: true,
        httpOnly: true,
        sameSite: 'Lax',
      }),
    ]);
    expect(login.headers['strict-transport-security']).toBe('max-age=31536000');
    const below = await freshApp({ publicUrl: 'https://papers.example.org', hstsSubdomains: true });
    const { headers } = await below.inject('/');
    expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
  });

  test('says where it works when a form comes without any cookie, and that cookies are needed', async () => {
    const site = await freshApp({ publicUrl: 'https://papers.example.org' });
    const page = await site.inject('/admin/login');
    const post = { url: '/admin/login', ...form({ csrf: csrfIn(page.body), ...account }) };
    const answer = await site.inject(post);
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('works at https://papers.example.org/admin only: over http');
    expect((await (await freshApp()).inject(post)).body).toContain('Please allow cookies for this site');
    const other = { ...post, headers: { ...post.headers, cookie: '__Host-offprint-visit=another' } };
    expect((await site.inject(other)).body).toContain('This form is out of date');
  });

  test('works with the cookie of a session that has ended', async () => {
    const site = await freshApp();
    const other = browserOn(site);
    other.cookies.set('offprint-session', 'ended');
    expect((await other.get('/admin')).headers.location).toBe('/admin/login');
    expect((await other.submit('/admin/login', '/admin/login', account)).statusCode).toBe(303);
    expect((await other.get('/admin')).statusCode).toBe(200);
  });

  test('stores the session hashed, and a new password ends it', async () => {
    const other = browserOn(await freshApp());
    await other.submit('/admin/login', '/admin/login', account);
    const secret = other.cookies.get('offprint-session') ?? '';
    const stored = await sql(
      service.databaseUrl,
      `SELECT token_hash = sha256($1::bytea) AS hashed, strpos(s::text, $2) AS plain FROM admin_session s
       ORDER BY id DESC LIMIT 1`,
      [secret, secret],
    );
    expect(stored).toEqual([{ hashed: true, plain: 0 }]);
    await createAdmin(service.deps, account);
    expect((await other.get('/admin')).headers.location).toBe('/admin/login');
    await browser.submit('/admin/login', '/admin/login', account);
  });

  test('ends after fourteen days', async () => {
    service.clock.now = new Date(now.getTime() + 14 * 86_400_000);
    expect((await browser.get('/admin')).headers.location).toBe('/admin/login');
    service.clock.now = now;
    expect((await browser.get('/admin')).statusCode).toBe(200);
  });
});

test('signing out ends the session on the server, not only in the browser', async () => {
  const other = browserOn(await freshApp());
  await other.submit('/admin/login', '/admin/login', account);
  const kept = new Map(other.cookies);
  const answer = await other.submit('/admin', '/admin/logout');
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/admin/login']);
  expect(other.cookies.has('offprint-session')).toBe(false);
  for (const [name, value] of kept) other.cookies.set(name, value);
  expect((await other.get('/admin')).headers.location).toBe('/admin/login');
});

describe('somebody who is not signed in', () => {
  test.each(['/admin', '/admin/digests/1', '/admin/digests/1/events', '/admin/preview/1'])(
    'is led from %s to the login',
    async (url) => {
      const answer = await app.inject(url);
      expect([answer.statusCode, answer.headers.location]).toEqual([302, '/admin/login']);
    },
  );
});

const posts = [
  '/admin/login',
  '/admin/logout',
  '/admin/digests',
  '/admin/digests/new',
  '/admin/digests/check',
  '/admin/digests/test',
  '/admin/digests/1/resolve-unknown',
  '/admin/digests/1/deliveries/1/resolve',
  ...['pause', 'resume', 'cancel', 'retry-failed'].map((command) => `/admin/digests/1/${command}`),
];

describe('a form without the token of its session', () => {
  test.each(posts)('is refused by %s with 403, and nothing happens', async (url) => {
    await triggerDigest(service.deps, { origin: 'api' });
    const before = await checksums(service.databaseUrl);
    const strange = csrfIn((await app.inject('/admin/login')).body);
    for (const csrf of [undefined, '', 'x', strange]) {
      const answer = await browser.post(url, { ...account, ...(csrf === undefined ? {} : { csrf }) });
      expect(answer.statusCode).toBe(403);
      expect((await app.inject({ url, ...form(csrf === undefined ? {} : { csrf }) })).statusCode).toBe(403);
    }
    expect(await checksums(service.databaseUrl)).toEqual(before);
  });
});

describe('the page of a digest', () => {
  test('steers it with buttons for what can be done now', async () => {
    await triggerDigest(service.deps, { origin: 'api' });
    await planDigest(service.deps, 1);
    const buttons = async () =>
      [
        ...(await browser.get('/admin/digests/1')).body.matchAll(/action="\/admin\/digests\/1\/([\w-]+)"/g),
      ].map(([, command]) => command);
    const press = (command: string) => browser.submit('/admin/digests/1', `/admin/digests/1/${command}`);
    expect(await buttons()).toEqual(['pause', 'cancel']);
    expect((await press('pause')).headers.location).toBe('/admin/digests/1');
    expect(await buttons()).toEqual(['resume', 'cancel']);
    await press('resume');
    await press('cancel');
    expect(await buttons()).toEqual([]);
    const refused = await press('resume');
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('Digest 1 is cancelled');
    expect((await service.deps.stores.digests.counts(1)).cancelled).toBe(1);
  });
  test('follows its events', async () => {
    await triggerDigest(service.deps, { origin: 'api' });
    await runJobs(service);
    const answer = await browser.get('/admin/digests/1/events');
    expect(answer.headers['content-type']).toBe('text/event-stream');
    expect(answer.body).toContain('"status":"finished"');
    expect(answer.body).toContain('event: end');
  });
  test.each(['/admin/digests/99', '/admin/digests/99/events'])(
    '%s, which is no digest, is 404',
    async (url) => {
      expect((await browser.get(url)).statusCode).toBe(404);
    },
  );
});

test('the console shows subscribers by status and the sources', async () => {
  const { body } = await browser.get('/admin');
  expect(body).toMatch(/<dt>active<\/dt><dd>2<\/dd>/);
  expect(body).toMatch(/Not asked yet|No source was asked yet/);
  expect(body).toContain('admin@example.org');
  expect(body).toContain('content="noindex"');
});
