import type { TextVector } from '../../src/domain/ranking/text-vector.ts';
import { dot, trainSvm } from './linear-svm.ts';
import { places } from './metrics.ts';
import type { BenchReader } from './readers.ts';
import { best, type Ranker, type World } from './world.ts';

const day = 86_400_000;

/** Trending as in Reddit's "hot": ten times the votes make up for three days. */
export function trendOf(votes: number, publishedAt: number): number {
  return Math.log10(1 + votes) + publishedAt / (3 * day);
}

/** What is set by the readers for tuning. `lead`: how far a paper by a followed author is put ahead of others. */
export type SvmSetting = { C: number; lead: number };

/**
 * The baselines. What a reader has stated and liked is given to each that can use it: the words and names that the
 * reader typed are one more liked text for the two that learn from texts. The last knows followed authors exactly, too.
 */
export function baselines(world: World, { C, lead }: SvmSetting): Ranker[] {
  const { papers, from, search } = world;
  const { vectorizer, vectors } = world.tfidf;
  const typed = ({ stated }: BenchReader): TextVector[] =>
    stated.flatMap((one) => {
      if (one.kind === 'paper') return [];
      return [vectorizer.vector(one.kind === 'query' ? one.words : one.name)];
    });
  const ranker = (
    name: string,
    scores: (reader: BenchReader) => Promise<(paper: number) => number>,
  ): Ranker => ({
    name,
    rank: async (reader) => best(world, places, await scores(reader)),
  });
  return [
    ranker('newest first', async () => (paper) => papers[paper]?.publishedAt ?? 0),
    ranker('trending', async () => (paper) => {
      const { votes = 0, publishedAt = 0 } = papers[paper] ?? {};
      return trendOf(votes, publishedAt);
    }),
    ranker('ts_rank_cd', async (reader) => {
      const matches = await search.matchingAny(reader);
      return (paper) => matches.get(paper) ?? -1;
    }),
    ranker('TF-IDF, mean of the past', async (reader) => {
      const sum = new Float64Array(vectorizer.size);
      const liked = reader.liked.flatMap((paper) => vectors[paper] ?? []);
      for (const { terms, weights } of [...liked, ...typed(reader)])
        terms.forEach((term, at) => {
          sum[term] = (sum[term] ?? 0) + (weights[at] ?? 0);
        });
      return (paper) => dot(sum, vectors[paper]);
    }),
    ranker('TF-IDF, linear SVM, exact authors', async (reader) => {
      const followed = new Set(reader.stated.flatMap((one) => (one.kind === 'author' ? [one.name] : [])));
      const isTheirs = (paper: number) => papers[paper]?.authors.some((name) => followed.has(name)) === true;
      // As arxiv-sanity-lite: what was liked against all the rest; here the rest of the past.
      const words = typed(reader);
      const known = [...vectors.slice(0, from), ...words];
      const positive = new Set([...reader.liked, ...words.map((_, at) => from + at)]);
      const weights = trainSvm(known, positive, { size: vectorizer.size, C });
      return (paper) => dot(weights, vectors[paper]) + (isTheirs(paper) ? lead : 0);
    }),
  ];
}
