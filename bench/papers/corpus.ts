import type pg from 'pg';
import type { Deps } from '../../src/app/deps.ts';
import { indexPapers } from '../../src/app/papers/index-papers.ts';
import { type BenchServer, onDatabase, startBenchServer } from '../bench-server.ts';
import type { BenchRun } from '../result.ts';
import { openHere } from '../service.ts';
import { makeCorpus } from './uneven-papers.ts';

/** A server with a database of such papers, all of them findable, that nobody is connected to: to be copied. */
export type Corpus = { server: BenchServer; template: string };

const made = new Map<number, Promise<Corpus>>();

/** Benchmarks of one run share the corpus of a size: a million papers take most of an hour to make. */
export async function openCorpus(size: number, run: Pick<BenchRun, 'shared' | 'say'>): Promise<Corpus> {
  const corpus = made.get(size) ?? make(size, run);
  made.set(size, corpus);
  return await corpus;
}

async function make(size: number, { shared, say }: Pick<BenchRun, 'shared' | 'say'>): Promise<Corpus> {
  const server = await startBenchServer(shared);
  const template = 'corpus';
  const databaseUrl = await server.create(template, null);
  await using service = new AsyncDisposableStack();
  const { deps } = await openHere(service, {
    databaseUrl,
    home: server.home,
    smtpPort: 9,
    dkimKeyFile: null,
  });
  await onDatabase(databaseUrl, async (client) => {
    await makeCorpus(client, { size, now: new Date(), say });
    await makeFindable(deps, client, say);
  });
  await service.disposeAsync();
  await server.settle();
  return { server, template };
}

/**
 * Makes all papers findable that are stored. What is written into indexes at once costs a fifth of what is written one
 * by one, where nobody asks for it meanwhile.
 */
export async function makeFindable(deps: Deps, client: pg.Client, say: BenchRun['say']): Promise<void> {
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE tablename = 'paper' AND indexdef LIKE '% USING gin %'`,
  );
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  await client.query('ALTER TABLE paper_key DROP CONSTRAINT paper_key_pkey');
  say('making the papers findable');
  await indexPapers(deps);
  say('making the indexes of the papers');
  await client.query("SET maintenance_work_mem = '1GB'");
  for (const { definition } of indexes) await client.query(definition);
  await client.query('ALTER TABLE paper_key ADD PRIMARY KEY (term, weight, paper_id)');
  await client.query('VACUUM (ANALYZE)');
}
