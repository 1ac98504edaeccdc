import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/adapters/postgres/client.ts';
import { sourceMemory } from '../../../src/adapters/postgres/papers/sources.ts';
import { createOpenalex } from '../../../src/adapters/sources/openalex/openalex.ts';
import { ingestPapers } from '../../../src/app/papers/ingest-papers.ts';
import type { SourceMemory } from '../../../src/app/papers/paper-source.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { createSourceMemory, nothingKnown } from '../../support/papers/source-memory.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T15:00:00Z');
const recorded = readFileSync(
  join(import.meta.dirname, '../../unit/adapters/sources/openalex/answers/works.json'),
  'utf8',
);
const visit = {
  since: null,
  backfill: false,
  wanted: [],
  known: nothingKnown,
  now,
  signal: new AbortController().signal,
};

let service: TestService;
let database: Database;
let server: Server;
let url: string;
let asked: URLSearchParams[];
let status: number;
let memory: ReturnType<typeof createSourceMemory>;
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  database = openDatabase(service.databaseUrl);
});
afterAll(async () => {
  await database.close();
  await service.close();
});
beforeEach(async () => {
  [asked, status] = [[], 200];
  memory = createSourceMemory(now);
  server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://x').searchParams);
    response.writeHead(status, { 'content-type': 'application/json' }).end(recorded);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const openalex = (kept: SourceMemory = memory.memory, key: string | null = null) =>
  createOpenalex({
    baseUrl: url,
    mailto: 'digest@example.org',
    key,
    memory: kept,
    userAgent: 'Offprint/test',
    options: { clock: memory.clock, sleep: memory.sleep, timeoutMs: 5_000, tries: 1 },
  });

test('is asked for fifty papers at once, by name', async () => {
  for (let id = 1; id <= 60; id++)
    memory.newest.push({ arxivId: `2611.${String(id).padStart(5, '0')}`, doi: null, title: `Paper ${id}` });
  memory.newest.push({ arxivId: null, doi: '10.1000/a|b', title: 'A sign of the filter' });
  const harvest = await openalex(memory.memory, 'secret').harvest(visit);
  expect(harvest).toMatchObject({ requests: 2, papers: [{ arxivId: '2611.00001', citations: 12 }] });
  expect(asked.map((query) => query.get('filter')?.split('|').length)).toEqual([50, 10]);
  expect(asked[0]?.get('filter')).toMatch(/^doi:10\.48550\/arxiv\.2611\.00001\|/);
  expect(asked[0]?.get('mailto')).toBe('digest@example.org');
  expect(asked[0]?.get('api_key')).toBe('secret');
});

test('is asked once a day, and again for a backfill', async () => {
  memory.newest.push({ arxivId: '2611.00001', doi: null, title: 'Paper' });
  memory.remember(await openalex().harvest(visit));
  const later = new Date('2026-11-24T23:00:00Z');
  expect(await openalex().harvest({ ...visit, now: later })).toMatchObject({ requests: 0, papers: [] });
  expect((await openalex().harvest({ ...visit, now: later, backfill: true })).requests).toBe(1);
  expect((await openalex().harvest({ ...visit, now: new Date('2026-11-25T01:00:00Z') })).requests).toBe(1);
});

test('is left alone for an hour after the day’s budget is spent, its key told to nobody', async () => {
  status = 429;
  memory.newest.push({ arxivId: '2611.00001', doi: null, title: 'Paper' });
  await expect(openalex(memory.memory, 'secret').harvest(visit)).rejects.toMatchObject({
    message: `OpenAlex (${url}/works) answered 429.`,
  });
  expect(memory.blocked.get('openalex')).toEqual(new Date(now.getTime() + 3_600_000));
});

test('adds citations and open copies to papers, and changes nothing else of them', async () => {
  const { papers } = service.deps.stores;
  await papers.store(
    [
      makeIncoming({ arxivId: '2611.00001', title: 'First' }),
      makeIncoming({ arxivId: null, version: null, doi: '10.1000/abc', title: 'Second' }),
    ],
    { source: 'arxiv', now, sample: false },
  );
  const select =
    "SELECT to_jsonb(p) - ARRAY['citations', 'links', 'updated_row_at'] AS rest FROM paper p ORDER BY id";
  const before = await sql(service.databaseUrl, select);
  const kept = sourceMemory(database.prisma);
  const sources = [openalex({ ...kept, reserve: memory.memory.reserve })];
  expect(await ingestPapers({ ...service.deps, sources }, {})).toMatchObject([
    { ok: true, added: 0, changed: 2, requests: 1 },
  ]);
  expect(await sql(service.databaseUrl, 'SELECT title, citations, links FROM paper ORDER BY id')).toEqual([
    { title: 'First', citations: 12, links: [] },
    {
      title: 'Second',
      citations: 3,
      links: [{ url: 'https://repository.example.org/abc.pdf', type: 'open access' }],
    },
  ]);
  expect(await sql(service.databaseUrl, select)).toEqual(before);
});
