import { afterAll, beforeAll, expect, test } from 'vitest';
import { examineDatabase } from '../../../src/adapters/postgres/migrations/examine.ts';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { embedPapers } from '../../../src/app/papers/embeddings/embed-papers.ts';
import { type EmbeddingsStandIn, startEmbeddings } from '../../support/papers/embeddings-server.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { browserOn } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const key = 'sk-nobody-may-see-this';

let server: EmbeddingsStandIn;
let service: TestService;
const logged: string[] = [];
beforeAll(async () => {
  server = await startEmbeddings();
  const log = (fields: object, message: string) => void logged.push(JSON.stringify(fields) + message);
  service = await testService({
    env: { EMBEDDINGS_URL: server.url, EMBEDDINGS_KEY: key },
    log: { info: log, warn: log, error: log },
  });
  service.clock.now = now;
});
afterAll(async () => {
  await service.close();
  await server.close();
});

test('the console, the metrics and the doctor tell how it stands with embeddings, and nobody the key', async () => {
  const { deps } = service;
  const account = { email: 'admin@example.org', password: 'correct horse battery' };
  await createAdmin(deps, account);
  const app = await service.app();
  const browser = browserOn(app);
  await browser.submit('/admin/login', '/admin/login', account);
  const text = async () => (await browser.get('/admin')).body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  const metrics = async () => (await app.inject('/metrics')).body;
  const embed = () => embedPapers(deps, new AbortController().signal);

  expect(await text()).toContain('embeddings Not asked yet');
  const papers = [1, 2, 3].map((number) =>
    makeIncoming({
      arxivId: `2611.0000${number}`,
      title: number === 3 ? 'Poison' : `Paper ${number}`,
      abstract: 'A.',
    }),
  );
  await deps.stores.papers.store(papers, { source: 'arxiv', now, sample: false });
  server.refuses = /Poison/;
  await embed();
  expect(await text()).toMatch(
    /embeddings OK .*: 2 of 3 papers by stand-in \(24 numbers each\) .*refuses the text of 1 paper\./,
  );
  expect(await metrics()).toMatch(
    /offprint_embeddings\{state="embedded"\} 2\n.*refused"\} 1\n.*waiting"\} 0/,
  );
  expect(await metrics()).toContain('offprint_source_healthy{source="embeddings"} 1');

  const more = makeIncoming({ arxivId: '2611.00009', title: 'One more', abstract: 'A.' });
  await deps.stores.papers.store([more], { source: 'arxiv', now, sample: false });
  expect(await text()).toContain('Catching up');
  server.misbehave({ status: 401, body: `{"error": {"message": "Wrong key ${key}"}}` });
  await embed();
  const failing = await text();
  expect(failing).toContain('embeddings Failing, next try');
  expect(failing).toContain('/v1/embeddings answered 401: Wrong key ….');
  expect(failing).toContain('2 of 4 papers by stand-in (24 numbers each), 1 waiting');
  expect(await metrics()).toContain('offprint_source_healthy{source="embeddings"} 0');

  const { embeddings } = await examineDatabase(service.databaseUrl);
  expect(embeddings).toMatchObject({
    model: { name: 'stand-in', dimensions: 24 },
    papers: 4,
    embedded: 2,
    refused: 1,
    lastError: expect.stringContaining('answered 401'),
  });
  expect(logged.length).toBeGreaterThan(0);
  expect(logged.join('\n') + failing + JSON.stringify(embeddings)).not.toContain(key);
});
