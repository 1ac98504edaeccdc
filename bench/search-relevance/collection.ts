import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Deps } from '../../src/app/deps.ts';
import { embedPapers } from '../../src/app/papers/embeddings/embed-papers.ts';
import { indexPapers } from '../../src/app/papers/index-papers.ts';
import { type BenchServer, startBenchServer } from '../bench-server.ts';
import { type BenchPaper, loadPapers, papersFile } from '../relevance/papers.ts';
import { openHere } from '../service.ts';
import { madeForms } from './forms.ts';

export type Collection = {
  /** A paper's number is its place here; the title that rankers see is `hiddenTitle` of it. */
  papers: readonly BenchPaper[];
  deps: Deps;
  server: BenchServer;
  client: pg.Client;
};

/** Says nothing, and is different for every paper. */
export function hiddenTitle(number: number): string {
  return `Zqx${number}`;
}

/** The number of a paper by what rankers see of it. */
export function numberOf(title: string): number {
  return Number(title.slice(3));
}

const bulk = 250;

/** Stores the papers as an import does, their titles hidden, and makes them findable. */
export async function openCollection(
  stack: AsyncDisposableStack,
  data: string | undefined,
): Promise<Collection> {
  const real = loadPapers(data ?? papersFile(), 1);
  const oldest = real[0]?.publishedAt ?? 0;
  const made = madeForms.map((said): BenchPaper => {
    return { ...said, title: '', categories: ['cs.LG'], publishedAt: oldest, votes: 0, labels: [] };
  });
  const papers = [...real, ...made];
  const server = await startBenchServer(stack);
  const databaseUrl = await server.create('relevance', null);
  const { deps } = await openHere(stack, {
    databaseUrl,
    home: server.home,
    smtpPort: 9,
    dkimKeyFile: null,
    more: outside(),
  });
  const now = deps.now();
  for (let from = 0; from < papers.length; from += bulk) {
    const incoming = papers
      .slice(from, from + bulk)
      .map(({ abstract, authors, categories, publishedAt }, at) => ({
        arxivId: null,
        version: null,
        doi: null,
        title: hiddenTitle(from + at),
        abstract,
        authors,
        categories,
        primaryCategory: categories[0] ?? null,
        publishedAt: new Date(publishedAt),
        updatedAt: null,
        url: null,
        comment: null,
        journalRef: null,
        links: [],
        thumbnailUrl: null,
        summary: null,
        featuredAt: null,
        withdrawn: false,
        signal: null,
      }));
    await deps.atomically((stores) => stores.papers.store(incoming, { source: 'bench', now, sample: false }));
  }
  await indexPapers(deps);
  await embedAll(deps);
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  stack.defer(() => client.end());
  return { papers, deps, server, client };
}

/** A server that tells what texts mean, if the environment names one. */
function outside(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      name.startsWith('EMBEDDINGS_') && value !== undefined ? [[name, value]] : [],
    ),
  );
}

async function embedAll(deps: Deps): Promise<void> {
  if (deps.meaning === null) return;
  await embedPapers(deps, new AbortController().signal);
  const { papers, embedded } = await deps.stores.embeddings.counts();
  if (embedded < papers) throw new Error(`${papers - embedded} papers could not be embedded`);
  // They are read into memory when somebody first asks.
  while ((await deps.meaning.ofPaper(await deps.stores.papers.lastId())) === null) await wait(50);
}
