import { createWriteStream } from 'node:fs';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { IncomingPaper } from '../../src/domain/papers/paper.ts';
import { type BenchServer, onDatabase, startBenchServer } from '../bench-server.ts';
import { nextMessage, startProgram } from '../child.ts';
import { type Bench, bounded, compared, type Facts } from '../result.ts';
import { environment, openHere } from '../service.ts';
import type { ImportInput, ImportReport } from '../subscribers/import-process.ts';
import { madeCorpus } from './made-corpus.ts';

const usual = 10_000;
/** What an import of papers writes to: the papers, what they are found by, and what they speak of. */
const tables = ['paper', 'paper_topic', 'paper_terms', 'paper_key', 'paper_trend'];

/**
 * `import-papers` of JSON lines as a process of its own, its start included, with everything by which papers are found:
 * the search's words, the topics, the text vectors and their keys. Beside `COPY` of the rows that it wrote into tables
 * of the same columns and indexes, without foreign keys and triggers.
 */
export const benchImportPapers: Bench = async ({ size = usual, stack, say }) => {
  const server = await startBenchServer(stack);
  const settings = { home: server.home, smtpPort: 9, dkimKeyFile: null };
  const template = await server.create('template', null);
  {
    await using scope = server.scope();
    await openHere(scope, { ...settings, databaseUrl: template });
  }
  const file = join(server.home, 'papers.jsonl');
  await pipeline(Readable.from(linesOf(size)), createWriteStream(file));
  const url = await server.create('imported', 'template');
  await server.settle();
  say(`${size} papers are imported`);
  const before = await server.usage();
  const input: ImportInput = {
    command: 'import-papers',
    file,
    env: environment({ ...settings, databaseUrl: url }),
  };
  const report = await nextMessage<ImportReport>(
    startProgram(stack, 'subscribers/import-process.ts', { ...input }),
  );
  const after = await server.usage();
  if (report.code !== 0 || report.result.added !== size)
    throw new Error(`${report.result.added} of ${size} were imported, and it ended with ${report.code}`);

  say('the same rows are copied');
  const copied = await copyRows(server, url);
  const perPaper = (ms: number) => ms / size;
  const facts: Facts = {
    papers: size,
    'file, MB': (await stat(file)).size / 1e6,
    'stored, before they are made findable, s': (report.progress.at(-1)?.ms ?? 0) / 1000,
    'processor of the command, ms a paper': perPaper(report.processorMs),
    'processor of PostgreSQL, ms a paper': perPaper(after.processorMs - before.processorMs),
    'WAL, kB a paper': (after.walBytes - before.walBytes) / size / 1000,
    'peak memory of the command, MB': report.peakMb,
    ...server.facts,
  };
  const seconds = report.ms / 1000;
  return {
    bench: 'import-papers',
    about: `${size} papers from JSON lines, made findable, beside COPY of the same rows`,
    measures: [
      bounded('papers a second', 'papers/s', size / seconds, { atLeast: 500 }),
      compared('time', 's', { ours: seconds, baseline: copied }),
    ],
    facts,
  };
};

function* linesOf(count: number): Generator<string> {
  for (const paper of madeCorpus(count, 0, new Date())) yield `${JSON.stringify(lineOf(paper))}\n`;
}

function lineOf(paper: IncomingPaper): Record<string, unknown> {
  const { arxivId, version, doi, title, abstract, authors, categories, publishedAt, url, signal } = paper;
  return {
    arxiv_id: arxivId,
    version,
    doi,
    title,
    abstract,
    authors,
    categories,
    published: publishedAt?.toISOString(),
    url,
    upvotes: signal?.upvotes,
  };
}

/** Seconds that COPY takes of what stands in a database, into tables with the same indexes. */
async function copyRows(server: BenchServer, url: string): Promise<number> {
  const folder = join(server.home, 'copied');
  await mkdir(folder);
  // The server writes there itself.
  await chmod(folder, 0o777);
  const columns = new Map<string, string>();
  await onDatabase(url, async (client) => {
    for (const table of tables) {
      // Of generated columns COPY takes no values.
      const { rows } = await client.query<{ column_name: string }>(
        "SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND table_schema = 'public' AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
      );
      columns.set(table, rows.map(({ column_name }) => `"${column_name}"`).join(', '));
      await client.query(`COPY ${table} (${columns.get(table)}) TO '${join(folder, table)}'`);
    }
  });
  return await onDatabase(await server.create('indexed', 'template'), async (client) => {
    await client.query('CREATE SCHEMA copied');
    for (const table of tables)
      await client.query(
        `CREATE TABLE copied.${table} (LIKE public.${table} INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING INDEXES)`,
      );
    await server.settle();
    const start = performance.now();
    await client.query('BEGIN');
    for (const table of tables)
      await client.query(`COPY copied.${table} (${columns.get(table)}) FROM '${join(folder, table)}'`);
    await client.query('COMMIT');
    return (performance.now() - start) / 1000;
  });
}
