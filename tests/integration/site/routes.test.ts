import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { inviteAdmin } from '../../../src/app/accounts/invite-admin.ts';
import { startTwoFactor } from '../../../src/app/accounts/two-factor.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import {
  addCollection,
  collectPaper,
  publishCollection,
} from '../../../src/app/papers/collections/edit-collection.ts';
import { katexPolicy } from '../../../src/http/katex.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs, waitingJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { checksums } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { type LinkPaths, reads, writes } from '../../support/web/route-requests.ts';
import { routesOf } from '../../support/web/routes.ts';
import {
  askByForm,
  bearer,
  browserOn,
  csrfIn,
  form,
  linkIn,
  pathOf,
  sentMail,
} from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const account = { email: 'admin@example.org', password: 'correct horse battery' };

let service: TestService;
let app: App;
let browser: ReturnType<typeof browserOn>;
let token: { authorization: string };
let nextFeed: string;
let savedFeed: string;
let tokens: LinkPaths;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  const { deps } = service;
  deps.passwords.hash = async (password) => `not hashed: ${password}`;
  deps.passwords.check = async (password, stored) => stored === `not hashed: ${password}`;
  app = await service.app();
  await deps.stores.papers.store([makeIncoming()], { source: 'hugging-face', now, sample: false });
  const raw = { name: 'Kept', slug: '', description: '' };
  const collection = await addCollection(deps, raw, 'command');
  await collectPaper(deps, collection.id, 1, 'command');
  await publishCollection(deps, collection.id, true, 'command');
  const confirm = await askByForm(service, 'new@example.org');
  const id = await addReader(deps, 'reader@example.org');
  await triggerDigest(deps, { origin: 'api' });
  await runJobs(service);
  const owner = await createAdmin(deps, account);
  await inviteAdmin(deps, {
    by: owner,
    present: account.password,
    email: 'invited@example.org',
    role: 'viewer',
  });
  await runJobs(service);
  tokens = {
    confirm,
    invitation: linkIn((await sentMail(service, 'invited@example.org'))[0], 'admin/invitation'),
    unsubscribe: pathOf(deps.links.unsubscribe(id)),
    preferences: pathOf(deps.links.preferences(id)),
    saved: pathOf(deps.links.saved(id)),
    feedback: pathOf(deps.links.feedback(id, 1).more),
    export: pathOf(deps.links.ending('export', id, new Date(now.getTime() + 60_000))),
    erase: pathOf(deps.links.ending('erase', id, new Date(now.getTime() + 60_000))),
    address: pathOf(deps.links.ending('address', id, new Date(now.getTime() + 60_000))),
    view: linkIn((await sentMail(service, 'reader@example.org'))[0], 'view'),
  };
  nextFeed = pathOf(deps.links.nextFeed(id, 1));
  savedFeed = pathOf(deps.links.savedFeed(id));
  browser = browserOn(app);
  await browser.submit('/admin/login', '/admin/login', account);
  await startTwoFactor(deps, { admin: owner, present: account.password });
  token = await bearer(service);
});
afterAll(() => service.close());

const preflights = ['OPTIONS /api/v1*', 'OPTIONS /api/v1/admin/*'];

test('every route of the service has its requests here', () => {
  expect(
    [
      ...Object.keys({ ...reads({ tokens, nextFeed, savedFeed }), ...writes({ tokens }) }),
      ...preflights,
    ].toSorted(),
  ).toEqual(routesOf(app));
});

const cookie = () => [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
const read = async (method: 'GET' | 'HEAD', url: string) =>
  await app.inject({ method, url, headers: { ...token, cookie: cookie() } });

test('no GET and no HEAD changes anything, with every right there is', async () => {
  // When a token was last used is noted at most once a minute.
  await app.inject({ url: '/api/v1/admin/stats', headers: token });
  const before = [await checksums(service.databaseUrl, ['audit_event']), await waitingJobs(service)];
  const audited = (await service.deps.stores.audit.list({ before: null, limit: 1_000 })).length;
  for (const [route, { url, status }] of Object.entries(reads({ tokens, nextFeed, savedFeed }))) {
    for (const method of ['GET', 'HEAD', 'GET'] as const) {
      const answer = await read(method, url);
      expect(answer.statusCode, `${method} ${route}`).toBe(status);
      if (method === 'HEAD') expect(answer.body, route).toBe('');
    }
  }
  // That addresses were handed out is told in the log of changes, however they were asked for.
  const lines = await service.deps.stores.audit.list({ before: null, limit: 1_000 });
  const fresh = lines.slice(0, lines.length - audited);
  expect(new Set(fresh.map(({ action }) => action))).toEqual(
    new Set(['addresses read', 'deliveries exported', 'subscriber exported', 'subscribers exported']),
  );
  expect([await checksums(service.databaseUrl, ['audit_event']), await waitingJobs(service)]).toEqual(before);
});

describe('what changes something', () => {
  beforeEach(() => {
    service.clock.now = now;
  });
  test('is refused where it holds no token, no right and no content, and nothing changes', async () => {
    const before = [await checksums(service.databaseUrl), await waitingJobs(service)];
    for (const [route, { url, status }] of Object.entries(writes({ tokens }))) {
      const [method] = route.split(' ') as ['POST' | 'PATCH' | 'DELETE'];
      const request = url.startsWith('/api/') ? { method, payload: {} } : form();
      const answer = await app.inject({ url, ...(method === 'DELETE' ? { method } : request) });
      expect(answer.statusCode, route).toBe(status);
    }
    expect([await checksums(service.databaseUrl), await waitingJobs(service)]).toEqual(before);
  });
  test('does not answer to GET', async () => {
    const both = new Set(Object.keys(reads({ tokens, nextFeed, savedFeed })));
    for (const [route, { url }] of Object.entries(writes({ tokens }))) {
      const [, path = ''] = route.split(' ');
      // `/papers/:id` and the like read "import" as an id.
      if (both.has(`GET ${path}`) || /\/(import|check|test|export|search|changes)$/.test(path)) continue;
      expect((await read('GET', url)).statusCode, route).toBe(404);
    }
  });
});

describe('the headers', () => {
  const pages = () =>
    Object.values(reads({ tokens, nextFeed, savedFeed })).filter(
      ({ url }) => !/^\/(healthz|readyz|metrics|api\/docs)/.test(url),
    );
  test('of every answer keep its address from other sites, its type from being guessed, and frames out', async () => {
    for (const { url } of [...pages(), { url: '/nowhere' }, { url: '/preferences/x' }]) {
      const { headers } = await read('GET', url);
      expect(headers['referrer-policy'], url).toBe('no-referrer');
      expect(headers['x-content-type-options'], url).toBe('nosniff');
      expect(headers['x-frame-options'], url).toBe('SAMEORIGIN');
      expect(headers, url).not.toHaveProperty('x-powered-by');
      expect(headers, url).not.toHaveProperty('server');
      expect(headers, url).not.toHaveProperty('strict-transport-security');
    }
  });
  test('of every page allow its own scripts and styles only, none of them inline', async () => {
    const framed = ['/mailbox/1/html', '/admin/preview/1'];
    for (const { url } of [...pages(), { url: '/nowhere' }, { url: '/preferences/x' }]) {
      if (framed.includes(url)) continue;
      const { headers, body } = await read('GET', url);
      const policy = String(headers['content-security-policy']);
      expect(policy, url).toContain("default-src 'none'");
      expect(policy, url).toContain("frame-ancestors 'self'");
      expect(policy, url).toContain("form-action 'self'");
      expect(policy, url).toContain("base-uri 'none'");
      const beside = url.startsWith('/papers/') ? `;${katexPolicy}` : '';
      expect(policy.endsWith(beside), url).toBe(true);
      expect(policy.slice(0, policy.length - beside.length), url).not.toMatch(/unsafe-(inline|eval)/);
      expect(policy, url).not.toMatch(/https:|\*/);
      if (!String(headers['content-type']).startsWith('text/html')) continue;
      expect(body, url).not.toMatch(
        /<style|<[^>]+\s(style|on\w+)=|<script(?![^>]+(?:src="\/static\/|type="application\/ld\+json"))/,
      );
      expect(body, url).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)="(https?:)?\/\/(?!localhost)/);
    }
  });
  test('of every page keep it out of caches, or have it asked for anew, save for what is for programs, and files whose address names their version', async () => {
    for (const { url } of pages()) {
      if (url.startsWith('/api/')) continue;
      const { headers } = await read('GET', url);
      const kept = /^\/(?:robots|sitemap)/.test(url)
        ? 'public, max-age=3600'
        : /^\/(?:papers\/\d+|(?:topics|collections|authors)(?:\/[\w.-]+)?|\?window=week)?$/.test(url)
          ? 'no-cache'
          : 'no-store';
      const expected = /^\/(?:static\/|brand\/\d+\/style)/.test(url)
        ? 'public, max-age=31536000, immutable'
        : /\/feed\.(?:xml|json)(?:\?|$)/.test(url)
          ? 'public, max-age=300'
          : kept;
      expect(headers['cache-control'], url).toBe(expected);
    }
  });
});

test('a page with a token in its address is kept from search engines and names no address of it elsewhere', async () => {
  for (const [page, url] of Object.entries(tokens)) {
    const { body } = await read('GET', url);
    expect(body, page).toContain('<meta name="robots" content="noindex">');
    expect(body, page).not.toContain('rel="canonical"');
    // Only who signs in by it has a session to protect.
    expect(csrfIn(body) !== '', page).toBe(page === 'invitation');
  }
});

test('what is personal or the console’s says by a header too that it is not to be found, and nothing else does', async () => {
  const personal =
    /^\/(confirm|preferences|next-feed|unsubscribe|feedback|view|subscribe|saved|saved-feed|mailbox|admin)([/?]|$)/;
  for (const { url } of Object.values(reads({ tokens, nextFeed, savedFeed }))) {
    const { headers } = await read('GET', url);
    expect(headers['x-robots-tag'], url).toBe(personal.test(url) ? 'noindex' : undefined);
  }
  expect((await read('GET', '/?q=%22robots%22')).headers['x-robots-tag']).toBe('noindex');
});
