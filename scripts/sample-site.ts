import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdmin } from '../src/app/accounts/add-admin.ts';
import { changeSettings } from '../src/app/deliveries/change-settings.ts';
import { triggerDigest } from '../src/app/digests/trigger-digest.ts';
import { readPaperLine } from '../src/app/papers/read-paper-line.ts';
import { refreshPapers } from '../src/app/papers/refresh-papers.ts';
import { loadConfig } from '../src/config/config.ts';
import type { IncomingPaper } from '../src/domain/papers/paper.ts';
import { buildApp } from '../src/http/app.ts';
import { openService } from '../src/wire/service.ts';
import { runJobs } from '../tests/support/jobs.ts';
import { makeIncoming } from '../tests/support/papers/incoming.ts';
import { freePort, startTestServer } from '../tests/support/postgres/postgres-server.ts';
import { sql } from '../tests/support/postgres/sql.ts';
import { quietLog } from '../tests/support/quiet-log.ts';
import { httpOptions } from '../tests/support/web/http-options.ts';
import { askByForm, form } from '../tests/support/web/web.ts';
import { addSampleEditing } from './sample-editor.ts';
import { addSampleIntegration } from './sample-integration.ts';
import { addSamplePictures } from './sample-pictures.ts';
import { addSampleReaders } from './sample-readers.ts';

/** A Tuesday: what the pages show is the same whenever they are made. */
const now = new Date('2026-11-24T10:00:00Z');
const hour = 3_600_000;
const reader = 'ada@example.org';

/** The service with sample papers, a reader and a digest, on a database that is thrown away. */
export type SampleSite = {
  url: string;
  /** Paths: of the paper with mathematics, of a collection, and of the reader's own pages. */
  paths: Record<
    'mathematics' | 'collection' | 'preferences' | 'saved' | 'unsubscribe' | 'feedback' | 'view' | 'confirm',
    string
  >;
  admin: { email: string; password: string };
  close(): Promise<void>;
};

/** Says of itself that it is none. */
const mathematics = makeIncoming({
  arxivId: '2611.09999',
  title: String.raw`How fast a random walk in $\mathbb{Z}^d$ leaves a ball of radius $r$`,
  abstract: String.raw`An example for this picture, and no paper. For the simple random walk in $\mathbb{Z}^d$ let $\tau_r$ be the first time at which it leaves the ball of radius $r$. Since $|X_n|^2 - n$ is a martingale, \[ r^2 \le \mathbb{E}\,\tau_r \le (r+1)^2, \qquad \Pr(\tau_r > t) \le 2\,e^{-c_d\,t/r^2} \quad (t \ge r^2), \] and with $\lambda_d$ the first eigenvalue of the Laplacian on the unit ball, \[ \lim_{r\to\infty} \frac{1}{r^2} \log \Pr(\tau_r > r^4) = -\frac{\lambda_d}{2d}. \]`,
  authors: ['Example Author', 'Another Author'],
  categories: ['math.PR'],
  primaryCategory: 'math.PR',
  signal: { upvotes: 21 },
});

async function samplePapers(): Promise<IncomingPaper[]> {
  const lines = await readFile(new URL('sample-papers.jsonl', import.meta.url), 'utf8');
  const papers = lines.split('\n').flatMap((line) => {
    const read = line === '' ? null : readPaperLine(JSON.parse(line), new Date());
    return read?.ok === true ? [read.paper] : [];
  });
  // Dates and votes are made up.
  return [...papers, mathematics].map((paper, index, all) => {
    const at = new Date(now.getTime() - hour - (index * 10 * 24 * hour) / all.length);
    const upvotes = 4 + ((index * 37) % 143);
    return { ...paper, publishedAt: at, featuredAt: at, updatedAt: null, signal: { upvotes } };
  });
}

export async function openSampleSite(): Promise<SampleSite> {
  const server = await startTestServer();
  const home = await mkdtemp(join(tmpdir(), 'offprint-site-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = loadConfig({
    DATABASE_URL: server.url,
    OFFPRINT_HOME: home,
    SECRET_KEY: 'a secret key for pictures, long enough!',
    PUBLIC_URL: url,
    PORT: String(port),
    POSTAL_ADDRESS: 'Offprint, 1 Example Street, 12345 Exampletown',
    SAMPLE_PAPERS: 'off',
    LOG_LEVEL: 'silent',
  });
  const opened = await openService(config, { log: quietLog, worker: false, now: () => now });
  const { deps } = opened;
  const app = await buildApp({ ...httpOptions(opened), logger: false });
  const service = { ...opened, databaseUrl: server.url, clock: { now }, app: async () => app, close: close };

  async function close(): Promise<void> {
    await app.close();
    await opened.stop();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }

  const papers = await samplePapers();
  await deps.stores.papers.store(papers, { source: 'hugging-face', now, sample: false });
  await addSamplePictures(
    deps,
    papers.map((_, at) => at + 1),
    now,
  );
  await refreshPapers(deps);
  const confirmation = await askByForm(service, reader, {
    topics: ['cs.RO', 'language-model-agents'],
    queries: ['"sparse attention" OR pruning -vision'],
    authors: ['Geoffrey Hinton'],
    timezone: 'Europe/Berlin',
    hour: '7',
  });
  await app.inject({ url: confirmation, ...form() });
  const subscriber = await deps.stores.subscribers.byEmail(reader);
  if (subscriber === null) throw new Error('nobody subscribed');
  const { id } = subscriber;
  // Noted by the database's clock.
  await sql(server.url, 'UPDATE subscriber SET created_at = $1', [now]);
  await triggerDigest(deps, { origin: 'api' });
  await runJobs(service);
  const [delivery] = await deps.stores.subscribers.deliveriesOf(id);
  const [first = 1, second = 2, third = 3] = delivery?.paperIds ?? [];
  await deps.stores.feedback.vote(id, first, 'more', now);
  await deps.stores.feedback.vote(id, second, 'less', now);
  await deps.stores.feedback.mute(id, { author: 'Emmy Noether' }, now);
  await deps.stores.savedPapers.keepSaved(id, [5, 7], now, 100);
  const pending = await askByForm(service, 'grete@example.org', { topics: ['math.PR'] });
  await addSampleReaders(deps, server.url, now);
  const admin = { email: 'admin@example.org', password: 'a password for pictures' };
  await createAdmin(deps, admin);
  await addSampleIntegration(deps, server.url, now);
  const { collection } = await addSampleEditing(deps, now);
  // They would stand before all else.
  await changeSettings(deps, { firstSteps: 'hidden' }, 'admin 1');
  const found = await deps.stores.papers.byArxivId('2611.09999');
  await app.listen({ port, host: '127.0.0.1' });
  const path = (address: string) => address.slice(url.length);
  return {
    url,
    paths: {
      mathematics: `/papers/${found?.id}`,
      collection,
      preferences: path(deps.links.preferences(id)),
      saved: path(deps.links.saved(id, [6, 8])),
      unsubscribe: path(deps.links.unsubscribe(id)),
      feedback: path(deps.links.feedback(id, third).more),
      view: path(deps.links.view('1')),
      confirm: pending,
    },
    admin,
    close,
  };
}
