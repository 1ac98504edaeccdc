import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Handlebars from 'handlebars';
import { createTransport } from 'nodemailer';
import { openDatabase } from '../src/adapters/postgres/client.ts';
import { acquireEmbedded } from '../src/adapters/postgres/embedded.ts';
import { digestProgress, hasEnded } from '../src/app/digest-progress.ts';
import { previewDigest } from '../src/app/preview-digest.ts';
import { triggerDigest } from '../src/app/trigger-digest.ts';
import { loadConfig } from '../src/config.ts';
import type { IncomingPaper } from '../src/domain/paper.ts';
import { openService } from '../src/wire.ts';
import type { BenchResult } from './main.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const perReader = 10;
const connections = 20;

/** Papers of made-up words, as long as real ones. */
function madePapers(count: number): IncomingPaper[] {
  const words =
    'we show that sparse models learn robust policies from noisy data and scale to larger tasks'.split(' ');
  const text = (seed: number, length: number) =>
    Array.from({ length }, (_, i) => words[(seed * 7 + i * 3 + (i % 5)) % words.length]).join(' ');
  return Array.from({ length: count }, (_, i) => ({
    arxivId: `2611.${String(i).padStart(5, '0')}`,
    version: 1,
    doi: null,
    title: `Paper ${i}: ${text(i, 9)}`,
    abstract: `${text(i, 40)}. ${text(i + 1, 60)}. ${text(i + 2, 70)}.`,
    authors: ['Ada Lovelace', 'Alan Turing', 'Emmy Noether', 'Grace Hopper'],
    categories: ['cs.LG', 'cs.RO'],
    primaryCategory: 'cs.LG',
    publishedAt: new Date(Date.now() - (i % 48) * 3_600_000),
    updatedAt: null,
    url: null,
    comment: null,
    journalRef: null,
    links: [{ url: `https://github.com/example/repository-${i}`, type: 'github' }],
    thumbnailUrl: null,
    summary: null,
    featuredAt: null,
    withdrawn: false,
    signal: { upvotes: (i * 37) % 200 },
  }));
}

/** CPU of this process and wall-clock time of `work`, in milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<{ cpu: number; wall: number }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / 1000, wall: performance.now() - start };
}

/**
 * One digest to `readers`, planned, sent and recorded by the whole service in this process, to a mail server in
 * another. Baseline: mails of the same size from a compiled template by `sendMail({ html, text })` with a pool, and
 * no record of anything.
 */
export async function benchSend(readers = 2_000): Promise<BenchResult> {
  const sink = spawn(process.execPath, [join(import.meta.dirname, 'sink.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve) =>
    sink.stdout.once('data', (line) => resolve(Number(String(line)))),
  );
  const home = await mkdtemp(join(tmpdir(), 'offprint-bench-'));
  const embedded = await acquireEmbedded({ home: join(home, 'database') });
  try {
    const config = loadConfig({
      DATABASE_URL: embedded.url,
      OFFPRINT_HOME: home,
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      MAIL_FROM: 'Offprint <digest@example.org>',
      POSTAL_ADDRESS: '1 Example Street, Exampletown',
      SECRET_KEY: 'the key of a benchmark, long enough',
    });
    const service = await openService(config, { log: quiet, worker: true });
    const { deps } = service;
    await deps.stores.papers.store(madePapers(300), { source: 'bench', now: new Date(), sample: false });
    await addReaders(embedded.url, readers);

    const { mail } = await previewDigest(deps, { email: 'reader1@example.org' });
    if (mail === null) throw new Error('the readers have nothing to read');
    const digest = await triggerDigest(deps, { origin: 'command' });
    const ours = await timed(async () => {
      await service.work();
      while (!hasEnded(await digestProgress(deps, digest.id))) await wait(100);
    });
    const { counts } = await digestProgress(deps, digest.id);
    if (counts.sent !== readers) throw new Error(`${counts.sent} of ${readers} were sent`);
    await service.stop();

    const baseline = await timed(() => plainSending(mail, readers, port));
    const perMessage = (total: number) => total / readers;
    return {
      bench: 'send',
      about: `${readers} readers, ${perReader} papers each, ${Math.round(mail.html.length / 1024)} KB of HTML`,
      measures: [
        {
          name: 'CPU a message',
          unit: 'ms',
          ours: perMessage(ours.cpu),
          baseline: perMessage(baseline.cpu),
          ratio: ours.cpu / baseline.cpu,
        },
        {
          name: 'time a message',
          unit: 'ms',
          ours: perMessage(ours.wall),
          baseline: perMessage(baseline.wall),
          ratio: ours.wall / baseline.wall,
        },
      ],
      facts: { 'messages a second, ours': Math.round((readers / ours.wall) * 1000) },
    };
  } finally {
    sink.kill();
    await embedded.release();
    await rm(home, { recursive: true, force: true });
  }
}

async function addReaders(url: string, readers: number): Promise<void> {
  const database = openDatabase(url);
  await database.pool.query(
    `INSERT INTO subscriber (email, address_hash, status, confirmed_at, max_papers, updated_at)
     SELECT 'reader' || i || '@example.org', decode(md5(i::text), 'hex'), 'active', now() - interval '1 day', $2, now()
     FROM generate_series(1, $1) AS i`,
    [readers, perReader],
  );
  await database.pool.query(
    `INSERT INTO interest (subscriber_id, topic_id)
     SELECT s.id, t.id FROM subscriber s JOIN topic t ON t.slug IN ('cs.LG', 'cs.RO')`,
  );
  await database.close();
}

async function plainSending(
  mail: { subject: string; html: string; text: string },
  readers: number,
  port: number,
): Promise<void> {
  const link = /http:\/\/[^"\s]*\/unsubscribe\/[^"\s]*/;
  const html = Handlebars.compile(mail.html.replace(new RegExp(link, 'g'), '{{link}}'));
  const text = Handlebars.compile(mail.text.replace(new RegExp(link, 'g'), '{{{link}}}'), { noEscape: true });
  const pool = createTransport({
    host: '127.0.0.1',
    port,
    pool: true,
    maxConnections: connections,
    maxMessages: 1_000,
  });
  let next = 0;
  const worker = async () => {
    for (let reader = next++; reader < readers; reader = next++) {
      const view = { link: `http://localhost:3000/unsubscribe/${reader}` };
      await pool.sendMail({
        from: 'Offprint <digest@example.org>',
        to: `reader${reader}@example.org`,
        subject: mail.subject,
        html: html(view),
        text: text(view),
      });
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  pool.close();
}
