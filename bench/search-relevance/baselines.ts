import type pg from 'pg';
import { type Search, searchedSpan } from '../../src/domain/papers/search-query.ts';
import type { BenchPaper } from '../relevance/papers.ts';
import { hiddenTitle } from './collection.ts';

/** Finds the numbers of papers, best first, among those that a search's fields allow. */
export type Baseline = (search: Search, allowed: ReadonlySet<number>) => Promise<number[]>;

/** The papers that a search's categories and dates allow. */
export function allowedBy(search: Search, papers: readonly BenchPaper[]): Set<number> {
  const { from, before } = searchedSpan(search);
  const has = ({ categories }: BenchPaper, value: string) => categories.includes(value);
  const cats = search.fields.filter(({ name }) => name === 'cat');
  const allowed = new Set<number>();
  papers.forEach((paper, number) => {
    const fits =
      cats.every(({ value, not }) => has(paper, value) !== not) &&
      (from === null || paper.publishedAt >= from.getTime()) &&
      (before === null || paper.publishedAt < before.getTime());
    if (fits) allowed.add(number);
  });
  return allowed;
}

/** PostgreSQL's text search over title, authors, abstract and categories: every word must be there. */
export async function everyWord(client: pg.Client, papers: readonly BenchPaper[]): Promise<Baseline> {
  await client.query('CREATE TABLE bench_paper (id int PRIMARY KEY, search tsvector)');
  await client.query(
    `INSERT INTO bench_paper SELECT id, setweight(to_tsvector('english', title), 'A')
       || setweight(to_tsvector('english', array_to_string(authors, ' ; ')), 'B')
       || setweight(to_tsvector('english', abstract), 'C')
       || setweight(to_tsvector('english', array_to_string(categories, ' ')), 'D')
     FROM jsonb_to_recordset($1::jsonb) AS r(id int, title text, authors text[], abstract text, categories text[])`,
    [JSON.stringify(papers.map((paper, id) => ({ ...paper, id, title: hiddenTitle(id) })))],
  );
  return async ({ words }, allowed) => {
    const { rows } = await client.query<{ id: number }>(
      `SELECT id FROM bench_paper, websearch_to_tsquery('english', $1) AS query
       WHERE search @@ query AND id = ANY ($2::int[]) ORDER BY ts_rank_cd(search, query, 1) DESC, id DESC`,
      [words ?? '', [...allowed]],
    );
    return rows.map(({ id }) => id);
  };
}

/** Okapi BM25 (Robertson and Zaragoza, 2009), any word, with the usual constants. */
const saturation = 1.2;
const lengthShare = 0.75;

/** BM25 over abstracts and authors, by PostgreSQL's English stems and without its stop words. */
export async function bm25(client: pg.Client, papers: readonly BenchPaper[]): Promise<Baseline> {
  const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const texts = papers.map(({ abstract, authors }) => wordsOf(`${abstract} ${authors.join(' ')}`));
  const known = new Map<string, string | null>();
  const learn = async (words: Iterable<string>) => {
    const fresh = [...new Set(words)].filter((word) => !known.has(word));
    const { rows } = await client.query<{ word: string; stem: string | null }>(
      `SELECT word, (ts_lexize('english_stem', word))[1] AS stem FROM unnest($1::text[]) AS word`,
      [fresh],
    );
    for (const { word, stem } of rows) known.set(word, stem);
  };
  const stemsOf = (words: readonly string[]) => words.flatMap((word) => known.get(word) ?? []);
  await learn(texts.flat());
  const stems = texts.map(stemsOf);
  const usual = stems.reduce((sum, list) => sum + list.length, 0) / stems.length;
  const postings = new Map<string, Map<number, number>>();
  stems.forEach((list, number) => {
    for (const stem of list) {
      const counts = postings.get(stem) ?? new Map<number, number>();
      postings.set(stem, counts);
      counts.set(number, (counts.get(number) ?? 0) + 1);
    }
  });
  return async ({ words }, allowed) => {
    const typed = wordsOf(words ?? '');
    await learn(typed);
    const scores = new Map<number, number>();
    for (const stem of stemsOf(typed)) {
      const counts = postings.get(stem) ?? new Map<number, number>();
      const rarity = Math.log(1 + (papers.length - counts.size + 0.5) / (counts.size + 0.5));
      for (const [number, times] of counts) {
        if (!allowed.has(number)) continue;
        const long = 1 - lengthShare + (lengthShare * (stems[number]?.length ?? 0)) / usual;
        const said = (times * (saturation + 1)) / (times + saturation * long);
        scores.set(number, (scores.get(number) ?? 0) + rarity * said);
      }
    }
    return [...scores].sort((a, b) => b[1] - a[1] || b[0] - a[0]).map(([number]) => number);
  };
}
