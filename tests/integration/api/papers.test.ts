import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { startUpstream, type Upstream } from '../../support/papers/upstream.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { checksums } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { apiOf, problemFields } from '../../support/web/api.ts';
import { upload } from '../../support/web/web.ts';

const now = new Date('2026-11-24T15:00:00Z');

let upstream: Upstream;
let service: TestService;
let api: Awaited<ReturnType<typeof apiOf>>;
beforeAll(async () => {
  upstream = await startUpstream(now);
  service = await testService({ env: { HUGGING_FACE_URL: upstream.url, SOURCES: 'hugging-face' } });
  service.clock.now = now;
  api = await apiOf(service);
});
afterAll(async () => {
  await service.close();
  await upstream.close();
});
beforeEach(() => emptyTables(service.databaseUrl, ['paper', 'source', 'http_validator']));

const ndjson = { 'content-type': 'application/x-ndjson' };
const importing = (lines: string[], headers: Record<string, string> = ndjson) =>
  api('POST', '/admin/papers/import', lines.join('\n'), headers);

describe('an import of papers', () => {
  const lines = [
    JSON.stringify({
      title: 'On walking',
      abstract: 'We walk.',
      arxiv_id: 'arXiv:2611.12345v2',
      doi: 'https://doi.org/10.1000/ABC',
      url: 'https://example.org/p',
      authors: ['Ada Lovelace'],
      categories: ['cs.LG', 'cs.RO'],
      primary_category: 'cs.RO',
      published: '2026-11-20',
      updated: '2026-11-22T01:02:03Z',
      comment: '9 pages',
      journal_ref: 'J. Walking 1',
      links: [{ url: 'https://github.com/a/b', type: 'code' }],
      upvotes: 12,
      thumbnail_url: 'https://example.org/t.png',
    }),
    '{"title": "no abstract"}',
    '{not json',
    '',
    JSON.stringify({ title: 'Only what is\u2028needed', abstract: 'Control \u0000 characters \u0007 go.' }),
    JSON.stringify({
      title: 'x',
      abstract: 'y',
      upvotes: -1,
      links: [{ url: 'javascript:x' }],
      published: 'soon',
    }),
    '["a list"]',
  ];
  test.each([
    ['the body', { payload: lines.join('\n'), headers: ndjson }],
    ['the body, as text', { payload: lines.join('\r\n'), headers: { 'content-type': 'text/plain' } }],
    ['a file of a form', upload('papers.jsonl', lines.join('\n'))],
  ])(
    'as %s stores the good lines and reports the bad ones with their numbers',
    async (_name, { payload, headers }) => {
      const { status, body } = await api('POST', '/admin/papers/import', payload, headers);
      expect(status).toBe(200);
      expect(body).toMatchObject({ lines: 6, added: 2, changed: 0, unchanged: 0 });
      expect(body.errors.map(({ line }: { line: number }) => line)).toEqual([2, 3, 6, 7]);
      expect(body.errors[0].message).toContain('abstract');
      for (const field of ['upvotes', 'links', 'published'])
        expect(body.errors[2].message).toContain(`${field}: `);
      expect((await api('GET', '/papers/1')).body).toMatchObject({
        title: 'On walking',
        arxivId: '2611.12345',
        version: 2,
        authors: ['Ada Lovelace'],
        categories: ['cs.RO', 'cs.LG'],
        primaryCategory: 'cs.RO',
        publishedAt: '2026-11-20T00:00:00.000Z',
        upvotes: 12,
        comment: '9 pages',
      });
      expect((await api('GET', '/papers/2')).body).toMatchObject({
        title: 'Only what is needed',
        abstract: 'Control characters go.',
        publishedAt: now.toISOString(),
      });
    },
  );

  test('of the same lines again changes nothing', async () => {
    await importing(lines);
    const before = await checksums(service.databaseUrl, ['api_token', 'audit_event']);
    expect((await importing(lines)).body).toMatchObject({ added: 0, changed: 0, unchanged: 2, signals: 0 });
    expect(await checksums(service.databaseUrl, ['api_token', 'audit_event'])).toEqual(before);
  });

  test.each([
    ['of which no line is good', 'papers: none', ndjson, []],
    ['as JSON', '{"title": "x", "abstract": "y"}', { 'content-type': 'application/json' }, ['file']],
    ['without a file', undefined, {}, ['file']],
  ])('%s is refused', async (_name, payload, headers, fields) => {
    const answer = await api('POST', '/admin/papers/import', payload, headers as Record<string, string>);
    expect(problemFields(answer, 400, 'invalid')).toEqual(fields);
    expect((await api('GET', '/admin/stats')).body.papers).toBe(0);
  });
});

describe('a paper', () => {
  beforeEach(async () => {
    await service.deps.stores.papers.store([makeIncoming()], { source: 'arxiv', now, sample: false });
  });
  test('is hidden everywhere, and shown again', async () => {
    expect((await api('PATCH', '/admin/papers/1', { hidden: true })).body).toMatchObject({
      id: 1,
      hidden: true,
    });
    expect((await api('GET', '/papers')).body.total).toBe(0);
    expect((await api('GET', '/papers?q=robots')).body.total).toBe(0);
    problemFields(await api('GET', '/papers/1'), 404, 'not_found');
    expect((await (await service.app()).inject('/topics/cs.RO')).body).not.toContain('robots that learn');
    expect((await (await service.app()).inject('/feed.xml')).body).not.toContain('robots that learn');
    await api('PATCH', '/admin/papers/1', { hidden: false });
    expect((await api('GET', '/papers')).body.total).toBe(1);
  });
  test('is pinned, from then on, and let go', async () => {
    const { papers } = service.deps.stores;
    const { body } = await api('PATCH', '/admin/papers/1', { pinned: true });
    expect(body).toMatchObject({ id: 1, pinned: true, hidden: false });
    const titles = async (at: Date) => (await papers.pinned(at)).map(({ id }) => id);
    expect(await titles(now)).toEqual([1]);
    expect(await titles(new Date(now.getTime() - 1))).toEqual([]);
    service.clock.now = new Date(now.getTime() + 60_000);
    await api('PATCH', '/admin/papers/1', { pinned: true });
    service.clock.now = now;
    expect(await titles(now)).toEqual([1]);
    await api('PATCH', '/admin/papers/1', { hidden: true });
    expect(await titles(now)).toEqual([]);
    await api('PATCH', '/admin/papers/1', { hidden: false, pinned: false });
    expect(await titles(now)).toEqual([]);
  });
  test('gets a note, which its page shows escaped, and loses it', async () => {
    const { body } = await api('PATCH', '/admin/papers/1', { note: 'Read <b>this</b> first.' });
    expect(body.note).toBe('Read <b>this</b> first.');
    const page = await (await service.app()).inject('/papers/1');
    expect(page.body).toContain('Read &lt;b&gt;this&lt;/b&gt; first.');
    expect((await api('PATCH', '/admin/papers/1', { note: null })).body.note).toBeNull();
  });
  test.each([
    [{}, ['body']],
    [{ hidden: 'yes' }, ['hidden']],
    [{ pinned: 1 }, ['pinned']],
    [{ note: 7 }, ['note', 'note']],
    [{ note: 'x'.repeat(2001) }, ['note', 'note']],
    [{ note: 'a\0b' }, ['note']],
    [{ title: 'Mine' }, ['title']],
  ])('is not changed by %j', async (payload, fields) => {
    const answer = await api('PATCH', '/admin/papers/1', payload);
    expect(new Set(problemFields(answer, 400, 'invalid'))).toEqual(new Set(fields));
  });
  test('that does not exist is 404', async () => {
    problemFields(await api('PATCH', '/admin/papers/9', { hidden: true }), 404, 'not_found');
    expect(problemFields(await api('PATCH', '/admin/papers/x', { hidden: true }), 400, 'invalid')).toEqual([
      'id',
    ]);
  });
});

describe('fetching from the sources', () => {
  const sources = async () => (await api('GET', '/admin/sources')).body.items;
  test.each([undefined, {}, { source: 'hugging-face' }, { since: '2026-11-23T00:00:00Z' }])(
    'with the body %j says what each source brought',
    async (payload) => {
      const { status, body } = await api('POST', '/admin/ingest', payload);
      expect(status).toBe(200);
      expect(body.items).toEqual([expect.objectContaining({ source: 'hugging-face', ok: true })]);
      expect(body.items[0].added).toBeGreaterThan(0);
      expect((await sources())[0]).toMatchObject({
        name: 'hugging-face',
        enabled: true,
        healthy: true,
        lastSuccessAt: now.toISOString(),
        lastError: null,
      });
    },
  );
  test('says in one line why a source failed, and stores nothing of it', async () => {
    upstream.answer('/api/daily_papers', { type: 'application/json', body: '{"error": true}' });
    const { status, body } = await api('POST', '/admin/ingest', {});
    upstream.answer('/api/daily_papers', null);
    expect(status).toBe(200);
    expect(body.items[0]).toMatchObject({ source: 'hugging-face', ok: false });
    expect(body.items[0].error).toMatch(/^[^\n]{10,300}$/);
    expect((await sources())[0]).toMatchObject({ healthy: false, lastError: body.items[0].error });
    expect((await api('GET', '/admin/stats')).body.papers).toBe(0);
  });
  test.each([
    [{ source: 'arxiv' }, ['source']],
    [{ source: 'elsewhere' }, ['source']],
    [{ since: 'yesterday' }, ['since']],
    [{ since: '2016-12-31T23:59:60Z' }, ['since']],
    [{ sources: ['arxiv'] }, ['sources']],
  ])('with the body %j is refused', async (payload, fields) => {
    expect(problemFields(await api('POST', '/admin/ingest', payload), 400, 'invalid')).toEqual(fields);
  });
});
