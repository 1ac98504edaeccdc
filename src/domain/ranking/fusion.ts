import { byScore, type Scored } from './feedback-ranking.ts';

/** How near papers are in meaning: the cosine of their vectors with what is asked for; undefined without a vector. */
export type NearnessOf = (paperId: number) => number | undefined;

/** Where all have nearly the same words, their scores still count as spread so far. */
const leastSpread = 0.03;

/**
 * Scores by words together with nearness in meaning, which counts `share` times as much: by how many standard
 * deviations each lies from the mean of these papers (z-scores), since cosines of different models have different
 * ranges. On the scale of the scores by words, so that a bound of those still is one. A paper without a vector is taken
 * for one of middling nearness.
 */
export function fused(scored: readonly Scored[], nearness: NearnessOf, share: number): Scored[] {
  const known = scored.flatMap(({ paperId }) => nearness(paperId) ?? []);
  const near = spreadOf(known);
  if (near.deviation === 0) return [...scored];
  const { deviation } = spreadOf(scored.map(({ score }) => score));
  const unit = (share * Math.max(deviation, leastSpread)) / near.deviation;
  return scored
    .map((one) => {
      const cosine = nearness(one.paperId);
      return cosine === undefined ? one : { ...one, score: one.score + unit * (cosine - near.mean) };
    })
    .sort(byScore);
}

function spreadOf(values: readonly number[]): { mean: number; deviation: number } {
  if (values.length === 0) return { mean: 0, deviation: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
