import {
  paperTerms,
  type TextVector,
  themeRarity,
  themeVector,
  type WeightedTerms,
} from '../../src/domain/ranking/text-vector.ts';
import type { BenchPaper } from './papers.ts';
import type { BenchReader } from './readers.ts';
import { openTextSearch, type TextSearch } from './text-search.ts';
import { fitTfidf, type Vectorizer } from './tfidf.ts';

/** Everything that rankers may look at. Papers from number `from` on are the future; nobody may look at themes. */
export type World = {
  /** As rankers see them. */
  papers: readonly BenchPaper[];
  from: number;
  search: TextSearch;
  /** TF-IDF as scikit-learn makes it, for the baselines. */
  tfidf: { vectorizer: Vectorizer; vectors: readonly TextVector[] };
  /** The service's own. */
  vectors: readonly TextVector[];
  vectorOf(terms: WeightedTerms): TextVector;
};

/** Ranks the papers of the future for a reader, best first; ten are looked at. */
export type Ranker = { name: string; rank(reader: BenchReader): Promise<number[]> };

/** With `titles` false no ranker sees any title: they are what papers are judged by. */
export async function openWorld(
  stack: AsyncDisposableStack,
  { papers, from, titles }: { papers: readonly BenchPaper[]; from: number; titles: boolean },
): Promise<World> {
  const seen = titles ? papers : papers.map((paper) => ({ ...paper, title: '' }));
  const texts = seen.map(({ title, abstract, authors }) => `${title}\n${abstract}\n${authors.join(' ; ')}`);
  const vectorizer = fitTfidf(texts);
  const terms = seen.map(paperTerms);
  const rarity = themeRarity(terms);
  const vectorOf = (of: WeightedTerms) => themeVector(of, rarity);
  return {
    papers: seen,
    from,
    search: await openTextSearch(stack, { papers: seen, from }),
    tfidf: { vectorizer, vectors: texts.map((text) => vectorizer.vector(text)) },
    vectors: terms.map(vectorOf),
    vectorOf,
  };
}

/** The numbers of the papers of the future with the highest scores, newest first among equals. */
export function best({ papers, from }: World, count: number, score: (paper: number) => number): number[] {
  return papers
    .map((_, paper) => ({ paper, score: paper < from ? 0 : score(paper) }))
    .slice(from)
    .sort((a, b) => b.score - a.score || b.paper - a.paper)
    .slice(0, count)
    .map(({ paper }) => paper);
}
