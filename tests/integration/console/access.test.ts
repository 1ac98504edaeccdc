import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { addCollection } from '../../../src/app/papers/collections/edit-collection.ts';
import { startChange } from '../../../src/app/subscribers/bulk/start-change.ts';
import { type AdminRole, adminRoles, isAllowed } from '../../../src/domain/accounts/admin-role.ts';
import { consoleAccess } from '../../../src/http/console/console-table.ts';
import { consoleRoutes } from '../../../src/http/console/routes.ts';
import type { App } from '../../../src/http/options.ts';
import { createPages } from '../../../src/http/page.ts';
import { pageTable } from '../../../src/http/page-table.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { checksums, sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { anAdminOfEachRole, type Browser, signedIn } from '../../support/web/admins.ts';
import { httpOptions } from '../../support/web/http-options.ts';
import { routesOf } from '../../support/web/routes.ts';
import { csrfIn, form } from '../../support/web/web.ts';

const { routes: knownRoutes, to: accessTo } = consoleAccess;

let service: TestService;
let app: App;
const browsers = new Map<AdminRole, Browser>();
beforeAll(async () => {
  service = await testService();
  service.clock.now = new Date('2026-11-24T10:00:00Z');
  app = await service.app();
  await anAdminOfEachRole(service);
  // One of each thing, in a state that asks for forms.
  const { deps, clock } = service;
  await addCollection(deps, { name: 'A collection', slug: '', description: '' }, 'a test');
  await deps.stores.papers.store([makeIncoming()], {
    source: 'test',
    now: clock.now ?? new Date(),
    sample: false,
  });
  await addReader(deps, 'ada@example.org', { topics: ['cs.RO'] });
  await deps.stores.suppressions.suppress('barred@example.org', 'manual');
  const { id } = await triggerDigest(deps, { origin: 'api' });
  await planDigest(deps, id);
  await sql(service.databaseUrl, `UPDATE delivery SET state = 'unknown' WHERE digest_id = ${id}`);
  const asked = { kind: 'tag', asked: {}, tag: 'lab', counted: 1, actor: 'a test' } as const;
  await startChange(deps, asked);
  for (const role of adminRoles) browsers.set(role, await signedIn(service, `${role}@example.org`));
});
afterAll(() => service.close());

const registeredRoutes = () => routesOf(app).filter((route) => /^[A-Z]+ \/admin(\/|$)/.test(route));
/** A request that each route takes as its own: what it names is not there. */
const urlOf = (pattern: string) =>
  pattern
    .replace(/:(id|delivery|session|paper)/g, '999')
    .replace(':cadence', 'weekly')
    .replace(':hash', '0'.repeat(64))
    .replace(':token', 'x')
    .replace(':slug', 'robot-learning');
const closed = () =>
  registeredRoutes()
    .map((route) => route.split(' ') as [string, string])
    .filter(([method, pattern]) => accessTo(method, pattern) !== 'anybody');

describe('the table of who may do what', () => {
  test('names every route of the console, and nothing else', () => {
    expect(registeredRoutes().length).toBeGreaterThan(30);
    expect([...knownRoutes].toSorted()).toEqual(registeredRoutes());
  });

  test('keeps a route that it does not name from being registered', async () => {
    const options = httpOptions(service);
    const { default: fastify } = await import('fastify');
    const other = fastify({ routerOptions: { ignoreTrailingSlash: true } }) as unknown as App;
    await other
      .register(
        async (scope) => {
          await consoleRoutes(scope as App, options, createPages(options, pageTable));
          scope.get('/forgotten-by-all', async () => 'open');
        },
        { prefix: '/admin' },
      )
      .then(
        () => expect.unreachable(),
        (error: Error) => expect(error.message).toContain('GET /admin/forgotten-by-all'),
      );
  });

  test('opens without an account only what leads to one', () => {
    const open = knownRoutes.filter(
      (route) => accessTo(...(route.split(' ') as [string, string])) === 'anybody',
    );
    for (const route of open)
      expect(route).toMatch(
        /\/admin\/(login|login\/code|login\/passkey|login\/passkey\/answer|forgotten|(reset|invitation)\/:token)$/,
      );
  });

  test('lets viewers post only what changes nothing, and what is theirs', () => {
    const posts = knownRoutes.filter(
      (route) => route.startsWith('POST') && accessTo('POST', route.slice(5)) === 'viewer',
    );
    for (const route of posts)
      expect(route).toMatch(
        /^POST \/admin\/(logout|account\/[\w/:-]+|subscribers|suppressions\/find|topics\/:slug\/preview)$/,
      );
  });
});

const uploads = [
  '/admin/subscribers/import',
  '/admin/suppressions/import',
  '/admin/settings/brand/logo',
  '/admin/pictures',
];

async function ask(browser: Browser, method: string, pattern: string, csrf: string) {
  const url = urlOf(pattern);
  if (method === 'GET') return await browser.get(url);
  if (uploads.includes(url)) return await browser.upload(url, { csrf, name: 'a.csv', content: 'email\n' });
  return await browser.post(url, { csrf });
}

describe.each(adminRoles)('an account with the role %s', (role) => {
  test('is let in to what the table says, and refused everything else with words', async () => {
    const browser = browsers.get(role)!;
    const csrf = csrfIn((await browser.get('/admin/account')).body);
    expect(csrf).not.toBe('');
    // What ends the session comes last.
    const ends = (pattern: string) => Number(/logout|end-others/.test(pattern));
    for (const [method, pattern] of closed().toSorted(([, a], [, b]) => ends(a) - ends(b))) {
      const answer = await ask(browser, method, pattern, csrf);
      const needed = accessTo(method, pattern) as AdminRole;
      const route = `${method} ${pattern}`;
      if (isAllowed(role, needed)) {
        expect(
          [302, 303].includes(answer.statusCode) && answer.headers.location === '/admin/login',
          route,
        ).toBe(pattern.endsWith('/logout'));
        expect([401, 403], route).not.toContain(answer.statusCode);
      } else {
        expect(answer.statusCode, route).toBe(403);
        expect(answer.body, route).toContain(`Your account is ${role === 'editor' ? 'an' : 'a'} ${role}’s`);
      }
    }
  });
});

test('who is refused changes nothing', async () => {
  const browser = await signedIn(service, 'viewer@example.org');
  const csrf = csrfIn((await browser.get('/admin/account')).body);
  const before = await checksums(service.databaseUrl);
  for (const [method, pattern] of closed()) {
    if (method === 'GET' || accessTo(method, pattern) === 'viewer') continue;
    const values = { csrf, email: 'mine@example.org', role: 'owner', overdue: 'send', cadence: 'daily' };
    expect((await browser.post(urlOf(pattern).replaceAll('999', '1'), values)).statusCode, pattern).toBe(403);
  }
  expect(await checksums(service.databaseUrl)).toEqual(before);
});

test('who is not signed in is led to the login, or refused', async () => {
  for (const [method, pattern] of closed()) {
    const url = urlOf(pattern);
    const answer = await app.inject(method === 'GET' ? { url } : { url, ...form({ csrf: 'x' }) });
    if (method === 'GET')
      expect([answer.statusCode, answer.headers.location], url).toEqual([302, '/admin/login']);
    // Its token stands in the file's form, which is read only for who is signed in.
    else expect(answer.statusCode, url).toBe(uploads.includes(url) ? 401 : 403);
  }
});

test('a viewer is shown no form that would be refused', async () => {
  const browser = await signedIn(service, 'viewer@example.org');
  const open = closed().filter(
    ([method, pattern]) =>
      method === 'GET' &&
      accessTo(method, pattern) === 'viewer' &&
      !/\/(events|message|preview\/:id)$/.test(pattern),
  );
  let forms = 0;
  for (const [, pattern] of open) {
    const page = pattern.replace(':id', '1').replace(':slug', 'robot-learning').replace(':cadence', 'weekly');
    const { body, statusCode, headers } = await browser.get(page);
    if (!String(headers['content-type']).startsWith('text/html')) continue;
    expect(statusCode, page).toBe(200);
    for (const [, action = ''] of body.matchAll(/<form[^>]+method="post"[^>]+action="([^"]+)"/g)) {
      forms++;
      const posted = action
        .replace(/\/\d+(?=\/|$)/, '/:id')
        .replace('/topics/robot-learning', '/topics/:slug');
      expect(accessTo('POST', posted), `${page}: ${action}`).toBe('viewer');
    }
    for (const [, href = ''] of body.matchAll(/<a [^>]*href="(\/admin[^"?#]*)/g)) {
      if (/^\/admin\/(accounts|tokens|digests\/new|topics\/new|subscribers\/import)$/.test(href))
        expect.unreachable(`${page} leads to ${href}`);
    }
  }
  expect(forms).toBeGreaterThan(open.length / 2);
});
