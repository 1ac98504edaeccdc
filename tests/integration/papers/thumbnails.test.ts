import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decode } from 'jpeg-js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askForThumbnails, keepThumbnails } from '../../../src/app/papers/thumbnails/keep-thumbnails.ts';
import { waitingJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { png } from '../../support/png.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T10:00:00Z');
const picture = png(1200, 648);

type Answer = (response: ServerResponse) => unknown;
const answers = new Map<string, Answer>();
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  const answer = answers.get(request.url ?? '');
  if (answer === undefined) response.writeHead(404).end();
  else answer(response);
});
const redirect =
  (location: string): Answer =>
  (response) =>
    response.writeHead(302, { location }).end();

let base = '';
let service: TestService;
beforeAll(async () => {
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  base = `http://127.0.0.1:${port}`;
  service = await testService({
    // The second is a private address that somebody has let in by name.
    env: { NODE_ENV: 'test', THUMBNAIL_HOSTS: `127.0.0.1:${port} 10.1.2.3`, THUMBNAILS_MB: '1' },
    tuning: { outgoingTimeoutMs: 2_000 },
  });
});
afterAll(async () => {
  await service.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});
beforeEach(async () => {
  await emptyTables(service.databaseUrl, ['paper', 'paper_thumbnail'], { numbers: 'go on' });
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  answers.clear();
  asked.splice(0);
  service.clock.now = now;
});

/** A paper for each address, the first the newest, and their numbers. */
async function papersWith(...addresses: string[]): Promise<number[]> {
  const papers = addresses.map((thumbnailUrl, at) =>
    makeIncoming({
      arxivId: `2611.${20_000 + at}`,
      title: `Paper ${at} on a subject of its own`,
      publishedAt: new Date(now.getTime() - (at + 1) * 60_000),
      thumbnailUrl,
    }),
  );
  await service.deps.stores.papers.store(papers, { source: 'arxiv', now, sample: false });
  const rows = (await sql(
    service.databaseUrl,
    `UPDATE paper SET fresh_at = $1::timestamptz - (right(arxiv_id, 5)::int - 20000) * interval '1 minute'
     RETURNING id, arxiv_id`,
    [now],
  )) as { id: number; arxiv_id: string }[];
  return rows.sort((a, b) => a.arxiv_id.localeCompare(b.arxiv_id)).map(({ id }) => id);
}
const keep = () => keepThumbnails(service.deps, new AbortController().signal);
const thumbnailOf = async (id = 0) => (await service.deps.stores.papers.byId(id))?.thumbnail ?? null;
const refusalOf = async (id = 0) => {
  const [row] = await sql(
    service.databaseUrl,
    `SELECT refusal, next_try_at FROM paper_thumbnail WHERE paper_id = ${id}`,
  );
  return row;
};

describe('pictures of papers', () => {
  test('are fetched once, kept small, and served by us for good', async () => {
    answers.set('/a.png', (response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(picture),
    );
    answers.set('/moved.png', redirect('/a.png'));
    const [id, moved] = await papersWith(`${base}/a.png`, `${base}/moved.png`);
    await askForThumbnails(service.deps);
    await askForThumbnails(service.deps);
    expect(await waitingJobs(service)).toHaveLength(1);
    expect(await keep()).toBe(2);
    expect(await keep()).toBe(0);
    expect(asked.sort()).toEqual(['/a.png', '/a.png', '/moved.png']);
    const thumbnail = await thumbnailOf(id);
    expect(thumbnail).toMatchObject({ width: 720, height: 389 });
    expect(await thumbnailOf(moved)).toEqual(thumbnail);

    const app = await service.app();
    const url = `/thumbnails/${thumbnail?.hash}/small.jpg`;
    for (const time of ['from the database', 'from memory']) {
      const answer = await app.inject({ url });
      expect(answer.statusCode, time).toBe(200);
      expect(answer.headers).toMatchObject({
        'content-type': 'image/jpeg',
        'x-content-type-options': 'nosniff',
        'cache-control': 'public, max-age=31536000, immutable',
        'cross-origin-resource-policy': 'same-origin',
      });
      const { width, height } = decode(answer.rawPayload);
      expect([width, height]).toEqual([352, 190]);
      const again = await app.inject({ url, headers: { 'if-none-match': String(answer.headers.etag) } });
      expect([again.statusCode, again.body]).toEqual([304, '']);
    }
    for (const other of ['0'.repeat(64), '..', `${thumbnail?.hash}x`])
      expect((await app.inject({ url: `/thumbnails/${other}/small.jpg` })).statusCode).toBeGreaterThanOrEqual(
        400,
      );
    expect((await app.inject({ url: url.replace('small', 'other') })).statusCode).toBe(400);
  });

  test('stand large on the paper’s own page, whose place is known before they come', async () => {
    answers.set('/a.png', (response) => response.end(picture));
    const [id, bare] = await papersWith(`${base}/a.png`, `${base}/none.png`);
    await keep();
    const { hash } = (await thumbnailOf(id)) ?? {};
    const app = await service.app();
    const page = (await app.inject(`/papers/${id}`)).body;
    const path = `/thumbnails/${hash}/large.jpg`;
    expect(page).toContain(
      `<img src="${path}" alt="The picture that its source shows of it" width="720" height="389"`,
    );
    expect(page).toContain(`<meta property="og:image" content="http://localhost:3000${path}">`);
    expect(page).toContain(`"image":"http://localhost:3000${path}"`);
    expect((await app.inject(path)).statusCode).toBe(200);
    const without = (await app.inject(`/papers/${bare}`)).body;
    expect(without).not.toContain('class="figure"');
    expect(without).not.toContain('og:image');
  });

  test('that are hostile are refused for good, and pages are whole without them', async () => {
    const large = Buffer.alloc(6 * 1024 * 1024, 'x');
    answers.set('/svg', (r) =>
      r
        .writeHead(200, { 'content-type': 'image/png' })
        .end('<svg onload="alert(1)"><script>1</script></svg>'),
    );
    answers.set('/large', (r) => r.writeHead(200, { 'content-length': String(50 * 1024 * 1024) }).write('x'));
    answers.set('/endless', (r) => r.writeHead(200).end(large));
    answers.set('/half', (r) => r.writeHead(200).end(picture.subarray(0, picture.length / 2)));
    answers.set('/private', redirect('http://10.1.2.3/picture.png'));
    answers.set('/elsewhere', redirect('https://example.org/picture.png'));
    answers.set('/file', redirect('file:///etc/passwd'));
    answers.set('/round', redirect('/round'));
    const expected = {
      svg: 'neither PNG nor JPEG',
      large: 'too many bytes',
      endless: 'too many bytes',
      half: 'damaged',
      private: 'not on the public internet',
      elsewhere: 'no host that may be asked',
      file: 'no host that may be asked',
      round: 'redirected too often',
      gone: 'answered 404',
    };
    const ids = await papersWith(...Object.keys(expected).map((path) => `${base}/${path}`));
    expect(await keep()).toBe(0);
    for (const [at, [path, reason]] of Object.entries(expected).entries()) {
      const told = await refusalOf(ids[at]);
      expect(told?.refusal, path).toContain(reason);
      expect(told?.next_try_at, path).toBeNull();
      expect(await thumbnailOf(ids[at])).toBeNull();
    }
    const many = asked.length;
    await keep();
    expect(asked).toHaveLength(many);
    const page = await (await service.app()).inject({ url: '/' });
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/<img|127\.0\.0\.1/);
  });

  test('whose host is slow or down are asked for later, and none of the others meanwhile', async () => {
    answers.set('/slow', (r) => r.writeHead(200).write('x'));
    answers.set('/down', (r) => r.writeHead(503).end());
    const ids = await papersWith(
      ...['slow', 'down', 'down', 'down', 'later'].map((path, at) =>
        `${base}/${path}?${at}`.replace(/\?0$/, ''),
      ),
    );
    for (const at of [1, 2, 3]) answers.set(`/down?${at}`, answers.get('/down') as Answer);
    answers.set('/later?4', (r) => r.writeHead(200).end(picture));
    expect(await keep()).toBe(0);
    expect(asked).not.toContain('/later?4');
    expect((await refusalOf(ids[0]))?.refusal).toBe('its host took more than 2 s');
    expect((await refusalOf(ids[0]))?.next_try_at).toEqual(new Date(now.getTime() + 10 * 60_000));
    expect(await keep()).toBe(1);
    service.clock.now = new Date(now.getTime() + 11 * 60_000);
    answers.set('/slow', (r) => r.writeHead(200).end(picture));
    expect(await keep()).toBe(1);
    expect(await thumbnailOf(ids[0])).not.toBeNull();
  });

  test('are asked for nowhere but at the hosts that were named, and by https outside of tests', async () => {
    await papersWith('https://example.org/a.png', `${base}.example.org/a.png`, 'data:image/png;base64,AAAA');
    await askForThumbnails(service.deps);
    expect(await waitingJobs(service)).toEqual([]);
    expect(await keep()).toBe(0);
  });

  test('go when they are too many, those of the oldest papers first', async () => {
    answers.set('/a.png', (r) => r.writeHead(200).end(picture));
    const ids = await papersWith(...[1, 2, 3].map(() => `${base}/a.png`));
    await keep();
    const [row] = await sql(service.databaseUrl, 'SELECT max(bytes) AS bytes FROM paper_thumbnail');
    const bytes = Number(row?.bytes);
    expect(await service.deps.stores.thumbnails.dropThumbnailsBeyond(2 * bytes)).toBe(1);
    expect(await Promise.all(ids.map(async (id) => (await thumbnailOf(id)) !== null))).toEqual([
      true,
      true,
      false,
    ]);
    // They are not fetched again.
    const many = asked.length;
    await keep();
    expect(asked).toHaveLength(many);
  });

  test('are fetched again when a paper gets another address, and go with the paper', async () => {
    answers.set('/a.png', (r) => r.writeHead(200).end(picture));
    answers.set('/b.png', (r) => r.writeHead(200).end(png(300, 300)));
    const [id = 0] = await papersWith(`${base}/a.png`);
    await keep();
    await sql(service.databaseUrl, `UPDATE paper SET thumbnail_url = '${base}/b.png' WHERE id = ${id}`);
    expect(await keep()).toBe(1);
    expect(await thumbnailOf(id)).toMatchObject({ width: 300, height: 300 });
    await sql(service.databaseUrl, `DELETE FROM paper WHERE id = ${id}`);
    expect(await sql(service.databaseUrl, 'SELECT 1 FROM paper_thumbnail')).toEqual([]);
  });
});
