import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import {
  addCollection,
  collectPaper,
  publishCollection,
} from '../../../src/app/papers/collections/edit-collection.ts';
import { refreshTrends } from '../../../src/app/papers/refresh-trends.ts';
import { buildApp } from '../../../src/http/app.ts';
import type { App } from '../../../src/http/options.ts';
import { openService, type Service } from '../../../src/wire/service.ts';
import { makeIncoming, ownWords } from '../../support/papers/incoming.ts';
import { sql } from '../../support/postgres/sql.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { httpOptions } from '../../support/web/http-options.ts';
import { browserOn, form } from '../../support/web/web.ts';

const start = new Date('2026-11-24T10:00:00Z');
const account = { email: 'admin@example.org', password: 'correct horse battery' };
const kept = [
  '/',
  '/?window=week',
  '/?topic=cs.RO',
  '/topics',
  '/topics/cs.RO',
  '/papers/1',
  '/collections',
  '/collections/kept',
];

let service: TestService;
let app: App;
let other: Service;
let otherApp: App;
beforeAll(async () => {
  service = await testService();
  service.clock.now = start;
  app = await service.app();
  const papers = [1, 2, 3].map((number) =>
    makeIncoming({
      arxivId: `2611.0000${number}`,
      title: `Paper number ${number}`,
      ...ownWords(number),
      publishedAt: start,
      signal: { upvotes: 10 - number },
    }),
  );
  await service.deps.stores.papers.store(papers, { source: 'hugging-face', now: start, sample: false });
  await refreshTrends(service.deps);
  await createAdmin(service.deps, account);
  const raw = { name: 'Kept', slug: '', description: '' };
  const { id } = await addCollection(service.deps, raw, 'command');
  await collectPaper(service.deps, id, 1, 'command');
  await publishCollection(service.deps, id, true, 'command');
  // A process beside it, as in use.
  other = await openService(service.config, { log: quietLog, worker: false, now: () => start });
  otherApp = await buildApp({ ...httpOptions(other), logger: false });
});
afterAll(async () => {
  await otherApp?.close();
  await other?.stop();
  await service?.close();
});
afterEach(() => {
  service.clock.now = start;
  vi.restoreAllMocks();
});

const run = (statement: string) => sql(service.databaseUrl, statement);
const read = async (url: string) => (await app.inject(url)).body;

describe('a page that is the same for everybody', () => {
  test.each(kept)('is answered the same the second time, before anything else is done: %s', async (url) => {
    await run("UPDATE paper SET note = 'said before' WHERE id = 1");
    const headers = { 'accept-encoding': 'br', 'accept-language': 'de' };
    const ask = async (more = {}) => {
      const {
        statusCode,
        headers: answered,
        rawPayload,
      } = await app.inject({ url, headers: { ...headers, ...more } });
      const { date: _, ...told } = answered;
      return {
        statusCode,
        told,
        text: statusCode === 200 ? brotliDecompressSync(rawPayload).toString() : '',
      };
    };
    const [first, second] = [await ask(), await ask()];
    expect(first.text).toContain('lang="de"');
    expect(second).toEqual(first);
    expect(first.told['content-security-policy']).toMatch(/default-src 'none'/);
    // With what may make it another answer, it is another.
    expect((await ask({ 'if-none-match': String(first.told.etag) })).statusCode).toBe(304);
    expect((await ask({ cookie: 'language=en' })).text).toContain('lang="en"');
    expect((await ask({ 'accept-language': 'en' })).text).toContain('lang="en"');
    await run("UPDATE paper SET note = 'said after' WHERE id = 1");
    const third = await ask();
    expect(await ask()).toEqual(third);
    expect(third.text).toBe(first.text.replaceAll('said before', 'said after'));
  });

  test('is made once, however many ask for it at once, and not again before something changes', async () => {
    const lists = vi.spyOn(service.deps.stores.papers, 'trending');
    await run("UPDATE paper SET note = 'said first' WHERE id = 1");
    const answers = await Promise.all(Array.from({ length: 20 }, () => read('/?window=month')));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('said first');
    await read('/?window=month');
    expect(lists).toHaveBeenCalledTimes(1);
    await run("UPDATE paper SET note = 'said then' WHERE id = 1");
    expect(await read('/?window=month')).toContain('said then');
    expect(lists).toHaveBeenCalledTimes(2);
  });

  test.each([
    ['/papers/1', 'a paper', "UPDATE paper SET title = 'Another title' WHERE id = 1", 'Another title'],
    ['/topics/cs.RO', 'a topic', "UPDATE topic SET name = 'Machines' WHERE slug = 'cs.RO'", 'Machines'],
    ['/topics/cs.RO', 'what belongs to a topic', 'DELETE FROM paper_topic WHERE paper_id = 2', '2 papers'],
    [
      '/papers/1',
      'a trend',
      'UPDATE paper_trend SET gain_per_day = 77, usual_per_day = 7, times_usual = 11 WHERE paper_id = 1',
      '+77',
    ],
  ])('%s shows %s as it is now', async (url, _what, change, words) => {
    expect(await read(url)).not.toContain(words);
    await run(change);
    expect(await read(url)).toContain(words);
  });

  test('shows what came of a transaction only when that ends, and nothing of one that is undone', async () => {
    const before = await read('/papers/2');
    await service.deps
      .atomically(async ({ papers }) => {
        await papers.edit(2, { note: 'never said' });
        expect(await read('/papers/2')).toBe(before);
        throw new Error('undone');
      })
      .catch(() => undefined);
    expect(await read('/papers/2')).toBe(before);
    await service.deps.atomically(async ({ papers }) => {
      await papers.edit(2, { note: 'said at the end' });
      expect(await read('/papers/2')).toBe(before);
    });
    expect(await read('/papers/2')).toContain('said at the end');
  });

  test('moves with time, within a minute', async () => {
    await run("UPDATE paper SET fresh_at = '2026-11-23T10:00:30Z' WHERE id = 3");
    expect(await read('/?window=day')).toContain('Paper number 3');
    service.clock.now = new Date(start.getTime() + 61_000);
    expect(await read('/?window=day')).not.toContain('Paper number 3');
  });

  test('that is not there is not kept', async () => {
    for (const url of ['/papers/99', '/topics/no-such', '/?topic=no-such'])
      for (let time = 0; time < 2; time++) expect((await app.inject(url)).statusCode, url).toBe(404);
  });

  test('is found when nobody tells of changes, and when somebody does again', async () => {
    const listening =
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'offprint-site'";
    await read('/papers/3');
    await run(`SELECT pg_terminate_backend(pid) FROM (${listening}) AS t`);
    await run("UPDATE paper SET note = 'while nobody listened' WHERE id = 3");
    expect(await read('/papers/3')).toContain('while nobody listened');
    const reads = vi.spyOn(service.deps.stores.papers, 'byId');
    await read('/papers/3');
    await read('/papers/3');
    expect(reads.mock.calls.length).toBeLessThan(2);
    await run("UPDATE paper SET note = 'heard again' WHERE id = 3");
    expect(await read('/papers/3')).toContain('heard again');
  });
});

test('a hidden paper is gone from every process: nothing that was asked for a second later shows it', async () => {
  await run('UPDATE paper SET hidden = false');
  const pages = ['/papers/1', '/', '/topics/cs.RO'];
  const shown = async (url: string) => {
    const { statusCode, body } = await otherApp.inject(url);
    return statusCode === 200 && body.includes('/papers/1"');
  };
  for (const url of pages.slice(1)) expect(await shown(url), url).toBe(true);
  expect((await otherApp.inject('/papers/1')).statusCode).toBe(200);
  expect((await app.inject('/papers/1')).statusCode).toBe(200);
  await service.deps.stores.papers.edit(1, { hidden: true });
  const hidden = performance.now();
  // The process that hid it, at once.
  expect((await app.inject('/papers/1')).statusCode).toBe(404);
  for (const url of pages) {
    let asked = performance.now();
    while (url === '/papers/1' ? (await otherApp.inject(url)).statusCode === 200 : await shown(url)) {
      expect(asked - hidden, url).toBeLessThan(1_000);
      asked = performance.now();
    }
  }
  await service.deps.stores.papers.edit(1, { hidden: false });
});

describe('what is kept', () => {
  test('is the same for who is signed in or elsewhere, another for who speaks another language, and sets no cookie', async () => {
    const admin = browserOn(app);
    await admin.submit('/admin/login', '/admin/login', account);
    expect(admin.cookies.size).toBeGreaterThan(0);
    for (const url of kept) {
      await run("UPDATE paper SET note = 'made anew' WHERE id = 1");
      // First the admin, so that what is kept is what was made for the admin.
      const first = await admin.get(url);
      const second = await app.inject({
        url,
        headers: { 'accept-language': 'fr', 'x-forwarded-for': '203.0.113.9', cookie: 'session=other' },
      });
      const facts = ({ body, headers }: typeof second) => ({ body, headers: { ...headers, date: '' } });
      expect(facts(second), url).toEqual(facts(first));
      const german = await app.inject({ url, headers: { 'accept-language': 'de' } });
      expect(german.body, url).toContain('<html lang="de"');
      expect(german.headers.etag, url).not.toBe(first.headers.etag);
      expect(first.headers['set-cookie'], url).toBeUndefined();
      expect(first.body, url).not.toMatch(/csrf|admin@example\.org|Sign out/);
    }
  });

  test('is never a form that was filled in, nor a search', async () => {
    const refused = await app.inject({ url: '/subscribe', ...form({ email: 'not an address' }) });
    expect(refused.statusCode).toBe(400);
    expect(refused.body).toContain('not an address');
    expect(refused.headers['cache-control']).toBe('no-store');
    expect(await read('/')).not.toContain('not an address');
    const search = await app.inject('/?q=number');
    expect(search.headers['cache-control']).toBe('no-store');
    expect(await read('/')).not.toContain('Results for');
  });

  test('is sent compressed as the browser takes it, and not at all when the browser has it', async () => {
    for (const url of kept) {
      const ask = (headers: Record<string, string>, method: 'GET' | 'HEAD' = 'GET') =>
        app.inject({ method, url, headers });
      const plain = await ask({});
      expect(plain.headers['content-encoding'], url).toBeUndefined();
      const br = await ask({ 'accept-encoding': 'gzip, deflate, br, zstd' });
      const gzip = await ask({ 'accept-encoding': 'gzip;q=0.8, br;q=0' });
      expect(br.headers['content-encoding'], url).toBe('br');
      expect(gzip.headers['content-encoding'], url).toBe('gzip');
      expect(brotliDecompressSync(br.rawPayload).toString(), url).toBe(plain.body);
      expect(gunzipSync(gzip.rawPayload).toString(), url).toBe(plain.body);
      for (const { headers } of [plain, br, gzip])
        expect(headers, url).toMatchObject({
          etag: plain.headers.etag,
          'cache-control': 'no-cache',
          vary: 'accept-encoding, accept-language, cookie',
          'content-type': 'text/html; charset=utf-8',
        });
      const known = await ask({ 'if-none-match': String(plain.headers.etag), 'accept-encoding': 'br' });
      expect([known.statusCode, known.body], url).toEqual([304, '']);
      expect((await ask({ 'if-none-match': '"another"' })).statusCode, url).toBe(200);
      const head = await ask({ 'accept-encoding': 'br' }, 'HEAD');
      expect([head.statusCode, head.body, head.headers['content-length']], url).toEqual([
        200,
        '',
        String(br.rawPayload.length),
      ]);
    }
  });
});
