import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createBiorxiv } from '../../../src/adapters/sources/biorxiv/biorxiv.ts';
import { ingestPapers } from '../../../src/app/papers/ingest-papers.ts';
import { catalogueWith } from '../../../src/domain/catalogue/index.ts';
import { createSourceMemory, nothingKnown } from '../../support/papers/source-memory.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T15:00:00Z');
const visit = {
  since: null as Date | null,
  backfill: false,
  wanted: [],
  known: nothingKnown,
  now,
  signal: new AbortController().signal,
};

type Posted = { doi: string; version: string; date: string } & Record<string, string>;
const posted = (number: number, other: Partial<Posted> = {}): Posted => ({
  doi: `10.64898/2026.11.20.${100_000 + number}`,
  version: '1',
  date: '2026-11-23',
  title: `Cells of the kind ${number}`,
  authors: `Curie, M.; Bohr, N. ${number}`,
  abstract: `We look at cells of the kind ${number}.`,
  category: 'cell biology',
  type: 'new results',
  published: 'NA',
  ...other,
});

let server: Server;
let url: string;
let asked: string[];
let status: number;
let papers: Posted[];
let total: number | null;
let memory: ReturnType<typeof createSourceMemory>;
beforeEach(async () => {
  [asked, status, papers, total] = [[], 200, [], null];
  memory = createSourceMemory(now);
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const cursor = Number(request.url?.split('/')[5]);
    const collection = papers.slice(cursor, cursor + 30);
    const message =
      papers.length === 0
        ? { status: 'no posts found' }
        : { status: 'ok', cursor, count: collection.length, total: String(total ?? papers.length) };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ messages: [message], collection }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const biorxiv = (mostPages?: number) =>
  createBiorxiv({
    server: 'biorxiv',
    baseUrl: url,
    memory: memory.memory,
    userAgent: 'Offprint/test',
    options: {
      clock: memory.clock,
      sleep: memory.sleep,
      timeoutMs: 5_000,
      tries: 1,
      ...(mostPages === undefined ? {} : { mostPages }),
    },
  });

describe('bioRxiv', () => {
  test('is read page after page, a second apart', async () => {
    papers = Array.from({ length: 70 }, (_, at) => posted(at));
    const harvest = await biorxiv().harvest(visit);
    expect(harvest.papers).toHaveLength(70);
    expect(harvest).toMatchObject({ requests: 3, notices: [] });
    expect(asked).toEqual(
      [0, 30, 60].map((cursor) => `/details/biorxiv/2026-11-17/2026-11-24/${cursor}/json`),
    );
    expect(memory.slept).toEqual([1_000, 1_000]);
  });

  test('is asked for what was posted since the last visit, and three days before; a backfill for all since', async () => {
    const since = new Date('2026-11-22T03:00:00Z');
    await biorxiv().harvest({ ...visit, since });
    await biorxiv().harvest({ ...visit, since: new Date('2026-01-05'), backfill: true });
    expect(asked).toEqual([
      '/details/biorxiv/2026-11-19/2026-11-24/0/json',
      '/details/biorxiv/2026-01-05/2026-11-24/0/json',
    ]);
  });

  test('says what it did not bring', async () => {
    papers = Array.from({ length: 70 }, (_, at) => posted(at));
    expect((await biorxiv(2).harvest(visit)).notices).toEqual([
      'bioRxiv has more than 60 papers from 2026-11-17/2026-11-24; the rest was not asked for.',
    ]);
    total = 80;
    expect((await biorxiv().harvest(visit)).notices).toEqual([
      'bioRxiv sent 70 of the 80 papers that it counts from 2026-11-17/2026-11-24.',
    ]);
  });

  test('is left alone for ten minutes after it refused', async () => {
    status = 503;
    await expect(biorxiv().harvest(visit)).rejects.toThrow(`bioRxiv (${url}/details/biorxiv`);
    expect(memory.blocked.get('biorxiv')).toEqual(new Date(now.getTime() + 600_000));
  });
});

describe('papers of bioRxiv', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await testService();
    service.clock.now = now;
    await service.deps.stores.topics.load(catalogueWith(['biorxiv']));
  });
  afterAll(() => service.close());

  test('are in its topics, one paper whatever its versions, and gone when they are withdrawn', async () => {
    const ingest = () => ingestPapers({ ...service.deps, sources: [biorxiv()] }, {});
    papers = [posted(2, { version: '2', date: '2026-11-24', title: 'Cells, revised' }), posted(1), posted(2)];
    expect(await ingest()).toMatchObject([{ ok: true, added: 2 }]);
    const topics = await sql(
      service.databaseUrl,
      `SELECT p.title, p.published_at AS published, p.version, array_agg(t.slug::text ORDER BY t.slug) AS topics
       FROM paper p JOIN paper_topic pt ON pt.paper_id = p.id JOIN topic t ON t.id = pt.topic_id AND t.kind <> 'curated'
       GROUP BY p.id ORDER BY p.title`,
    );
    expect(topics).toEqual([
      {
        title: 'Cells of the kind 1',
        published: new Date('2026-11-23'),
        version: 1,
        topics: ['biorxiv', 'biorxiv.cell-biology'],
      },
      {
        title: 'Cells, revised',
        published: new Date('2026-11-20'),
        version: 2,
        topics: ['biorxiv', 'biorxiv.cell-biology'],
      },
    ]);
    papers = [posted(1, { version: '2', type: 'withdrawn' })];
    await ingest();
    expect(await sql(service.databaseUrl, 'SELECT title FROM paper WHERE withdrawn')).toEqual([
      { title: 'Cells of the kind 1' },
    ]);
  });
});
