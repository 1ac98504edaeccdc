import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askForEmbeddings, embedPapers } from '../../../src/app/papers/embeddings/embed-papers.ts';
import type { IncomingPaper } from '../../../src/domain/papers/paper.ts';
import { waitingJobs } from '../../support/jobs.ts';
import { type EmbeddingsStandIn, startEmbeddings } from '../../support/papers/embeddings-server.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T10:00:00Z');
const minute = 60_000;

let server: EmbeddingsStandIn;
let service: TestService;
beforeAll(async () => {
  server = await startEmbeddings();
  service = await testService({ env: { EMBEDDINGS_URL: server.url } });
});
afterAll(async () => {
  await service.close();
  await server.close();
});
beforeEach(async () => {
  await emptyTables(service.databaseUrl, ['paper', 'embedding_model'], { numbers: 'go on' });
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  server.misbehave(null);
  Object.assign(server, {
    model: 'stand-in',
    dimensions: 24,
    requests: [],
    refuses: null,
    onRequest: () => undefined,
  });
  service.clock.now = now;
});

const paper = (number: number, title: string, abstract = 'Nothing else is said of it.'): IncomingPaper =>
  makeIncoming({ arxivId: `2611.${10_000 + number}`, title, abstract, version: 1 });
const store = async (papers: readonly IncomingPaper[]) => {
  await service.deps.stores.papers.store(papers, { source: 'arxiv', now, sample: false });
};
const some = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => paper(from + at, `Paper ${from + at} on cars`));
const embed = (signal = new AbortController().signal) => embedPapers(service.deps, signal);
const { read, counts } = {
  read: () => service.deps.stores.embeddings.read(),
  counts: () => service.deps.stores.embeddings.counts(),
};

describe('embedding papers', () => {
  test('asks the server for all that lack a vector, some at a time, and learns its model', async () => {
    await store(some(70));
    expect(await counts()).toEqual({ papers: 70, embedded: 0, refused: 0 });
    expect(await embed()).toBe(70);
    expect(await counts()).toEqual({ papers: 70, embedded: 70, refused: 0 });
    expect(await read()).toMatchObject({
      model: { name: 'stand-in', dimensions: 24, asked: null },
      lastSuccessAt: now,
      lastError: null,
      failures: 0,
    });
    expect(server.requests.map(({ input }) => input.length)).toEqual([1, 32, 32, 6]);
    // The newest first.
    expect(server.requests[1]!.input[0]).toMatch(/^Paper 69 on cars\./);
    const [row] = await sql(service.databaseUrl, 'SELECT octet_length(vector) AS bytes FROM paper_embedding');
    expect(row).toEqual({ bytes: 24 });
  });

  test('asks for new papers, and again for those whose text has changed, and for nothing else', async () => {
    await store(some(3));
    await embed();
    server.requests = [];
    await store([paper(9, 'A new one'), { ...paper(1, 'Paper 1 has another title'), version: 2 }]);
    expect(await counts()).toEqual({ papers: 4, embedded: 2, refused: 0 });
    expect(await embed()).toBe(2);
    expect(
      server
        .texts()
        .slice(1)
        .map((text) => text.split('.')[0]),
    ).toEqual(['A new one', 'Paper 1 has another title']);
    await store([{ ...paper(1, 'Paper 1 has another title'), version: 2, comment: 'A remark.' }]);
    expect(await embed()).toBe(0);
  });

  test('keeps no vector of a text that has changed while the server was asked', async () => {
    await store(some(1));
    const [text] = await service.deps.stores.embeddings.lacking(1, 2 ** 31 - 1, 5);
    await store([{ ...paper(0, 'Quite another title'), version: 2 }]);
    const vector = { numbers: Int8Array.of(127, 3), scale: 0.01 };
    await service.deps.stores.embeddings.keep(1, [{ ...text!, vector }]);
    expect(await sql(service.databaseUrl, 'SELECT * FROM paper_embedding')).toEqual([]);
  });

  test.each([
    ['another name', { model: 'another' }],
    ['vectors of another length', { dimensions: 12 }],
  ])('makes all vectors again when the model has %s', async (_, change) => {
    await store(some(5));
    await embed();
    const before = (await read()).model!.number;
    Object.assign(server, change);
    service.clock.now = new Date(now.getTime() + 61 * minute);
    await askForEmbeddings(service.deps);
    expect(await waitingJobs(service)).toMatchObject([{ name: 'embed-papers' }]);
    expect(await embed()).toBe(5);
    expect((await read()).model!.number).toBe(before + 1);
    expect(await counts()).toEqual({ papers: 5, embedded: 5, refused: 0 });
  });

  test('tries a text that is refused with half its length, and leaves it out if that is refused, too', async () => {
    const long = `${'word '.repeat(300)} poison`;
    await store([...some(40), paper(50, 'Too long', long), paper(51, 'Poison')]);
    server.refuses = /poison/i;
    expect(await embed()).toBe(41);
    expect(await counts()).toEqual({ papers: 42, embedded: 41, refused: 1 });
    expect((await read()).lastError).toBeNull();
    server.requests = [];
    expect(await embed()).toBe(0);
    expect(server.requests).toHaveLength(1);
  });

  test('blames no text when the server refuses all of them', async () => {
    await store(some(4));
    await embed();
    await store(some(4, 10));
    server.refuses = /./;
    expect(await embed()).toBe(0);
    expect(await counts()).toEqual({ papers: 8, embedded: 4, refused: 0 });
    expect(await read()).toMatchObject({
      failures: 1,
      lastError: expect.stringContaining('answered 413: Input is too'),
    });
  });

  test('waits longer after each failure, for at least as long as the server asks, and goes on where it was', async () => {
    await store(some(40));
    const fails = async (status: number, retryAfter?: string) => {
      server.misbehave({ status, ...(retryAfter === undefined ? {} : { retryAfter }) });
      await embed();
      const { nextTryAt } = await read();
      const waits = nextTryAt!.getTime() - service.clock.now!.getTime();
      service.clock.now = nextTryAt;
      return waits / minute;
    };
    expect(await fails(503)).toBe(1);
    expect(await fails(401)).toBe(2);
    expect(await fails(429, '3600')).toBe(60);
    for (const _ of [1, 2, 3]) await fails(503);
    expect(await fails(503)).toBe(60);
    service.clock.now = new Date(service.clock.now!.getTime() - 1);
    server.requests = [];
    expect(await embed()).toBe(0);
    await askForEmbeddings(service.deps);
    expect([server.requests, await waitingJobs(service)]).toEqual([[], []]);
    service.clock.now = new Date(service.clock.now!.getTime() + 1);
    server.misbehave(null);
    expect(await embed()).toBe(40);
    expect(await read()).toMatchObject({ failures: 0, lastError: null, nextTryAt: null });
  });

  test('keeps what was made before the server failed', async () => {
    await store(some(70));
    server.onRequest = () => {
      if (server.requests.length === 3) server.misbehave({ status: 503 });
    };
    expect(await embed()).toBe(32);
    expect(await counts()).toEqual({ papers: 70, embedded: 32, refused: 0 });
    expect((await read()).failures).toBe(1);
  });

  test('stops when two models take turns to answer', async () => {
    await store(some(40));
    server.onRequest = () => {
      if (server.requests.length > 2) server.model = 'another';
    };
    await embed();
    expect((await read()).lastError).toContain('answered by another with 24 numbers a vector after stand-in');
    expect(await counts()).toMatchObject({ embedded: 32 });
  });

  test('is stopped by whoever ends the process, without that being a failure', async () => {
    await store(some(5));
    expect(await embed(AbortSignal.abort())).toBe(0);
    expect(await read()).toMatchObject({ failures: 0, lastError: null });
  });

  test('is asked for once, and not where nothing waits', async () => {
    await store(some(2));
    await askForEmbeddings(service.deps);
    await askForEmbeddings(service.deps);
    expect(await waitingJobs(service)).toMatchObject([{ name: 'embed-papers', data: {} }]);
    await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
    await embed();
    await askForEmbeddings(service.deps);
    expect(await waitingJobs(service)).toEqual([]);
  });

  test('is done by one process at a time', async () => {
    await store(some(40));
    const made = await Promise.all([embed(), embed()]);
    expect(made.toSorted((a, b) => a - b)).toEqual([0, 40]);
  });
});
