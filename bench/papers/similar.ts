import type pg from 'pg';
import type { Deps } from '../../src/app/deps.ts';
import { indexPapers } from '../../src/app/papers/index-papers.ts';
import { feedbackShare, learntFrom } from '../../src/app/papers/similar-papers.ts';
import type { IncomingPaper } from '../../src/domain/papers/paper.ts';
import { titleKey } from '../../src/domain/papers/paper-identity.ts';
import { commonVector, ranked, rankedAgain } from '../../src/domain/ranking/feedback-ranking.ts';
import { rarityIn, textModel } from '../../src/domain/ranking/text-model.ts';
import { paperTerms, type TextVector, textVector } from '../../src/domain/ranking/text-vector.ts';
import { onDatabase, startBenchServer } from '../bench-server.ts';
import {
  type BenchResult,
  type BenchRun,
  bounded,
  compared,
  type Facts,
  median,
  percentile,
} from '../result.ts';
import { openHere } from '../service.ts';
import { makeFindable } from './corpus.ts';
import { madeCorpus } from './made-corpus.ts';

const added = 1_000;
const lookups = 300;
/** Of a million papers a text search takes many seconds, and so does comparing each with one: there are fewer. */
const plainOf = (size: number) =>
  size < 1_000_000 ? { searches: 40, compared: 100 } : { searches: 6, compared: 30 };
const shown = 10;
/** Papers in one statement when the collection is made. */
const bulk = 2_000;

/**
 * "More like it" among `size` papers of made-up words: looking up the ten papers most like one, and adding 1,000
 * papers. Baseline of the look-up: PostgreSQL's text search for the words of title and abstract; of adding: storing the
 * papers without making them findable. Recall: the share of the ten that
 * comparing each paper in the same way finds, by vectors that are made of all papers at once.
 */
export async function benchSimilar({ size = 100_000, stack, say }: BenchRun): Promise<BenchResult> {
  const server = await startBenchServer(stack);
  const url = await server.create('papers', null);
  const { deps } = await openHere(stack, {
    databaseUrl: url,
    home: server.home,
    smtpPort: 9,
    dkimKeyFile: null,
  });
  const now = new Date();
  say(`similar: storing ${size} papers`);
  const indexingMs = await onDatabase(url, async (client) => {
    await fill(client, madeCorpus(size, 0, now));
    const start = performance.now();
    await makeFindable(deps, client, say);
    return performance.now() - start;
  });
  await server.settle();

  say(`similar: ${lookups} look-ups`);
  const ids = await onDatabase(url, async (client) => {
    const { rows } = await client.query<{ id: number }>('SELECT id FROM paper ORDER BY id');
    return rows.map((row) => row.id);
  });
  const sample = Array.from({ length: lookups }, (_, i) => ids[Math.floor((i * size) / lookups)] ?? 0);
  await time(sample.slice(0, 20), (id) => deps.similar(id, shown));
  const ours = await time(sample, (id) => deps.similar(id, shown));
  say(`similar: a look-up takes ${median(ours).toFixed(1)} ms (median)`);
  const few = sample.filter((_, i) => i % Math.ceil(lookups / plainOf(size).searches) === 0);
  const baseline = await onDatabase(url, (client) =>
    time(few, async (id) => {
      const { rows } = await client.query<{ id: number }>(textSearchSql, [id, shown]);
      return await deps.stores.papers.byIds(rows.map((row) => row.id));
    }),
  );
  const { compared: times } = plainOf(size);
  say(`similar: comparing ${times} papers with all`);
  const recall = await recallOf(deps, vectorsOf(madeCorpus(size, 0, now)), { ids, times });
  const sizes = await bytesOf(url, size);
  say(`similar: adding ${added} papers`);
  const more = [...madeCorpus(added, size, now)];
  const adding = performance.now();
  await deps.atomically((stores) => stores.papers.store(more, { source: 'bench', now, sample: false }));
  const stored = performance.now();
  await indexPapers(deps);
  const done = performance.now();
  return {
    bench: 'similar',
    about: `the ${shown} papers most like one, among ${size}; ${lookups} look-ups`,
    measures: [
      bounded('look-up, median', 'ms', median(ours), { atMost: 20 }),
      bounded('look-up, 95th percentile', 'ms', percentile(ours, 0.95), {}),
      compared('look-up, median, to text search', 'ms', { ours: median(ours), baseline: median(baseline) }),
      bounded(`adding ${added} papers`, 's', (done - adding) / 1000, { atMost: 10 }),
      compared(`adding ${added} papers, to storing them alone`, 's', {
        ours: (done - adding) / 1000,
        baseline: (stored - adding) / 1000,
      }),
      bounded('share of the ten nearest that is found', '', recall, {}),
    ],
    facts: {
      'text search, 95th percentile, ms': percentile(baseline, 0.95),
      'making findable at once, ms a paper': indexingMs / size,
      ...sizes,
      ...server.facts,
    },
  };
}

async function time(ids: readonly number[], find: (id: number) => Promise<unknown[]>): Promise<number[]> {
  const times: number[] = [];
  for (const id of ids) {
    const start = performance.now();
    const found = await find(id);
    times.push(performance.now() - start);
    if (found.length !== shown) throw new Error(`found ${found.length} papers like paper ${id}`);
  }
  return times;
}

/** Vectors by how rare terms are among all papers: a million of them have more terms than a Map takes. */
function vectorsOf(papers: Iterable<IncomingPaper>): TextVector[] {
  const all = Array.from(papers, paperTerms);
  const rarity = rarityIn(textModel(all));
  return all.map((terms) => textVector(terms, rarity));
}

/** Of vectors that have the rarities of terms in them. */
const asItIs = () => 1;

/** Of so many papers; `ids` are in the order of `vectors`. */
async function recallOf(
  deps: Pick<Deps, 'similar'>,
  vectors: readonly TextVector[],
  { ids, times }: { ids: readonly number[]; times: number },
): Promise<number> {
  const all = vectors.map((vector, at) => ({ paperId: ids[at] ?? 0, terms: vector, length: 1 }));
  let found = 0;
  for (let i = 0; i < times; i++) {
    const asked = all[Math.floor((i * all.length) / times)];
    if (asked === undefined) throw new Error('there is no paper to compare');
    const { terms: one, paperId } = asked;
    const answers = all.filter((answer) => answer !== asked);
    const common = commonVector(ranked(one, answers, asItIs).slice(0, learntFrom), asItIs);
    const best = rankedAgain(one, common, { answers, rarity: asItIs, share: feedbackShare }).slice(0, shown);
    const nearest = new Set(best.map(({ paperId }) => paperId));
    const similar = await deps.similar(paperId, shown);
    found += similar.filter((id) => nearest.has(id)).length;
  }
  return found / times / shown;
}

async function bytesOf(url: string, size: number): Promise<Facts> {
  return await onDatabase(url, async (client) => {
    const { rows } = await client.query<{ name: string; bytes: string }>(
      `SELECT t AS name, pg_total_relation_size(t::regclass) AS bytes
       FROM unnest(ARRAY['paper', 'paper_terms', 'paper_key']) AS t`,
    );
    return Object.fromEntries(
      rows.map(({ name, bytes }) => [`${name} with its indexes, bytes a paper`, Number(bytes) / size]),
    );
  });
}

/** Stores papers as an earlier version did: without what they speak of, and without asking whether they are there. */
async function fill(client: pg.Client, papers: Iterable<IncomingPaper>): Promise<void> {
  let rows: object[] = [];
  const write = async () => {
    await client.query(
      `INSERT INTO paper (arxiv_id, title_key, title, abstract, authors, categories, published_at, fresh_at)
       SELECT arxiv_id, title_key, title, abstract, authors, categories, published_at, published_at
       FROM jsonb_to_recordset($1::jsonb) AS t(arxiv_id text, title_key text, title text, abstract text,
         authors text[], categories text[], published_at timestamptz)`,
      [JSON.stringify(rows)],
    );
    rows = [];
  };
  for (const paper of papers) {
    rows.push({
      arxiv_id: paper.arxivId,
      title_key: titleKey(paper.title, paper.authors),
      title: paper.title,
      abstract: paper.abstract,
      authors: paper.authors,
      categories: paper.categories,
      published_at: paper.publishedAt,
    });
    if (rows.length === bulk) await write();
  }
  await write();
}

/** The words of its title, and those that its abstract uses most, ranked by PostgreSQL with shared categories. */
const textSearchSql = `
  WITH term AS (
    SELECT lexeme FROM paper, unnest(search)
    WHERE paper.id = $1 AND length(lexeme) > 2 AND weights && '{A,C}'
    ORDER BY ('A' = ANY (weights)) DESC, cardinality(positions) DESC, lexeme
    LIMIT 24
  ), query AS (
    SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery AS words FROM term
  )
  SELECT p.id FROM paper p, query
  WHERE p.search @@ query.words AND p.id <> $1 AND NOT p.hidden AND NOT p.withdrawn
  ORDER BY ts_rank(p.search, query.words, 1)
    * (1 + cardinality(ARRAY(SELECT unnest(p.categories) INTERSECT SELECT unnest(q.categories)
                             FROM paper q WHERE q.id = $1)) * 0.25) DESC, p.id DESC
  LIMIT $2`;
